// Every failure of the engine is an Error with a code that src/core/errors.ts knows.
#pragma once

#include <stdexcept>
#include <string>

namespace haema::av {

/// What a caller may branch on. Names (codeName) are the contract with TypeScript, see
/// docs/errors.md.
enum class Code {
  kBadRequest,     ///< the request itself makes no sense: a stream that is not there, start ≥ end
  kSourceMissing,  ///< no such file, not a regular file, or a link that leaves its root
  kSourceChanged,  ///< size or mtime are not those of the version that was asked for
  kReadFailed,     ///< the medium failed: EIO, ESTALE, a read shorter than the file
  kMediaInvalid,   ///< the bytes are not a video that libav can open or decode
  kCancelled,
  kEngineFailed,  ///< a bug or an exhausted resource
};

const char* codeName(Code code) noexcept;

/// The message may reach a client: it never holds a path.
class Error : public std::runtime_error {
 public:
  Error(Code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Code code() const noexcept { return code_; }

 private:
  Code code_;
};

/// Returns `result` when it is not negative; throws the Error that belongs to the AVERROR
/// otherwise. `operation` completes the sentence "could not …".
int check(int result, const char* operation);

/// Throws Error(kEngineFailed) when an allocation returned null.
template <typename T>
T* checkAllocated(T* pointer, const char* what) {
  if (!pointer) throw Error(Code::kEngineFailed, std::string("out of memory: ") + what);
  return pointer;
}

/// Throws Error(kEngineFailed) when a caller has broken its contract: a bug.
inline void require(bool condition, const char* what) {
  if (!condition) throw Error(Code::kEngineFailed, what);
}

}  // namespace haema::av
