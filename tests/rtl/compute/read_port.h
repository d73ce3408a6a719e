// SPDX-License-Identifier: Apache-2.0
//
// The AXI read port as one client sees it: takes requests, answers them in order, a beat at a time.

#ifndef VTA_TESTS_RTL_COMPUTE_READ_PORT_H_
#define VTA_TESTS_RTL_COMPUTE_READ_PORT_H_

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "tests/rtl/compute/desc.h"

namespace vta {

// How fast the port is: cycles from a request to its first beat, and how often it is willing.
struct ReadTiming {
  std::uint32_t latency = 1;
  std::uint32_t request_percent = 100, data_percent = 100;
};

inline ReadTiming random_timing(Random& random) {
  return {one_of(random, 1u, 5u, 60u), one_of(random, 10u, 50u, 100u),
          one_of(random, 20u, 60u, 100u)};
}

// Model has the req_* and rsp_* ports of a client. Call drive() before eval(), sample() after.
template <class Model>
class ReadPort {
 public:
  ReadPort(const Config& config, std::uint64_t seed, Dram dram)
      : beat_(1u << (config.log_bus_width() - 3)), random_(seed), dram_(std::move(dram)) {}

  ReadTiming timing;
  // Whether the beat at this address is answered with an error.
  std::function<bool(std::uint32_t)> fails = [](std::uint32_t) { return false; };

  void drive(Model& m) {
    m.req_ready_i = random_.percent(timing.request_percent);
    offering_ = offering_ || (!waiting_.empty() && waiting_.front().due <= now_ &&
                              random_.percent(timing.data_percent));
    m.rsp_valid_i = offering_;
    if (!offering_ || !garbage_.empty()) garbage_ = random_bytes(random_, beat_);
    Bytes data = garbage_;
    m.rsp_error_i = false;
    m.rsp_last_i = random_.percent(50);
    if (offering_) {
      const Waiting& w = waiting_.front();
      m.rsp_error_i = fails(w.burst.addr);
      m.rsp_last_i = w.burst.beats == 1;
      if (!m.rsp_error_i) {
        for (std::uint32_t b = 0; b < beat_; ++b) data[b] = dram_(w.burst.addr + b);
      }
    }
    put_bytes(m.rsp_data_i, data);
  }

  void sample(const Model& m) {
    ++now_;
    if (offering_ && m.rsp_ready_o) {
      Waiting& w = waiting_.front();
      w.burst.addr += beat_;
      if (--w.burst.beats == 0) waiting_.pop_front();
      offering_ = false;
      ++beats_;
    }
    const Burst burst = {m.req_addr_o, m.req_len_o};
    if (stalled_) {
      EXPECT_TRUE(m.req_valid_o && burst == last_) << "a request changed before it was taken";
    }
    stalled_ = m.req_valid_o && !m.req_ready_i;
    last_ = burst;
    if (m.req_valid_o && m.req_ready_i) {
      requests_.push_back(burst);
      waiting_.push_back({burst, now_ + timing.latency - 1});
    }
  }

  // All requests so far, the beats that were answered, and whether an answer is owed.
  [[nodiscard]] const std::vector<Burst>& requests() const { return requests_; }
  [[nodiscard]] std::size_t beats() const { return beats_; }
  [[nodiscard]] bool owes() const { return !waiting_.empty(); }

 private:
  struct Waiting {
    Burst burst;
    std::uint64_t due;
  };

  std::uint32_t beat_;
  Random random_;
  Dram dram_;
  std::deque<Waiting> waiting_;
  std::vector<Burst> requests_;
  Burst last_;
  Bytes garbage_;
  std::uint64_t now_ = 0;
  std::size_t beats_ = 0;
  bool offering_ = false, stalled_ = false;
};

// DRAM in which every address holds another byte.
inline Dram hashed_dram(std::uint32_t seed) {
  return [seed](std::uint32_t addr) {
    const std::uint32_t x = (addr + seed) * 0x9e37'79b1u;
    return static_cast<std::uint8_t>((x ^ (x >> 15)) >> 7);
  };
}

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_READ_PORT_H_
