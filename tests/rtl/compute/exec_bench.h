// SPDX-License-Identifier: Apache-2.0
//
// vta_exec between memories, compared in every cycle with the sequential model: each write, each
// instruction that leaves, and the number of cycles that it took. Tests that use it do not depend
// on the geometry.

#ifndef VTA_TESTS_RTL_COMPUTE_EXEC_BENCH_H_
#define VTA_TESTS_RTL_COMPUTE_EXEC_BENCH_H_

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <vector>

#include "tests/rtl/compute/compute_model.h"
#include "tests/rtl/compute/exec_traffic.h"

namespace vta {

class ExecBench {
 public:
  // The geometry that the module was built with.
  static Config config();

  // From the cycle of the start to that of the end, beyond one cycle per step of the loop nest.
  static constexpr std::uint64_t kLatency = 6;

  // Percentages of cycles.
  struct Trouble {
    std::uint32_t tail = 0;   // in which a tail engine begins to claim elements
    std::uint32_t taken = 0;  // in which somebody else reads a micro-op
    std::uint32_t late = 0;   // in which an instruction at the end is not taken
  };

  explicit ExecBench(std::uint64_t seed);
  ~ExecBench();

  // From now on. Nothing that stops the pipeline at its end may be sent with `late`: instructions
  // start behind such a one only when nothing can delay its end.
  void set_trouble(Trouble trouble) { trouble_ = trouble; }

  // Adds an instruction. `error`: one that was found illegal; `overflow`: it may not retire.
  void send(const Insn& insn, ErrorCode error = ErrorCode::kNone, bool overflow = false);

  // Runs until everything sent has left or the pipeline has stopped, and then a while longer;
  // `pause_percent` of the cycles offer no instruction. Everything expected must have happened.
  void run(std::uint32_t pause_percent = 0);

  // Runs for so many cycles, then resets the pipeline for one cycle; what was sent is forgotten.
  // Nothing may come out of it any more. Afterwards the bench can be used as before.
  void reset_after(unsigned cycles);

  ComputeModel& memories() { return expected_; }
  Random& random() { return random_; }
  [[nodiscard]] std::uint64_t writes() const { return writes_; }
  [[nodiscard]] std::uint64_t retired() const { return retired_; }
  [[nodiscard]] bool range_error_seen() const { return range_seen_; }
  [[nodiscard]] const ExecTraffic& traffic() const { return traffic_; }
  // Steps of all that was sent, and cycles from the first start to the last end.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t cycles() const { return last_done_ - first_start_; }

 private:
  struct Item {
    Insn insn;
    std::uint32_t index = 0;
    ErrorCode error = ErrorCode::kNone;
    bool overflow = false;  // it reaches the end and may not retire
    bool range = false;     // it does not reach the end
    std::uint64_t steps = 0, micro_ops = 0, started = 0, delays = 0;
    std::uint64_t ahead = 0;  // that may leave one per cycle before it, when some are late
    [[nodiscard]] bool stops() const { return range || overflow || error != ErrorCode::kNone; }
  };

  void step(bool offer);
  void claim_elements();
  void record(bool starts);
  void check_waiting(bool takes);
  void check_memory_ports();
  void check_end();
  void clock_memories();

  class Module;  // the only part that knows the Verilated class

  const Config config_ = config();
  Random random_;
  ComputeModel expected_;  // ahead: all that was sent has been executed
  std::vector<Acc> acc_;   // what the pipeline has made of it
  std::unique_ptr<Module> dut_;
  std::deque<Item> to_send_, in_flight_;
  std::deque<ComputeModel::Write> expected_writes_;
  ExecTraffic traffic_;
  Trouble trouble_;
  bool was_left_ = false, was_behind_ = false, was_taken_ = false;  // in the cycle before
  std::uint64_t delays_ = 0;  // cycles in which something may have been held up
  std::size_t sent_ = 0;
  std::uint64_t steps_ = 0, writes_ = 0, retired_ = 0, first_start_ = 0, last_done_ = 0;
  bool model_stopped_ = false, stopped_ = false, range_seen_ = false, memories_loaded_ = false;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_EXEC_BENCH_H_
