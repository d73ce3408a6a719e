// SPDX-License-Identifier: Apache-2.0
//
// Device memory behind an AXI4 slave port, cycle by cycle.
//
// Timing without a random seed, with read latency L and write latency M (both at least 1):
//   - ARREADY is high in a cycle that starts with fewer than max_outstanding_reads reads accepted
//     and not yet answered to the last beat. AR handshake in cycle t: the first beat is valid in
//     cycle t + L, or, when the beats of the reads before are not all taken before that cycle, in
//     the cycle after the last of them. Then a beat per cycle. Reads are served in order of
//     arrival.
//   - AWREADY is high with fewer than 64 writes unanswered. WREADY is high when the address of
//     the beat is known or AWREADY is high, so a beat per cycle. Last W handshake in cycle t: the
//     response is valid in cycle t + M, or in the cycle after the response before it was taken.
// With a seed: latencies of 1 to a few times L and M, stalls on AR, AW and W, gaps between R beats
// and garbage on R and B while they are not valid; reads and responses of different ids overtake
// each other, those of one id never do; beats of one burst stay together.
//
// A read takes its data at the AR handshake, a write takes effect when its response is first
// driven. AXI allows both, and a master that relies on anything else is found out.
//
// A read beat of which no byte lies in a region answers DECERR; in a beat that lies partly in a
// region the bytes outside read as 0xDB. A write burst that strobes a byte outside every region
// answers DECERR and writes nothing. Faults (axi_faults.h) come on top. What a backing shows counts
// as a region.

#ifndef VTA_SIM_RTL_AXI_MEMORY_H_
#define VTA_SIM_RTL_AXI_MEMORY_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "driver/device/memory.h"
#include "sim/rtl/axi_faults.h"
#include "sim/rtl/axi_pins.h"
#include "sim/rtl/random.h"

namespace vta {

// Memory that is not in the regions: of somebody else, who may show and hide it at any time.
class AxiBacking {
 public:
  virtual ~AxiBacking() = default;
  AxiBacking(const AxiBacking&) = delete;
  AxiBacking& operator=(const AxiBacking&) = delete;

  // `size` contiguous bytes at this address, or nullptr when they are not all there. The pointer is
  // used before the next cycle only.
  [[nodiscard]] virtual std::byte* find(std::uint64_t address, std::uint64_t size) = 0;

 protected:
  AxiBacking() = default;
};

struct AxiMemoryOptions {
  std::uint32_t read_latency = 40;                // cycles, 1 .. 1'000'000
  std::uint32_t write_latency = 20;               // cycles, 1 .. 1'000'000
  std::uint32_t max_outstanding_reads = 16;       // 1 .. 64
  std::optional<std::uint32_t> random_seed = {};  // none: the fixed timing above
  std::shared_ptr<AxiFaults> faults = {};         // none: it does nothing wrong
  std::shared_ptr<AxiBacking> backing = {};       // none: only the regions exist
};
// Fails naming the option, its value and its range.
[[nodiscard]] Status check_options(const AxiMemoryOptions& options);

// The master must keep the rules that AxiChecker checks.
class AxiMemory {
 public:
  // `memory` must outlive this. data_bytes: width of the bus, a power of two, 4 .. 64.
  AxiMemory(DeviceMemory& memory, unsigned data_bytes, const AxiMemoryOptions& options);

  // What the slave drives in the current cycle.
  [[nodiscard]] const AxiSlavePins& pins() const { return pins_; }

  // The rising edge that ends the current cycle, in which the master drove `master`.
  void step(const AxiMasterPins& master) {
    if (quiet_ && !(master.ar_valid | master.aw_valid | master.w_valid)) {
      ++cycle_;
      return;
    }
    step_busy(master);
  }

  // Forgets everything in flight. Unanswered writes do not take effect.
  void reset();

  [[nodiscard]] unsigned reads_outstanding() const { return reads_.count + (reading_ >= 0); }
  [[nodiscard]] unsigned writes_outstanding() const { return writes_outstanding_; }

 private:
  struct Burst {
    std::uint64_t due = 0;  // first cycle in which it may be answered
    AxiAddress address;
    std::uint64_t number = 0;  // as AxiFaults counts
    std::uint32_t beats_done = 0;
    std::array<AxiResp, kAxiMaxBeats> resp{};  // of a read
    std::array<std::uint64_t, kAxiMaxBeats> strb{};
  };
  // Bursts waiting to be answered, oldest first, as slot numbers.
  struct Order {
    std::array<std::uint8_t, kAxiMaxOutstanding> slot{};
    unsigned count = 0;
    void push(int s) { slot[count++] = static_cast<std::uint8_t>(s); }
    void remove(unsigned position);
  };
  // Free slots; their data lie behind each other.
  struct Slots {
    std::array<Burst, kAxiMaxOutstanding> burst;
    std::array<std::uint8_t, kAxiMaxOutstanding> free_slot{};
    unsigned free_count = 0;
    std::vector<std::byte> data;
    void reset();
    int take() { return free_slot[--free_count]; }
    void give(int s) { free_slot[free_count++] = static_cast<std::uint8_t>(s); }
  };
  struct Mood {  // drawn from the seed: per cent of cycles with a stall, most cycles of latency
    std::uint32_t ar_stall = 0, aw_stall = 0, w_stall = 0, r_gap = 0, b_gap = 0;
    std::uint32_t read_latency = 1, write_latency = 1;
  };

  void step_busy(const AxiMasterPins& master);
  void accept_read(const AxiAddress& address);
  void accept_write(const AxiAddress& address);
  void accept_beat(const AxiWriteBeat& beat);
  void drive_read();
  void drive_response();
  void drive_ready();
  [[nodiscard]] std::byte* find(std::uint64_t address, std::uint64_t size) {
    std::byte* bytes = memory_.find(address, size);
    return bytes != nullptr || !options_.backing ? bytes : options_.backing->find(address, size);
  }
  void sample(Burst& burst, std::byte* data);
  [[nodiscard]] AxiResp commit(const Burst& burst, const std::byte* data);
  [[nodiscard]] int choose(Order& order, const Slots& slots);
  [[nodiscard]] std::byte* data_of(Slots& slots, int slot) {
    return slots.data.data() + static_cast<std::size_t>(slot) * kAxiMaxBeats * data_bytes_;
  }
  [[nodiscard]] std::uint32_t latency(std::uint32_t fixed, std::uint32_t most);

  DeviceMemory& memory_;
  const std::uint32_t data_bytes_;
  const AxiMemoryOptions options_;
  const bool random_;
  Random rng_;
  Mood mood_;

  AxiSlavePins pins_;
  std::uint64_t cycle_ = 0;  // of pins_
  bool quiet_ = true;        // nothing in flight and the ready signals need no change

  Slots read_slots_, write_slots_;
  Order reads_;       // accepted, not yet begun to answer
  int reading_ = -1;  // slot of the burst on R
  std::uint32_t read_beat_ = 0;
  Order filling_;    // AW accepted, beats missing
  Order responses_;  // all beats received, not yet answered
  unsigned writes_outstanding_ = 0;
};

}  // namespace vta

#endif  // VTA_SIM_RTL_AXI_MEMORY_H_
