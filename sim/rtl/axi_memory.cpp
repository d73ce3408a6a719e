// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/axi_memory.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace vta {
namespace {

constexpr std::byte kPoison{0xDB};  // what an address that does not exist reads as
constexpr std::uint32_t kMaxLatency = 1'000'000;

// The seed selects one of many behaviours, some of them extreme.
constexpr std::array<std::uint32_t, 6> kStallChoices = {0, 0, 10, 30, 60, 90};

Status out_of_range(const char* option, std::uint64_t value, std::uint64_t most) {
  return Error{std::string(option) + " is " + std::to_string(value) + "; it must be 1 to " +
               std::to_string(most)};
}

}  // namespace

Status check_options(const AxiMemoryOptions& o) {
  if (o.read_latency < 1 || o.read_latency > kMaxLatency) {
    return out_of_range("the memory's read latency", o.read_latency, kMaxLatency);
  }
  if (o.write_latency < 1 || o.write_latency > kMaxLatency) {
    return out_of_range("the memory's write latency", o.write_latency, kMaxLatency);
  }
  if (o.max_outstanding_reads < 1 || o.max_outstanding_reads > kAxiMaxOutstanding) {
    return out_of_range("the memory's number of outstanding reads", o.max_outstanding_reads,
                        kAxiMaxOutstanding);
  }
  return ok_status();
}

void AxiMemory::Order::remove(unsigned position) {
  --count;
  std::memmove(&slot[position], &slot[position] + 1, count - position);
}

void AxiMemory::Slots::reset() {
  free_count = kAxiMaxOutstanding;
  for (unsigned i = 0; i < kAxiMaxOutstanding; ++i) {
    free_slot[i] = static_cast<std::uint8_t>(kAxiMaxOutstanding - 1 - i);
  }
}

AxiMemory::AxiMemory(DeviceMemory& memory, unsigned data_bytes, const AxiMemoryOptions& options)
    : memory_(memory),
      data_bytes_(data_bytes),
      options_(options),
      random_(options.random_seed.has_value()),
      rng_(options.random_seed.value_or(0)) {
  VTA_CHECK(data_bytes >= 4 && data_bytes <= kAxiMaxDataBytes && std::has_single_bit(data_bytes));
  VTA_CHECK(check_options(options).ok());
  read_slots_.data.resize(std::size_t{kAxiMaxOutstanding} * kAxiMaxBeats * data_bytes);
  write_slots_.data.resize(read_slots_.data.size());
  if (random_) {
    const auto stall = [&] { return kStallChoices[rng_.below(kStallChoices.size())]; };
    mood_.ar_stall = stall();
    mood_.aw_stall = stall();
    mood_.w_stall = stall();
    mood_.r_gap = stall();
    mood_.b_gap = stall();
    mood_.read_latency = 1 + rng_.below(3 * options.read_latency);
    mood_.write_latency = 1 + rng_.below(3 * options.write_latency);
  }
  reset();
}

void AxiMemory::reset() {
  pins_ = AxiSlavePins{};
  read_slots_.reset();
  write_slots_.reset();
  reads_.count = filling_.count = responses_.count = 0;
  reading_ = -1;
  writes_outstanding_ = 0;
  drive_ready();
  quiet_ = !random_ && !options_.faults;
}

std::uint32_t AxiMemory::latency(std::uint32_t fixed, std::uint32_t most) {
  return random_ ? 1 + rng_.below(most) : fixed;
}

void AxiMemory::step_busy(const AxiMasterPins& m) {
  if (pins_.r_valid && m.r_ready) {
    pins_.r_valid = false;
    if (pins_.r.last) {
      read_slots_.give(reading_);
      reading_ = -1;
    }
  }
  if (pins_.b_valid && m.b_ready) {
    pins_.b_valid = false;
    --writes_outstanding_;
  }
  if (m.ar_valid && pins_.ar_ready) accept_read(m.ar);
  if (m.aw_valid && pins_.aw_ready) accept_write(m.aw);
  if (m.w_valid && pins_.w_ready) accept_beat(m.w);

  ++cycle_;  // what is driven below is for this cycle
  if (!pins_.r_valid) drive_read();
  if (!pins_.b_valid) drive_response();
  drive_ready();
  // Faults may change at any time, so that nothing is ever settled.
  quiet_ = !random_ && !options_.faults && reads_outstanding() == 0 && writes_outstanding_ == 0;
}

