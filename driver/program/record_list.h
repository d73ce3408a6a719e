// SPDX-License-Identifier: Apache-2.0
//
// The instructions of a stream in the making, and the dependency tokens that the next instruction
// of each stage is to take.

#ifndef VTA_DRIVER_PROGRAM_RECORD_LIST_H_
#define VTA_DRIVER_PROGRAM_RECORD_LIST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "driver/program/calls.h"
#include "driver/program/provenance.h"
#include "hw/isa/insn.h"

namespace vta {

// What the DRAM address of an instruction counts from. Buffers have the numbers 0, 1, ...
inline constexpr std::size_t kNoBuffer = static_cast<std::size_t>(-1);
inline constexpr std::size_t kUopImage = static_cast<std::size_t>(-2);

// dram_base of `insn` is relative until the buffers are placed.
struct Record {
  Insn insn;
  std::size_t buffer = kNoBuffer;
  Origin origin;
};

// A pop waits for the next instruction of its stage, a push joins the last instruction when that
// belongs to its stage; an instruction without work (a NOP) carries them when there is no other.
class RecordList {
 public:
  // Of every instruction from now on, NOPs included.
  void set_origin(Origin origin) { origin_ = std::move(origin); }

  // Appends an instruction and hands it the pops that its stage has pending.
  void append(Queue stage, Insn insn, std::size_t buffer = kNoBuffer);

  // Appends an instruction that leaves pending pops to the next one; yields its number.
  std::size_t append_without_pops(Insn insn, std::size_t buffer);
  // A LOAD of one row takes in so many elements more.
  void widen(std::size_t record, std::uint32_t elements);

  // Fail when no token queue joins the two stages.
  Status push(Queue from, Queue to);
  Status pop(Queue from, Queue to);

  // Puts pending pops of the stage into a NOP.
  void commit_pops(Queue stage);

  // Tokens make compute take turns with load and with store; see CommandStream::serialize().
  void serialize();

  [[nodiscard]] bool pops_pending() const;
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }

 private:
  struct Pending {
    bool prev = false, next = false;
  };
  [[nodiscard]] Pending& pending(Queue stage) {
    return pending_[static_cast<std::size_t>(stage) - 1];
  }

  std::vector<Record> records_;
  Origin origin_;
  std::array<Pending, kStageCount> pending_;
};

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_RECORD_LIST_H_
