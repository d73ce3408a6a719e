// SPDX-License-Identifier: Apache-2.0
//
// Random instructions and random bits survive encode and decode in every geometry.

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "hw/isa/bitfield.h"
#include "hw/isa/insn.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t word() { return engine_(); }
  bool flag() { return (engine_() & 1) != 0; }
  // Any value of `width` bits; the extremes often.
  std::uint32_t bits(unsigned width) {
    const std::uint64_t max = low_mask(width);
    const std::uint64_t draw = engine_();
    if (draw % 8 == 0) return 0;
    if (draw % 8 == 1) return static_cast<std::uint32_t>(max);
    return static_cast<std::uint32_t>((draw >> 8) & max);
  }
  std::uint32_t log_bits(int width) { return bits(static_cast<unsigned>(width)); }

 private:
  std::mt19937_64 engine_;
};

TokenFlags random_tokens(Random& r) { return {r.flag(), r.flag(), r.flag(), r.flag()}; }

MemFields random_mem(Random& r) {
  MemFields f;
  f.memory_type = r.bits(3);
  f.sram_base = r.bits(16);
  f.dram_base = r.bits(32);
  f.y_size = r.bits(16);
  f.x_size = r.bits(16);
  f.x_stride = r.bits(16);
  f.y_pad_0 = r.bits(4);
  f.y_pad_1 = r.bits(4);
  f.x_pad_0 = r.bits(4);
  f.x_pad_1 = r.bits(4);
  return f;
}

LoopFields random_loop(Random& r, const Config& c, MemoryType src) {
  const int acc = c.log_depth(MemoryType::kAcc);
  LoopFields f;
  f.reset = r.flag();
  f.uop_bgn = r.log_bits(c.log_depth(MemoryType::kUop));
  f.uop_end = r.log_bits(c.log_depth(MemoryType::kUop) + 1);
  f.iter_out = r.bits(14);
  f.iter_in = r.bits(14);
  f.dst_factor_out = r.log_bits(acc);
  f.dst_factor_in = r.log_bits(acc);
  f.src_factor_out = r.log_bits(c.log_depth(src));
  f.src_factor_in = r.log_bits(c.log_depth(src));
  return f;
}

Insn random_insn(Random& r, const Config& c) {
  const TokenFlags tokens = random_tokens(r);
  switch (r.word() % 6) {
    case 0:
      return make_load(random_mem(r), tokens);
    case 1:
      return make_store(random_mem(r), tokens);
    case 2: {
      GemmFields f;
      f.loop = random_loop(r, c, MemoryType::kInp);
      f.wgt_factor_out = r.log_bits(c.log_depth(MemoryType::kWgt));
      f.wgt_factor_in = r.log_bits(c.log_depth(MemoryType::kWgt));
      return make_gemm(f, tokens);
    }
    case 3: {
      AluFields f;
      f.loop = random_loop(r, c, MemoryType::kAcc);
      f.alu_opcode = r.bits(3);
      f.use_imm = r.flag();
      f.imm = static_cast<std::int16_t>(r.bits(16));
      return make_alu(f, tokens);
    }
    case 4:
      return make_finish(tokens);
    default:
      return {5 + static_cast<std::uint32_t>(r.word() % 3), tokens, {}};
  }
}

std::vector<Config> geometries() {
  return {Config::pynq(),
          test::config_1x8x8(),
          test::legal({{"LOG_BATCH", 1}}),
          test::legal({{"LOG_BATCH", 2}}),
          test::legal({{"LOG_BLOCK", 5}}),
          test::legal({{"LOG_INP_BUFF_SIZE", 12}}),
          test::legal({{"LOG_INP_BUFF_SIZE", 16}, {"LOG_ACC_BUFF_SIZE", 14}}),
          test::legal({{"LOG_UOP_BUFF_SIZE", 3}, {"LOG_WGT_BUFF_SIZE", 9}})};
}

class RoundTrip : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RoundTrip, InstructionsSurvive) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random random(GetParam());
  for (const Config& config : geometries()) {
    SCOPED_TRACE(config.name());
    for (int i = 0; i < 2000; ++i) {
      const Insn insn = random_insn(random, config);
      const Result<InsnWord> word = encode(config, insn);
      ASSERT_TRUE(word.ok()) << word.error().message;
      ASSERT_EQ(decode(config, word.value()), insn) << "instruction " << i;
    }
  }
}

// Bits that no field of the instruction owns are ignored, all others come back.
TEST_P(RoundTrip, AnyBitsDecodeAndUsedOnesSurvive) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random random(GetParam());
  for (const Config& config : geometries()) {
    SCOPED_TRACE(config.name());
    for (int i = 0; i < 2000; ++i) {
      const InsnWord word = {random.word(), random.word()};
      const Insn insn = decode(config, word);
      InsnWord used{low_mask(header_bits()), 0};
      const auto use = [&](const auto& table) {
        for (const FieldPosition& field : field_positions(config, table, header_bits())) {
          put_field(used, field, low_mask(field.width));
        }
      };
      if (insn.opcode <= 1) use(kMemFields);
      if (insn.opcode == 2) use(kGemmFields);
      if (insn.opcode == 4) use(kAluFields);
      const Result<InsnWord> again = encode(config, insn);
      ASSERT_TRUE(again.ok()) << again.error().message;
      ASSERT_EQ(again.value(), (InsnWord{word[0] & used[0], word[1] & used[1]}))
          << "instruction " << i;
    }
  }
}

TEST_P(RoundTrip, MicroOpsSurvive) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random random(GetParam());
  for (const Config& config : geometries()) {
    SCOPED_TRACE(config.name());
    const int a = config.log_depth(MemoryType::kAcc), n = config.log_depth(MemoryType::kInp);
    for (int i = 0; i < 2000; ++i) {
      const Uop uop = {random.log_bits(a), random.log_bits(std::max(a, n)),
                       random.log_bits(config.log_depth(MemoryType::kWgt))};
      const Result<std::uint32_t> word = encode_uop(config, uop);
      ASSERT_TRUE(word.ok()) << word.error().message;
      ASSERT_EQ(decode_uop(config, word.value()), uop);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RoundTrip, ::testing::Range(std::uint64_t{1}, std::uint64_t{6}));

}  // namespace
}  // namespace vta
