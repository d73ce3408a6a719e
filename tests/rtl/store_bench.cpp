// SPDX-License-Identifier: Apache-2.0
//
// The store stage with everything around it.

#include "tests/rtl/store_bench.h"

#include <gtest/gtest.h>

#include "tests/rtl/insn_index.h"

namespace vta {
namespace {

// Cycles of a test: beyond the slowest memory of the random tests with elements of 32 beats.
constexpr std::uint64_t kBound = 4'000'000;
constexpr unsigned kStatBits = 48;

Config test_config() {
  Result<Config> config = Config::from_file(VTA_TEST_CONFIG);
  VTA_CHECK(config.ok());
  return config.value();
}

}  // namespace

StoreBench::StoreBench(std::uint32_t seed) : config(test_config()), rng(seed), memory(seed + 1) {
  out.resize(depth());
  for (Bytes& elem : out) {
    elem.resize(elem_bytes());
    for (std::uint8_t& byte : elem) byte = rng.byte();
  }
  dut->insn_valid_i = 0;
  dut->flush_i = 0;
  dut->m_axi_bvalid_i = 0;
  dut.reset();
}

std::uint32_t StoreBench::add(const MemFields& fields, TokenFlags tokens) {
  outside_.push_back({index_of(sent_++), fields, tokens});
  return outside_.back().index;
}

std::uint32_t StoreBench::add_single(std::uint32_t dram_base, std::uint32_t sram_base,
                                     TokenFlags tokens) {
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  fields.sram_base = sram_base;
  fields.dram_base = dram_base;
  fields.y_size = fields.x_size = fields.x_stride = 1;
  return add(fields, tokens);
}

void StoreBench::drive() {
  // An instruction that is shown stays.
  dut->insn_valid_i = !outside_.empty() && (shown_ || rng.chance(insn_percent));
  shown_ = dut->insn_valid_i;
  if (shown_) {
    const Pending& next = outside_.front();
    const Result<InsnWord> word = encode(config, make_store(next.fields, next.tokens));
    ASSERT_TRUE(word.ok());
    set_bits(dut->insn_i, 0, 64, word.value()[0]);
    set_bits(dut->insn_i, 64, 64, word.value()[1]);
    dut->insn_index_i = next.index;
  }
  if (c2s_supply != 0 && rng.chance(supply_percent)) {
    --c2s_supply;
    ++c2s;
  }
  dut->out_base_i = base;
  dut->c2s_avail_i = c2s != 0;
  dut->s2c_full_i = s2c == kTokenMax;
  dut->s2c_high_i = s2c + 63 >= kTokenMax;
  dut->flush_i = flush;
  memory.drive();
  dut->m_axi_awready_i = memory.awready();
  dut->m_axi_wready_i = memory.wready();
  dut->m_axi_bvalid_i = memory.bvalid();
  dut->m_axi_bresp_i = static_cast<std::uint8_t>(memory.bresp());
}

void StoreBench::look() {
  WriteMaster master;
  master.awvalid = dut->m_axi_awvalid_o;
  master.awaddr = dut->m_axi_awaddr_o;
  master.awlen = dut->m_axi_awlen_o;
  master.wvalid = dut->m_axi_wvalid_o;
  master.wlast = dut->m_axi_wlast_o;
  master.wdata = get_bytes(dut->m_axi_wdata_o);
  master.bready = dut->m_axi_bready_o;
  if (dut->retire_o) retire_oldest();
  EXPECT_FALSE(dut->s2c_push_o && !dut->retire_o) << "a token without a retirement";
  memory.observe(master);
  if (dut->c2s_pop_o) {
    ASSERT_NE(c2s, 0u) << "took a token that is not there";
    --c2s;
    ++popped;
  }
  if (dut->s2c_push_o) {
    ASSERT_NE(s2c, kTokenMax) << "pushed onto a full counter";
    ++s2c;
    ++pushed;
  }
  busy += dut->busy_o;
  token_wait += dut->token_wait_o;
  memory_wait += dut->memory_wait_o;
  EXPECT_LE(dut->busy_o + dut->token_wait_o + dut->memory_wait_o, 1);
  EXPECT_FALSE(dut->token_wait_o && inside_.empty()) << "what waits for a token?";
  EXPECT_TRUE(dut->busy_o || !moved_) << "a beat went out, cycle " << dut.cycle();
  moved_ = master.wvalid && dut->m_axi_wready_i && (!master.awvalid || dut->m_axi_awready_i);
  EXPECT_EQ(dut->head_valid_o != 0, !inside_.empty());
  if (!inside_.empty()) {
    EXPECT_EQ(dut->head_index_o, inside_.front().index);
  }
  if (dut->insn_valid_i && dut->insn_ready_o) {
    inside_.push_back(outside_.front());
    outside_.pop_front();
    shown_ = false;
  }
  if (dut->retire_o) inside_.pop_front();
}

void StoreBench::retire_oldest() {
  ASSERT_FALSE(inside_.empty()) << "a retirement from nowhere";
  const Pending& done = inside_.front();
  EXPECT_EQ(dut->s2c_push_o != 0, done.tokens.push_prev);
  const std::uint64_t size = std::uint64_t{done.fields.x_size} * done.fields.y_size * elem_bytes();
  const std::uint64_t stat = get_bits(dut->stat_out_o, 0, kStatBits);
  EXPECT_EQ(stat, size);
  bytes += stat;
  ++retired;
  for (std::uint32_t row = 0; row < done.fields.y_size; ++row) {
    for (std::uint32_t column = 0; column < done.fields.x_size; ++column) {
      const std::uint32_t elem = done.fields.sram_base + row * done.fields.x_size + column;
      const std::uint32_t address =
          base + (done.fields.dram_base + row * done.fields.x_stride + column) * elem_bytes();
      for (std::uint32_t i = 0; i < elem_bytes(); ++i) {
        Byte& byte = expected_[address + i];
        byte.value = out.at(elem)[i];
        ++byte.writes;
        const auto written = memory.bytes().find(address + i);
        ASSERT_TRUE(written != memory.bytes().end()) << "retired before it was written";
        ASSERT_GE(written->second.writes, byte.writes) << "retired before it was answered";
      }
    }
  }
}

void StoreBench::cycle() {
  drive();
  dut.eval();
  look();
  const bool read = dut->out_re_o;
  const std::uint32_t address = dut->out_raddr_o;
  dut.tick();
  if (read) {
    set_bytes(dut->out_rdata_i, out.at(address).data());
    dut.eval();
  }
}

void StoreBench::cycles(unsigned count) {
  for (unsigned i = 0; i < count && !testing::Test::HasFatalFailure(); ++i) cycle();
}

std::uint64_t StoreBench::run() {
  std::uint64_t since = 0;
  unsigned quiet = 0;
  while (quiet < 10 && !testing::Test::HasFatalFailure()) {
    const std::size_t left = outside_.size();
    cycle();
    const bool still = dut->quiet_o != 0 && outside_.size() == left &&
                       (c2s_supply == 0 || dut->error_o) &&
                       (dut->insn_valid_i || outside_.empty() || insn_percent == 0);
    quiet = still ? quiet + 1 : 0;
    if (quiet == 1) since = dut.cycle();
    if (dut.cycle() > kBound) {
      ADD_FAILURE() << "the stage is not quiet after " << kBound << " cycles";
      return since;
    }
  }
  EXPECT_TRUE(memory.complete()) << "quiet with transfers in flight";
  EXPECT_EQ(dut->idle_o, 1);
  EXPECT_EQ(dut->outstanding_o, 0);
  return since;
}

void StoreBench::expect_memory() {
  for (const auto& [address, byte] : expected_) {
    const auto written = memory.bytes().find(address);
    ASSERT_TRUE(written != memory.bytes().end()) << "byte " << address << " was not written";
    ASSERT_EQ(written->second.value, byte.value) << "byte " << address;
    ASSERT_EQ(written->second.writes, byte.writes) << "byte " << address;
  }
  EXPECT_EQ(memory.bytes().size(), expected_.size()) << "bytes that nobody stored";
}

}  // namespace vta
