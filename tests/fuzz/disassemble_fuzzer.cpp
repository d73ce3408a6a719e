// SPDX-License-Identifier: Apache-2.0
//
// Any 128 bits are an instruction to the disassembler: one line, and what is encoded from the
// fields decodes to the same fields. The first byte chooses the geometry.

#include <array>
#include <vector>

#include "hw/isa/disassemble.h"
#include "hw/isa/insn.h"
#include "tests/fuzz/property.h"

namespace vta::fuzz {
namespace {

const std::vector<Config>& geometries() {
  static const std::vector<Config> all = [] {
    std::vector<Config> configs = {Config::pynq()};
    for (const std::int64_t batch : {0, 1}) {
      for (const std::int64_t block : {3, 4, 5}) {
        std::map<std::string, std::int64_t> keys;
        for (const auto& [key, value] : Config::pynq().bundle_keys()) keys[key] = value;
        keys["LOG_BATCH"] = batch;
        keys["LOG_BLOCK"] = block;
        if (const Result<Config> config = Config::from_keys(keys))
          configs.push_back(config.value());
      }
    }
    return configs;
  }();
  return all;
}

void try_insn(const Config& config, std::uint64_t index, const std::byte* bytes) {
  const Insn insn = decode(config, load_insn_word(bytes));
  const std::string line = disassemble(config, index, insn);
  require_sentence(line);
  if (insn.opcode > static_cast<std::uint32_t>(Opcode::kAlu)) return;  // no fields to encode
  const Result<InsnWord> word = encode(config, insn);
  require(word.ok(), "decoded fields fit", line);
  require(decode(config, word.value()) == insn, "encoded fields decode to themselves", line);
  require(disassemble(config, index, decode(config, word.value())) == line,
          "the same fields are the same line", line);
}

void try_stream(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return;
  const Config& config = geometries()[data[0] % geometries().size()];
  const auto* bytes = reinterpret_cast<const std::byte*>(data + 1);
  for (std::size_t i = 0; i < (size - 1) / kInsnBytes; ++i) {
    try_insn(config, i, bytes + i * kInsnBytes);
  }
  for (std::size_t i = 0; i < (size - 1) / kUopBytes; ++i) {
    std::uint32_t word = 0;
    for (std::size_t b = kUopBytes; b-- > 0;) word = word << 8 | data[1 + i * kUopBytes + b];
    require_sentence(disassemble_uop(decode_uop(config, word)));
  }
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vta::fuzz::try_stream(data, size);
  return 0;
}
