// SPDX-License-Identifier: Apache-2.0
//
// The store stage with everything around it: instruction queue, tokens, OUT memory, AXI memory.

#ifndef VTA_TESTS_RTL_STORE_BENCH_H_
#define VTA_TESTS_RTL_STORE_BENCH_H_

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "Vvta_store.h"
#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"
#include "tests/rtl/write_memory.h"

namespace vta {

class StoreBench {
 public:
  explicit StoreBench(std::uint32_t seed = 1);

  // Adds a store to the end of the stream. Returns its index in the stream.
  std::uint32_t add(const MemFields& fields, TokenFlags tokens = {});

  // One element at `dram_base`, from `sram_base`.
  std::uint32_t add_single(std::uint32_t dram_base, std::uint32_t sram_base,
                           TokenFlags tokens = {});

  void cycle();
  void cycles(unsigned count);
  // Until the stage has said for 10 cycles that it is quiet and no instruction is left outside, or
  // is quiet without taking the next. Returns the cycle in which the quiet began. Bounded.
  std::uint64_t run();

  // Everything that has retired is in memory, byte for byte, and nothing else is.
  void expect_memory();

  Config config;
  Rng rng;
  WriteMemory memory;
  Dut<Vvta_store> dut;
  std::vector<Bytes> out;       // the OUT memory
  std::uint32_t base = 0;       // base register
  unsigned insn_percent = 100;  // cycles in which the queue shows an instruction
  unsigned c2s = 0, s2c = 0;    // tokens that wait
  unsigned c2s_supply = 0;      // tokens that will come, one at a time
  unsigned supply_percent = 10;
  bool flush = false;

  unsigned retired = 0, popped = 0, pushed = 0;
  std::uint64_t bytes = 0;  // as the statistics say
  std::uint64_t busy = 0, token_wait = 0, memory_wait = 0;

  [[nodiscard]] std::uint32_t beat_bytes() const { return 1u << (config.log_bus_width() - 3); }
  [[nodiscard]] std::uint32_t elem_bytes() const { return config.elem_bytes(MemoryType::kOut); }
  [[nodiscard]] std::uint32_t depth() const { return config.depth(MemoryType::kOut); }
  [[nodiscard]] std::uint32_t beats_per_elem() const { return elem_bytes() / beat_bytes(); }

 private:
  struct Pending {
    std::uint32_t index;
    MemFields fields;
    TokenFlags tokens;
  };
  void drive();
  void look();
  void retire_oldest();

  std::deque<Pending> outside_;  // not taken by the stage
  std::deque<Pending> inside_;   // taken and not retired
  bool shown_ = false;           // the first of those outside is at the input
  bool moved_ = false;           // a beat went out in the cycle before, and no address was stalled
  std::size_t sent_ = 0;
  struct Byte {
    std::uint8_t value = 0;
    unsigned writes = 0;
  };
  std::unordered_map<std::uint32_t, Byte> expected_;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_STORE_BENCH_H_
