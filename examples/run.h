// SPDX-License-Identifier: Apache-2.0
//
// What the examples share: random data, a run on the functional simulator, and the comparison with
// the reference.

#ifndef VTA_EXAMPLES_RUN_H_
#define VTA_EXAMPLES_RUN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/topi/operator.h"
#include "compiler/topi/pack.h"
#include "driver/program/assemble.h"
#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"

namespace vta::examples {

using Numbers = std::vector<std::int8_t>;

// The value, or the end of the example with the reason.
template <typename T>
T value(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

inline Numbers random_numbers(std::int64_t size, std::uint32_t seed) {
  std::mt19937 generator(seed);
  Numbers numbers(static_cast<std::size_t>(size));
  for (std::int8_t& n : numbers) n = static_cast<std::int8_t>(generator() >> 24);
  return numbers;
}
inline Numbers random_numbers(std::initializer_list<std::int64_t> shape, std::uint32_t seed) {
  std::int64_t size = 1;
  for (const std::int64_t extent : shape) size *= extent;
  return random_numbers(size, seed);
}

template <typename T>
std::vector<std::byte> bytes_of(const std::vector<T>& numbers) {
  const auto bytes = std::as_bytes(std::span(numbers));
  return {bytes.begin(), bytes.end()};
}

// A tensor as the machine reads it, in bytes.
template <typename T>
std::vector<std::byte> packed(const topi::PackShape& shape, const std::vector<T>& plain) {
  return bytes_of(value(topi::pack(shape, plain)));
}

// Compiles the operator, makes a program of it, runs that on the functional simulator, and compares
// its result, the buffer "res" of the given shape, with the reference. Yields the exit code.
inline int run(const Config& config, const topi::Operator& op,
               const std::map<std::string, std::vector<std::byte>>& inputs,
               const topi::PackShape& res, const Numbers& reference) {
  const topi::Compiled compiled = value(topi::compile(config, op));
  const Program program = value(make_program(config, op.name, compiled.finished, inputs, {}));
  const auto device = make_functional(config);
  const ReplayResult replay = value(run_program(*device, program));
  for (const std::string& complaint : replay.complaints()) std::puts(complaint.c_str());

  Numbers result(static_cast<std::size_t>(res.packed_size()));
  for (const auto& buffer : compiled.finished.buffers) {
    if (buffer.name != "res") continue;
    const Status read = device->read(buffer.address, std::as_writable_bytes(std::span(result)));
    if (!read) std::puts(read.error().message.c_str());
  }
  const bool same =
      replay.verdict() == ReplayVerdict::kMatch && value(topi::unpack(res, result)) == reference;
  const Statistics& s = replay.runs.front().report.statistics;
  std::printf("%s: %s; %zu instructions, %llu GEMM and %llu ALU operations\n", op.name.c_str(),
              same ? "matches the reference" : "MISMATCH", compiled.finished.insns.size(),
              static_cast<unsigned long long>(s.gemm_counter),
              static_cast<unsigned long long>(s.alu_counter));
  return same ? 0 : 1;
}

}  // namespace vta::examples

#endif  // VTA_EXAMPLES_RUN_H_
