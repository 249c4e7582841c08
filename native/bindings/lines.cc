#include "bindings/lines.h"

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>

#include "bindings/job.h"
#include "sys/faults.h"
#include "sys/launch.h"
#include "sys/link.h"

namespace haema::bindings {

namespace {

/// What the JS thread and the one that receives share.
class Line {
 public:
  Line(sys::Descriptor socket, std::optional<pid_t> child)
      : link_(std::make_shared<const sys::Link>(std::move(socket))), child_(child) {}

  /// Nothing when it has ended.
  std::shared_ptr<const sys::Link> link() {
    const std::lock_guard lock(mutex_);
    return link_;
  }
  std::optional<pid_t> child() const noexcept { return child_; }

  /// A child that does not read is not waited for; the server is.
  sys::Link::Full full() const noexcept {
    return child_ ? sys::Link::Full::kFail : sys::Link::Full::kWait;
  }

  void kill() noexcept {
    const std::lock_guard lock(mutex_);
    if (child_ && !over_) ::kill(*child_, SIGKILL);
  }

  /// Runs `call` unless the environment, and all that belongs to it, is gone.
  template <typename Call>
  bool whileAlive(Call call) {
    const std::lock_guard lock(ending_);
    return !ended_ && call();
  }

  void environmentEnds() {
    const std::lock_guard lock(ending_);
    ended_ = true;
  }

  /// Lets go of the socket at once: JS may keep its objects for long.
  void close() {
    const std::lock_guard lock(mutex_);
    link_.reset();
  }

