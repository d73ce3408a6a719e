// SPDX-License-Identifier: Apache-2.0
//
// An AXI4 slave port whose bursts somebody else carries out, now or later.
//
// Its timing is that of sim/rtl/axi_memory.h without a seed, with the latencies as the least there
// are: a burst is answered as late as there, or later when it is carried out later. What is carried
// out at once takes exactly the cycles of that memory. No SystemC in here.

#ifndef VTA_SIM_SYSTEMC_AXI_BRIDGE_H_
#define VTA_SIM_SYSTEMC_AXI_BRIDGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>

#include "sim/rtl/axi_memory.h"
#include "sim/rtl/axi_pins.h"

namespace vta {

// One burst. Whoever carries it out copies the bytes, sets `resp` where it is not kOkay, then
// `ready_at`, then `done`.
struct AxiBurst {
  bool write = false;
  std::uint64_t address = 0;  // of the first byte that counts
  std::uint32_t size = 0;     // bytes: all of a read, those with a strobe of a write
  std::uint32_t beat_bytes = 8;
  std::array<AxiResp, kAxiMaxBeats> resp{};  // of each beat of a read; [0] of a write
  bool done = false;
  std::uint64_t ready_at =
      0;  // time, in the unit of AxiBridge::drive(), before which it is not done

  [[nodiscard]] std::span<std::byte> bytes() { return std::span(data).subspan(first, size); }

  // For the bridge.
  AxiAddress pins;
  std::uint64_t due = 0;  // first cycle in which it may be answered
  std::uint32_t beats_done = 0, first = 0, end = 0;
  std::array<std::byte, kAxiMaxBeats * kAxiMaxDataBytes> data;
};

class AxiBurstSink {
 public:
  virtual ~AxiBurstSink() = default;
  AxiBurstSink(const AxiBurstSink&) = delete;
  AxiBurstSink& operator=(const AxiBurstSink&) = delete;

  // A burst that is to be carried out: a read when its address, a write when its last beat was
  // taken. The bridge may have forgotten it by the time it is done.
  virtual void carry_out(std::shared_ptr<AxiBurst> burst) = 0;

 protected:
  AxiBurstSink() = default;
};

// The master must keep the rules that AxiChecker checks.
class AxiBridge {
 public:
  // `sink` must live as long. data_bytes: width of the bus. Of the options only the latencies and
  // the number of reads count; they must be legal.
  AxiBridge(AxiBurstSink& sink, unsigned data_bytes, const AxiMemoryOptions& options);

  // What the slave drives in the cycle that begins, at this time.
  const AxiSlavePins& drive(std::uint64_t now);
  // The rising edge that ends that cycle, in which the master drove `master`.
  void step(const AxiMasterPins& master);
  // Forgets everything in flight.
  void reset();

  [[nodiscard]] std::size_t reads_outstanding() const { return reads_.size(); }
  [[nodiscard]] std::size_t writes_outstanding() const { return writes_outstanding_; }

 private:
  using Queue = std::deque<std::shared_ptr<AxiBurst>>;

  void accept_read(const AxiAddress& address);
  void accept_write(const AxiAddress& address);
  void accept_beat(const AxiWriteBeat& beat);
  [[nodiscard]] bool due(const Queue& queue, std::uint64_t now) const {
    return !queue.empty() && queue.front()->done && queue.front()->due <= cycle_ &&
           queue.front()->ready_at <= now;
  }
  void drive_read(std::uint64_t now);
  void drive_response(std::uint64_t now);

  AxiBurstSink& sink_;
  const unsigned data_bytes_;
  const AxiMemoryOptions options_;
  AxiSlavePins pins_;
  std::uint64_t cycle_ = 0;
  Queue reads_;           // accepted; the first may be on R
  bool reading_ = false;  // it is
  Queue filling_;         // AW accepted, beats missing
  Queue responses_;       // all beats taken, not yet answered
  std::size_t writes_outstanding_ = 0;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_AXI_BRIDGE_H_
