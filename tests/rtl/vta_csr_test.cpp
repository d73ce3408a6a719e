// SPDX-License-Identifier: Apache-2.0
//
// vta_csr: every register of the map, and every address that is none.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "hw/isa/config.h"
#include "tests/rtl/csr_bench.h"

namespace vta {
namespace {

constexpr unsigned kCounterBits = 48, kTokenBits = 10;
constexpr std::uint32_t kWindow = 0x1000;

// Bits that a configuration register has.
const std::map<std::uint32_t, std::uint32_t> kWritable = {
    {csr::kInsnCount, 0xffffffff}, {csr::kInsnAddr, 0xfffffff0}, {csr::kUopBase, 0xffffffc0},
    {csr::kInpBase, 0xffffffc0},   {csr::kWgtBase, 0xffffffc0},  {csr::kAccBase, 0xffffffc0},
    {csr::kOutBase, 0xffffffc0},   {csr::kAcc8Base, 0xffffffc0}, {csr::kIrqEnable, 1},
    {csr::kFeatures, 0x1f}};

// All mechanisms may be used unless the host says otherwise.
constexpr std::uint32_t after_reset(std::uint32_t address) {
  return address == csr::kFeatures ? 0x1f : 0;
}

// Verifies: address.base
TEST(CsrMapTest, ConfigurationRegistersAreZeroAfterResetAndFeaturesAllOnes) {
  CsrBench bench;
  for (const auto& [address, bits] : kWritable) {
    EXPECT_EQ(bench.read(address), after_reset(address)) << address;
  }
  EXPECT_EQ(bench.dut->features_o, 0x1f);
}

TEST(CsrMapTest, ConfigurationRegistersKeepTheirBitsAndLeaveTheOthersAlone) {
  CsrBench bench;
  std::map<std::uint32_t, std::uint32_t> values;
  for (const auto& [address, bits] : kWritable) values[address] = after_reset(address);
  for (int round = 0; round < 30; ++round) {
    for (const auto& [address, bits] : kWritable) {
      const auto data = static_cast<std::uint32_t>(bench.rng());
      const unsigned strobes = bench.rng() % 16;
      std::uint32_t mask = 0;
      for (unsigned byte = 0; byte < 4; ++byte) {
        if ((strobes >> byte & 1) != 0) mask |= 0xffu << (8 * byte);
      }
      mask &= bits;
      bench.write(address, data, strobes);
      values[address] = (values[address] & ~mask) | (data & mask);
    }
    for (const auto& [address, bits] : kWritable) {
      ASSERT_EQ(bench.read(address), values[address]) << "register " << address;
    }
  }
  EXPECT_EQ(bench.dut->insn_addr_o, values[csr::kInsnAddr]);
  EXPECT_EQ(bench.dut->insn_count_o, values[csr::kInsnCount]);
  EXPECT_EQ(bench.dut->features_o, values[csr::kFeatures]);
  const std::array<std::uint32_t, kMemoryTypeCount> by_type = {
      csr::kUopBase, csr::kWgtBase, csr::kInpBase, csr::kAccBase, csr::kOutBase, csr::kAcc8Base};
  for (unsigned type = 0; type < by_type.size(); ++type) {
    EXPECT_EQ(get_bits(bench.dut->bases_o, 32 * type, 32), values[by_type[type]])
        << "type " << type;
  }
}

TEST(CsrMapTest, ReadsWhatTheMachineShows) {
  CsrBench bench;
  auto& dut = bench.dut;
  dut->cycles_i = 0xabcd12345678;
  dut->acc_writes_i = 0x13572468;
  dut->outstanding_i = 0x00050009;
  for (unsigned i = 0; i < 4; ++i) {
    set_bits(dut->tokens_i, kTokenBits * i, kTokenBits, 1000 + i);
    set_bits(dut->head_index_i, 32 * i, 32, 0x80000000u + i);
  }
  dut->head_valid_i = 7;
  EXPECT_EQ(bench.read(csr::kCycles), 0x12345678u);
  EXPECT_EQ(bench.read(csr::kCyclesHi), 0xabcdu);
  EXPECT_EQ(bench.read(csr::kAccWrites), 0x13572468u);
  EXPECT_EQ(bench.read(csr::kOutstanding), 0x00050009u);
  EXPECT_EQ(bench.read(csr::kTokensLoad), 1001u << 16 | 1000u);
  EXPECT_EQ(bench.read(csr::kTokensStore), 1003u << 16 | 1002u);
  const std::array<std::uint32_t, 4> heads = {csr::kHeadFetch, csr::kHeadLoad, csr::kHeadCompute,
                                              csr::kHeadStore};
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(bench.read(heads[i]), 0x80000000u + i);
  for (unsigned i = 0; i < 3; ++i) {  // all ones: the stage holds none
    dut->head_valid_i = static_cast<std::uint8_t>(7u & ~(1u << i));
    EXPECT_EQ(bench.read(heads[i + 1]), 0xffffffffu);
    EXPECT_EQ(bench.read(heads[(i + 1) % 3 + 1]), 0x80000000u + (i + 1) % 3 + 1);
  }
}

// Indices, counts and cycles that no run of a test reaches.
TEST(CsrMapTest, ReadsEveryBitThatTheMachineShows) {
  CsrBench bench;
  auto& dut = bench.dut;
  dut->head_valid_i = 7;
  for (int round = 0; round < 16; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    const std::uint64_t cycles = bench.rng.wide() & 0xffff'ffff'ffff;
    const auto writes = static_cast<std::uint32_t>(bench.rng());
    const auto outstanding = static_cast<std::uint32_t>(bench.rng());
    std::array<std::uint32_t, 4> tokens{}, index{};
    dut->cycles_i = cycles;
    dut->acc_writes_i = writes;
    dut->outstanding_i = outstanding;
    for (unsigned i = 0; i < 4; ++i) {
      tokens[i] = static_cast<std::uint32_t>(bench.rng()) % (1u << kTokenBits);
      index[i] = static_cast<std::uint32_t>(bench.rng());
      set_bits(dut->tokens_i, kTokenBits * i, kTokenBits, tokens[i]);
      set_bits(dut->head_index_i, 32 * i, 32, index[i]);
    }
    EXPECT_EQ(bench.read(csr::kCycles), static_cast<std::uint32_t>(cycles));
    EXPECT_EQ(bench.read(csr::kCyclesHi), cycles >> 32);
    EXPECT_EQ(bench.read(csr::kAccWrites), writes);
    EXPECT_EQ(bench.read(csr::kOutstanding), outstanding);
    EXPECT_EQ(bench.read(csr::kTokensLoad), tokens[1] << 16 | tokens[0]);
    EXPECT_EQ(bench.read(csr::kTokensStore), tokens[3] << 16 | tokens[2]);
    EXPECT_EQ(bench.read(csr::kHeadFetch), index[0]);
    EXPECT_EQ(bench.read(csr::kHeadLoad), index[1]);
    EXPECT_EQ(bench.read(csr::kHeadCompute), index[2]);
    EXPECT_EQ(bench.read(csr::kHeadStore), index[3]);
  }
}

TEST(CsrMapTest, ReadsEveryCounter) {
  CsrBench bench;
  std::vector<std::uint32_t> addresses;
  for (const CsrSpec& spec : kCsrs) {
    if (spec.words == 2) addresses.push_back(spec.offset);
  }
  ASSERT_EQ(addresses.size(), 19u);
  for (unsigned i = 0; i < addresses.size(); ++i) {
    set_bits(bench.dut->counters_i, kCounterBits * i, kCounterBits, 0xf00d0000'0000 + 0x10001 * i);
  }
  for (unsigned i = 0; i < addresses.size(); ++i) {
    EXPECT_EQ(bench.read(addresses[i]), 0x10001 * i) << "counter " << i;
    EXPECT_EQ(bench.read(addresses[i] + 4), 0xf00du) << "counter " << i;
  }
}

// Verifies: registers.identity
TEST(CsrMapTest, SaysWhoItIs) {
  CsrBench bench;
  const Result<Config> config = Config::from_file(VTA_TEST_CONFIG);
  ASSERT_TRUE(config.ok());
  const Config& c = config.value();
  const auto bytes = [](int a, int b, int d, int e) {
    return static_cast<std::uint32_t>(a | b << 8 | d << 16 | e << 24);
  };
  EXPECT_EQ(bench.read(csr::kId), 0x56544131u);
  EXPECT_EQ(bench.read(csr::kVersion), kIsaVersion);
  EXPECT_EQ(bench.read(csr::kIsaHash), kIsaHash);
  EXPECT_EQ(bench.read(csr::kGeometry0),
            bytes(c.log_inp_width(), c.log_wgt_width(), c.log_acc_width(), c.log_out_width()));
  EXPECT_EQ(bench.read(csr::kGeometry1),
            bytes(c.log_batch(), c.log_block(), c.log_uop_buff_size(), c.log_inp_buff_size()));
  EXPECT_EQ(bench.read(csr::kGeometry2),
            bytes(c.log_wgt_buff_size(), c.log_acc_buff_size(), c.log_bus_width(), 0));
}

// Verifies: registers.access
TEST(CsrMapTest, OtherAddressesReadZeroAndIgnoreWrites) {
  CsrBench bench;
  set_bits(bench.dut->counters_i, 0, 64, ~std::uint64_t{0});
  std::set<std::uint32_t> known;
  for (const CsrSpec& spec : kCsrs) {
    for (std::uint32_t word = 0; word < spec.words; ++word) known.insert(spec.offset + 4 * word);
  }
  for (std::uint32_t address = 0; address < kWindow; address += 4) {
    if (known.contains(address)) continue;
    bench.write(address, 0xffffffff);
    ASSERT_EQ(bench.read(address), 0u) << "address " << address;
  }
  for (const auto& [address, bits] : kWritable) {
    EXPECT_EQ(bench.read(address), after_reset(address)) << address;
  }
  EXPECT_EQ(bench.read(csr::kControl), 0u);
  EXPECT_EQ(bench.starts, 0u);
}

// The two low bits of an address do not count: a word is reached from each of its four bytes.
// Verifies: registers.access
TEST(CsrMapTest, AnyByteOfAWordNamesTheWord) {
  CsrBench bench;
  std::uint32_t value = 0x40;
  for (const std::uint32_t byte : {3u, 0u, 1u, 2u, 0u}) {
    value += 0x40;
    bench.write(csr::kInsnCount + byte, value);
    for (std::uint32_t other = 0; other < 4; ++other) {
      EXPECT_EQ(bench.read(csr::kInsnCount + other), value) << "bytes " << byte << ", " << other;
    }
  }
}

// Verifies: registers.access
TEST(CsrMapTest, ReadOnlyRegistersIgnoreWrites) {
  CsrBench bench;
  for (const CsrSpec& spec : kCsrs) {
    if (spec.access != CsrAccess::kReadOnly) continue;
    const std::uint32_t before = bench.read(spec.offset);
    bench.write(spec.offset, ~before);
    EXPECT_EQ(bench.read(spec.offset), before) << spec.name;
  }
}

// Verifies: axi.lite
TEST(CsrBusTest, ReadsAndWritesOverlap) {
  CsrBench bench;
  bench.write(csr::kInsnCount, 77);
  // A write that waits for its data does not hold up reads.
  bench.dut->s_axil_awvalid_i = 1;
  bench.dut->s_axil_awaddr_i = csr::kInsnCount;
  bench.tick();
  bench.dut->s_axil_awvalid_i = 0;
  EXPECT_EQ(bench.read(csr::kInsnCount), 77u);
  EXPECT_EQ(bench.dut->s_axil_awready_o, 0);
  bench.dut->s_axil_wvalid_i = 1;
  bench.dut->s_axil_wdata_i = 78;
  bench.dut->s_axil_wstrb_i = 15;
  bench.dut->s_axil_bready_i = 1;
  bench.tick();
  bench.dut->s_axil_wvalid_i = 0;
  for (int i = 0; i < 5; ++i) bench.tick();
  bench.dut->s_axil_bready_i = 0;
  EXPECT_EQ(bench.read(csr::kInsnCount), 78u);
}

// Verifies: axi.lite
TEST(CsrBusTest, AWriteWaitsUntilTheAnswerBeforeItIsTaken) {
  CsrBench bench;
  auto& dut = bench.dut;
  for (std::uint32_t value = 1; value <= 2; ++value) {
    dut->s_axil_awvalid_i = dut->s_axil_wvalid_i = 1;
    dut->s_axil_awaddr_i = csr::kInsnCount;
    dut->s_axil_wdata_i = value;
    dut->s_axil_wstrb_i = 15;
    for (int i = 0; i < 5 && !(dut->s_axil_awready_o && dut->s_axil_wready_o); ++i) bench.tick();
    bench.tick();
    dut->s_axil_awvalid_i = dut->s_axil_wvalid_i = 0;
  }
  unsigned answers = 0;
  for (int i = 0; i < 10; ++i) bench.tick();
  EXPECT_EQ(dut->insn_count_o, 1u);
  for (int i = 0; i < 20; ++i) {
    dut->s_axil_bready_i = i % 5 == 4;
    dut.eval();
    answers += dut->s_axil_bvalid_o && dut->s_axil_bready_i;
    bench.tick();
  }
  EXPECT_EQ(answers, 2u);
  EXPECT_EQ(dut->insn_count_o, 2u);
}

TEST(CsrBusTest, AnswersWritesOfAMasterThatNeverPauses) {
  CsrBench bench;
  auto& dut = bench.dut;
  dut->s_axil_awvalid_i = dut->s_axil_wvalid_i = dut->s_axil_bready_i = 1;
  dut->s_axil_awaddr_i = csr::kInsnCount;
  dut->s_axil_wstrb_i = 15;
  unsigned addresses = 0, data = 0, answers = 0;
  for (int i = 0; i < 300; ++i) {
    dut->s_axil_wdata_i = data;
    dut.eval();
    const bool address_taken = dut->s_axil_awready_o, data_taken = dut->s_axil_wready_o;
    answers += dut->s_axil_bvalid_o;
    bench.tick();
    addresses += address_taken;
    data += data_taken;
  }
  dut->s_axil_awvalid_i = dut->s_axil_wvalid_i = 0;
  for (int i = 0; i < 10; ++i) {
    dut.eval();
    answers += dut->s_axil_bvalid_o;
    bench.tick();
  }
  dut->s_axil_bready_i = 0;
  EXPECT_EQ(addresses, data);
  EXPECT_EQ(answers, data);
  EXPECT_GT(data, 90u);
  EXPECT_EQ(bench.read(csr::kInsnCount), data - 1);
}

}  // namespace
}  // namespace vta
