// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/semantics/machine.h"

#include <algorithm>
#include <utility>

#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"

namespace vta {
namespace {

constexpr std::uint64_t kScratch = 0x10000;  // where set_...() puts what it loads

template <typename Lane>
std::vector<Lane> slice(const std::vector<Lane>& lanes, std::size_t element, std::size_t count) {
  const auto begin = lanes.begin() + static_cast<std::ptrdiff_t>(element * count);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

std::unique_ptr<Device> make_target(Target target, const Config& config) {
  return target == Target::kGolden ? make_golden(config) : make_functional(config);
}

Machine::Machine(Target target, const Config& config)
    : target_(target), device_(make_target(target, config)) {
  VTA_CHECK(device_->add_region(0, kEnd).ok());
}

void Machine::put(std::uint64_t address, const Bytes& bytes) {
  VTA_CHECK(device_->write(address, std::as_bytes(std::span(bytes))).ok());
}

void Machine::put(std::uint64_t address, const Words& words) {
  VTA_CHECK(device_->write(address, std::as_bytes(std::span(words))).ok());
}

Bytes Machine::bytes(std::uint64_t address, std::size_t count) const {
  Bytes result(count);
  VTA_CHECK(device_->read(address, std::as_writable_bytes(std::span(result))).ok());
  return result;
}

RunReport Machine::run(const std::vector<Insn>& insns, RunRequest request) {
  std::vector<std::byte> image(insns.size() * kInsnBytes);
  for (std::size_t i = 0; i < insns.size(); ++i) {
    store_insn_word(encode(config(), insns[i]).value(), &image[i * kInsnBytes]);
  }
  VTA_CHECK(image.size() <= kScratch && device_->write(0, image).ok());
  request.insn_address = 0;
  request.insn_count = static_cast<std::uint32_t>(insns.size());
  return device_->run(request).value();
}

RunReport Machine::finish(std::vector<Insn> insns, RunRequest request) {
  insns.push_back(make_finish());
  RunReport report = run(insns, request);
  EXPECT_EQ(report.outcome, RunOutcome::kFinished) << report.detail;
  EXPECT_EQ(report.error, ErrorCode::kNone);
  EXPECT_EQ(report.detail, "");
  return report;
}

RunReport Machine::fail(const std::vector<Insn>& insns, ErrorCode code, std::uint64_t index,
                        RunRequest request) {
  RunReport report = run(insns, request);
  EXPECT_EQ(report.outcome, RunOutcome::kError);
  EXPECT_EQ(to_string(report.error), to_string(code)) << report.detail;
  EXPECT_EQ(report.error_insn, index) << report.detail;
  EXPECT_EQ(report.detail.rfind(describe_error(code, index), 0), 0u) << report.detail;
  return report;
}

SramState Machine::sram() const {
  if (target_ == Target::kGolden) return static_cast<const GoldenDevice&>(*device_).sram();
  const functional::Memories& m = static_cast<const FunctionalDevice&>(*device_).memories();
  SramState state{m.uop, std::vector<std::int8_t>(m.inp.size()),
                  std::vector<std::int8_t>(m.wgt.size()), m.acc};
  const auto narrow = [](std::int16_t value) { return static_cast<std::int8_t>(value); };
  std::ranges::transform(m.inp, state.inp.begin(), narrow);
  const std::size_t tile = m.block * m.block;
  for (std::size_t i = 0; i < m.wgt.size(); ++i) {  // pairs of [in], side by side for each [out]
    const std::size_t pair = i % tile / 2;
    const std::size_t in = pair / m.block * 2 + i % 2, out = pair % m.block;
    state.wgt[i / tile * tile + out * m.block + in] = narrow(m.wgt[i]);
  }
  return state;
}

Bytes Machine::inp(std::size_t element) const {
  return slice(sram().inp, element, inp_lanes(config()));
}
Bytes Machine::wgt(std::size_t element) const {
  return slice(sram().wgt, element, wgt_lanes(config()));
}
Words Machine::acc(std::size_t element) const {
  return slice(sram().acc, element, acc_lanes(config()));
}

void Machine::set_uops(const std::vector<Uop>& uops) {
  Words words;
  for (const Uop& uop : uops) {
    words.push_back(static_cast<std::int32_t>(encode_uop(config(), uop).value()));
  }
  put(kScratch, words);
  finish({make_load(transfer(kUop, 0, kScratch / 4, 1, static_cast<std::uint32_t>(uops.size())))});
}

void Machine::set_inp(std::uint32_t element, const Bytes& lanes) {
  VTA_CHECK(lanes.size() == inp_lanes(config()));
  put(kScratch, lanes);
  finish({make_load(transfer(kInp, element, kScratch / lanes.size(), 1, 1))});
}

void Machine::set_wgt(std::uint32_t element, const Bytes& lanes) {
  VTA_CHECK(lanes.size() == wgt_lanes(config()));
  put(kScratch, lanes);
  finish({make_load(transfer(kWgt, element, kScratch / lanes.size(), 1, 1))});
}

void Machine::set_acc(std::uint32_t element, const Words& lanes) {
  VTA_CHECK(lanes.size() == acc_lanes(config()));
  put(kScratch, lanes);
  finish({make_load(transfer(kAcc, element, kScratch / (4 * lanes.size()), 1, 1))});
}

MemFields transfer(MemoryType type, std::uint32_t sram_base, std::uint64_t dram_base,
                   std::uint32_t rows, std::uint32_t columns) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.sram_base = sram_base;
  f.dram_base = static_cast<std::uint32_t>(dram_base);
  f.y_size = rows;
  f.x_size = f.x_stride = columns;
  return f;
}

Bytes ramp8(std::size_t lanes, int first, int step) {
  Bytes result;
  for (std::size_t i = 0; i < lanes; ++i) {
    result.push_back(static_cast<std::int8_t>(first + static_cast<int>(i) * step));
  }
  return result;
}

Words ramp32(std::size_t lanes, std::int64_t first, std::int64_t step) {
  Words result;
  for (std::size_t i = 0; i < lanes; ++i) {
    result.push_back(static_cast<std::int32_t>(first + static_cast<std::int64_t>(i) * step));
  }
  return result;
}

Words all32(std::size_t lanes, std::int32_t value) { return Words(lanes, value); }

LoopFields once(std::uint32_t begin, std::uint32_t end) {
  LoopFields loop;
  loop.uop_bgn = begin;
  loop.uop_end = end;
  loop.iter_out = loop.iter_in = 1;
  return loop;
}

}  // namespace vta
