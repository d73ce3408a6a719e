// SPDX-License-Identifier: Apache-2.0
//
// A listing of calls: one that is taken prints a listing that is the same calls.

#include <sstream>

#include "driver/program/calls.h"
#include "tests/fuzz/property.h"

namespace vta::fuzz {
namespace {

void try_calls(std::string_view text) {
  std::istringstream stream{std::string(text)};
  const Result<CallList> calls = parse_calls(stream);
  if (!calls) return require_sentence(calls.error().message);
  std::string listing;
  for (const Call& call : calls.value()) listing += to_string(call) + "\n";
  std::istringstream printed(listing);
  const Result<CallList> again = parse_calls(printed);
  require(again.ok() && again.value() == calls.value(), "printed calls are the same calls", text);
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vta::fuzz::try_calls(vta::fuzz::text_of(data, size));
  return 0;
}
