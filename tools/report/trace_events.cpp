// SPDX-License-Identifier: Apache-2.0
#include "tools/report/trace_events.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/timeline/occupancy.h"

namespace vta::report {
namespace {

using timeline::kNever;

constexpr std::array<std::string_view, 3> kReaders = {"fetch", "load", "compute"};

// Track ids: what a unit does, instructions of an engine by row, the bus. Viewers sort by them.
constexpr std::uint64_t kRowsPerEngine = 1000;
constexpr std::uint64_t kFetchInsns = 20, kReadTrack = 90'000, kWriteTrack = 90'001;
std::uint64_t phase_track(std::size_t unit) { return 10 + 10'000 * unit; }
std::uint64_t insn_track(Engine engine, std::uint32_t row) {
  constexpr std::array<std::uint64_t, kEngineCount> kFirst = {10'100, 20'100, 22'100, 24'100,
                                                              30'100};
  return kFirst[static_cast<std::size_t>(engine)] +
         std::min<std::uint64_t>(row, kRowsPerEngine - 1);
}

const char* phase_name(std::uint8_t bits) {
  if ((bits & timeline::kBusy) != 0) return "busy";
  return (bits & timeline::kTokenWait) != 0 ? "token wait" : "memory wait";
}

// The events of one run.
class Writer {
 public:
  Writer(const View& view, std::size_t run, std::uint64_t offset, std::string& text)
      : view_(view), run_(view.runs[run]), number_(run), offset_(offset), text_(text) {}

  void write() {
    metadata("process_name", 0, "run " + std::to_string(number_) + ": " + view_.program.name);
    phases();
    instructions();
    tokens();
    bursts();
    counters();
    for (const auto& [track, name] : tracks_) {
      metadata("thread_name", track, name);
      event({{"ph", "M"},
             {"name", "thread_sort_index"},
             {"pid", number_},
             {"tid", track},
             {"args", {{"sort_index", track}}}});
    }
  }

 private:
  void event(const Json& json) {
    if (!text_.empty()) text_ += ",\n";
    text_ += json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  void metadata(const char* what, std::uint64_t track, const std::string& name) {
    event({{"ph", "M"},
           {"name", what},
           {"pid", number_},
           {"tid", track},
           {"args", {{"name", name}}}});
  }

  // A slice of a track.
  void slice(std::uint64_t track, const char* category, const std::string& name, Span span,
             Json args) {
    event({{"ph", "X"},
           {"cat", category},
           {"name", name},
           {"pid", number_},
           {"tid", track},
           {"ts", offset_ + span.begin},
           {"dur", span.end - span.begin},
           {"args", std::move(args)}});
  }

  void phases() {
    for (std::size_t u = 0; u < kUnitCount; ++u) {
      const std::string unit(timeline::kUnitNames[u]);
      tracks_[phase_track(u)] = unit;
      for (const timeline::Phase& phase : run_.phases[u]) {
        if (phase.bits == 0) continue;
        slice(phase_track(u), "unit", phase_name(phase.bits),
              {phase.begin, phase.begin + phase.cycles}, {{"unit", unit}});
      }
    }
  }

  void instructions() {
    tracks_[kFetchInsns] = "fetch: dispatch";
    rows_ = rows_of(run_);
    for (std::size_t i = 0; i < run_.insns.size(); ++i) {
      const timeline::InsnRecord& record = run_.insns[i];
      const std::string text = insn_text(view_.program.config, i, record.insn);
      const std::string tile = tile_text(view_.program, number_, i);
      const std::string name =
          mnemonic(text) + " #" + std::to_string(i) + (tile.empty() ? "" : " " + tile);
      const std::string origin = origin_text(view_.program, number_, i);
      Json args = {{"index", i}, {"instruction", text}};
      if (!origin.empty()) args["origin"] = origin;
      args["dispatched"] = record.dispatched;
      slice(kFetchInsns, "dispatch", name, {record.dispatched, record.dispatched + 1}, args);
      if (record.started == kNever) continue;
      args["started"] = record.started;
      if (record.retired != kNever) args["retired"] = record.retired;
      const Engine engine = engine_of(record);
      const std::string engine_name(kEngineNames[static_cast<std::size_t>(engine)]);
      const std::uint64_t track = insn_track(engine, rows_[i]);
      // The stages load and store have the plain name for what they are doing.
      const bool shared = engine == Engine::kLoad || engine == Engine::kStore;
      tracks_[track] = engine_name + (shared ? " instructions" : "") +
                       (rows_[i] == 0 ? "" : " (" + std::to_string(rows_[i] + 1) + ")");
      slice(track, "insn", name, span_of(record, run_), std::move(args));
    }
  }

  void tokens() {
    for (std::size_t t = 0; t < run_.tokens.size(); ++t) {
      const timeline::TokenPass& token = run_.tokens[t];
      if (token.from == timeline::kNobody || token.to == timeline::kNobody) continue;
      const auto& [from, to] = timeline::kTokenPaths[token.counter];
      const std::string name = "token " + std::string(from) + " to " + std::string(to);
      const std::string id = std::to_string(number_) + "." + std::to_string(t);
      const auto end = [&](const char* phase, std::uint32_t insn, std::uint64_t cycle) {
        Json json = {
            {"ph", phase},          {"cat", "token"},
            {"name", name},         {"id", id},
            {"pid", number_},       {"tid", insn_track(engine_of(run_.insns[insn]), rows_[insn])},
            {"ts", offset_ + cycle}};
        if (*phase == 'f') json["bp"] = "e";  // binds to the slice around it
        event(json);
      };
      end("s", token.from, token.given);
      end("f", token.to, token.taken);
    }
  }

  void bursts() {
    tracks_[kReadTrack] = "AXI read";
    tracks_[kWriteTrack] = "AXI write";
    // Beats of a burst stay together, so bursts do not overlap on the data wires.
    for (const timeline::Burst& burst : run_.bursts) {
      if (burst.first == kNever) continue;
      const std::string who(burst.write                  ? "store"
                            : burst.id < kReaders.size() ? kReaders[burst.id]
                                                         : "read");
      Json args = {
          {"address", burst.address}, {"beats", burst.beats}, {"requested", burst.requested}};
      if (burst.write && burst.answered != kNever) args["answered"] = burst.answered;
      slice(burst.write ? kWriteTrack : kReadTrack, "burst",
            who + " " + std::to_string(burst.beats) + (burst.beats == 1 ? " beat" : " beats"),
            {burst.first, burst.last + 1}, std::move(args));
    }
  }

  // A number over time, from its changes.
  void counter(const std::string& name, const char* unit,
               const std::map<std::uint64_t, std::int64_t>& changes) {
    std::int64_t value = 0;
    const auto at = [&](std::uint64_t cycle) {
      event({{"ph", "C"},
             {"name", name},
             {"pid", number_},
             {"ts", offset_ + cycle},
             {"args", {{unit, value}}}});
    };
    if (!changes.empty() && changes.begin()->first != 0) at(0);
    for (const auto& [cycle, change] : changes) {
      value += change;
      if (change != 0) at(cycle);
    }
  }

  void counters() {
    std::array<std::map<std::uint64_t, std::int64_t>, 2> in_flight;
    for (const timeline::Burst& burst : run_.bursts) {
      ++in_flight[burst.write][burst.requested];
      const std::uint64_t end = burst.write ? burst.answered : burst.last;
      if (end != kNever) --in_flight[burst.write][end + 1];
    }
    counter("AXI reads in flight", "bursts", in_flight[0]);
    counter("AXI writes in flight", "bursts", in_flight[1]);
    std::array<std::map<std::uint64_t, std::int64_t>, timeline::kTokenCounters> held;
    for (const timeline::TokenPass& token : run_.tokens) {
      ++held[token.counter][token.given == kNever ? 0 : token.given + 1];
      if (token.taken != kNever) --held[token.counter][token.taken + 1];
    }
    for (std::size_t c = 0; c < held.size(); ++c) {
      const auto& [from, to] = timeline::kTokenPaths[c];
      counter("tokens " + std::string(from) + " to " + std::string(to), "tokens", held[c]);
    }
    const auto levels = timeline::occupancy(view_.program.config, run_);
    for (std::size_t m = 0; m < levels.size(); ++m) {
      const std::string name = "buffer " + std::string(to_string(timeline::kOnChip[m]));
      for (const timeline::Level& level : levels[m]) {
        event({{"ph", "C"},
               {"name", name},
               {"pid", number_},
               {"ts", offset_ + level.cycle},
               {"args", {{"elements", level.elements}}}});
      }
    }
  }

  const View& view_;
  const timeline::Run& run_;
  std::size_t number_;
  std::uint64_t offset_;
  std::string& text_;
  std::vector<std::uint32_t> rows_;
  std::map<std::uint64_t, std::string> tracks_;
};

}  // namespace

std::string trace_events(const View& view) {
  std::string events;
  std::uint64_t offset = 0;
  bool complete = true;
  for (std::size_t r = 0; r < view.runs.size(); ++r) {
    Writer(view, r, offset, events).write();
    offset += view.runs[r].cycles;
    complete = complete && view.runs[r].complete;
  }
  const Json other = {{"format", kTimelineFormat},
                      {"version", kTimelineVersion},
                      {"name", view.program.name},
                      {"geometry", view.program.config.name()},
                      {"time_unit", "cycles: 1 us of the viewer is 1 cycle of the accelerator"},
                      {"cycles", total_cycles(view)},
                      {"complete", complete},
                      {"report", view.report}};
  return "{\"displayTimeUnit\": \"ns\",\n\"otherData\": " +
         other.dump(-1, ' ', false, Json::error_handler_t::replace) + ",\n\"traceEvents\": [\n" +
         events + "\n]}\n";
}

}  // namespace vta::report
