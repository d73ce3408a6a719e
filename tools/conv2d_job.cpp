// SPDX-License-Identifier: Apache-2.0
#include "tools/conv2d_job.h"

#include <algorithm>
#include <bit>
#include <map>
#include <random>
#include <span>
#include <utility>

#include "driver/program/assemble.h"
#include "sim/reference/conv2d.h"
#include "sim/reference/epilogue.h"
#include "tools/text.h"

namespace vta {
namespace {

// The top byte of each number of the generator; the standard fixes the generator, not the
// distributions.
std::vector<std::int8_t> random_tensor(std::mt19937& generator, std::size_t size) {
  std::vector<std::int8_t> tensor(size);
  for (std::int8_t& element : tensor) {
    element = std::bit_cast<std::int8_t>(static_cast<std::uint8_t>(generator() >> 24));
  }
  return tensor;
}

std::vector<std::int32_t> random_bias(std::mt19937& generator, std::size_t size) {
  std::vector<std::int32_t> bias(size);
  for (std::int32_t& b : bias) {
    b = std::bit_cast<std::int16_t>(static_cast<std::uint16_t>(generator() >> 16));
  }
  return bias;
}

Result<std::vector<std::byte>> packed_bytes(const topi::PackShape& shape,
                                            std::span<const std::int8_t> plain) {
  const Result<std::vector<std::int8_t>> packed = topi::pack(shape, plain);
  if (!packed) return packed.error();
  const auto bytes = std::as_bytes(std::span(packed.value()));
  return std::vector<std::byte>(bytes.begin(), bytes.end());
}

// The result as it lies in memory. Where an axis does not fill its last block, what is stored there
// is the epilogue of a sum of zeros: the bias of a channel that there is, shifted and clipped.
Result<std::vector<std::byte>> packed_result(const topi::PackShape& shape,
                                             std::span<const std::int8_t> plain,
                                             Epilogue epilogue) {
  topi::PackShape whole = shape;
  whole.outer = shape.outer_blocks() * shape.outer_block;
  whole.inner = shape.inner_blocks() * shape.inner_block;
  const auto channels = static_cast<std::size_t>(whole.inner);
  if (!epilogue.bias.empty()) epilogue.bias.resize(channels);
  const std::vector<std::int8_t> nothing =
      apply_epilogue(epilogue, std::vector<std::int32_t>(channels), static_cast<int>(channels), 1);
  const auto plane = static_cast<std::size_t>(shape.height * shape.width);
  std::vector<std::int8_t> filled;
  for (std::int64_t n = 0; n < whole.outer; ++n) {
    for (std::int64_t c = 0; c < whole.inner; ++c) {
      if (n < shape.outer && c < shape.inner) {
        const auto from =
            plain.subspan(static_cast<std::size_t>(n * shape.inner + c) * plane, plane);
        filled.insert(filled.end(), from.begin(), from.end());
      } else {
        filled.insert(filled.end(), plane, nothing[static_cast<std::size_t>(c)]);
      }
    }
  }
  return packed_bytes(whole, filled);
}

Comparison compare_results(const char* name, const Conv2dJob& job,
                           const std::vector<std::int8_t>& expected,
                           const std::vector<std::int8_t>& actual) {
  std::size_t first = 0, count = 0;
  for (std::size_t i = expected.size(); i-- > 0;) {
    if (expected[i] == actual[i]) continue;
    first = i;
    ++count;
  }
  if (count == 0) return {true, textf("%s: matches (%zu bytes)", name, expected.size())};
  return {false,
          textf("%s: MISMATCH, first at %s: expected %d, got %d; %zu of %zu differ", name,
                topi::plain_position(job.result_shape, static_cast<std::int64_t>(first)).c_str(),
                expected[first], actual[first], count, expected.size())};
}

}  // namespace

Conv2dShape reference_shape(const topi::Conv2dLayer& layer) {
  const auto to_int = [](std::int64_t value) { return static_cast<int>(value); };
  return {.batch = to_int(layer.batch),
          .in_channels = to_int(layer.in_channels),
          .height = to_int(layer.height),
          .width = to_int(layer.width),
          .out_channels = to_int(layer.out_channels),
          .kernel_h = to_int(layer.kernel_h),
          .kernel_w = to_int(layer.kernel_w),
          .pad_h = to_int(layer.pad_h),
          .pad_w = to_int(layer.pad_w),
          .stride_h = to_int(layer.stride_h),
          .stride_w = to_int(layer.stride_w),
          .groups = to_int(layer.groups)};
}

Result<Conv2dJob> make_conv2d_job(const Config& config, const std::string& name,
                                  const topi::Conv2dLayer& layer,
                                  const topi::Conv2dSchedule& schedule, std::uint32_t seed,
                                  const topi::CompileOptions& options) {
  Conv2dJob job;
  job.config = config;
  job.layer = layer;
  job.schedule = schedule;
  const Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  if (!op) return op.error();
  Result<topi::Compiled> compiled = topi::compile(config, op.value(), options);
  if (!compiled) return compiled.error();
  job.compiled = std::move(compiled).value();

  std::mt19937 generator(seed);
  const Conv2dShape shape = reference_shape(layer);
  if (Status status = check_conv2d_shape(shape); !status) return status.error();
  const std::vector<std::int8_t> data = random_tensor(generator, shape.input_size());
  const std::vector<std::int8_t> kernel = random_tensor(generator, shape.weight_size());
  std::vector<std::int32_t> bias;
  if (layer.bias) bias = random_bias(generator, static_cast<std::size_t>(layer.out_channels));
  const Epilogue epilogue{.bias = bias,
                          .shift = static_cast<int>(layer.shift),
                          .lo = static_cast<std::int32_t>(layer.clip_lo),
                          .hi = static_cast<std::int32_t>(layer.clip_hi)};
  Result<std::vector<std::int8_t>> reference = conv2d(shape, data, kernel, epilogue);
  if (!reference) return reference.error();
  job.reference = std::move(reference).value();

  const std::int64_t batch = config.batch();
  const std::int64_t block = config.block();
  job.result_shape = {layer.batch, layer.out_channels, layer.out_height(), layer.out_width(), batch,
                      block};
  const auto packed_data =
      packed_bytes({layer.batch, layer.in_channels, layer.height, layer.width, batch, block}, data);
  if (!packed_data) return packed_data.error();
  const auto packed_kernel = packed_bytes({layer.out_channels, layer.in_channels / layer.groups,
                                           layer.kernel_h, layer.kernel_w, block, block},
                                          kernel);
  if (!packed_kernel) return packed_kernel.error();
  const auto expected = packed_result(job.result_shape, job.reference, epilogue);
  if (!expected) return expected.error();
  std::map<std::string, std::vector<std::byte>> inputs = {{"data", packed_data.value()},
                                                          {"kernel", packed_kernel.value()}};
  if (layer.bias) {
    const auto packed_bias = topi::pack_bias(layer.out_channels, batch, block, bias);
    if (!packed_bias) return packed_bias.error();
    const auto bytes = std::as_bytes(std::span(packed_bias.value()));
    inputs["bias"].assign(bytes.begin(), bytes.end());
  }
  Result<Program> program =
      make_program(config, name, job.compiled.finished, inputs, {{"res", expected.value()}});
  if (!program) return program.error();
  job.program = std::move(program).value();
  VTA_CHECK(job.program.runs.size() == 1 && job.program.runs[0].expect.size() == 1);
  job.result_address = job.program.runs[0].expect[0].address;
  return job;
}

Result<Conv2dRun> run_conv2d_job(const Conv2dJob& job, Device& device) {
  for (const ProgramRegion& region : job.program.regions) {
    if (Status s = device.add_region(region.address, region.size); !s) return s.error();
  }
  const ProgramRun& run = job.program.runs[0];
  for (const ProgramBlob& blob : run.memory) {
    if (Status s = device.write(blob.address, blob.bytes); !s) return s.error();
  }
  RunRequest request;
  request.insn_address = run.insn_address;
  request.insn_count = run.insn_count;
  Result<RunReport> report = device.run(request);
  if (!report) return report.error();

  Conv2dRun done;
  done.report = std::move(report).value();
  done.error_site = error_site(device, run, done.report);
  for (const ProgramRegion& region : job.program.regions) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(region.size));
    if (Status s = device.read(region.address, bytes); !s) return s.error();
    done.memory.insert(done.memory.end(), bytes.begin(), bytes.end());
  }
  std::vector<std::int8_t> packed(static_cast<std::size_t>(job.result_shape.packed_size()));
  if (Status s = device.read(job.result_address, std::as_writable_bytes(std::span(packed))); !s) {
    return s.error();
  }
  Result<std::vector<std::int8_t>> result = topi::unpack(job.result_shape, packed);
  if (!result) return result.error();
  done.result = std::move(result).value();
  return done;
}

