// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/axi_monitor.h"

#include <utility>

namespace vta::coverage {
namespace {

constexpr std::uint64_t kDefaultWriteLatency = 20;  // of RtlOptions

class WatchedModel final : public RtlModel {
 public:
  WatchedModel(std::unique_ptr<RtlModel> model, AxiMonitor& monitor)
      : model_(std::move(model)), monitor_(monitor) {}

  unsigned data_bytes() const override { return model_->data_bytes(); }
  bool cycle(bool rst_n, const AxiSlavePins& axi, const AxilMasterPins& axil,
             RtlOutputs& outputs) override {
    const bool fine = model_->cycle(rst_n, axi, axil, outputs);
    if (rst_n) {
      monitor_.sample(axi, outputs.axi);
    } else {
      monitor_.forget();
    }
    return fine;
  }
  Status open_trace(const std::string& path) override { return model_->open_trace(path); }
  void flush_trace() override { model_->flush_trace(); }

 private:
  std::unique_ptr<RtlModel> model_;
  AxiMonitor& monitor_;
};

}  // namespace

void AxiMonitor::forget() {
  for (std::vector<Burst>& bursts : done_) bursts.clear();
  for (std::deque<Flight>& flights : reads_) flights.clear();
  filling_.clear();
  waiting_.clear();
  ar_stalled_ = aw_stalled_ = w_stalled_ = r_idle_ = false;
}

void AxiMonitor::sample(const AxiSlavePins& slave, const AxiMasterPins& master) {
  ++cycle_;
  sample_reads(slave, master);
  sample_writes(slave, master);
}

void AxiMonitor::sample_reads(const AxiSlavePins& slave, const AxiMasterPins& master) {
  if (!slave.r_valid) r_idle_ = true;
  if (slave.r_valid && master.r_ready && slave.r.id < kClientCount && !reads_[slave.r.id].empty()) {
    Flight& flight = reads_[slave.r.id].front();
    const bool first = flight.beats_left == flight.burst.beats;
    if (r_idle_ && !first) flight.burst.gap = true;
    // Before the first beat memory is to blame only if it had the address at the beat before.
    if (r_idle_ && first && flight.accepted < r_last_beat_) flight.burst.late_start = true;
    r_idle_ = false;
    r_last_beat_ = cycle_;
    if (--flight.beats_left == 0) {
      done_[slave.r.id].push_back(flight.burst);
      reads_[slave.r.id].pop_front();
    }
  }
  if (master.ar_valid && !slave.ar_ready) ar_stalled_ = true;
  if (master.ar_valid && slave.ar_ready && master.ar.id < kClientCount) {
    const unsigned beats = master.ar.len + 1u;
    reads_[master.ar.id].push_back(
        {{.address = master.ar.addr, .beats = beats, .address_stalled = ar_stalled_},
         beats,
         cycle_,
         0});
    ar_stalled_ = false;
  }
}

void AxiMonitor::sample_writes(const AxiSlavePins& slave, const AxiMasterPins& master) {
  if (slave.b_valid && !waiting_.empty()) {
    Flight& flight = waiting_.front();
    if (cycle_ > flight.last_beat + kDefaultWriteLatency) flight.burst.late = true;
    if (master.b_ready) {
      done_[static_cast<std::size_t>(Client::kStore)].push_back(flight.burst);
      waiting_.pop_front();
    }
  }
  if (master.aw_valid && !slave.aw_ready) aw_stalled_ = true;
  if (master.aw_valid && slave.aw_ready) {
    const unsigned beats = master.aw.len + 1u;
    filling_.push_back(
        {{.address = master.aw.addr, .beats = beats, .address_stalled = aw_stalled_}, beats, 0, 0});
    aw_stalled_ = false;
  }
  if (master.w_valid && !slave.w_ready) w_stalled_ = true;
  if (master.w_valid && slave.w_ready && !filling_.empty()) {
    Flight& flight = filling_.front();
    flight.burst.data_stalled |= w_stalled_;
    w_stalled_ = false;
    if (--flight.beats_left == 0) {
      flight.last_beat = cycle_;
      waiting_.push_back(flight);
      filling_.pop_front();
    }
  }
}

std::unique_ptr<RtlModel> watch(std::unique_ptr<RtlModel> model, AxiMonitor& monitor) {
  return std::make_unique<WatchedModel>(std::move(model), monitor);
}

}  // namespace vta::coverage
