// SPDX-License-Identifier: Apache-2.0
//
// The C++ end of vta_retire_trace.sv: its DPI functions, which put what they are told into the
// CoreCycle whose address they are given. Words are lowest first, as on this (little-endian) host.

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "sim/rtl/core_cycle.h"

namespace {

// The inverse of what VerilatedModel::watch does: the RTL carries the address as a number.
vta::CoreCycle& cycle_at(long long watcher) { return *std::bit_cast<vta::CoreCycle*>(watcher); }

void copy(const std::uint32_t* words, std::span<std::byte> bytes) {
  std::memcpy(bytes.data(), words, bytes.size());
}

}  // namespace

extern "C" {

void vta_trace_stages(long long watcher, int start, int retire, int failed, int code, int push,
                      int pop, long long tokens) {
  vta::CoreCycle& core = cycle_at(watcher);
  core.start = static_cast<std::uint8_t>(start);
  core.retire = static_cast<std::uint8_t>(retire);
  core.failed = static_cast<std::uint8_t>(failed);
  core.failed_code = static_cast<std::uint16_t>(code);
  core.push = static_cast<std::uint8_t>(push);
  core.pop = static_cast<std::uint8_t>(pop);
  core.tokens = static_cast<std::uint64_t>(tokens);
  core.uop_we = false;
  for (vta::CoreCycle::Bank& bank : core.banks) bank.acc_we = bank.out_we = false;
  core.inp_parts = core.wgt_parts = 0;
}

void vta_trace_units(long long watcher, int run_start, int run_end, int dispatch, int busy,
                     int token_wait, int memory_wait) {
  vta::CoreCycle& core = cycle_at(watcher);
  core.run_start = run_start != 0;
  core.run_end = run_end != 0;
  core.dispatch = dispatch != 0;
  core.busy = static_cast<std::uint8_t>(busy);
  core.token_wait = static_cast<std::uint8_t>(token_wait);
  core.memory_wait = static_cast<std::uint8_t>(memory_wait);
}

void vta_trace_retired(long long watcher, int load, int compute, int store) {
  cycle_at(watcher).retire_index = {static_cast<std::uint32_t>(load),
                                    static_cast<std::uint32_t>(compute),
                                    static_cast<std::uint32_t>(store)};
}

void vta_trace_failed(long long watcher, int load, int compute, int store) {
  cycle_at(watcher).failed_index = {static_cast<std::uint32_t>(load),
                                    static_cast<std::uint32_t>(compute),
                                    static_cast<std::uint32_t>(store)};
}

void vta_trace_uop(long long watcher, int addr, int data) {
  vta::CoreCycle& core = cycle_at(watcher);
  core.uop_we = true;
  core.uop_address = static_cast<std::uint32_t>(addr);
  core.uop_data = static_cast<std::uint32_t>(data);
}

void vta_trace_load(long long watcher, long long inp_parts, long long wgt_parts, int addr,
                    const std::uint32_t* data) {
  vta::CoreCycle& core = cycle_at(watcher);
  core.inp_parts = static_cast<std::uint64_t>(inp_parts);
  core.wgt_parts = static_cast<std::uint64_t>(wgt_parts);
  core.load_address = static_cast<std::uint32_t>(addr);
  copy(data, core.load_data);
}

void vta_trace_unit(long long watcher, int unit) {
  cycle_at(watcher).start_unit = static_cast<vta::ComputeUnit>(unit);
}

void vta_trace_acc(long long watcher, int bank, int unit, int joined, long long lanes, int addr,
                   const std::uint32_t* data) {
  vta::CoreCycle::Bank& b = cycle_at(watcher).banks.at(static_cast<std::size_t>(bank));
  b.acc_we = true;
  b.unit = static_cast<vta::ComputeUnit>(unit);
  b.joined = static_cast<unsigned>(joined);
  b.acc_lanes = static_cast<std::uint64_t>(lanes);
  b.acc_address = static_cast<std::uint32_t>(addr);
  copy(data, b.acc_data);
}

void vta_trace_out(long long watcher, int bank, long long lanes, int addr,
                   const std::uint32_t* data) {
  vta::CoreCycle::Bank& b = cycle_at(watcher).banks.at(static_cast<std::size_t>(bank));
  b.out_we = true;
  b.out_lanes = static_cast<std::uint64_t>(lanes);
  b.out_address = static_cast<std::uint32_t>(addr);
  copy(data, b.out_data);
}

}  // extern "C"
