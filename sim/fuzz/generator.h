// SPDX-License-Identifier: Apache-2.0
//
// Random programs with exactly one result. The generator works in program order, where every
// instruction is legal; the token scheduler makes sure that any other order that the stages may
// take gives the same result. Every element is written before it is read, so the result does not
// depend on what the memories held.

#ifndef VTA_SIM_FUZZ_GENERATOR_H_
#define VTA_SIM_FUZZ_GENERATOR_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "driver/program/program.h"
#include "sim/fuzz/dice.h"
#include "sim/fuzz/playground.h"
#include "sim/fuzz/random_uops.h"
#include "sim/fuzz/shape_picker.h"
#include "sim/fuzz/token_scheduler.h"

namespace vta::fuzz {

class Generator {
 public:
  // Memories need at least 8 elements, and elements at least four bytes.
  Generator(const Config& config, std::uint32_t seed, std::string name, const Habits& habits);

  // Loads that fill the windows; the first thing to do.
  void begin();
  // Anything: loads of all types with pads and strides, GEMM, reset and ALU with any loops, stores,
  // NOPs, empty instructions, DRAM that is stored and loaded again.
  void operation();
  // Stores all bits of the accumulators of the window.
  void dump();
  void finish() { scheduler_.add(make_finish(), {}); }
  // What follows belongs to another run.
  void next_run(bool soft_reset);
  // Before the next run: base registers are drawn anew; the host writes part of the data anew.
  void change_bases() { playground_.pick_bases(shape_); }
  void host_writes();

  // What operations are made of. Whatever the instruction touches is put into order.
  void add(const Insn& insn);
  void add_uop_load(MemFields fields);
  void add_load(MemoryType type, MemFields fields);
  void add_store(MemFields fields);
  void nop(Stage stage);
  // A NOP with these tokens; see TokenScheduler::add_raw.
  void raw_nop(Stage stage, const TokenFlags& tokens);
  // A random GEMM, reset or ALU instruction over micro-ops that suit it, loaded if there are none.
  [[nodiscard]] Insn random_compute_insn(Kind kind);
  // Later instructions of the stage in this run only pass their tokens on.
  void silence(Stage stage) { silent_[index_of(stage)] = true; }
  // Makes a region for the second row of a transfer with this stride. False when the program has
  // one already.
  [[nodiscard]] bool add_far_region(const MemFields& fields, std::uint32_t x_stride);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const Playground& playground() const { return playground_; }
  [[nodiscard]] Dice& dice() { return dice_; }
  [[nodiscard]] ShapePicker& shape() { return shape_; }
  [[nodiscard]] RandomUops& uops() { return uops_; }
  [[nodiscard]] TokenScheduler& scheduler() { return scheduler_; }

  // With random values in bits that no field uses and in flags that are ignored. Bus words never
  // reach beyond the regions (multiples of 64 bytes).
  [[nodiscard]] Program build();

 private:
  void add_region(std::uint32_t address, std::uint32_t bytes);
  void fill(MemoryType type, const Window& window);
  void alias_dram(MemFields& fields);
  void random_load(MemoryType type, const Window& window);
  void random_store();
  [[nodiscard]] bool upper();
  [[nodiscard]] InsnWord with_noise(Insn insn);
  [[nodiscard]] std::vector<std::uint32_t> random_words(std::size_t count);

  struct HostWrite {
    std::uint32_t address;
    std::vector<std::uint32_t> words;
  };
  struct RunExtras {
    Bases base;
    std::vector<HostWrite> writes;
  };

  Config config_;
  std::string name_;
  Dice dice_;
  ShapePicker shape_;
  Playground playground_;
  RandomUops uops_;
  TokenScheduler scheduler_;
  std::vector<std::uint32_t> stored_;  // addresses
  std::vector<ProgramRegion> regions_;
  std::vector<RunExtras> runs_;  // of the runs before the current one
  std::vector<HostWrite> writes_;
  std::array<bool, kStageCount> silent_{};
  bool upper_ = false;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_GENERATOR_H_
