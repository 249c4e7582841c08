#include "bindings/lines.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
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
#include "sys/folders.h"
#include "sys/launch.h"
#include "sys/link.h"
#include "sys/refusals.h"
#include "sys/sandbox.h"

namespace haema::bindings {

namespace {

/// Messages that have arrived and that JS has not looked at yet; then the other side has to wait.
constexpr int kMostPosted = 16;

/// What the JS thread and the one that receives share.
class Line {
 public:
  Line(sys::Descriptor socket, std::unique_ptr<sys::Child> child)
      : link_(std::make_shared<const sys::Link>(std::move(socket))), child_(std::move(child)) {}

  /// Nothing when it has ended.
  std::shared_ptr<const sys::Link> link() {
    const std::lock_guard lock(mutex_);
    return link_;
  }
  /// Null in a child.
  sys::Child* child() const noexcept { return child_.get(); }

  /// A child that does not read is not waited for; the server is.
  sys::Link::Full full() const noexcept {
    return child_ ? sys::Link::Full::kFail : sys::Link::Full::kWait;
  }

  /// Runs `call` unless the environment, and all that belongs to it, is gone.
  template <typename Call>
  bool whileAlive(Call call) {
    const std::lock_guard lock(ending_);
    return !ended_ && call();
  }

  /// The same with one more event for JS, once it has room for that.
  template <typename Call>
  bool whenRoom(Call call) {
    std::unique_lock lock(ending_);
    room_.wait(lock, [&] { return ended_ || posted_ < kMostPosted; });
    if (ended_ || !call()) return false;
    ++posted_;
    return true;
  }

  void taken() {
    const std::lock_guard lock(ending_);
    --posted_;
    room_.notify_one();
  }

  void environmentEnds() {
    const std::lock_guard lock(ending_);
    ended_ = true;
    room_.notify_one();
  }

  /// Lets go of the socket, since JS may keep its objects for long, and waits until the child is no
  /// more.
  sys::Ending end() {
    {
      const std::lock_guard lock(mutex_);
      link_.reset();
    }
    if (!child_) return {};
    child_->kill();
    return child_->wait();
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const sys::Link> link_;
  const std::unique_ptr<sys::Child> child_;
  std::mutex ending_;  ///< guards what follows
  std::condition_variable room_;
  bool ended_ = false;
  int posted_ = 0;
};

/// The last event of a line.
struct Ended {
  sys::Ending ending;
  bool broke;  ///< it was ended because of what it had sent
};

struct Event {
  std::shared_ptr<Line> line;
  std::variant<sys::Message, Ended> what;
};

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
  event->line->taken();
  if (const auto* ended = std::get_if<Ended>(&event->what)) {
    napi_remove_env_cleanup_hook(env, onEnvironmentEnd, event->line.get());
    auto object = Napi::Object::New(env);
    object["code"] = ended->ending.code;
    object["signal"] = ended->ending.signal;
    object["broke"] = ended->broke;
    receive.Call({env.Null(), object});
    return;
  }
  const auto& message = std::get<sys::Message>(event->what);
  const auto text = Napi::String::New(env, message.text());
  receive.Call({text, bytesToJs(env, std::move(event), message.bytes())});
}

using Receiver = Napi::TypedThreadSafeFunction<std::nullptr_t, Event, &callJs>;

/// False when the environment is ending: then the receiver is gone.
bool post(Event event, const Receiver& receiver) {
  const std::shared_ptr<Line> line = event.line;
  auto owned = std::make_unique<Event>(std::move(event));
  return line->whenRoom([&] {
    if (receiver.NonBlockingCall(owned.get()) != napi_ok) return false;
    std::ignore = owned.release();
    return true;
  });
}

/// On a thread of its own until the line ends; with a child, until that is no more.
void receiveAll(const std::shared_ptr<Line>& line, const Receiver& receiver) noexcept {
  bool wanted = true, broke = false;
  try {
    const auto link = line->link();
    while (wanted) {
      auto message = link->receive();
      if (!message) break;
      wanted = post({line, std::move(*message)}, receiver);
    }
  } catch (const std::exception&) {
    broke = true;  // what breaks the form is not listened to any more
  }
  const sys::Ending ending = line->end();
  if (!wanted) return;
  post({line, Ended{ending, broke}}, receiver);
  line->whileAlive([&] { return receiver.Release() == napi_ok; });
}

Napi::Error lineError(Napi::Env env, const std::system_error& failure) {
  return toError(env, failure.code().value() == EAGAIN ? "BUSY" : "ENGINE_FAILED", failure.what());
}

bool isGone(const std::system_error& failure) {
  return failure.code().value() == EPIPE || failure.code().value() == ECONNRESET;
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
    if (!isGone(failure)) throw lineError(info.Env(), failure);
  }
  return info.Env().Undefined();
}

/// Ends a line that does not come about.
struct Opening {
  Napi::Env env;
  std::shared_ptr<Line> line;
  Receiver receiver;

