// SPDX-License-Identifier: Apache-2.0
//
// A small run, made by hand: a load gives a token to a GEMM, which gives one to a store.

#ifndef VTA_TESTS_TOOLS_REPORT_SAMPLE_H_
#define VTA_TESTS_TOOLS_REPORT_SAMPLE_H_

#include <memory>
#include <vector>

#include "tools/report/view.h"

namespace vta::test {

struct Sample {
  Sample() {
    program.name = "sample";
    program.runs.resize(1);
    MemFields inputs;
    inputs.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
    inputs.y_size = 2;
    inputs.x_size = 3;
    inputs.x_stride = 4;
    add(make_load(inputs), 0, 5, 20);
    add(make_load(inputs), 1, 10, 30);  // beside the first
    GemmFields gemm;
    gemm.loop = {.uop_end = 1, .iter_out = 1, .iter_in = 4, .dst_factor_in = 1};
    add(make_gemm(gemm), 2, 25, 60);
    MemFields results = inputs;
    results.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
    add(make_store(results), 3, 61, 95);
    run().insns[2].uops = {0};
    run().cycles = 100;
    run().phases[0] = {{timeline::kBusy, 0, 100}};
    run().phases[1] = {{0, 0, 5}, {timeline::kBusy, 5, 25}, {0, 30, 70}};
    run().phases[2] = {{timeline::kTokenWait, 0, 25}, {timeline::kBusy, 25, 35}, {0, 60, 40}};
    run().phases[3] = {{0, 0, 61}, {timeline::kMemoryWait, 61, 39}};
    run().bursts = {{.write = false, .id = 0, .beats = 8, .requested = 0, .first = 2, .last = 9},
                    {.write = false, .id = 1, .beats = 16, .requested = 5, .first = 10, .last = 25},
                    {.write = true,
                     .id = 0,
                     .beats = 4,
                     .requested = 62,
                     .first = 63,
                     .last = 66,
                     .answered = 90}};
    run().tokens = {{.counter = kLoadToCompute, .from = 0, .to = 2, .given = 20, .taken = 25},
                    {.counter = kComputeToStore, .from = 2, .to = 3, .given = 60, .taken = 61},
                    {.counter = kStoreToCompute, .from = 3, .given = 95}};  // nobody took it
    report = {{"outcome", "finished"}, {"gemm_counter", 4}, {"cycles", 100}};
  }

  timeline::Run& run() { return runs[0]; }
  [[nodiscard]] report::View view() const { return {program, runs, report}; }

  Program program;
  std::vector<timeline::Run> runs{1};
  report::Json report;

 private:
  void add(const Insn& insn, std::int64_t tile, std::uint64_t started, std::uint64_t retired) {
    timeline::InsnRecord record;
    record.insn = insn;
    record.stage = stage_of(insn);
    record.dispatched = run().insns.size();
    record.started = started;
    record.retired = retired;
    run().insns.push_back(record);
    Provenance provenance;
    provenance.workload = "conv2d";
    provenance.stage = "part";
    provenance.iterations = {{"oc", tile, 4}};
    program.runs[0].origins.push_back(std::make_shared<const Provenance>(provenance));
  }
};

}  // namespace vta::test

#endif  // VTA_TESTS_TOOLS_REPORT_SAMPLE_H_