Comparison compare_with_reference(const Conv2dJob& job, const Conv2dRun& run) {
  return compare_results("reference conv2d", job, job.reference, run.result);
}

Comparison compare_with_golden(const Conv2dJob& job, const Conv2dRun& run,
                               const Conv2dRun& golden) {
  const char* name = "golden model";
  if (Comparison c = compare_results(name, job, golden.result, run.result); !c.matches) return c;
  if (const auto at = std::mismatch(golden.memory.begin(), golden.memory.end(), run.memory.begin());
      at.first != golden.memory.end()) {
    return {false,
            textf("%s: MISMATCH, byte %td of device memory, outside the result: expected "
                  "0x%02x, got 0x%02x",
                  name, at.first - golden.memory.begin(), std::to_integer<unsigned>(*at.first),
                  std::to_integer<unsigned>(*at.second))};
  }
  for (const StatisticsKey& key : statistics_keys()) {
    const auto expected = static_cast<unsigned long long>(golden.report.statistics.*key.field);
    const auto actual = static_cast<unsigned long long>(run.report.statistics.*key.field);
    if (expected == actual) continue;
    return {false, textf("%s: MISMATCH, statistic %s: expected %llu, got %llu", name,
                         std::string(key.name).c_str(), expected, actual)};
  }
  return {true, textf("%s: matches (%zu bytes of memory, %zu statistics)", name,
                      golden.memory.size(), statistics_keys().size())};
}

}  // namespace vta
