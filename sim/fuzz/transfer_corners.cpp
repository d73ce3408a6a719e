// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <utility>

#include "sim/fuzz/corners.h"
#include "sim/fuzz/footprint.h"

namespace vta::fuzz {
namespace {

constexpr std::uint32_t kMaxPad = 15, kMaxStride = 0xffff;
constexpr std::uint64_t kBurstBoundary = 4096;

// A LOAD of one accumulator for many rows: the RTL reads it once.
constexpr const char* kOneForAll = ": one element for all rows";
bool repeats_one(const std::string& name) { return name == "LOAD ACC" || name == "LOAD ACC_8BIT"; }

struct Pad {
  const char* name;
  std::uint32_t MemFields::*field;
};
constexpr std::array<Pad, 4> kPads = {{{"y_pad_0", &MemFields::y_pad_0},
                                       {"y_pad_1", &MemFields::y_pad_1},
                                       {"x_pad_0", &MemFields::x_pad_0},
                                       {"x_pad_1", &MemFields::x_pad_1}}};
constexpr std::array<const char*, 6> kTransfers = {"LOAD UOP", "LOAD WGT",      "LOAD INP",
                                                   "LOAD ACC", "LOAD ACC_8BIT", "STORE OUT"};

void meet_strides(const std::string& name, const MemFields& f, const Met& met) {
  if (f.y_size < 2) return;
  if (f.x_stride == 0) met(name + ": x_stride 0");
  if (f.x_stride != 0 && f.x_stride < f.x_size) met(name + ": rows overlap");
  if (f.x_stride > f.x_size) met(name + ": gaps between rows");
  if (f.x_stride == kMaxStride) met("x_stride 65535");
  if (repeats_one(name) && f.x_stride == 0 && f.x_size == 1) met(name + kOneForAll);
}

void meet_addresses(const std::string& name, const MemFields& f, const golden::Machine& machine,
                    bool load, Cells<std::uint8_t>& stored, const Met& met) {
  const Config& c = machine.config;
  const std::uint64_t bytes = c.elem_bytes(static_cast<MemoryType>(f.memory_type));
  if (machine.base[f.memory_type] != 0) met(name + ": base register");
  if ((f.dram_base * bytes) >> 32 != 0) met("element number beyond 2^32 bytes");
  for (std::uint64_t row = 0; row < f.y_size; ++row) {
    const std::uint64_t begin = dram_address(c, f, machine.base, row, 0);
    const std::uint64_t end = begin + f.x_size * bytes;
    if (end > std::uint64_t{1} << 32) met("row across address 2^32");
    if (begin / kBurstBoundary != (end - 1) / kBurstBoundary) met(name + ": row across 4 KiB");
    for (std::uint64_t at = begin; at < end; at += kGranuleBytes) {
      std::uint8_t& there = stored.at(Space::kDram, static_cast<std::uint32_t>(at) / kGranuleBytes);
      if (load && there != 0) met(name + ": what was stored");
      if (!load) there = 1;
    }
  }
}

}  // namespace

void add_transfer_corners(std::vector<std::string>& names) {
  for (const std::string transfer : kTransfers) {
    const bool load = transfer != "STORE OUT", uop = transfer == "LOAD UOP";
    for (const char* corner : {": x_size 0", ": last element", ": x_stride 0", ": rows overlap",
                               ": gaps between rows", ": base register", ": row across 4 KiB"}) {
      names.push_back(transfer + corner);
    }
    if (!uop) names.push_back(transfer + ": y_size 0");
    if (load && !uop) names.push_back(transfer + ": what was stored");
    if (repeats_one(transfer)) names.push_back(transfer + kOneForAll);
    if (!load) continue;
    for (const Pad& pad : kPads) names.push_back(transfer + ": " + pad.name);
  }
  for (const Pad& pad : kPads) {
    for (std::uint32_t size = 0; size <= kMaxPad; ++size) {
      names.push_back(std::string(pad.name) + " " + std::to_string(size));
    }
  }
  for (const char* corner : {"all pads 15", "x_stride 65535", "element number beyond 2^32 bytes",
                             "row across address 2^32", "LOAD of nothing: illegal type",
                             "STORE of nothing: illegal type"}) {
    names.emplace_back(corner);
  }
}

std::string transfer_name(const Insn& insn) {
  const std::string opcode(to_string(static_cast<Opcode>(insn.opcode)));
  return opcode + " " + std::string(to_string(static_cast<MemoryType>(insn.mem().memory_type)));
}

void meet_transfer(const Insn& insn, const golden::Machine& machine, Cells<std::uint8_t>& stored,
                   const Met& met) {
  const MemFields& f = insn.mem();
  const bool load = insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad);
  const bool is_out = f.memory_type == static_cast<std::uint32_t>(MemoryType::kOut);
  if (is_out == load || f.memory_type >= kMemoryTypeCount) {
    met(load ? "LOAD of nothing: illegal type" : "STORE of nothing: illegal type");
    return;
  }
  const std::string name = transfer_name(insn);
  if (f.x_size == 0) {
    met(name + ": x_size 0");
    return;
  }
  if (f.y_size == 0 && name != "LOAD UOP") met(name + ": y_size 0");
  const std::uint64_t count = f.rows() * f.row_elems();
  if (count == 0) return;
  if (f.sram_base + count == machine.config.depth(static_cast<MemoryType>(f.memory_type))) {
    met(name + ": last element");
  }
  meet_strides(name, f, met);
  meet_addresses(name, f, machine, load, stored, met);
  if (!load) return;
  bool all = true;
  for (const Pad& pad : kPads) {
    if (f.*pad.field != 0) met(name + ": " + pad.name);
    met(std::string(pad.name) + " " + std::to_string(f.*pad.field));
    all = all && f.*pad.field == kMaxPad;
  }
  if (all) met("all pads 15");
}

}  // namespace vta::fuzz
