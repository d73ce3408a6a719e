// SPDX-License-Identifier: Apache-2.0

#include "sim/lockstep/insn_check.h"

#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cstdio>

namespace vta::lockstep {
namespace {

bool is_opcode(const Insn& insn, Opcode opcode) {
  return insn.opcode == static_cast<std::uint32_t>(opcode);
}

std::string dram_place(std::uint64_t address) {
  char text[40];
  std::snprintf(text, sizeof text, "DRAM byte 0x%08" PRIx64, address);
  return text;
}

std::string byte_text(std::byte byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02x", std::to_integer<unsigned>(byte));
  return text;
}

Mismatch extra(std::string place) {
  Mismatch mismatch;
  mismatch.what = "a write that the instruction does not make";
  mismatch.place = std::move(place);
  return mismatch;
}

}  // namespace

void InsnCheck::start(ComputeUnit unit, const GoldenState& golden) {
  unit_ = unit;
  if (unit != ComputeUnit::kTail) return;
  const auto* gemm = std::get_if<GemmFields>(&insn_.body);
  const LoopFields& loop = gemm != nullptr ? gemm->loop : insn_.alu().loop;
  const std::vector<std::uint32_t>& all = golden.sram.uop;
  const auto bound = [&all](std::uint32_t index) {
    return std::min<std::size_t>(index, all.size());
  };
  first_uop_ = bound(loop.uop_bgn);
  uops_.assign(
      all.begin() + static_cast<std::ptrdiff_t>(first_uop_),
      all.begin() + static_cast<std::ptrdiff_t>(std::max(first_uop_, bound(loop.uop_end))));
}

golden::Execution InsnCheck::step(GoldenState& golden) {
  golden::Machine machine = golden.machine();
  const auto here = golden.sram.uop.begin() + static_cast<std::ptrdiff_t>(first_uop_);
  std::swap_ranges(uops_.begin(), uops_.end(), here);
  golden::Execution execution = steps_->next(machine);
  std::swap_ranges(uops_.begin(), uops_.end(), here);
  return execution;
}

void InsnCheck::begin(GoldenState& golden) {
  if (begun_) return;
  begun_ = true;
  golden::Machine machine = golden.machine();
  execution_ = golden::check(golden.config, insn_);
  if (execution_.code != ErrorCode::kNone) return;
  if (is_opcode(insn_, Opcode::kGemm) || is_opcode(insn_, Opcode::kAlu)) {
    steps_.emplace(insn_);
    return;
  }
  execution_ = golden::execute(insn_, machine);
  if (is_opcode(insn_, Opcode::kLoad) && insn_.mem().x_size != 0) {
    const MemFields& f = insn_.mem();
    type_ = static_cast<MemoryType>(f.memory_type);
    if (type_ == MemoryType::kAcc8bit) type_ = MemoryType::kAcc;
    std::size_t lane_bytes = std::size_t{1} << (golden.config.log_bus_width() - 3);
    if (type_ == MemoryType::kInp || type_ == MemoryType::kWgt) {
      lane_bytes = std::max(lane_bytes, kLoadPartBytes);
    }
    lanes_ = std::max<std::size_t>(1, golden.config.elem_bytes(type_) / lane_bytes);
    left_ = f.rows() * f.row_elems() * lanes_;
    seen_.resize(static_cast<std::size_t>(left_));
  } else if (is_opcode(insn_, Opcode::kStore)) {
    left_ = std::uint64_t{insn_.mem().x_size} * insn_.mem().y_size *
            golden.config.elem_bytes(MemoryType::kOut);
  }
}

bool InsnCheck::complete() const {
  if (steps_) return steps_->done();
  const bool unspecified =
      execution_.code == ErrorCode::kAxiError && is_opcode(insn_, Opcode::kLoad);
  return left_ == 0 && !unspecified;
}

std::optional<Mismatch> InsnCheck::write(GoldenState& golden, const SramWrite& write) {
  has_written_ = true;
  return steps_ ? write_computed(golden, write) : write_loaded(golden, write);
}

// Pads and data come in any order, and each lane once.
std::optional<Mismatch> InsnCheck::write_loaded(GoldenState& golden, const SramWrite& write) {
  const std::uint64_t element = std::uint64_t{write.address} - insn_.mem().sram_base;
  const bool named = write.type == type_ && write.address >= insn_.mem().sram_base &&
                     element < seen_.size() / std::max<std::size_t>(1, lanes_);
  if (!named) return extra(place_of(write.type, write.address));
  const bool specified = execution_.code == ErrorCode::kNone;
  const std::size_t bytes = golden.config.elem_bytes(type_) / lanes_;
  const std::span<const std::byte> expected = golden.element(type_, write.address);
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    if ((write.lanes >> lane & 1) == 0) continue;
    const std::size_t at = static_cast<std::size_t>(element) * lanes_ + lane;
    if (seen_[at] && specified) {
      Mismatch mismatch = extra(place_of(type_, write.address, lane * bytes / lane_bytes(type_)));
      mismatch.what = "the same data were written twice";
      return mismatch;
    }
    if (!seen_[at]) --left_;
    seen_[at] = true;
    const auto actual =
        write.data.size() == bytes ? write.data : write.data.subspan(lane * bytes, bytes);
    if (!specified) continue;
    auto mismatch = compare_element(golden.config, type_, write.address, lane * bytes,
                                    expected.subspan(lane * bytes, bytes), actual);
    if (mismatch) return mismatch;
  }
  return std::nullopt;
}

