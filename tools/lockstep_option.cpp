// SPDX-License-Identifier: Apache-2.0
#include "tools/lockstep_option.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "sim/lockstep/lockstep_device.h"
#include "sim/lockstep/report.h"
#include "tools/text.h"

namespace vta {
namespace {

constexpr const char* kWaves = "lockstep.fst";
constexpr const char* kView = "scripts/gtkwave/vta.gtkw";  // from where the command was given
// Before the difference; waves of a long run would be large, and they end there anyway.
constexpr std::uint64_t kCyclesOfWaves = 20'000;

// Of the words that make files or listings, the waves need none; true when a value follows.
constexpr std::array<std::pair<std::string_view, bool>, 7> kOutputs = {{{"--trace", true},
                                                                        {"--trace-from", true},
                                                                        {"--trace-for", true},
                                                                        {"--stats-json", true},
                                                                        {"--save-bundle", true},
                                                                        {"--print", true},
                                                                        {"--json", false}}};

// As a shell reads it back.
std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

// The command again, with waves up to a cycle.
std::string traced_command(const std::string& command, const Arguments& arguments,
                           std::uint64_t cycle) {
  std::string text = command;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const auto output = std::ranges::find_if(kOutputs, [&](const auto& o) {
      return word == o.first || word.starts_with(std::string(o.first) + "=");
    });
    if (output == kOutputs.end()) {
      text += " " + quoted(word);
    } else if (output->second && word == output->first) {
      ++i;
    }
  }
  text += " --trace " + std::string(kWaves);
  if (cycle > kCyclesOfWaves)
    text += " --trace-from cycle=" + std::to_string(cycle - kCyclesOfWaves);
  return text;
}

}  // namespace

void add_lockstep_option(boost::program_options::options_description& options) {
  options.add_options()(
      "lockstep",
      "rtl: run the golden model beside it and stop at the first instruction, on-chip write or "
      "byte stored that differs; a program with a race (docs/semantics.md) may be reported, too");
}

std::optional<LockstepOutcome> lockstep_outcome(const Device& device, const Program& program,
                                                const std::string& command,
                                                const Arguments& arguments) {
  const auto* lockstep = dynamic_cast<const LockstepDevice*>(&device);
  if (lockstep == nullptr) return std::nullopt;
  const lockstep::Counts& counts = lockstep->counts();
  LockstepOutcome outcome;
  if (lockstep->mismatch()) {
    const lockstep::Mismatch& mismatch = *lockstep->mismatch();
    std::error_code ignored;
    const bool view = std::filesystem::exists(kView, ignored);
    outcome.mismatch =
        lockstep::report_text(mismatch, program,
                              traced_command(command, arguments, mismatch.cycle) + "; " +
                                  lockstep::viewer_command(mismatch, kWaves, view ? kView : ""));
  }
  outcome.line = textf(
      "lock-step: no difference in %llu instructions, %llu on-chip writes, %llu bytes stored\n",
      static_cast<unsigned long long>(counts.instructions),
      static_cast<unsigned long long>(counts.sram_writes),
      static_cast<unsigned long long>(counts.dram_bytes));
  outcome.counts = {{"instructions", counts.instructions},
                    {"sram_writes", counts.sram_writes},
                    {"dram_bytes", counts.dram_bytes}};
  return outcome;
}

}  // namespace vta
