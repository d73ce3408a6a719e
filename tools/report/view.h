// SPDX-License-Identifier: Apache-2.0
//
// What a timeline and a page show of a run, and how they name it.

#ifndef VTA_TOOLS_REPORT_VIEW_H_
#define VTA_TOOLS_REPORT_VIEW_H_

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "driver/program/program.h"
#include "sim/timeline/timeline.h"

namespace vta::report {

using Json = nlohmann::ordered_json;

// All of it outlives the view.
struct View {
  const Program& program;
  const std::vector<timeline::Run>& runs;  // of the program, from its first
  const Json& report;                      // what --stats-json writes
};

// Where instructions are executed beside each other.
enum class Engine : std::uint8_t { kLoad, kExec, kTail, kComputeLoad, kStore };
inline constexpr std::size_t kEngineCount = 5;
inline constexpr std::array<std::string_view, kEngineCount> kEngineNames = {
    "load", "compute: GEMM and ALU", "compute: tail engine", "compute: LOAD UOP and ACC", "store"};
[[nodiscard]] Engine engine_of(const timeline::InsnRecord& record);

// An instruction is shown from its start through the cycle in which it retires, or to the end of
// the run when it does not. Precondition: it has started.
struct Span {
  std::uint64_t begin = 0, end = 0;  // end: one past the last cycle
};
[[nodiscard]] Span span_of(const timeline::InsnRecord& record, const timeline::Run& run);

// Instructions of an engine overlap. For each instruction the row of its engine in which it is
// drawn, so that none touches another: the lowest that is free. 0 for those that did not start.
[[nodiscard]] std::vector<std::uint32_t> rows_of(const timeline::Run& run);

// "LOAD.INP dram=[0x00001000,0x00001700) sram=[0,144) y=8 ...", its first word, and where the
// instruction came from ("" when nobody said).
[[nodiscard]] std::string insn_text(const Config& config, std::uint64_t index, const Insn& insn);
[[nodiscard]] std::string mnemonic(const std::string& insn_text);
[[nodiscard]] std::string origin_text(const Program& program, std::size_t run, std::size_t index);
[[nodiscard]] std::string tile_text(const Program& program, std::size_t run, std::size_t index);

// Bytes of a beat, and operations (multiplications and additions) of a GEMM micro-op.
[[nodiscard]] std::uint64_t bus_bytes(const Config& config);
[[nodiscard]] std::uint64_t operations(const Config& config);

[[nodiscard]] std::uint64_t total_cycles(const View& view);

}  // namespace vta::report

#endif  // VTA_TOOLS_REPORT_VIEW_H_
