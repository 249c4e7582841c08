// One engine call off the JS thread.
#pragma once

#include <napi.h>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "av/cancel.h"
#include "bindings/state.h"

namespace haema::bindings {

/// Carries a job from the JS thread to a worker and its outcome back.
/// Run: R(const CancelToken&), on a worker, never touches JS. ToJs: Napi::Value(Napi::Env, R&&), on
/// the JS thread. The promise settles exactly once, unless the environment ends first.
template <typename Run, typename ToJs>
class Job {
 public:
  /// Returns { promise, cancel }.
  static Napi::Object start(Napi::Env env, State& state, Run run, ToJs toJs) {
    auto job = std::make_shared<Job>(env, state, std::move(run), std::move(toJs));
    auto handle = Napi::Object::New(env);
    handle["promise"] = job->deferred_.Promise();
    handle["cancel"] = Napi::Function::New(env, [token = job->token_](const Napi::CallbackInfo&) {
      token->cancel();  // harmless after the job has settled
    });
    state.workers.submit([job] { job->execute(job); });
    return handle;
  }

  Job(Napi::Env env, State& state, Run run, ToJs toJs)
      : state_(state),
        token_(state.begin()),
        run_(std::move(run)),
        toJs_(std::move(toJs)),
        deferred_(env),
        settled_(Napi::ThreadSafeFunction::New(
            env, Napi::Function::New(env, [](const Napi::CallbackInfo&) {}), "haema job", 0, 1)) {}

 private:
  using Result = std::invoke_result_t<Run, const av::CancelToken&>;

  void execute(const std::shared_ptr<Job>& self) {
    try {
      token_->poll();  // a job cancelled while it was queued takes its turn and ends at once
      result_.emplace(run_(*token_));
      token_->poll();
    } catch (const av::Error& error) {
      fail(av::codeName(error.code()), error.what());
    } catch (const std::exception& error) {
      fail("ENGINE_FAILED", error.what());
    }
    state_.end(token_);
    // Keeps the job alive until the JS thread has taken the result; an environment that ends drops
    // it.
    auto kept = std::make_unique<std::shared_ptr<Job>>(self);
    const auto settle = [](Napi::Env env, Napi::Function, std::shared_ptr<Job>* job) {
      const std::unique_ptr<std::shared_ptr<Job>> owned(job);
      if (env != nullptr) (*owned)->settle(env);
    };
    if (settled_.NonBlockingCall(kept.get(), settle) == napi_ok) kept.release();
    settled_.Release();
  }

  void fail(const char* code, const char* message) {
    const bool cancelled = token_->cancelled();  // a cancelled read may pose as bad data
    code_ = cancelled ? "CANCELLED" : code;
    message_ = cancelled ? "cancelled" : message;
    result_.reset();
  }

  void settle(Napi::Env env) {
    if (result_) {
      deferred_.Resolve(toJs_(env, std::move(*result_)));
      return;
    }
    const Napi::Error error = Napi::Error::New(env, message_);
    error.Value()["code"] = Napi::String::New(env, code_);
    deferred_.Reject(error.Value());
  }

  State& state_;
  std::shared_ptr<av::CancelToken> token_;
  Run run_;
  ToJs toJs_;
  std::optional<Result> result_;
  std::string code_, message_;
  Napi::Promise::Deferred deferred_;
  Napi::ThreadSafeFunction settled_;
};

template <typename Run, typename ToJs>
Napi::Object startJob(Napi::Env env, State& state, Run run, ToJs toJs) {
  return Job<Run, ToJs>::start(env, state, std::move(run), std::move(toJs));
}

}  // namespace haema::bindings