void AxiMemory::drive_ready() {
  pins_.ar_ready = reads_outstanding() < options_.max_outstanding_reads;
  pins_.aw_ready = writes_outstanding_ < kAxiMaxOutstanding;
  if (random_) {
    pins_.ar_ready = pins_.ar_ready && !rng_.percent(mood_.ar_stall);
    pins_.aw_ready = pins_.aw_ready && !rng_.percent(mood_.aw_stall);
  }
  const AxiFaults* faults = options_.faults.get();
  if (faults != nullptr && faults->left.ar == 0) pins_.ar_ready = false;
  if (faults != nullptr && faults->left.aw == 0) pins_.aw_ready = false;
  pins_.w_ready = filling_.count != 0 || pins_.aw_ready;
  if (faults != nullptr && faults->left.w == 0) pins_.w_ready = false;
  if (random_) pins_.w_ready = pins_.w_ready && !rng_.percent(mood_.w_stall);
}

void AxiMemory::accept_read(const AxiAddress& address) {
  VTA_CHECK(address.len < kAxiMaxBeats);
  const int slot = read_slots_.take();
  Burst& burst = read_slots_.burst[static_cast<std::size_t>(slot)];
  burst.address = address;
  burst.due = cycle_ + latency(options_.read_latency, mood_.read_latency);
  if (options_.faults) burst.number = options_.faults->accept_read(address);
  sample(burst, data_of(read_slots_, slot));
  reads_.push(slot);
}

// Takes the data of a read from memory.
void AxiMemory::sample(Burst& burst, std::byte* data) {
  const std::uint32_t beats = burst.address.len + 1u;
  const std::uint64_t address = burst.address.addr;
  const std::uint64_t bytes = std::uint64_t{beats} * data_bytes_;
  burst.resp.fill(AxiResp::kOkay);
  if (const std::byte* p = find(address, bytes)) {
    std::memcpy(data, p, bytes);
  } else {
    for (std::uint32_t beat = 0; beat < beats; ++beat) {
      bool any = false;
      for (std::uint32_t i = beat * data_bytes_; i < (beat + 1) * data_bytes_; ++i) {
        const std::byte* byte = find(address + i, 1);
        data[i] = byte ? *byte : kPoison;
        any = any || byte;
      }
      if (!any) burst.resp[beat] = AxiResp::kDecErr;
    }
  }
  if (!options_.faults) return;
  for (std::uint32_t beat = 0; beat < beats; ++beat) {
    const std::uint64_t at = address + std::uint64_t{beat} * data_bytes_;
    const auto resp = options_.faults->read_beat(burst.number, beat, at, data_bytes_);
    burst.resp[beat] = resp.value_or(burst.resp[beat]);
  }
}

void AxiMemory::accept_write(const AxiAddress& address) {
  VTA_CHECK(address.len < kAxiMaxBeats);
  const int slot = write_slots_.take();
  Burst& burst = write_slots_.burst[static_cast<std::size_t>(slot)];
  burst.address = address;
  burst.beats_done = 0;
  if (options_.faults) burst.number = options_.faults->accept_write(address);
  filling_.push(slot);
  ++writes_outstanding_;
}

void AxiMemory::accept_beat(const AxiWriteBeat& beat) {
  VTA_CHECK(filling_.count != 0);
  if (options_.faults) AxiFaults::spend(options_.faults->left.w);
  const int slot = filling_.slot[0];
  Burst& burst = write_slots_.burst[static_cast<std::size_t>(slot)];
  burst.strb[burst.beats_done] = beat.strb;
  std::memcpy(data_of(write_slots_, slot) + std::size_t{burst.beats_done} * data_bytes_,
              beat.data.data(), data_bytes_);
  if (burst.beats_done++ < burst.address.len) return;
  burst.due = cycle_ + latency(options_.write_latency, mood_.write_latency);
  filling_.remove(0);
  responses_.push(slot);
}

