// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_options.h"

#include <charconv>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

#include "tools/command.h"

namespace vta {

namespace po = boost::program_options;

namespace {

constexpr std::int64_t kMaxCycles = std::numeric_limits<std::int64_t>::max();

// The number behind `key`, all of it decimal digits and not above `max`.
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view key,
                                           std::uint64_t max) {
  if (!text.starts_with(key)) return std::nullopt;
  text.remove_prefix(key.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > max) {
    return std::nullopt;
  }
  return number;
}

Status read_from(const std::string& text, TraceWindow& window) {
  constexpr std::uint32_t kMaxInsn = std::numeric_limits<std::uint32_t>::max();
  if (const auto insn = number_behind(text, "insn=", kMaxInsn)) {
    window.from_insn = static_cast<std::uint32_t>(*insn);
  } else if (const auto cycle = number_behind(text, "cycle=", kMaxCycles)) {
    window.from_cycle = *cycle;
  } else {
    return Error{"--trace-from is '" + text +
                 "'; it must be insn=N, the number of an instruction in 0..4294967295, or cycle=N, "
                 "a cycle of the simulation in 0..9223372036854775807"};
  }
  return ok_status();
}

}  // namespace

void add_trace_options(po::options_description& options) {
  options.add_options()("trace", po::value<std::string>()->value_name("FILE.fst"),
                        "rtl: write the waves of the run (docs/waves.md)")(
      "trace-from", po::value<std::string>()->value_name("insn=N|cycle=N"),
      "rtl: waves begin when this instruction starts, or with this cycle of the simulation")(
      "trace-for", po::value<std::int64_t>()->value_name("N"), "rtl: waves of so many cycles");
}

Result<TraceRequest> read_trace_options(const po::variables_map& values) {
  TraceRequest request;
  if (values.count("trace") != 0) {
    request.path = values["trace"].as<std::string>();
    if (!request.path.ends_with(".fst")) {
      return Error{"--trace writes FST; the name '" + request.path + "' must end in .fst"};
    }
  }
  for (const char* option : {"trace-from", "trace-for"}) {
    if (values.count(option) != 0 && request.path.empty()) {
      return Error{"--" + std::string(option) +
                   " says which part of the waves --trace writes; give "
                   "--trace FILE.fst, too"};
    }
  }
  if (values.count("trace-from") != 0) {
    Status status = read_from(values["trace-from"].as<std::string>(), request.window);
    if (!status) return status.error();
  }
  const auto cycles = integer_option(values, "trace-for", 1, kMaxCycles);
  if (!cycles) return cycles.error();
  if (cycles.value()) request.window.cycles = static_cast<std::uint64_t>(*cycles.value());
  request.window.recorded = std::make_shared<std::uint64_t>(0);
  return request;
}

Status end_trace(const TraceRequest& request, OutputFile& file) {
  const TraceWindow& window = request.window;
  if (window.recorded != nullptr && *window.recorded > 0) return file.commit();
  return Error{"no waves were written to '" + request.path + "': " +
               (window.from_insn
                    ? "instruction " + std::to_string(*window.from_insn) + " never started"
                    : "the simulation ended before cycle " + std::to_string(window.from_cycle))};
}

}  // namespace vta
