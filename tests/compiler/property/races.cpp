// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/property/races.h"

#include <string>

#include "sim/fuzz/race_check.h"

namespace vta::test {

Status check_no_race(const Config& config, const CommandStream::Finished& finished) {
  fuzz::RaceChecker checker(config, fuzz::FirstRead::kAnything);
  if (Status s = checker.add_region(0, finished.memory_end); !s) return s;
  if (Status s = checker.write(finished.uop_address, finished.uop_image); !s) return s;
  const Result<fuzz::Verdict> verdict = checker.run(finished.insns, {});
  if (!verdict) return verdict.error();
  if (verdict.value().code == ErrorCode::kNone) return ok_status();
  return Error{"ends with " + std::string(to_string(verdict.value().code)) + " at instruction " +
               std::to_string(verdict.value().insn)};
}

DeviceMemory memory_with_uops(const CommandStream::Finished& finished) {
  DeviceMemory memory;
  VTA_CHECK(memory.add_region(0, finished.memory_end).ok());
  VTA_CHECK(memory.write(finished.uop_address, finished.uop_image).ok());
  return memory;
}

}  // namespace vta::test
