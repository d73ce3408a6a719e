// SPDX-License-Identifier: Apache-2.0
//
// A geometry from JSON: one that is taken is legal by its keys, too.

#include <map>

#include "hw/isa/config.h"
#include "tests/fuzz/property.h"

namespace vta::fuzz {
namespace {

void try_config(std::string_view text) {
  const Result<Config> config = Config::from_json(text, "input");
  if (!config) return require_sentence(config.error().message);
  std::map<std::string, std::int64_t> keys;
  for (const auto& [key, value] : config.value().bundle_keys()) keys[key] = value;
  keys["LOG_OUT_WIDTH"] = config.value().log_out_width();
  keys["LOG_BUS_WIDTH"] = config.value().log_bus_width();
  const Result<Config> again = Config::from_keys(keys);
  require(again.ok() && again.value() == config.value(), "a geometry is that of its keys", text);
  for (const MemoryType type : {MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt,
                                MemoryType::kAcc, MemoryType::kOut, MemoryType::kAcc8bit}) {
    require(config.value().depth(type) != 0 && config.value().elem_bytes(type) != 0,
            "every memory has elements", text);
  }
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vta::fuzz::try_config(vta::fuzz::text_of(data, size));
  return 0;
}
