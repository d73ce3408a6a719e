// SPDX-License-Identifier: Apache-2.0
//
// A memory behind an AXI4 write port that checks the master: order, stability, burst rules.

#ifndef VTA_TESTS_RTL_WRITE_MEMORY_H_
#define VTA_TESTS_RTL_WRITE_MEMORY_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {

// What the master shows in a cycle.
struct WriteMaster {
  bool awvalid = false;
  std::uint32_t awaddr = 0;
  unsigned awlen = 0;
  bool wvalid = false, wlast = false;
  Bytes wdata;
  bool bready = false;
};

class WriteMemory {
 public:
  struct Options {
    unsigned aw_percent = 100;  // cycles with AWREADY
    unsigned w_percent = 100;
    unsigned b_percent = 100;
    unsigned latency = 20;  // cycles from the last beat to the response, at least
    bool answer = true;     // false: no response at all
  };

  explicit WriteMemory(std::uint32_t seed) : rng_(seed) {}

  Options options;
  std::optional<std::uint32_t>
      bad_address;  // bursts that touch this byte are answered with an error

  // Decides what the slave drives in this cycle; the getters show it.
  void drive();
  [[nodiscard]] bool awready() const { return awready_; }
  [[nodiscard]] bool wready() const { return wready_; }
  [[nodiscard]] bool bvalid() const { return bvalid_; }
  [[nodiscard]] unsigned bresp() const { return bvalid_ && waiting_.front().failed ? 2 : 0; }

  // Looks at what the master shows in this cycle. Breaches are gtest failures.
  void observe(const WriteMaster& master);

  // Bytes count as written when their burst has been answered.
  struct Byte {
    std::uint8_t value = 0;
    unsigned writes = 0;
  };
  [[nodiscard]] const std::unordered_map<std::uint32_t, Byte>& bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t addresses_taken() const { return addresses_taken_; }
  [[nodiscard]] std::uint64_t beats_taken() const { return beats_taken_; }
  [[nodiscard]] std::uint64_t unanswered() const { return addresses_taken_ - answered_; }
  [[nodiscard]] std::uint64_t max_unanswered() const { return max_unanswered_; }
  [[nodiscard]] bool complete() const { return addresses_.empty() && waiting_.empty(); }

 private:
  struct Burst {
    std::uint32_t address = 0;
    unsigned beats = 0;
    Bytes data;
    std::uint64_t due = 0;  // cycle of the response
    bool failed = false;
  };
  void take_address(const WriteMaster& master);
  void take_beat(const WriteMaster& master);
  void take_response();

  Rng rng_;
  std::uint64_t cycle_ = 0;
  bool awready_ = false, wready_ = false, bvalid_ = false;
  std::deque<Burst> addresses_;  // their data are not complete
  std::deque<Burst> waiting_;    // for their response
  std::optional<WriteMaster> stalled_address_, stalled_beat_;
  std::deque<Burst> early_;  // the burst of an address that is shown but not taken: data may come
  std::unordered_map<std::uint32_t, Byte> bytes_;
  std::uint64_t addresses_taken_ = 0, beats_taken_ = 0, answered_ = 0, max_unanswered_ = 0;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_WRITE_MEMORY_H_
