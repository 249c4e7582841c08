// One engine call off the JS thread.
#pragma once

#include <napi.h>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "av/cancel.h"
#include "bindings/state.h"

namespace haema::bindings {

/// Errors as JS knows them, with a code.
Napi::Error toError(Napi::Env env, const char* code, const char* message);
Napi::Error toError(Napi::Env env, const std::exception_ptr& failure);

/// Carries a job from the JS thread to a worker and its outcome back.
/// Run: R(const CancelToken&), on a worker, never touches JS. ToJs: Napi::Value(Napi::Env, R&&), on
/// the JS thread. The promise settles exactly once, unless the environment ends first.
template <typename Run, typename ToJs>
class Job {
 public:
  /// Returns { promise, cancel, steps }.
  static Napi::Object start(Napi::Env env, State& state, Run run, ToJs toJs) {
    auto job = std::make_unique<Job>(env, state, std::move(run), std::move(toJs));
    auto handle = Napi::Object::New(env);
    handle["promise"] = job->deferred_.Promise();
    handle["cancel"] = Napi::Function::New(env, [token = job->token_](const Napi::CallbackInfo&) {
      token->cancel();  // harmless after the job has settled
    });
    handle["steps"] =
        Napi::Function::New(env, [token = job->token_](const Napi::CallbackInfo& info) {
          return Napi::Number::New(info.Env(), static_cast<double>(token->steps()));
        });
    job->outcome_ = Outcome::New(env, "haema job", 0, 1);
    try {
      state.workers.submit([job = job.get()] {
        job->execute();
        deliver(std::unique_ptr<Job>(job));
      });
      std::ignore = job.release();  // the worker's from now on
    } catch (...) {
      job->failure_ = std::current_exception();
      deliver(std::move(job));
    }
    return handle;
  }

  Job(Napi::Env env, State& state, Run run, ToJs toJs)
      : token_(std::make_shared<av::CancelToken>(&state.ending)),
        run_(std::move(run)),
        toJs_(std::move(toJs)),
        deferred_(env) {}

 private:
  using Result = std::invoke_result_t<Run, const av::CancelToken&>;

  void execute() noexcept {
    try {
      token_->poll();  // a job cancelled while it was queued takes its turn and ends at once
      result_.emplace(run_(*token_));
      token_->poll();
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  /// Hands the job over to the JS thread.
  static void deliver(std::unique_ptr<Job> job) noexcept {
    const Outcome outcome = job->outcome_;  // the job may be gone as soon as it is handed over
    if (outcome.NonBlockingCall(job.get()) == napi_ok) {
      std::ignore = job.release();
      outcome.Release();
    }  // else the environment is ending, and the call has let go of the function, too
  }

  static void receive(Napi::Env env, Napi::Function, std::nullptr_t*, Job* received) {
    const std::unique_ptr<Job> job(received);
    if (env == nullptr) return;  // it ended while the job was under way
    try {
      job->settle(env);
    } catch (const Napi::Error&) {
      // An environment that is about to end refuses every call.
    }
  }

  void settle(Napi::Env env) {
    const Napi::Value value = toValue(env);
    if (!value.IsEmpty()) {
      deferred_.Resolve(value);
      return;
    }
    // A cancelled read may pose as bad data.
    const Napi::Error error =
        token_->cancelled() ? toError(env, "CANCELLED", "cancelled") : toError(env, failure_);
    deferred_.Reject(error.Value());
  }

  /// Empty when the job has failed, or when JS has no room for its result.
  Napi::Value toValue(Napi::Env env) {
    if (failure_) return {};
    try {
      return toJs_(env, std::move(*result_));
    } catch (...) {
      failure_ = std::current_exception();
      return {};
    }
  }

  using Outcome = Napi::TypedThreadSafeFunction<std::nullptr_t, Job, &Job::receive>;

  std::shared_ptr<av::CancelToken> token_;
  Run run_;
  ToJs toJs_;
  std::optional<Result> result_;
  std::exception_ptr failure_;
  Napi::Promise::Deferred deferred_;
  Outcome outcome_;
};

template <typename Run, typename ToJs>
Napi::Object startJob(Napi::Env env, State& state, Run run, ToJs toJs) {
  return Job<Run, ToJs>::start(env, state, std::move(run), std::move(toJs));
}

}  // namespace haema::bindings
