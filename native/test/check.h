// All that the C++ tests need of a framework: CHECK, CHECK_EQ, and report() for main to return.
#pragma once

#include <iostream>

namespace haema::test {

inline int checks = 0;
inline int failures = 0;

inline bool check(bool ok, const char* what, const char* file, int line) {
  checks++;
  if (ok) return true;
  failures++;
  std::cerr << file << ":" << line << ": " << what << "\n";
  return false;
}

template <typename A, typename B>
bool checkEqual(const A& a, const B& b, const char* what, const char* file, int line) {
  if (check(a == b, what, file, line)) return true;
  std::cerr << "  got " << a << ", expected " << b << "\n";
  return false;
}

/// Prints the counts; what main returns.
inline int report() {
  std::cout << checks << " checks, " << failures << " failed\n";
  return failures > 0 || checks == 0 ? 1 : 0;
}

}  // namespace haema::test

#define CHECK(ok) ::haema::test::check(static_cast<bool>(ok), #ok, __FILE__, __LINE__)
#define CHECK_EQ(a, b) ::haema::test::checkEqual((a), (b), #a " == " #b, __FILE__, __LINE__)
