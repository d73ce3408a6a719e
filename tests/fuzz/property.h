// SPDX-License-Identifier: Apache-2.0
//
// What a fuzz target demands: a property that does not hold stops the process, which is how the
// fuzzer and the replay of the seeds learn of it.

#ifndef VTA_TESTS_FUZZ_PROPERTY_H_
#define VTA_TESTS_FUZZ_PROPERTY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace vta::fuzz {

inline void require(bool holds, const char* what, std::string_view about = {}) {
  if (holds) return;
  std::fprintf(stderr, "property broken: %s: %s\n", what, std::string(about).c_str());
  std::abort();
}

// A refusal is one sentence on one line, and none that repeats a hostile text at length.
inline void require_sentence(std::string_view message) {
  constexpr std::size_t kMost = 2000;
  require(!message.empty() && message.size() <= kMost, "a refusal has 1 to 2000 bytes", message);
  const bool one_line = std::none_of(message.begin(), message.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  require(one_line, "a refusal is one line without control characters", message);
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace vta::fuzz

// The entry point of every target, by libFuzzer's name for it. Its result has to be 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#endif  // VTA_TESTS_FUZZ_PROPERTY_H_
