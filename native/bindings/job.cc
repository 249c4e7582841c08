#include "bindings/job.h"

namespace haema::bindings {

Napi::Error toError(Napi::Env env, const char* code, const char* message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Value()["code"] = code;
  return error;
}

Napi::Error toError(Napi::Env env, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const av::Error& error) {
    return toError(env, av::codeName(error.code()), error.what());
  } catch (const std::exception& error) {
    return toError(env, "ENGINE_FAILED", error.what());
  } catch (...) {
    return toError(env, "ENGINE_FAILED", "an unknown failure");
  }
}

}  // namespace haema::bindings