// Micro-ops write whole elements, in the order of the loop nest.
std::optional<Mismatch> InsnCheck::write_computed(GoldenState& golden, const SramWrite& write) {
  execution_ = step(golden);
  const std::string place = place_of(write.type, write.address);
  if (execution_.code != ErrorCode::kNone || write.type != MemoryType::kAcc) return extra(place);
  if (write.address != steps_->written()) {
    Mismatch mismatch;
    mismatch.what = "the wrong element was written";
    mismatch.place = "ACC";
    mismatch.expected = "element " + std::to_string(steps_->written());
    mismatch.actual = "element " + std::to_string(write.address);
    return mismatch;
  }
  const std::span<const std::byte> expected = golden.element(MemoryType::kAcc, write.address);
  const std::size_t bus_bytes = std::size_t{1} << (golden.config.log_bus_width() - 3);
  const std::size_t lanes = expected.size() / bus_bytes;
  const auto written = static_cast<std::size_t>(std::countr_one(write.lanes));
  if (written < lanes) {
    Mismatch mismatch;
    mismatch.what = "a part of an element was not written";
    mismatch.place = place_of(write.type, write.address, written * bus_bytes / 4);
    return mismatch;
  }
  return compare_element(golden.config, MemoryType::kAcc, write.address, 0, expected, write.data);
}

bool InsnCheck::write_unseen(GoldenState& golden) {
  if (!steps_) return false;
  has_written_ = true;
  execution_ = step(golden);
  return execution_.code == ErrorCode::kNone;
}

// Bytes come in the order of the elements; an element takes one beat or several.
std::optional<Mismatch> InsnCheck::write(GoldenState& golden, const DramBeat& beat) {
  has_written_ = true;
  for (std::size_t i = 0; i < beat.data.size(); ++i) {
    if ((beat.strobes >> i & 1) == 0) continue;
    const std::uint64_t actual = (beat.address + i) & 0xffffffff;
    if (left_ == 0) return extra(dram_place(actual));
    const std::uint64_t wanted = store_address(golden);
    Mismatch mismatch;
    if (actual != wanted) {
      mismatch.what = "the wrong byte was written";
      mismatch.place = "DRAM";
      mismatch.expected = dram_place(wanted);
      mismatch.actual = dram_place(actual);
      return mismatch;
    }
    const std::byte value = store_byte(golden);
    if (execution_.code == ErrorCode::kNone && value != beat.data[i]) {
      mismatch.what = "a wrong value was written";
      mismatch.place =
          dram_place(actual) + ", from " +
          place_of(MemoryType::kOut,
                   insn_.mem().sram_base + position_ / golden.config.elem_bytes(MemoryType::kOut),
                   position_ % golden.config.elem_bytes(MemoryType::kOut));
      mismatch.expected = byte_text(value);
      mismatch.actual = byte_text(beat.data[i]);
      return mismatch;
    }
    ++position_;
    --left_;
  }
  return std::nullopt;
}

std::uint64_t InsnCheck::store_address(GoldenState& golden) const {
  const MemFields& f = insn_.mem();
  const std::uint64_t bytes = golden.config.elem_bytes(MemoryType::kOut);
  const std::uint64_t element = position_ / bytes;
  const golden::Machine machine = golden.machine();
  return (golden::element_address(f, machine, element / f.x_size, element % f.x_size) +
          position_ % bytes) &
         0xffffffff;
}

std::byte InsnCheck::store_byte(const GoldenState& golden) const {
  const std::uint64_t first = insn_.mem().sram_base * acc_lanes(golden.config);
  return golden::out_lane(golden.sram.acc[static_cast<std::size_t>(first + position_)]);
}

std::optional<Mismatch> InsnCheck::finish(GoldenState& golden) {
  begin(golden);
  if (steps_ && !steps_->done()) {
    execution_ = step(golden);
    if (execution_.code == ErrorCode::kNone) return missing(golden);
  }
  if (execution_.code == ErrorCode::kAxiError || complete()) return std::nullopt;
  return missing(golden);
}

Mismatch InsnCheck::missing(const GoldenState& golden) const {
  Mismatch mismatch;
  mismatch.what = "a write is missing";
  if (steps_) {
    mismatch.place = place_of(MemoryType::kAcc, steps_->written());
  } else if (is_opcode(insn_, Opcode::kStore)) {
    mismatch.place =
        std::to_string(left_) + " bytes of the STORE, from " +
        place_of(MemoryType::kOut,
                 insn_.mem().sram_base + position_ / golden.config.elem_bytes(MemoryType::kOut)) +
        " on";
  } else {
    const auto at = static_cast<std::size_t>(std::ranges::find(seen_, false) - seen_.begin());
    const std::size_t bytes = golden.config.elem_bytes(type_) / lanes_;
    mismatch.place = place_of(type_, insn_.mem().sram_base + at / lanes_,
                              at % lanes_ * bytes / lane_bytes(type_));
  }
  return mismatch;
}

void InsnCheck::take_over(GoldenState& golden, const RtlMemories& memories) const {
  if (!begun_) return;
  if (is_opcode(insn_, Opcode::kLoad) && lanes_ != 0) {
    std::vector<std::byte> bytes(golden.config.elem_bytes(type_));
    for (std::uint32_t i = 0; i < seen_.size() / lanes_; ++i) {
      memories.read_sram(type_, insn_.mem().sram_base + i, bytes);
      golden.set_element(type_, insn_.mem().sram_base + i, bytes);
    }
  } else if (is_opcode(insn_, Opcode::kStore)) {
    InsnCheck walk = *this;
    const std::uint64_t all = position_ + left_;
    for (walk.position_ = 0; walk.position_ < all; ++walk.position_) {
      const std::uint64_t address = walk.store_address(golden);
      std::byte byte{};
      if (!memories.dram().read(address, {&byte, 1})) continue;  // outside every region
      VTA_CHECK(golden.memory.write(address, {&byte, 1}).ok());
    }
  }
}

}  // namespace vta::lockstep
