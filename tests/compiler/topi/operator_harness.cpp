// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/topi/operator_harness.h"

#include <bit>
#include <utility>

#include "driver/program/assemble.h"
#include "sim/functional/functional_device.h"
#include "sim/fuzz/outcome.h"
#include "sim/golden/golden_device.h"
#include "tests/compiler/topi/interleave.h"

namespace vta::test {
namespace {

constexpr std::uint32_t kRandomOrders = 3;

std::string text(std::byte byte) {
  return std::to_string(std::to_integer<std::int8_t>(byte)) + " (int8)";
}

// The first byte that differs, or an empty string.
std::string first_difference(const ProgramBlob& expected, const Bytes& actual) {
  std::size_t first = 0, count = 0;
  for (std::size_t i = expected.bytes.size(); i-- > 0;) {
    if (expected.bytes[i] == actual[i]) continue;
    first = i;
    ++count;
  }
  if (count == 0) return "";
  return expected.file + ": byte " + std::to_string(first) + ": expected " +
         text(expected.bytes[first]) + ", got " + text(actual[first]) + "; " +
         std::to_string(count) + " of " + std::to_string(actual.size()) + " differ";
}

Status check_outputs(const Device& device, const ProgramRun& run) {
  for (const ProgramBlob& expected : run.expect) {
    Bytes actual(expected.bytes.size());
    if (Status s = device.read(expected.address, actual); !s) return s;
    if (std::string what = first_difference(expected, actual); !what.empty()) return Error{what};
  }
  return ok_status();
}

// The padding of an output is what golden leaves there.
Status accept_padding(const Device& golden, const OperatorCase& c, ProgramRun& run) {
  for (const auto& [name, shape] : c.padded) {
    std::vector<std::int8_t> kept(
        static_cast<std::size_t>(shape.outer * shape.inner * shape.height * shape.width), 1);
    const Bytes is_kept = packed(shape, kept);
    for (ProgramBlob& expected : run.expect) {
      if (expected.file != name + ".expect.bin") continue;
      Bytes actual(expected.bytes.size());
      if (Status s = golden.read(expected.address, actual); !s) return s;
      if (is_kept.size() != actual.size())
        return Error{"the packed shape of " + name + " is wrong"};
      for (std::size_t i = 0; i < actual.size(); ++i) {
        if (is_kept[i] == std::byte{0}) expected.bytes[i] = actual[i];
      }
    }
  }
  return ok_status();
}

Status check_origins(const ProgramRun& run) {
  if (run.origins.size() != run.insn_count) {
    return Error{std::to_string(run.origins.size()) + " origins of " +
                 std::to_string(run.insn_count) + " instructions"};
  }
  return ok_status();
}

Status check_orders(const Program& program, const std::vector<Insn>& insns) {
  const struct {
    const char* name;
    Order order;
    std::uint32_t seeds;
  } orders[] = {{"store first", Order::kStoreFirst, 1},
                {"compute first", Order::kComputeFirst, 1},
                {"load first", Order::kLoadFirst, 1},
                {"random order", Order::kRandom, kRandomOrders}};
  for (const auto& [name, order, seeds] : orders) {
    for (std::uint32_t seed = 0; seed < seeds; ++seed) {
      const std::string where = std::string(name) + ", seed " + std::to_string(seed) + ": ";
      const Result<Bytes> result = run_interleaved(program, insns, order, seed);
      if (!result) return Error{where + result.error().message};
      const std::string what = first_difference(program.runs[0].expect[0], result.value());
      if (!what.empty()) return Error{where + what};
    }
  }
  return ok_status();
}

template <typename T>
Bytes packed_bytes(const topi::PackShape& shape, std::span<const T> plain) {
  const Result<std::vector<T>> packed = topi::pack(shape, plain);
  VTA_CHECK(packed.ok());
  return bytes_of(packed.value());
}

}  // namespace

Result<OperatorRun> run_operator(const Config& config, const OperatorCase& c,
                                 std::span<const std::unique_ptr<Device>> devices) {
  Result<topi::Compiled> compiled = topi::compile(config, c.op);
  if (!compiled) return compiled.error();
  OperatorRun done{std::move(compiled).value(), {}, {}, {}};
  Result<Program> program =
      make_program(config, c.op.name, done.compiled.finished, c.inputs, c.outputs);
  if (!program) return program.error();
  done.program = std::move(program).value();
  if (done.program.runs[0].expect.empty()) return Error{"the case expects nothing"};
  if (Status s = check_origins(done.program.runs[0]); !s) return s.error();

  const std::unique_ptr<Device> golden = make_golden(config);
  const std::unique_ptr<Device> functional = make_functional(config);
  std::vector<Device*> all = {golden.get(), functional.get()};
  for (const std::unique_ptr<Device>& device : devices) all.push_back(device.get());
  fuzz::ProgramOutcome expected;
  for (Device* device : all) {
    const std::string where = std::string(device->target()) + ": ";
    Result<fuzz::ProgramOutcome> ran = fuzz::run_on(*device, done.program);
    if (!ran) return Error{where + ran.error().message};
    fuzz::ProgramOutcome outcome = std::move(ran).value();
    done.reports.push_back(outcome.front().report);
    if (outcome.front().report.outcome != RunOutcome::kFinished) {
      return Error{where + outcome.front().report.detail};
    }
    if (device == golden.get()) {
      if (Status s = accept_padding(*device, c, done.program.runs[0]); !s) return s.error();
    }
    if (Status s = check_outputs(*device, done.program.runs[0]); !s) {
      return Error{where + s.error().message};
    }
    if (device == golden.get()) {
      expected = std::move(outcome);
    } else if (std::string what = difference(done.program, expected, outcome); !what.empty()) {
      return Error{where + what};
    }
  }
  done.statistics = expected.front().report.statistics;
  if (Status s = check_orders(done.program, done.compiled.finished.insns); !s) return s.error();
  return done;
}

std::string refusal(const Config& config, const Result<topi::Operator>& op) {
  if (!op) return op.error().message;
  const Result<topi::Compiled> compiled = topi::compile(config, op.value());
  return compiled ? "compiled" : compiled.error().message;
}

std::vector<std::int8_t> Random::int8(std::size_t size) {
  std::vector<std::int8_t> numbers(size);
  for (std::int8_t& number : numbers) {
    number = std::bit_cast<std::int8_t>(static_cast<std::uint8_t>(generator_() >> 24));
  }
  return numbers;
}

std::vector<std::int32_t> Random::int32(std::size_t size, int bits) {
  VTA_CHECK(bits >= 1 && bits <= 32);
  std::vector<std::int32_t> numbers(size);
  for (std::int32_t& number : numbers) {
    number = std::bit_cast<std::int32_t>(static_cast<std::uint32_t>(generator_())) >> (32 - bits);
  }
  return numbers;
}

Bytes packed(const topi::PackShape& shape, std::span<const std::int8_t> plain) {
  return packed_bytes(shape, plain);
}
Bytes packed(const topi::PackShape& shape, std::span<const std::int32_t> plain) {
  return packed_bytes(shape, plain);
}

}  // namespace vta::test
