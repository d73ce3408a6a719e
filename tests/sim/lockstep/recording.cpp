// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/lockstep/recording.h"

#include <algorithm>

#include "sim/rtl/rtl_device.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta::test {
namespace {

class Recorder final : public RtlObserver {
 public:
  void begin_run(const RunRequest& request, const RtlMemories& memories) override {
    recording.request = request;
    recording.before = MemoryImage(Config::pynq(), memories);
  }
  bool cycle(std::uint64_t cycle, const CoreCycle& core, const AxiMasterPins& master,
             const AxiSlavePins& slave) override {
    recording.cycles.push_back({cycle, core, master, slave});
    return true;
  }
  bool end_run(std::uint64_t cycle, const RunReport& report, const RtlMemories& memories) override {
    recording.end = cycle;
    recording.report = report;
    recording.after = MemoryImage(Config::pynq(), memories);
    return true;
  }
  std::string complaint() const override { return ""; }

  Recording recording;
};

}  // namespace

MemoryImage::MemoryImage(const Config& config, const RtlMemories& from) : memory(from.dram()) {
  for (const MemoryType type :
       {MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc, MemoryType::kOut}) {
    std::vector<std::byte>& bytes = sram[static_cast<std::size_t>(type)];
    const std::size_t size = config.elem_bytes(type);
    bytes.resize(size * config.depth(type));
    for (std::uint32_t i = 0; i < config.depth(type); ++i) {
      from.read_sram(type, i, std::span(bytes).subspan(i * size, size));
    }
  }
}

void MemoryImage::read_sram(MemoryType type, std::uint32_t element,
                            std::span<std::byte> bytes) const {
  const auto& all = sram[static_cast<std::size_t>(type)];
  std::ranges::copy(std::span(all).subspan(element * bytes.size(), bytes.size()), bytes.begin());
}

RecordedCycle& Recording::nth(std::size_t n,
                              const std::function<bool(const RecordedCycle&)>& such) {
  for (RecordedCycle& c : cycles) {
    if (such(c) && n-- == 0) return c;
  }
  ADD_FAILURE() << "the recording has no such cycle";
  return cycles.front();
}

Recording record(const std::vector<Insn>& insns, std::uint32_t features,
                 const std::vector<Uop>& uops) {
  const auto recorder = std::make_shared<Recorder>();
  RtlOptions options;
  options.observer = recorder;
  options.features = features;
  Result<std::unique_ptr<Device>> device = make_rtl(Config::pynq(), options);
  VTA_CHECK(device.ok());
  put_data(*device.value());
  for (std::size_t i = 0; i < uops.size(); ++i) {
    const std::uint32_t word = encode_uop(Config::pynq(), uops[i]).value();
    VTA_CHECK(device.value()->write(kUops + 4 * i, std::as_bytes(std::span(&word, 1))).ok());
  }
  const RunRequest request = put_program(*device.value(), insns);
  const Result<RunReport> report = device.value()->run(request);
  VTA_CHECK(report.ok() && report.value().outcome == RunOutcome::kFinished);
  return recorder->recording;
}

std::unique_ptr<lockstep::Checker> check(const Recording& recording) {
  auto checker = std::make_unique<lockstep::Checker>(Config::pynq());
  checker->memory() = recording.before.dram();
  checker->begin_run(recording.request, recording.before);
  for (const RecordedCycle& c : recording.cycles) {
    if (!checker->cycle(c.cycle, c.core, c.master, c.slave)) return checker;
  }
  static_cast<void>(checker->end_run(recording.end, recording.report, recording.after));
  return checker;
}

}  // namespace vta::test
