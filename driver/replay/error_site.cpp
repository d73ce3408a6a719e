// SPDX-License-Identifier: Apache-2.0

#include "driver/replay/error_site.h"

#include <array>

#include "hw/isa/insn.h"

namespace vta {
namespace {

std::string mnemonic_of(const Insn& insn) {
  return insn.opcode < kOpcodeNames.size() ? std::string(kOpcodeNames[insn.opcode]) : "ILLEGAL";
}

}  // namespace

std::optional<ErrorSite> error_site(const Device& device, const ProgramRun& run,
                                    const RunReport& report) {
  const std::uint64_t index = report.error_insn;
  if (report.outcome != RunOutcome::kError || index >= run.origins.size()) return std::nullopt;
  const auto& origin = run.origins[static_cast<std::size_t>(index)];
  if (!origin) return std::nullopt;
  std::array<std::byte, kInsnBytes> bytes{};
  const Status read = device.read(run.insn_address + index * kInsnBytes, bytes);
  if (!read) return std::nullopt;
  const Insn insn = decode(device.config(), load_insn_word(bytes.data()));
  return ErrorSite{mnemonic_of(insn), to_string(*origin)};
}

std::string describe_error(const RunReport& report, const std::optional<ErrorSite>& site) {
  std::string text = describe_error(report.error, report.error_insn);
  if (site) text += " " + site->mnemonic + ": " + site->origin;
  return text;
}

// The simulators begin the detail with the description, the rest of it follows a colon.
std::string detail_suffix(const RunReport& report) {
  const std::string known = describe_error(report.error, report.error_insn);
  if (report.outcome == RunOutcome::kError && report.detail.starts_with(known)) {
    const std::string rest = report.detail.substr(known.size());
    if (rest.empty() || rest.starts_with(": ")) return rest;
  }
  return report.detail.empty() ? "" : ": " + report.detail;
}

}  // namespace vta
