// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/rtl/axi_traffic.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace vta {

AxiTraffic::AxiTraffic(std::uint64_t seed, const Options& options)
    : options_(options),
      rng_(seed),
      shadow_(std::size_t{kChunks} * kAxiMaxBeats * options.data_bytes) {
  for (std::byte& b : shadow_) b = static_cast<std::byte>(rng_.below(256));
}

bool AxiTraffic::done() const { return begun_ == options_.bursts && in_flight_ == 0; }

AxiTraffic::Burst AxiTraffic::random_burst() {
  Burst burst;
  burst.chunk = rng_.below(kChunks);
  burst.number = begun_;
  const unsigned beats = 1 + rng_.below(kAxiMaxBeats);
  const unsigned first = rng_.below(kAxiMaxBeats - beats + 1);
  burst.address.addr = (burst.chunk * kAxiMaxBeats + first) * options_.data_bytes;
  burst.address.id = static_cast<std::uint8_t>(rng_.below(4));
  burst.address.len = static_cast<std::uint8_t>(beats - 1);
  burst.address.size = static_cast<std::uint8_t>(std::countr_zero(options_.data_bytes));
  burst.bytes.resize(std::size_t{beats} * options_.data_bytes);
  return burst;
}

// Perhaps begins one burst.
void AxiTraffic::begin() {
  if (begun_ == options_.bursts || rng_.percent(options_.idle)) return;
  Burst burst = random_burst();
  const bool write = rng_.percent(50);
  if (writing_[burst.chunk] || (write && readers_[burst.chunk] != 0)) return;
  ++begun_;
  ++in_flight_;
  if (!write) {
    ++readers_[burst.chunk];
    std::memcpy(burst.bytes.data(), &shadow_[burst.address.addr], burst.bytes.size());
    ar_.push_back(std::move(burst));
    return;
  }
  writing_[burst.chunk] = true;
  for (std::byte& b : burst.bytes) b = static_cast<std::byte>(rng_.below(256));
  const std::uint64_t full = ~std::uint64_t{0} >> (64 - options_.data_bytes);
  burst.strb.assign(burst.address.len + 1u, full);
  const std::uint32_t skip_front = rng_.below(options_.data_bytes);
  const std::uint32_t skip_back = rng_.below(options_.data_bytes);
  burst.strb.front() &= full << skip_front;
  burst.strb.back() &= full >> skip_back;
  if (burst.strb.back() == 0) burst.strb.back() = full << skip_front & full;
  aw_.push_back(burst);
  w_.push_back(std::move(burst));
}

// Decides what the next cycle carries; what is stalled stays.
void AxiTraffic::offer() {
  if (!pins_.ar_valid && !ar_.empty()) {
    pins_.ar_valid = true;
    pins_.ar = ar_.front().address;
  }
  if (!pins_.aw_valid && !aw_.empty()) {
    pins_.aw_valid = true;
    pins_.aw = aw_.front().address;
  }
  // Data never before the address: at the earliest beside it.
  if (!pins_.w_valid && !w_.empty() && !rng_.percent(options_.late_data)) {
    const Burst& burst = w_.front();
    const bool offered = aw_.empty() || aw_.front().number >= burst.number;
    if (offered) {
      pins_.w_valid = true;
      pins_.w.strb = burst.strb[burst.beats_done];
      pins_.w.last = burst.beats_done == burst.address.len;
      std::memcpy(pins_.w.data.data(),
                  &burst.bytes[std::size_t{burst.beats_done} * options_.data_bytes],
                  options_.data_bytes);
    }
  }
  pins_.r_ready = !rng_.percent(options_.late_ready);
  pins_.b_ready = !rng_.percent(options_.late_ready);
}

void AxiTraffic::finish_write(const Burst& burst) {
  for (std::size_t i = 0; i < burst.bytes.size(); ++i) {
    if (burst.strb[i / options_.data_bytes] >> (i % options_.data_bytes) & 1) {
      shadow_[burst.address.addr + i] = burst.bytes[i];
    }
  }
  writing_[burst.chunk] = false;
}

void AxiTraffic::step(const AxiSlavePins& s) {
  const auto answered = [this](const Burst& burst, unsigned& last) {
    --in_flight_;
    if (burst.number < last) ++overtakes_;
    last = std::max(last, burst.number);
  };
  if (s.r_valid && pins_.r_ready) {
    Burst& burst = reads_[s.r.id & 3].front();
    const std::size_t at = std::size_t{burst.beats_done} * options_.data_bytes;
    if (s.r.resp != AxiResp::kOkay ||
        std::memcmp(s.r.data.data(), &burst.bytes[at], options_.data_bytes) != 0) {
      mismatch_ = "read " + std::to_string(burst.number) + ", beat " +
                  std::to_string(burst.beats_done) + ": wrong data or response";
    }
    if (burst.beats_done++ == burst.address.len) {
      --readers_[burst.chunk];
      answered(burst, last_read_);
      reads_[s.r.id & 3].pop_front();
    }
  }
  if (s.b_valid && pins_.b_ready) {
    const Burst& burst = writes_[s.b.id & 3].front();
    if (s.b.resp != AxiResp::kOkay) mismatch_ = "write " + std::to_string(burst.number) + " failed";
    finish_write(burst);
    answered(burst, last_write_);
    writes_[s.b.id & 3].pop_front();
  }
  if (pins_.ar_valid && s.ar_ready) {
    reads_[pins_.ar.id].push_back(std::move(ar_.front()));
    ar_.pop_front();
    pins_.ar_valid = false;
  }
  if (pins_.aw_valid && s.aw_ready) {
    aw_.pop_front();
    pins_.aw_valid = false;
  }
  if (pins_.w_valid && s.w_ready) {
    Burst& burst = w_.front();
    if (burst.beats_done++ == burst.address.len) {
      writes_[burst.address.id].push_back(std::move(burst));
      w_.pop_front();
    }
    pins_.w_valid = false;
  }
  begin();
  offer();
}

}  // namespace vta
