// SPDX-License-Identifier: Apache-2.0
//
// What must hold for every operator, whatever it computes:
//
//   const Result<OperatorCase> c = ...;                   // operator, inputs, expected outputs
//   const Result<OperatorRun> run = run_operator(config, c.value());
//   ASSERT_TRUE(run) << run.error().message;              // all devices and orders are right
//   EXPECT_EQ(run.value().statistics.alu_counter, 42u);   // and then what is special about it

#ifndef VTA_TESTS_COMPILER_TOPI_OPERATOR_HARNESS_H_
#define VTA_TESTS_COMPILER_TOPI_OPERATOR_HARNESS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "compiler/topi/operator.h"
#include "compiler/topi/pack.h"
#include "driver/device/device.h"
#include "driver/program/program.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::test {

using Bytes = std::vector<std::byte>;
using Buffers =
    std::map<std::string, Bytes>;  // by the name of the tensor, as the machine sees them

// An operator, data for it, and what it must make of them.
struct OperatorCase {
  topi::Operator op;
  Buffers inputs, outputs;
  // Outputs with padding, of any value: how they are packed. The others count to the last byte.
  std::map<std::string, topi::PackShape> padded = {};
};

// A case that can stand in a table of parameterized tests.
struct NamedCase {
  std::string name;  // usable in the name of a test
  std::function<Result<OperatorCase>(const Config&)> make;

  friend void PrintTo(const NamedCase& c, std::ostream* os) { *os << c.name; }  // for GoogleTest
};

struct OperatorRun {
  topi::Compiled compiled;
  Program program;
  Statistics statistics;           // all devices agree on them
  std::vector<RunReport> reports;  // golden, functional, then those of `devices`
};

// Compiles the operator, makes a program of it with the origin of every instruction, and runs that
// on golden, functional and `devices` (which are new, without regions). Fails with one sentence
// when something is refused, when a device does not leave the outputs, or not the memory and the
// statistics that golden leaves, and when the first output differs after the stages took turns in
// some order.
[[nodiscard]] Result<OperatorRun> run_operator(
    const Config& config, const OperatorCase& c,
    std::span<const std::unique_ptr<Device>> devices = {});

// The sentence with which an operator is refused, by its definition or by lowering, or "compiled".
[[nodiscard]] std::string refusal(const Config& config, const Result<topi::Operator>& op);

// Numbers that the standard fixes for a seed.
class Random {
 public:
  explicit Random(std::uint32_t seed) : generator_(seed) {}
  [[nodiscard]] std::vector<std::int8_t> int8(std::size_t size);  // the whole range
  // `bits` wide, with sign; 1..32.
  [[nodiscard]] std::vector<std::int32_t> int32(std::size_t size, int bits = 16);

 private:
  std::mt19937 generator_;
};

template <typename T>
[[nodiscard]] Bytes bytes_of(std::span<const T> numbers) {
  const auto bytes = std::as_bytes(numbers);
  return {bytes.begin(), bytes.end()};
}
template <typename T>
[[nodiscard]] Bytes bytes_of(const std::vector<T>& numbers) {
  return bytes_of(std::span<const T>(numbers));
}

// The packed tensor as bytes. Aborts when the shape and the tensor do not fit, since that is a
// mistake of the test.
[[nodiscard]] Bytes packed(const topi::PackShape& shape, std::span<const std::int8_t> plain);
[[nodiscard]] Bytes packed(const topi::PackShape& shape, std::span<const std::int32_t> plain);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_TOPI_OPERATOR_HARNESS_H_
