// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/axi_bridge.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "hw/isa/result.h"

namespace vta {

AxiBridge::AxiBridge(AxiBurstSink& sink, unsigned data_bytes, const AxiMemoryOptions& options)
    : sink_(sink), data_bytes_(data_bytes), options_(options) {
  VTA_CHECK(data_bytes >= 4 && data_bytes <= kAxiMaxDataBytes && std::has_single_bit(data_bytes));
  VTA_CHECK(check_options(options).ok());
}

void AxiBridge::reset() {
  pins_ = AxiSlavePins{};
  reads_.clear();
  filling_.clear();
  responses_.clear();
  reading_ = false;
  writes_outstanding_ = 0;
}

const AxiSlavePins& AxiBridge::drive(std::uint64_t now) {
  if (!pins_.r_valid) drive_read(now);
  if (!pins_.b_valid) drive_response(now);
  pins_.ar_ready = reads_outstanding() < options_.max_outstanding_reads;
  pins_.aw_ready = writes_outstanding_ < kAxiMaxOutstanding;
  pins_.w_ready = !filling_.empty() || pins_.aw_ready;
  return pins_;
}

void AxiBridge::step(const AxiMasterPins& m) {
  if (pins_.r_valid && m.r_ready) {
    pins_.r_valid = false;
    if (pins_.r.last) {
      reads_.pop_front();
      reading_ = false;
    }
  }
  if (pins_.b_valid && m.b_ready) {
    pins_.b_valid = false;
    --writes_outstanding_;
  }
  if (m.ar_valid && pins_.ar_ready) accept_read(m.ar);
  if (m.aw_valid && pins_.aw_ready) accept_write(m.aw);
  if (m.w_valid && pins_.w_ready) accept_beat(m.w);
  ++cycle_;
}

void AxiBridge::accept_read(const AxiAddress& address) {
  VTA_CHECK(address.len < kAxiMaxBeats);
  auto burst = std::make_shared<AxiBurst>();
  burst->address = address.addr;
  burst->size = (address.len + 1u) * data_bytes_;
  burst->beat_bytes = data_bytes_;
  burst->pins = address;
  burst->due = cycle_ + options_.read_latency;
  reads_.push_back(burst);
  sink_.carry_out(std::move(burst));
}

void AxiBridge::accept_write(const AxiAddress& address) {
  VTA_CHECK(address.len < kAxiMaxBeats);
  auto burst = std::make_shared<AxiBurst>();
  burst->write = true;
  burst->beat_bytes = data_bytes_;
  burst->pins = address;
  filling_.push_back(std::move(burst));
  ++writes_outstanding_;
}

// The strobes of a burst are contiguous, so what it writes is one range.
void AxiBridge::accept_beat(const AxiWriteBeat& beat) {
  VTA_CHECK(!filling_.empty());
  AxiBurst& burst = *filling_.front();
  const std::uint32_t at = burst.beats_done * data_bytes_;
  std::memcpy(burst.data.data() + at, beat.data.data(), data_bytes_);
  const std::uint64_t strobe = beat.strb & (~std::uint64_t{0} >> (64 - data_bytes_));
  if (strobe != 0) {
    if (burst.end == 0) burst.first = at + static_cast<std::uint32_t>(std::countr_zero(strobe));
    burst.end = at + static_cast<std::uint32_t>(std::bit_width(strobe));
  }
  if (burst.beats_done++ < burst.pins.len) return;
  burst.address = burst.pins.addr + burst.first;
  burst.size = burst.end - burst.first;
  burst.due = cycle_ + options_.write_latency;
  responses_.push_back(filling_.front());
  filling_.pop_front();
  sink_.carry_out(responses_.back());
}

void AxiBridge::drive_read(std::uint64_t now) {
  if (!reading_) {
    if (!due(reads_, now)) return;
    reading_ = true;
  }
  AxiBurst& burst = *reads_.front();
  pins_.r_valid = true;
  pins_.r.id = burst.pins.id;
  pins_.r.last = burst.beats_done == burst.pins.len;
  pins_.r.resp = burst.resp[burst.beats_done];
  std::memcpy(pins_.r.data.data(), burst.data.data() + std::size_t{burst.beats_done} * data_bytes_,
              data_bytes_);
  ++burst.beats_done;
}

void AxiBridge::drive_response(std::uint64_t now) {
  if (!due(responses_, now)) return;
  pins_.b_valid = true;
  pins_.b.id = responses_.front()->pins.id;
  pins_.b.resp = responses_.front()->resp[0];
  responses_.pop_front();
}

}  // namespace vta
