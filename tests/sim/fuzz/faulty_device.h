// SPDX-License-Identifier: Apache-2.0
//
// A device that executes other instructions than those of the program: what a simulator with a
// fault looks like from outside.

#ifndef VTA_TESTS_SIM_FUZZ_FAULTY_DEVICE_H_
#define VTA_TESTS_SIM_FUZZ_FAULTY_DEVICE_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/functional/functional_device.h"

namespace vta::fuzz {

class FaultyDevice final : public Device {
 public:
  using Fault = std::function<void(Insn&)>;

  FaultyDevice(const Config& config, Fault fault)
      : device_(make_functional(config)), fault_(std::move(fault)) {}

  [[nodiscard]] std::string_view target() const override { return "faulty"; }
  [[nodiscard]] const Config& config() const override { return device_->config(); }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return device_->add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return device_->write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return device_->read(address, data);
  }

  // The instructions in memory are exchanged for the time of the run.
  Result<RunReport> run(const RunRequest& request) override {
    std::vector<std::byte> image(request.insn_count * kInsnBytes);
    if (!device_->read(request.insn_address, image).ok()) return device_->run(request);
    std::vector<std::byte> faulty(image.size());
    for (std::size_t at = 0; at < image.size(); at += kInsnBytes) {
      Insn insn = decode(config(), load_insn_word(&image[at]));
      fault_(insn);
      store_insn_word(encode(config(), insn).value(), &faulty[at]);
    }
    if (Status s = device_->write(request.insn_address, faulty); !s) return s.error();
    Result<RunReport> report = device_->run(request);
    if (Status s = device_->write(request.insn_address, image); !s) return s.error();
    return report;
  }

 private:
  std::unique_ptr<Device> device_;
  Fault fault_;
};

}  // namespace vta::fuzz

#endif  // VTA_TESTS_SIM_FUZZ_FAULTY_DEVICE_H_
