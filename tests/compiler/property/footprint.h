// SPDX-License-Identifier: Apache-2.0
//
// Which elements of the on-chip memories the instructions of a program touch.

#ifndef VTA_TESTS_COMPILER_PROPERTY_FOOTPRINT_H_
#define VTA_TESTS_COMPILER_PROPERTY_FOOTPRINT_H_

#include <cstdint>
#include <vector>

#include "driver/program/command_stream.h"
#include "hw/isa/config.h"

namespace vta::test {

struct Access {
  MemoryType memory;  // kAcc for OUT, too, which follows it
  bool write;
  std::uint64_t first, count;  // elements
};

// Follows a stream from its beginning, since what GEMM and ALU touch depends on the micro-ops that
// were loaded before.
class Footprint {
 public:
  Footprint(const Config& config, const CommandStream::Finished& finished)
      : finished_(finished), uops_(config.depth(MemoryType::kUop)) {}

  // Of the next instruction; accesses to the micro-op memory, of compute alone, are left out.
  [[nodiscard]] std::vector<Access> next();

 private:
  template <typename Visit>
  void for_each_trip(const LoopFields& loop, Visit visit) const;

  const CommandStream::Finished& finished_;
  std::vector<Uop> uops_;  // the micro-op memory
  std::size_t at_ = 0;
};

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_FOOTPRINT_H_
