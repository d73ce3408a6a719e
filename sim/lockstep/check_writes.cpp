// SPDX-License-Identifier: Apache-2.0
//
// The part of Checker that looks at writes, on chip and on the bus.

#include <algorithm>
#include <bit>
#include <vector>

#include "sim/lockstep/checker.h"

namespace vta::lockstep {

InsnCheck* Checker::writer(Stage stage, ComputeUnit unit) {
  StageState& s = state(stage);
  bool all_complete = true;
  for (std::size_t i = s.writing; i < s.started; ++i) {
    InsnCheck& insn = s.held[i];
    if (insn.unit() == unit) {
      insn.begin(golden_);
      if (!insn.complete()) return &insn;
    } else if (!insn.begun() || !insn.complete()) {
      all_complete = false;
    }
    if (all_complete) s.writing = i + 1;
  }
  return nullptr;
}

void Checker::check_writes(const CoreCycle& core) {
  if (core.inp_parts != 0) {
    check_sram_write(Stage::kLoad, writer(Stage::kLoad),
                     {MemoryType::kInp, core.load_address, core.inp_parts, core.load_data});
  }
  if (core.wgt_parts != 0) {
    check_sram_write(Stage::kLoad, writer(Stage::kLoad),
                     {MemoryType::kWgt, core.load_address, core.wgt_parts, core.load_data});
  }
  if (core.uop_we) {
    const auto bytes = std::as_bytes(std::span(&core.uop_data, 1));
    check_sram_write(Stage::kCompute, writer(Stage::kCompute, ComputeUnit::kLoad),
                     {MemoryType::kUop, core.uop_address, 1, bytes});
  }
  for (const CoreCycle::Bank& bank : core.banks) {
    if (bank.acc_we) check_acc(bank);
    if (bank.acc_we || bank.out_we) check_out(bank);
  }
}

// Of joined operations the RTL shows what the last one leaves; those before it go unseen.
void Checker::check_acc(const CoreCycle::Bank& bank) {
  StageState& s = state(Stage::kCompute);
  InsnCheck* insn = writer(Stage::kCompute, bank.unit);
  std::size_t i = s.writing;
  while (insn != nullptr && &s.held[i] != insn) ++i;
  for (unsigned unseen = bank.unit == ComputeUnit::kTail ? bank.joined : 0;
       insn != nullptr && unseen != 0; --unseen) {
    if (!insn->write_unseen(golden_)) break;
    do ++i;
    while (i < s.started && s.held[i].unit() != bank.unit);
    insn = i < s.started ? &s.held[i] : nullptr;
    if (insn != nullptr) insn->begin(golden_);
    if (insn != nullptr && insn->complete()) insn = nullptr;
  }
  check_sram_write(Stage::kCompute, insn,
                   {MemoryType::kAcc, bank.acc_address, bank.acc_lanes, bank.acc_data});
}

void Checker::check_sram_write(Stage stage, InsnCheck* insn, const SramWrite& write) {
  ++counts_.sram_writes;
  const StageState& s = state(stage);
  if (insn == nullptr) {
    // All that have started are complete: the youngest of them is the one to look at.
    const InsnCheck* youngest = s.started == 0 ? nullptr : &s.held[s.started - 1];
    return report(stage, youngest,
                  {.what = "a write that no instruction makes",
                   .place = place_of(write.type, write.address)});
  }
  if (auto mismatch = insn->write(golden_, write)) report(stage, insn, std::move(*mismatch));
}

// OUT follows every write to ACC, truncated.
void Checker::check_out(const CoreCycle::Bank& bank) {
  ++counts_.sram_writes;
  const StageState& s = state(Stage::kCompute);
  const InsnCheck* insn = s.writing < s.started ? &s.held[s.writing] : nullptr;
  const auto differs = [&](Mismatch mismatch) {
    report(Stage::kCompute, insn, std::move(mismatch));
  };
  if (!bank.out_we || !bank.acc_we) {
    const bool missing = !bank.out_we;
    return differs(
        {.what = missing ? "OUT does not follow ACC" : "OUT changes without ACC",
         .place = place_of(MemoryType::kOut, missing ? bank.acc_address : bank.out_address)});
  }
  if (bank.out_address != bank.acc_address) {
    return differs({.what = "OUT does not follow ACC",
                    .place = "OUT",
                    .expected = "element " + std::to_string(bank.acc_address),
                    .actual = "element " + std::to_string(bank.out_address)});
  }
  const std::size_t lanes = acc_lanes(golden_.config);
  const std::size_t bus_lane = (std::size_t{1} << (golden_.config.log_bus_width() - 3)) / 4;
  if (bank.out_lanes != bank.acc_lanes) {
    const auto at = static_cast<std::size_t>(std::countr_zero(bank.out_lanes ^ bank.acc_lanes));
    return differs({.what = "OUT does not follow ACC in the same lanes",
                    .place = place_of(MemoryType::kOut, bank.out_address, at * bus_lane)});
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    if ((bank.out_lanes >> (lane / bus_lane) & 1) == 0) continue;
    const std::byte expected = bank.acc_data[4 * lane];
    if (auto mismatch =
            compare_element(golden_.config, MemoryType::kOut, bank.out_address, lane,
                            std::span(&expected, 1), std::span(bank.out_data).subspan(lane, 1))) {
      return differs(std::move(*mismatch));
    }
  }
}

void Checker::check_bus(const AxiMasterPins& master, const AxiSlavePins& slave) {
  if (master.aw_valid && slave.aw_ready) {
    bursts_.push_back({master.aw.addr, master.aw.len + 1u});
  }
  if (!master.w_valid || !slave.w_ready || bursts_.empty()) return;
  Burst& burst = bursts_.front();
  const std::size_t bytes = std::size_t{1} << (golden_.config.log_bus_width() - 3);
  const DramBeat beat{burst.address, master.w.strb, std::span(master.w.data).first(bytes)};
  burst.address += bytes;
  if (--burst.beats == 0) bursts_.pop_front();
  InsnCheck* insn = writer(Stage::kStore);
  if (insn == nullptr) {
    const StageState& s = state(Stage::kStore);
    return report(Stage::kStore, s.started == 0 ? nullptr : &s.held[s.started - 1],
                  {.what = "a write to DRAM that no STORE makes"});
  }
  if (auto mismatch = insn->write(golden_, beat)) {
    return report(Stage::kStore, insn, std::move(*mismatch));
  }
  counts_.dram_bytes += static_cast<std::uint64_t>(std::popcount(beat.strobes));
}

}  // namespace vta::lockstep
