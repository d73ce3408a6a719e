// SPDX-License-Identifier: Apache-2.0

#include "sim/lockstep/report.h"

#include <algorithm>
#include <string>

#include "driver/program/provenance.h"
#include "hw/isa/disassemble.h"

namespace vta::lockstep {
namespace {

constexpr std::uint64_t kPeriod = 10;               // ns of a cycle in a trace
constexpr std::uint64_t kBefore = 100, kAfter = 5;  // cycles that the viewer shows

std::string line(std::string name, const std::string& text) {
  if (text.empty()) return "";
  name.resize(13, ' ');
  return "  " + name + text + "\n";
}

// As in a listing, with its index, but not indented.
std::string listed(const Program& program, std::uint64_t index, const Insn& insn) {
  const std::string text = disassemble(program.config, index, insn);
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

std::string origin_of(const Mismatch& mismatch, const Program& program) {
  if (!mismatch.index || mismatch.run >= program.runs.size()) return "";
  const std::vector<Origin>& origins = program.runs[mismatch.run].origins;
  if (*mismatch.index >= origins.size()) return "";
  const Origin& origin = origins[static_cast<std::size_t>(*mismatch.index)];
  return origin ? describe(*origin) : "";
}

}  // namespace

std::uint64_t trace_time(const Mismatch& mismatch) { return mismatch.cycle * kPeriod; }

std::string viewer_command(const Mismatch& mismatch, const std::string& trace_file,
                           const std::string& save_file) {
  const std::uint64_t before = std::min(mismatch.cycle, kBefore);
  return "gtkwave " + trace_file + (save_file.empty() ? "" : " " + save_file) +
         " -S <(echo 'gtkwave::setMarker " + std::to_string(trace_time(mismatch)) +
         "; gtkwave::setZoomRangeTimes " + std::to_string(trace_time(mismatch) - before * kPeriod) +
         " " + std::to_string(trace_time(mismatch) + kAfter * kPeriod) + "')";
}

std::string report_text(const Mismatch& m, const Program& program, const std::string& waves) {
  std::string text = "lock-step: the RTL differs from the golden model\n";
  text += line("what", m.what);
  text += line("where", m.place);
  text += line("expected", m.expected);
  text += line("actual", m.actual);
  if (m.index && m.insn) text += line("instruction", listed(program, *m.index, *m.insn));
  if (m.stage) text += line("stage", std::string(stage_name(*m.stage)));
  text += line("origin", origin_of(m, program));
  if (program.runs.size() > 1) text += line("run", std::to_string(m.run));
  text += line("cycle", std::to_string(m.cycle) + " of the simulation, at " +
                            std::to_string(trace_time(m)) + " ns of its waves");
  text += line("waves", waves);
  text.pop_back();
  return text;
}

}  // namespace vta::lockstep
