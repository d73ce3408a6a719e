// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/functional_coverage.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "sim/rtl/coverage_file.h"
#include "tests/coverage/mirror.h"

namespace vta::coverage {
namespace {

class ObservedDevice final : public Device {
 public:
  ObservedDevice(const Config& config, FunctionalCoverage& coverage)
      : mirror_(config), coverage_(coverage) {}

  Status open(std::unique_ptr<RtlModel> model, const Config& config, const RtlOptions& options) {
    beat_bytes_ = model->data_bytes();
    auto device = make_rtl_device(watch(std::move(model), monitor_), config, options);
    if (!device) return device.error();
    device_ = std::move(device).value();
    return ok_status();
  }

  std::string_view target() const override { return device_->target(); }
  const Config& config() const override { return device_->config(); }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    if (Status status = mirror_.memory().add_region(address, size); !status) return status;
    return device_->add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    if (Status status = mirror_.memory().write(address, data); !status) return status;
    return device_->write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return device_->read(address, data);
  }
  void set_progress(Progress progress) override { device_->set_progress(std::move(progress)); }

  Result<RunReport> run(const RunRequest& request) override {
    monitor_.forget();
    Result<RunReport> report = device_->run(request);
    if (!report || report.value().outcome == RunOutcome::kTimeout) return report;
    if (reset_needed_) mirror_.clear_tokens();
    reset_needed_ = report.value().outcome != RunOutcome::kFinished;
    observe(request, report.value());
    return report;
  }

 private:
  void observe(const RunRequest& request, const RunReport& report) {
    const Mirror::Outcome outcome =
        mirror_.run(request, [this](const Insn& insn, const SramState& sram) {
          coverage_.transfers.visit(insn);
          coverage_.compute.visit(config(), insn, sram);
          coverage_.runs.visit(insn);
        });
    if (report.outcome == RunOutcome::kFinished) {
      VTA_CHECK(outcome.complete);
      coverage_.transfers.end_of_run(config(), request, beat_bytes_, outcome, monitor_);
    }
    std::array<std::size_t, kStageCount> instructions{};
    std::optional<Insn> named;
    for (std::uint64_t i = 0; i < request.insn_count; ++i) {
      std::array<std::byte, kInsnBytes> bytes;
      if (!mirror_.memory().read(request.insn_address + i * kInsnBytes, bytes).ok()) break;
      const Insn insn = decode(config(), load_insn_word(bytes.data()));
      ++instructions[static_cast<std::size_t>(stage_of(insn))];
      if (i == report.error_insn) named = insn;
    }
    coverage_.runs.end_of_run(report, named, mirror_.tokens(), instructions);
  }

  AxiMonitor monitor_;
  std::unique_ptr<Device> device_;
  Mirror mirror_;
  FunctionalCoverage& coverage_;
  unsigned beat_bytes_ = 0;
  bool reset_needed_ = false;
};

}  // namespace

std::vector<const CoverageGroup*> FunctionalCoverage::groups() const {
  std::vector<const CoverageGroup*> all;
  for (const auto& part : {transfers.groups(), compute.groups(), runs.groups()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

void save(const FunctionalCoverage& coverage) {
  const char* directory = std::getenv("VTA_COVERAGE_DIR");
  if (directory == nullptr) return;
  std::ofstream out(new_coverage_file(directory, ".bins"));
  coverage.write(out);
  if (!out.flush()) std::fprintf(stderr, "coverage: cannot write into %s\n", directory);
}

void FunctionalCoverage::write(std::ostream& out) const {
  for (const CoverageGroup* group : groups()) group->write(out);
}

Result<std::unique_ptr<Device>> make_observed_rtl(std::unique_ptr<RtlModel> model,
                                                  const Config& config, const RtlOptions& options,
                                                  FunctionalCoverage& coverage) {
  auto device = std::make_unique<ObservedDevice>(config, coverage);
  if (Status status = device->open(std::move(model), config, options); !status) {
    return status.error();
  }
  return std::unique_ptr<Device>(std::move(device));
}

}  // namespace vta::coverage
