// SPDX-License-Identifier: Apache-2.0
//
// Programs of calls as text, one call per line.

#ifndef VTA_TESTS_COMPILER_CODEGEN_PROGRAM_TEXT_H_
#define VTA_TESTS_COMPILER_CODEGEN_PROGRAM_TEXT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <sstream>
#include <string>

#include "driver/program/calls.h"

namespace vta::test {

inline CallList calls_of(const std::string& text) {
  std::istringstream stream(text);
  const Result<CallList> calls = parse_calls(stream);
  EXPECT_TRUE(calls) << calls.error().message;
  return calls ? calls.value() : CallList{};
}

inline std::string text_of(const CallList& calls) {
  std::string text;
  for (const Call& call : calls) text += to_string(call) + "\n";
  return text;
}

inline std::string load(const char* buffer, std::int64_t count, std::int64_t at, MemoryType type) {
  return to_string(Load2d{buffer, 0, static_cast<std::uint32_t>(count), 1,
                          static_cast<std::uint32_t>(count), 0, 0, 0, 0,
                          static_cast<std::uint32_t>(at), type}) +
         "\n";
}
inline std::string store(std::int64_t at, std::int64_t count) {
  return to_string(Store2d{static_cast<std::uint32_t>(at), MemoryType::kOut, "res", 0,
                           static_cast<std::uint32_t>(count), 1,
                           static_cast<std::uint32_t>(count)}) +
         "\n";
}

// A micro-kernel of one micro-operation in a loop over `count` elements of ACC.
inline std::string kernel(UopPush uop, std::uint32_t count, std::uint32_t src_factor = 0) {
  CallList calls = {UopScopeBegin{uop.mode}, UopLoopBegin{count, 1, src_factor, 0}, uop,
                    UopLoopEnd{}, UopScopeEnd{}};
  return text_of(calls);
}
inline std::string reset(std::uint32_t dst, std::uint32_t count) {
  return kernel({UopMode::kGemm, true, dst, 0, 0, 0, false, 0}, count);
}
inline std::string gemm(std::uint32_t dst, std::uint32_t count, std::uint32_t inp,
                        std::uint32_t wgt) {
  return kernel({UopMode::kGemm, false, dst, inp, wgt, 0, false, 0}, count, 1);
}
inline std::string shift(std::uint32_t dst, std::uint32_t count) {
  return kernel({UopMode::kAlu, false, dst, dst, 0, 3, true, 8}, count, 1);
}
inline std::string add(std::uint32_t dst, std::uint32_t count, std::uint32_t src) {
  return kernel({UopMode::kAlu, false, dst, src, 0, 2, false, 0}, count);
}

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_CODEGEN_PROGRAM_TEXT_H_