// The next burst of `order` to answer, removed from it, or -1 when none is due.
int AxiMemory::choose(Order& order, const Slots& slots) {
  if (order.count == 0) return -1;
  unsigned position = 0;
  if (!random_) {
    if (slots.burst[order.slot[0]].due > cycle_) return -1;
  } else {
    std::array<unsigned, kAxiMaxIds> candidates{};
    unsigned count = 0;
    std::uint32_t seen = 0;  // ids: only the oldest burst of each may be answered
    for (unsigned i = 0; i < order.count; ++i) {
      const Burst& burst = slots.burst[order.slot[i]];
      const std::uint32_t bit = 1u << burst.address.id;
      if ((seen & bit) == 0 && burst.due <= cycle_) candidates[count++] = i;
      seen |= bit;
    }
    if (count == 0) return -1;
    position = candidates[rng_.below(count)];
  }
  const int slot = order.slot[position];
  order.remove(position);
  return slot;
}

void AxiMemory::drive_read() {
  const bool gap =
      (random_ && rng_.percent(mood_.r_gap)) || (options_.faults && options_.faults->left.r == 0);
  if (!gap && reading_ < 0) {
    reading_ = choose(reads_, read_slots_);
    read_beat_ = 0;
  }
  if (gap || reading_ < 0) {
    if (random_) {  // nobody may look at this
      pins_.r.id = static_cast<std::uint8_t>(rng_.below(4));
      pins_.r.last = rng_.percent(50);
      pins_.r.resp = static_cast<AxiResp>(rng_.below(4));
      const std::uint64_t garbage = rng_.next();
      std::memcpy(pins_.r.data.data(), &garbage, sizeof garbage);
    }
    return;
  }
  const Burst& burst = read_slots_.burst[static_cast<std::size_t>(reading_)];
  pins_.r_valid = true;
  pins_.r.id = burst.address.id;
  pins_.r.last = read_beat_ == burst.address.len;
  pins_.r.resp = burst.resp[read_beat_];
  if (options_.faults) AxiFaults::spend(options_.faults->left.r);
  std::memcpy(pins_.r.data.data(),
              data_of(read_slots_, reading_) + std::size_t{read_beat_} * data_bytes_, data_bytes_);
  ++read_beat_;
}

void AxiMemory::drive_response() {
  const bool gap =
      (random_ && rng_.percent(mood_.b_gap)) || (options_.faults && options_.faults->left.b == 0);
  const int slot = gap ? -1 : choose(responses_, write_slots_);
  if (slot < 0) {
    if (random_) {
      pins_.b.id = static_cast<std::uint8_t>(rng_.below(4));
      pins_.b.resp = static_cast<AxiResp>(rng_.below(4));
    }
    return;
  }
  const Burst& burst = write_slots_.burst[static_cast<std::size_t>(slot)];
  pins_.b_valid = true;
  pins_.b.id = burst.address.id;
  if (options_.faults) AxiFaults::spend(options_.faults->left.b);
  pins_.b.resp = commit(burst, data_of(write_slots_, slot));
  write_slots_.give(slot);
}

// Writes a burst to memory, all of it or nothing.
AxiResp AxiMemory::commit(const Burst& burst, const std::byte* data) {
  const std::uint32_t beats = burst.address.len + 1u;
  const std::uint64_t address = burst.address.addr;
  const std::uint64_t bytes = std::uint64_t{beats} * data_bytes_;
  if (options_.faults) {
    const auto resp = options_.faults->write(burst.number, address, bytes);
    if (resp) return *resp;
  }
  const std::uint64_t full = ~std::uint64_t{0} >> (64 - data_bytes_);
  const bool whole = std::all_of(burst.strb.begin(), burst.strb.begin() + beats,
                                 [&](std::uint64_t strb) { return (strb & full) == full; });
  if (whole) {
    if (std::byte* p = find(address, bytes)) {
      std::memcpy(p, data, bytes);
      return AxiResp::kOkay;
    }
  }
  const auto strobed = [&](std::uint32_t i) {
    return (burst.strb[i / data_bytes_] >> (i % data_bytes_) & 1) != 0;
  };
  for (std::uint32_t i = 0; i < bytes; ++i) {
    if (strobed(i) && !find(address + i, 1)) return AxiResp::kDecErr;
  }
  for (std::uint32_t i = 0; i < bytes; ++i) {
    if (strobed(i)) *find(address + i, 1) = data[i];
  }
  return AxiResp::kOkay;
}

}  // namespace vta
