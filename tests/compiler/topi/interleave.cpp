// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/topi/interleave.h"

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <string>

#include "driver/device/memory.h"
#include "sim/common/work_meter.h"
#include "sim/golden/execute.h"
#include "sim/golden/token_counters.h"

namespace vta::test {
namespace {

using Stages = std::array<Stage, kStageCount>;

Stages first_to_last(Order order) {
  switch (order) {
    case Order::kStoreFirst:
      return {Stage::kStore, Stage::kCompute, Stage::kLoad};
    case Order::kComputeFirst:
      return {Stage::kCompute, Stage::kLoad, Stage::kStore};
    case Order::kLoadFirst:
    case Order::kRandom:
      break;
  }
  return {Stage::kLoad, Stage::kCompute, Stage::kStore};
}

}  // namespace

Result<std::vector<std::byte>> run_interleaved(const Program& program,
                                               const std::vector<Insn>& insns, Order order,
                                               std::uint32_t seed) {
  DeviceMemory memory;
  for (const ProgramRegion& region : program.regions) {
    if (Status s = memory.add_region(region.address, region.size); !s) return s.error();
  }
  for (const ProgramBlob& blob : program.runs[0].memory) {
    if (Status s = memory.write(blob.address, blob.bytes); !s) return s.error();
  }
  SramState sram = make_sram(program.config);
  const std::array<std::uint32_t, kMemoryTypeCount> base{};
  WorkMeter meter(RunRequest{}, nullptr);
  golden::Machine machine{program.config, sram, memory, base, meter};
  TokenCounters tokens;

  std::array<std::deque<Insn>, kStageCount> queues;
  for (const Insn& insn : insns) queues[static_cast<std::size_t>(stage_of(insn))].push_back(insn);
  std::mt19937 random(seed);
  Stages stages = first_to_last(order);
  for (std::size_t left = insns.size(); left > 0; --left) {
    if (order == Order::kRandom) std::shuffle(stages.begin(), stages.end(), random);
    const auto able = std::find_if(stages.begin(), stages.end(), [&](Stage stage) {
      const std::deque<Insn>& queue = queues[static_cast<std::size_t>(stage)];
      return !queue.empty() && tokens.can_take(stage, queue.front().tokens);
    });
    if (able == stages.end()) {
      return Error{"nothing can go on, " + std::to_string(left) + " instructions are left"};
    }
    std::deque<Insn>& queue = queues[static_cast<std::size_t>(*able)];
    const Insn insn = queue.front();
    queue.pop_front();
    tokens.take(*able, insn.tokens);
    if (const golden::Execution done = golden::execute(insn, machine);
        done.code != ErrorCode::kNone) {
      return Error{"error of an instruction: " + done.what};
    }
    if (!tokens.can_push(*able, insn.tokens)) return Error{"a token counter overflows"};
    tokens.push(*able, insn.tokens);
  }
  if (tokens.load_to_compute + tokens.compute_to_load + tokens.compute_to_store +
          tokens.store_to_compute !=
      0) {
    return Error{"tokens are left"};
  }
  const ProgramBlob& expected = program.runs[0].expect[0];
  std::vector<std::byte> result(expected.bytes.size());
  if (Status s = memory.read(expected.address, result); !s) return s.error();
  return result;
}

}  // namespace vta::test
