// SPDX-License-Identifier: Apache-2.0
//
// A verilated module under test: its clock, its reset, and its ports as bits.

#ifndef VTA_TESTS_RTL_DUT_H_
#define VTA_TESTS_RTL_DUT_H_

#include <verilated.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/rtl/coverage.h"

namespace vta {

// Bits [lsb, lsb + width) of a port of any width; width 1..64. Ports are little endian in memory.
template <class Port>
[[nodiscard]] std::uint64_t get_bits(const Port& port, unsigned lsb, unsigned width) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&port);
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i) {
    const unsigned bit = lsb + i;
    value |= std::uint64_t{(bytes[bit / 8] >> (bit % 8)) & 1u} << i;
  }
  return value;
}

template <class Port>
void set_bits(Port& port, unsigned lsb, unsigned width, std::uint64_t value) {
  auto* bytes = reinterpret_cast<std::uint8_t*>(&port);
  for (unsigned i = 0; i < width; ++i) {
    const unsigned bit = lsb + i;
    const auto mask = static_cast<std::uint8_t>(1u << (bit % 8));
    bytes[bit / 8] = static_cast<std::uint8_t>(
        (value >> i) & 1u ? bytes[bit / 8] | mask
                          : bytes[bit / 8] & static_cast<std::uint8_t>(~mask));
  }
}

using Bytes = std::vector<std::uint8_t>;

// The whole port, the least significant byte first.
template <class Port>
[[nodiscard]] Bytes get_bytes(const Port& port) {
  Bytes bytes(sizeof port);
  std::memcpy(bytes.data(), &port, sizeof port);
  return bytes;
}

template <class Port>
void set_bytes(Port& port, const std::uint8_t* bytes) {
  std::memcpy(&port, bytes, sizeof port);
}

// Far more cycles than any test needs. A test that waits for a module which never answers fails
// here and not by a time limit, which tells nothing.
inline constexpr std::uint64_t kMostCycles = 2'000'000;

// Inputs are set while the clock is low; eval() then shows the outputs of this cycle, and tick()
// ends it. The cycle behind kMostCycles is an exception, so every loop that ticks has an end.
template <class Model>
class Dut {
 public:
  Dut()
      : context_(std::make_unique<VerilatedContext>()),
        model_(std::make_unique<Model>(context_.get())) {
    set_clock(0);
  }
  ~Dut() { record_coverage(*context_); }
  Dut(const Dut&) = delete;
  Dut& operator=(const Dut&) = delete;

  Model* operator->() { return model_.get(); }
  const Model* operator->() const { return model_.get(); }

  void eval() { model_->eval(); }

  void tick() {
    if (cycle_ >= kMostCycles) {
      throw std::runtime_error("the test waits in vain: no end after " +
                               std::to_string(kMostCycles) + " cycles");
    }
    model_->eval();
    set_clock(1);
    model_->eval();
    set_clock(0);
    model_->eval();
    ++cycle_;
  }

  void reset(unsigned cycles = 2) {
    model_->rst_ni = 0;
    for (unsigned i = 0; i < cycles; ++i) tick();
    model_->rst_ni = 1;
    model_->eval();
  }

  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }

 private:
  // The ports of vta_top have no suffixes. A module without a clock has cycles all the same;
  // nothing happens at their edges.
  void set_clock([[maybe_unused]] std::uint8_t level) {
    if constexpr (requires { model_->clk_i; }) model_->clk_i = level;
    if constexpr (requires { model_->clk; }) model_->clk = level;
  }

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Model> model_;
  std::uint64_t cycle_ = 0;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_DUT_H_