  ~Opening() {
    if (!line) return;
    napi_remove_env_cleanup_hook(env, onEnvironmentEnd, line.get());
    receiver.Release();
    if (line->child()) line->end();
  }
};

Napi::Object handleOn(Napi::Env env, const std::shared_ptr<Line>& line, const Receiver& receiver) {
  auto object = Napi::Object::New(env);
  const sys::Child* const child = line->child();
  object["pid"] = child ? Napi::Value(Napi::Number::New(env, child->pid())) : env.Null();
  object["send"] = Napi::Function::New(
      env, [line](const Napi::CallbackInfo& info) { return send(info, *line); });
  object["kill"] = Napi::Function::New(env, [line](const Napi::CallbackInfo&) {
    if (line->child()) line->child()->kill();
  });
  object["unref"] = Napi::Function::New(
      env, [receiver](const Napi::CallbackInfo& info) { receiver.Unref(info.Env()); });
  return object;
}

/// Throws std::system_error when there is no thread for it. When it throws the child is no more.
Napi::Object open(Napi::Env env, std::shared_ptr<Line> line, const Napi::Function& receive) {
  auto receiver = Receiver::New(env, receive, "haema line", 0, 1);
  // As long as the line is there: its last event removes the hook.
  napi_add_env_cleanup_hook(env, onEnvironmentEnd, line.get());
  Opening opening{env, line, receiver};
  const Napi::Object object = handleOn(env, line, receiver);
  std::thread(receiveAll, line, receiver).detach();  // it may wait for a child that never ends
  opening.line.reset();
  return object;
}

std::vector<std::string> readTexts(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < array.Length(); ++i) texts.push_back(array.Get(i).ToString());
  return texts;
}

std::optional<sys::Readable> readReadable(const Napi::Value& value) {
  if (value.IsNull()) return std::nullopt;
  const auto object = value.ToObject();
  return sys::Readable{.programs = readTexts(object.Get("programs")),
                       .folders = readTexts(object.Get("folders"))};
}

Napi::Value callLaunch(const Napi::CallbackInfo& info) {
  const auto command = info[0].ToObject();
  try {
    sys::LinkPair pair = sys::connectedPair();
    auto child = sys::launch({.file = command.Get("file").ToString(),
                              .args = readTexts(command.Get("args")),
                              .env = readTexts(command.Get("env")),
                              .readable = readReadable(command.Get("readable"))},
                             std::move(pair.theirs));
    return open(info.Env(), std::make_shared<Line>(std::move(pair.ours), std::move(child)),
                info[1].As<Napi::Function>());
  } catch (const std::system_error& failure) {
    throw lineError(info.Env(), failure);
  }
}

Napi::Value callConnect(const Napi::CallbackInfo& info) {
  const auto line = std::make_shared<Line>(sys::Descriptor(sys::kLinkDescriptor), nullptr);
  try {
    return open(info.Env(), line, info[0].As<Napi::Function>());
  } catch (const std::system_error& failure) {
    std::fprintf(stderr, "haema: an engine child cannot start: %s\n", failure.what());
    ::_exit(1);  // with the line still open: the server hears of the end, and not of a silence
  }
}

Napi::Value callLookAtFolders(const Napi::CallbackInfo& info) {
  const std::chrono::milliseconds patience(info[1].ToNumber().Int64Value());
  const auto looks = sys::lookAtFolders(readTexts(info[0]), patience);
  auto array = Napi::Array::New(info.Env(), looks.size());
  for (uint32_t i = 0; i < looks.size(); ++i) {
    auto object = Napi::Object::New(info.Env());
    object["error"] = looks[i].error;
    object["path"] = looks[i].path;
    array[i] = object;
  }
  return array;
}

Napi::Value callExitNow(const Napi::CallbackInfo& info) {
  ::_exit(info[0].ToNumber().Int32Value());
}

Napi::Value callConfineCalls(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), sys::confineCalls());
}

Napi::Value callAreFilesConfined(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), sys::areFilesConfined());
}

Napi::Value callTakeRefusals(const Napi::CallbackInfo& info) {
  const auto refusals = sys::takeRefusals();
  auto array = Napi::Array::New(info.Env(), refusals.size());
  for (uint32_t i = 0; i < refusals.size(); ++i) {
    auto object = Napi::Object::New(info.Env());
    object["path"] = refusals[i].path;
    object["writes"] = refusals[i].writes;
    array[i] = object;
  }
  return array;
}

Napi::Value callObeyFaultSignals(const Napi::CallbackInfo& info) {
  sys::obeyFaultSignals();
  return info.Env().Undefined();
}

}  // namespace

void registerLines(Napi::Env env, Napi::Object& exports) {
  exports["launch"] = Napi::Function::New(env, callLaunch, "launch");
  exports["connect"] = Napi::Function::New(env, callConnect, "connect");
  exports["lookAtFolders"] = Napi::Function::New(env, callLookAtFolders, "lookAtFolders");
  exports["exitNow"] = Napi::Function::New(env, callExitNow, "exitNow");
  exports["confineCalls"] = Napi::Function::New(env, callConfineCalls, "confineCalls");
  exports["areFilesConfined"] = Napi::Function::New(env, callAreFilesConfined, "areFilesConfined");
  exports["takeRefusals"] = Napi::Function::New(env, callTakeRefusals, "takeRefusals");
  exports["obeyFaultSignals"] = Napi::Function::New(env, callObeyFaultSignals, "obeyFaultSignals");
}

}  // namespace haema::bindings
