// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/transfer_coverage.h"

#include <algorithm>

#include "tests/coverage/names.h"

namespace vta::coverage {
namespace {

// Values of the dimensions of the cross.
enum Kind : std::size_t { kUop, kWgt, kInp, kAcc, kOut, kAcc8 };  // codes of MemoryType
enum PadClass : std::size_t { kNoPads, kXPads, kYPads, kAllPads };
enum Stride : std::size_t { kZero, kLess, kEqual, kGreater };
enum Split : std::size_t { kSingle, kOneBurst, kSplit16, kSplit4k };
enum Pressure : std::size_t { kNone, kArStalled, kRGaps, kWriteStalled, kBLate };

constexpr std::uint32_t kPage = 4096;

std::string_view impossible_transfer(Bin bin) {
  const std::size_t kind = bin[0], pads = bin[1], stride = bin[2], split = bin[3], flags = bin[4];
  const std::size_t pressure = bin[5];
  const bool store = kind == kOut, load_stage = kind == kInp || kind == kWgt;
  if (store && pads != kNoPads) return "a STORE with pads is illegal_padding";
  if (load_stage && (flags & (kPopPrevBit | kPushPrevBit)) != 0) {
    return "load has no previous stage; group flags has the ignored flags";
  }
  if (store && (flags & (kPopNextBit | kPushNextBit)) != 0) {
    return "store has no next stage; group flags has the ignored flags";
  }
  if (store && (pressure == kArStalled || pressure == kRGaps)) return "a STORE does not read";
  if (!store && (pressure == kWriteStalled || pressure == kBLate)) return "a LOAD does not write";
  if (split == kSingle && stride == kLess) return "no stride lies between 0 and a row of 1";
  if (split == kSingle && kind == kUop && pressure == kRGaps) return "one beat has no gap";
  if (kind == kWgt && split == kOneBurst && stride == kLess) {
    return "overlapping rows of WGT reach beyond 16 beats in every geometry that is run";
  }
  return {};
}

std::string_view impossible_nothing(Bin bin) {
  const bool store = bin[0] == kOut;
  if (store && bin[1] == 2) return "a STORE with pads is illegal_padding";
  return {};
}

std::string_view impossible_burst(Bin bin) {
  const bool fetch = bin[0] == static_cast<std::size_t>(Client::kFetch);
  if (fetch && bin[1] % 2 == 0) return "an instruction is two beats of the buses that are run";
  return {};
}

Stride stride_of(const MemFields& f) {
  if (f.x_stride == 0) return kZero;
  if (f.x_stride < f.x_size) return kLess;
  return f.x_stride == f.x_size ? kEqual : kGreater;
}

PadClass pad_class(const MemFields& f) {
  const bool x = f.x_pad_0 != 0 || f.x_pad_1 != 0, y = f.y_pad_0 != 0 || f.y_pad_1 != 0;
  return x ? (y ? kAllPads : kXPads) : (y ? kYPads : kNoPads);
}

// none, some, all of the field's range
std::size_t pad_size(std::uint32_t pad) { return pad == 0 ? 0 : pad < 15 ? 1 : 2; }

struct Traffic {
  bool split16 = false, split4k = false;
  bool address_stalled = false, gap = false, data_stalled = false, late = false;
};

// Takes the bursts of one instruction from `next` on.
Traffic take_bursts(const MemFields& f, std::uint32_t base, std::uint32_t elem_bytes,
                    std::uint32_t beat_bytes, const std::vector<Burst>& bursts, std::size_t& next) {
  Traffic traffic;
  const std::size_t first = next;
  const bool merged = f.x_stride == f.x_size;  // rows without a gap are read and written as one
  // An accumulator for many rows is read once.
  const bool once =
      f.x_stride == 0 && f.x_size == 1 && (f.memory_type == kAcc || f.memory_type == kAcc8);
  const std::uint32_t rows = merged || once ? 1 : f.y_size;
  const std::uint32_t row_elems = merged ? f.x_size * f.y_size : f.x_size;
  for (std::uint32_t y = 0; y < rows; ++y) {
    const std::uint32_t begin = base + (f.dram_base + y * f.x_stride) * elem_bytes;
    std::uint32_t address = begin / beat_bytes * beat_bytes;
    const std::uint32_t span = begin - address + row_elems * elem_bytes;
    for (std::uint32_t left = (span + beat_bytes - 1) / beat_bytes; left > 0;) {
      VTA_CHECK(next < bursts.size());
      const Burst& burst = bursts[next++];
      VTA_CHECK(burst.address == address && burst.beats <= left);
      left -= burst.beats;
      address += burst.beats * beat_bytes;
      if (left > 0) (address % kPage == 0 ? traffic.split4k : traffic.split16) = true;
      traffic.address_stalled |= burst.address_stalled;
      // What lies before the first burst is not between its beats.
      traffic.gap |= burst.gap || (burst.late_start && next - 1 != first);
      traffic.data_stalled |= burst.data_stalled;
      traffic.late |= burst.late;
    }
  }
  return traffic;
}

void hit_transfer(CoverageGroup& group, const Insn& insn, const Traffic& t) {
  const MemFields& f = insn.mem();
  std::vector<std::size_t> splits, pressures;
  if (f.x_size == 1 && f.y_size == 1) {
    splits = {kSingle};
  } else {
    if (f.y_size == 1) return;  // the stride has no effect
    if (t.split16) splits.push_back(kSplit16);
    if (t.split4k) splits.push_back(kSplit4k);
    if (splits.empty()) splits = {kOneBurst};
  }
  const bool store = f.memory_type == kOut;
  if (t.address_stalled || t.data_stalled) pressures.push_back(store ? kWriteStalled : kArStalled);
  if (t.gap) pressures.push_back(kRGaps);
  if (t.late) pressures.push_back(kBLate);
  if (pressures.empty()) pressures = {kNone};
  const Stage stage = stage_of(insn);
  for (const std::size_t split : splits) {
    for (const std::size_t pressure : pressures) {
      group.hit({f.memory_type, pad_class(f), stride_of(f), split,
                 effective_flags(stage, insn.tokens), pressure});
    }
  }
}

std::vector<std::string> beat_names() {
  std::vector<std::string> names;
  for (std::uint32_t n = 1; n <= kMaxBurstBeats; ++n) names.push_back(std::to_string(n));
  return names;
}

}  // namespace

// Covers: load.types, store.rows, load.pads, axi.requests, tokens.pop, tokens.push
// Covers: load.acc8, zero.y_size, zero.x_size
TransferCoverage::TransferCoverage()
    : transfer_("transfer",
                {{"memory", transfer_names()},
                 {"pads", {"none", "x", "y", "x and y"}},
                 {"stride", {"0", "less", "equal", "greater"}},
                 {"rows", {"one element", "one burst", "split at 16 beats", "split at 4 KiB"}},
                 {"tokens", flag_names()},
                 {"pressure", {"none", "AR stalled", "R gaps", "AW or W stalled", "B late"}}},
                impossible_transfer),
      pads_("pads",
            {{"memory", load_names()},
             {"x_pad_0", {"0", "some", "15"}},
             {"x_pad_1", {"0", "some", "15"}},
             {"y_pad_0", {"0", "some", "15"}},
             {"y_pad_1", {"0", "some", "15"}}},
            [](Bin) { return std::string_view(); }),
      nothing_("nothing moves",
               {{"memory", transfer_names()},
                {"sizes", {"x_size 0", "y_size 0", "y_size 0 with y pads", "both 0"}}},
               impossible_nothing),
      bursts_("burst lengths",
              {{"client", {"fetch", "load", "compute", "store"}}, {"beats", beat_names()}},
              impossible_burst) {}

void TransferCoverage::visit(const Insn& insn) {
  const MemFields* f = std::get_if<MemFields>(&insn.body);
  if (f == nullptr || f->memory_type > kAcc8) return;
  const bool store = insn.opcode == static_cast<std::uint32_t>(Opcode::kStore);
  if (store != (f->memory_type == kOut)) return;
  const bool y_pads = f->y_pad_0 != 0 || f->y_pad_1 != 0;
  if (f->x_size == 0) {
    nothing_.hit({f->memory_type, f->y_size == 0 ? 3u : 0u});
  } else if (f->y_size == 0 && !(store && y_pads)) {
    nothing_.hit({f->memory_type, y_pads ? 2u : 1u});
  }
  if (!store && f->x_size != 0) {
    const std::size_t load = f->memory_type == kAcc8 ? 4 : f->memory_type;
    pads_.hit({load, pad_size(f->x_pad_0), pad_size(f->x_pad_1), pad_size(f->y_pad_0),
               pad_size(f->y_pad_1)});
  }
}

void TransferCoverage::end_of_run(const Config& config, const RunRequest& request,
                                  unsigned beat_bytes, const Mirror::Outcome& outcome,
                                  const AxiMonitor& monitor) {
  for (std::size_t c = 0; c < kClientCount; ++c) {
    for (const Burst& burst : monitor.bursts(static_cast<Client>(c))) {
      bursts_.hit({c, burst.beats - 1});
    }
  }
  constexpr std::array<Client, kStageCount> kClients = {Client::kLoad, Client::kCompute,
                                                        Client::kStore};
  for (std::size_t s = 0; s < kStageCount; ++s) {
    const std::vector<Burst>& bursts = monitor.bursts(kClients[s]);
    std::size_t next = 0;
    for (const Insn& insn : outcome.retired[s]) {
      const MemFields* f = std::get_if<MemFields>(&insn.body);
      if (f == nullptr || f->x_size == 0 || f->y_size == 0) continue;
      const auto type = static_cast<MemoryType>(f->memory_type);
      hit_transfer(transfer_, insn,
                   take_bursts(*f, request.base[f->memory_type], config.elem_bytes(type),
                               beat_bytes, bursts, next));
    }
    VTA_CHECK(next == bursts.size());
  }
}

std::vector<const CoverageGroup*> TransferCoverage::groups() const {
  return {&transfer_, &pads_, &nothing_, &bursts_};
}

}  // namespace vta::coverage
