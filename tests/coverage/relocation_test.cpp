// SPDX-License-Identifier: Apache-2.0
//
// Registers with all their bits: one device runs programs anywhere in memory, through base
// registers of any value, and streams long enough to count far.

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "sim/golden/golden_device.h"
#include "vta_rtl_pynq.h"

namespace vta::coverage {
namespace {

constexpr std::uint32_t kPage = 0x1000, kPages = 8;
constexpr std::uint32_t kLongest = 0xffff;  // instructions; longer streams cost minutes
constexpr std::size_t kRounds = 16;         // so that every bit of a register rises and falls

// The same region and bytes on the RTL and on the golden model, which run the same and then agree.
class Pair {
 public:
  Pair() : golden_(make_golden(Config::pynq())) {
    Result<std::unique_ptr<Device>> rtl = make_vta_rtl_pynq(Config::pynq(), {});
    VTA_CHECK(rtl.ok());
    rtl_ = std::move(rtl).value();
  }

  void add_region(std::uint32_t address, const std::vector<std::byte>& bytes) {
    for (Device* device : {golden_.get(), rtl_.get()}) {
      ASSERT_TRUE(device->add_region(address, bytes.size()));
      ASSERT_TRUE(device->write(address, bytes));
    }
  }

  RunReport run(const RunRequest& request) {
    const Result<RunReport> expected = golden_->run(request), actual = rtl_->run(request);
    VTA_CHECK(expected.ok() && actual.ok());
    EXPECT_EQ(to_string(actual.value().error), to_string(expected.value().error));
    EXPECT_EQ(actual.value().error_insn, expected.value().error_insn);
    EXPECT_EQ(actual.value().statistics, expected.value().statistics);
    return expected.value();
  }

  void expect_same_bytes(std::uint32_t address, std::size_t size) {
    std::vector<std::byte> expected(size), actual(size);
    ASSERT_TRUE(golden_->read(address, expected));
    ASSERT_TRUE(rtl_->read(address, actual));
    EXPECT_EQ(actual, expected);
  }

 private:
  std::unique_ptr<Device> golden_, rtl_;
};

void put(std::vector<std::byte>& image, std::uint32_t at, const std::vector<Insn>& insns) {
  const Config config = Config::pynq();
  for (const Insn& insn : insns) {
    store_insn_word(encode(config, insn).value(), image.data() + at);
    at += static_cast<std::uint32_t>(kInsnBytes);
  }
}

// Loads all types from their pages, multiplies, adds, and stores what came out of both.
std::vector<Insn> all_types(std::uint32_t address,
                            const std::array<std::uint32_t, kMemoryTypeCount>& base) {
  const Config config = Config::pynq();
  const auto transfer = [&](MemoryType type, std::uint32_t page, std::uint32_t elements) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    // Modulo 2^32, as the address that it makes.
    f.dram_base = (address + page * kPage - base[f.memory_type]) / config.elem_bytes(type);
    f.x_size = elements;
    f.y_size = 1;
    return f;
  };
  GemmFields gemm;
  gemm.loop = {.uop_end = 1, .iter_out = 1, .iter_in = 8, .dst_factor_in = 1, .src_factor_in = 1};
  MemFields narrow = transfer(MemoryType::kAcc8bit, 4, 8);
  narrow.sram_base = 8;
  return {make_load(transfer(MemoryType::kInp, 1, 8)),
          make_load(transfer(MemoryType::kWgt, 2, 1), {.push_next = true}),
          make_load(transfer(MemoryType::kAcc, 3, 8), {.pop_prev = true}),
          make_load(narrow),
          make_load(transfer(MemoryType::kUop, 5, 1)),
          make_gemm(gemm, {.push_next = true}),
          make_store(transfer(MemoryType::kOut, 6, 16), {.pop_prev = true}),
          make_finish()};
}

// Verifies: address.base, persist
TEST(BaseRegisters, ReachAnyAddress) {
  std::mt19937 rng(7);
  Pair pair;
  for (std::size_t round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    // Regions in different 2^27 bytes do not overlap; neighbours differ in every bit above.
    const auto where = static_cast<std::uint32_t>(round % 2 == 0 ? round : 31 - round);
    const std::uint32_t address =
        (where << 27) + kPage * (static_cast<std::uint32_t>(rng()) % 0x7ff0);
    RunRequest request;
    // Multiples of an element of every type.
    for (std::uint32_t& base : request.base) base = static_cast<std::uint32_t>(rng()) & ~0xffu;
    std::vector<std::byte> image(kPages * kPage);
    for (std::byte& byte : image) byte = static_cast<std::byte>(rng());
    for (std::uint32_t i = 0; i < 4; ++i) image[5 * kPage + i] = std::byte{0};  // micro-op 0
    const std::vector<Insn> insns = all_types(address, request.base);
    const std::uint32_t at = 16 * (static_cast<std::uint32_t>(rng()) % 128);
    put(image, at, insns);
    pair.add_region(address, image);
    request.insn_address = address + at;
    request.insn_count = static_cast<std::uint32_t>(insns.size());
    EXPECT_EQ(pair.run(request).outcome, RunOutcome::kFinished);
    pair.expect_same_bytes(address, image.size());
  }
}

// An instruction that is in error, and whose stage therefore names the index of it.
std::vector<Insn> errors() {
  MemFields f;
  f.x_size = f.y_size = 1;
  f.x_pad_1 = 1;
  std::vector<Insn> all;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.sram_base = Config::pynq().depth(MemoryType::kInp);
  all.push_back(make_load(f));
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  all.push_back(make_store(f));
  all.emplace_back();
  all.back().opcode = 7;
  return all;
}

// Verifies: error.lowest, error.illegal_padding, error.illegal_opcode, error.sram_range
TEST(LongStreams, NameTheInstructionThatErrs) {
  constexpr std::uint32_t kStream = 0x80000000;
  MemFields inp, out, uop;
  inp.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  out.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  uop.memory_type = static_cast<std::uint32_t>(MemoryType::kUop);
  const std::vector<Insn> nothing = {make_load(inp), make_load(uop), make_store(out)};
  std::vector<Insn> stream;
  while (stream.size() < kLongest - 1) stream.push_back(nothing[stream.size() % nothing.size()]);
  for (const Insn& error : errors()) {
    Pair pair;
    std::vector<Insn> insns = stream;
    insns.push_back(error);
    insns.push_back(make_finish());
    std::vector<std::byte> image((kLongest + 1) * kInsnBytes);
    put(image, 0, insns);
    pair.add_region(kStream, image);
    for (const std::uint32_t skipped : {0u, kLongest - 1, 0x2aaau, kLongest - 1}) {
      SCOPED_TRACE("without the first " + std::to_string(skipped));
      RunRequest request;
      request.insn_address = kStream + skipped * kInsnBytes;
      request.insn_count = kLongest + 1 - skipped;
      const RunReport report = pair.run(request);
      EXPECT_EQ(report.outcome, RunOutcome::kError);
      EXPECT_EQ(report.error_insn, kLongest - 1 - skipped);
    }
  }
}

}  // namespace
}  // namespace vta::coverage
