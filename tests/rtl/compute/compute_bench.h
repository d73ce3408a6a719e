// SPDX-License-Identifier: Apache-2.0
//
// vta_compute between a read port, token counters, INP and WGT, and a copy of OUT. Without features
// OUT, tokens and statistics are compared with the sequential model whenever an instruction
// retires. With features instructions work beside each other, and everything is compared when all
// of them have retired.

#ifndef VTA_TESTS_RTL_COMPUTE_COMPUTE_BENCH_H_
#define VTA_TESTS_RTL_COMPUTE_COMPUTE_BENCH_H_

#include <gtest/gtest.h>

#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/compute_model.h"
#include "tests/rtl/compute/desc.h"
#include "tests/rtl/compute/read_port.h"

namespace vta {

class ComputeBench {
 public:
  using Model = VTA_TEST_MODEL;
  // Accumulators, inputs and weights that the micro-ops in DRAM name, and how many of them there
  // are.
  static constexpr std::uint32_t kPlaces = 16, kDramUops = 4096;

  static constexpr std::uint32_t kAllFeatures = 0x1f;

  // Fills UOP and ACC by LOADs, the first two instructions to retire.
  explicit ComputeBench(std::uint64_t seed, std::uint32_t features = 0);

  void send(const Insn& insn) { stream_.push_back(insn); }
  // A LOAD of one row of `elems` elements.
  [[nodiscard]] static MemFields row(MemoryType type, std::uint32_t elems,
                                     std::uint32_t sram_base = 0, std::uint32_t dram_base = 0);
  // A GEMM or ALU instruction whose indices stay within the memories.
  Insn random_exec(TokenFlags tokens);

  void cycle();
  // Until all that was sent has retired.
  void run(std::uint64_t bound = 400'000);
  // Runs on until the stage has stopped for good: with this error, at this position in what was
  // sent after the LOADs of the constructor. `compare`: its effects are specified.
  void expect_error(ErrorCode code, std::size_t position, bool compare = true);
  // The model executes what has retired since the last time; statistics and tokens are compared.
  void settle();
  // Forgets what was sent and what is under way, as a soft reset does.
  void reset();

  // How many of the instructions sent have retired.
  [[nodiscard]] std::size_t retired() const { return retired_; }
  [[nodiscard]] std::size_t sent() const { return stream_.size(); }

  const Config config = test_config();
  Random random;
  Dut<Model> dut;
  ReadPort<Model> port;
  ComputeModel memories;  // after all that has retired
  // Tokens that wait for the stage, and whether there is no room for those that it pushes.
  std::uint32_t l2c = 0, s2c = 0;
  bool c2l_full = false, c2s_full = false;
  // Tokens that the stage took and gave, and elements that GEMM and ALU wrote.
  std::uint32_t l2c_popped = 0, s2c_popped = 0, c2l_pushed = 0, c2s_pushed = 0;
  std::uint64_t acc_writes = 0;

 private:
  [[nodiscard]] std::uint8_t dram_byte(std::uint32_t addr) const;
  void check_levels();
  void sample_tokens();
  void sample_out();
  void retire();
  void compare_all();
  struct Totals {
    std::uint64_t uop = 0, acc = 0, gemm = 0, alu = 0, c2l = 0, c2s = 0, finish = 0;
    friend bool operator==(const Totals&, const Totals&) = default;
  };
  // What one instruction adds to them; the model executes it.
  Totals execute(const Insn& insn);
  void execute_load(const MemFields& fields);
  void compare_out();

  const Bases bases_ = {0x10'0040, 0, 0, 0x8000'0040, 0xffff'ff40};
  Dram hashed_;
  std::vector<Insn> stream_;
  std::vector<Bytes> out_;
  std::size_t taken_ = 0, retired_ = 0, settled_ = 0;
  Totals totals_;  // of what has retired and is not settled
  bool in_order_ = true;
  std::uint64_t model_writes_ = 0;
  std::uint32_t error_index_ = 0;
  bool error_is_near_ = false, stopped_ = false, was_busy_ = false;
  static constexpr std::uint32_t kTailEntries = 4;  // so many at most are in the list
  std::uint32_t waits_aloud_ = 0;  // cycles in a row: it waits for a token, but is not quiet yet
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_COMPUTE_BENCH_H_