  /// Waits until the child is no more. Afterwards its number may be another process's.
  sys::Ending wait() {
    if (!child_) return {};
    siginfo_t unused;
    while (::waitid(P_PID, static_cast<id_t>(*child_), &unused, WEXITED | WNOWAIT) < 0 &&
           errno == EINTR) {
    }
    const std::lock_guard lock(mutex_);
    over_ = true;
    return sys::waitFor(*child_);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const sys::Link> link_;
  const std::optional<pid_t> child_;
  bool over_ = false;
  std::mutex ending_;  ///< guards ended_
  bool ended_ = false;
};

/// The last event of a line, which it keeps alive until then.
struct Ended {
  sys::Ending ending;
  std::shared_ptr<Line> line;
};

using Event = std::variant<sys::Message, Ended>;

void onEnvironmentEnd(void* line) { static_cast<Line*>(line)->environmentEnds(); }

Napi::Value bytesToJs(Napi::Env env, std::unique_ptr<Event> event, std::span<uint8_t> bytes) {
  if (bytes.empty()) return env.Null();
  const auto buffer = Napi::Buffer<uint8_t>::NewOrCopy(
      env, bytes.data(), bytes.size(), [](Napi::Env, uint8_t*, Event* kept) { delete kept; },
      event.get());
  std::ignore = event.release();  // JS deletes it
  return buffer;
}

void callJs(Napi::Env env, Napi::Function receive, std::nullptr_t*, Event* received) {
  std::unique_ptr<Event> event(received);
  if (env == nullptr) return;  // it is ending
  if (const auto* ended = std::get_if<Ended>(event.get())) {
    napi_remove_env_cleanup_hook(env, onEnvironmentEnd, ended->line.get());
    auto object = Napi::Object::New(env);
    object["code"] = ended->ending.code;
    object["signal"] = ended->ending.signal;
    receive.Call({env.Null(), object});
    return;
  }
  const auto& message = std::get<sys::Message>(*event);
  const auto text = Napi::String::New(env, message.text());
  receive.Call({text, bytesToJs(env, std::move(event), message.bytes())});
}

using Receiver = Napi::TypedThreadSafeFunction<std::nullptr_t, Event, &callJs>;

/// False when the environment is ending: then the receiver is gone.
bool post(Line& line, const Receiver& receiver, Event event) {
  auto owned = std::make_unique<Event>(std::move(event));
  return line.whileAlive([&] {
    if (receiver.NonBlockingCall(owned.get()) != napi_ok) return false;
    std::ignore = owned.release();
    return true;
  });
}

/// On a thread of its own until the line ends; with a child, until that is no more.
void receiveAll(const std::shared_ptr<Line>& line, const Receiver& receiver) noexcept {
  bool wanted = true;
  try {
    const auto link = line->link();
    while (wanted) {
      auto message = link->receive();
      if (!message) break;
      wanted = post(*line, receiver, std::move(*message));
    }
  } catch (const std::exception&) {
    // What breaks the form is not listened to any more.
  }
  line->close();
  line->kill();
  const sys::Ending ending = line->wait();
  if (!wanted) return;
  post(*line, receiver, Ended{ending, line});
  line->whileAlive([&] { return receiver.Release() == napi_ok; });
}

Napi::Error lineError(Napi::Env env, const std::system_error& failure) {
  return toError(env, failure.code().value() == EAGAIN ? "BUSY" : "ENGINE_FAILED", failure.what());
}

Napi::Value send(const Napi::CallbackInfo& info, Line& line) {
  const std::string text = info[0].ToString();
  std::span<const uint8_t> bytes;
  if (info[1].IsTypedArray()) {
    const auto array = info[1].As<Napi::Uint8Array>();
    bytes = {array.Data(), array.ByteLength()};
  }
  try {
    const auto link = line.link();
    if (!link) throw std::system_error(EPIPE, std::generic_category(), "the line has ended");
    link->send(text, bytes, line.full());
  } catch (const std::system_error& failure) {
    throw lineError(info.Env(), failure);
  }
  return info.Env().Undefined();
}

Napi::Object open(Napi::Env env, std::shared_ptr<Line> line, const Napi::Function& receive) {
  auto receiver = Receiver::New(env, receive, "haema line", 0, 1);
  // As long as the line is there: its last event removes the hook.
  napi_add_env_cleanup_hook(env, onEnvironmentEnd, line.get());
  std::thread(receiveAll, line, receiver).detach();  // it may wait for a child that never ends
  auto object = Napi::Object::New(env);
  object["pid"] = line->child() ? Napi::Value(Napi::Number::New(env, *line->child())) : env.Null();
  object["send"] = Napi::Function::New(
      env, [line](const Napi::CallbackInfo& info) { return send(info, *line); });
  object["kill"] = Napi::Function::New(env, [line](const Napi::CallbackInfo&) { line->kill(); });
  object["unref"] = Napi::Function::New(
      env, [receiver](const Napi::CallbackInfo& info) { receiver.Unref(info.Env()); });
  return object;
}

std::vector<std::string> readTexts(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < array.Length(); ++i) texts.push_back(array.Get(i).ToString());
  return texts;
}

Napi::Value callLaunch(const Napi::CallbackInfo& info) {
  const auto command = info[0].ToObject();
  try {
    sys::LinkPair pair = sys::connectedPair();
    const pid_t child = sys::launch({.file = command.Get("file").ToString(),
                                     .args = readTexts(command.Get("args")),
                                     .env = readTexts(command.Get("env"))},
                                    std::move(pair.theirs));
    return open(info.Env(), std::make_shared<Line>(std::move(pair.ours), child),
                info[1].As<Napi::Function>());
  } catch (const std::system_error& failure) {
    throw lineError(info.Env(), failure);
  }
}

Napi::Value callConnect(const Napi::CallbackInfo& info) {
  auto line = std::make_shared<Line>(sys::Descriptor(sys::kLinkDescriptor), std::nullopt);
  return open(info.Env(), std::move(line), info[0].As<Napi::Function>());
}

Napi::Value callObeyFaultSignals(const Napi::CallbackInfo& info) {
  sys::obeyFaultSignals();
  return info.Env().Undefined();
}

}  // namespace

void registerLines(Napi::Env env, Napi::Object& exports) {
  exports["launch"] = Napi::Function::New(env, callLaunch, "launch");
  exports["connect"] = Napi::Function::New(env, callConnect, "connect");
  exports["obeyFaultSignals"] = Napi::Function::New(env, callObeyFaultSignals, "obeyFaultSignals");
}

}  // namespace haema::bindings
