// SPDX-License-Identifier: Apache-2.0
#include "bench/bias.h"

#include <map>
#include <string>

#include "driver/program/assemble.h"
#include "driver/program/command_stream.h"

namespace vta::bench {
namespace {

constexpr std::uint32_t kChannels = 512, kPixels = 7 * 7;

// Any numbers, negative ones and ones of more than 8 bits among them.
std::int32_t bias_of(std::uint32_t channel) {
  return static_cast<std::int32_t>(channel * 37 % 1009) - 500;
}

void append(std::vector<std::byte>& bytes, std::uint32_t value, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::byte>(value >> 8 * i));
}

}  // namespace

Result<Program> bias_program(const Config& config) {
  const auto batch = static_cast<std::uint32_t>(config.batch());
  const auto channels = static_cast<std::uint32_t>(config.block());  // of a block
  const std::uint32_t blocks = kChannels / channels;
  const std::uint32_t places = config.depth(MemoryType::kAcc) / kPixels;  // blocks on chip
  std::vector<std::byte> bias, result;
  for (std::uint32_t block = 0; block < blocks; ++block) {
    std::vector<std::byte> stored;
    for (std::uint32_t lane = 0; lane < batch * channels; ++lane) {
      const std::int32_t value = bias_of(block * channels + lane % channels);
      append(bias, static_cast<std::uint32_t>(value), 4);
      append(stored, static_cast<std::uint32_t>(value), 1);
    }
    for (std::uint32_t p = 0; p < kPixels; ++p) {
      result.insert(result.end(), stored.begin(), stored.end());
    }
  }

  CommandStream stream(config);
  std::vector<Call> calls;
  for (std::uint32_t block = 0; block < blocks; ++block) {
    if (block >= places) calls.push_back(DepPop{Queue::kStore, Queue::kCompute});
    const std::uint32_t at = places == 0 ? 0 : block % places * kPixels;
    calls.push_back(Load2d{"bias", block, 1, kPixels, 0, 0, 0, 0, 0, at, MemoryType::kAcc});
    calls.push_back(DepPush{Queue::kCompute, Queue::kStore});
    calls.push_back(DepPop{Queue::kCompute, Queue::kStore});
    calls.push_back(Store2d{at, MemoryType::kOut, "result", block * kPixels, kPixels, 1, kPixels});
    if (block + places < blocks) calls.push_back(DepPush{Queue::kStore, Queue::kCompute});
  }
  if (Status s = stream.declare_buffer("bias", bias.size()); !s) return s.error();
  if (Status s = stream.declare_buffer("result", result.size()); !s) return s.error();
  for (const Call& call : calls) {
    if (Status s = stream.apply(call); !s) return s.error();
  }
  const Result<CommandStream::Finished> finished = stream.finish();
  if (!finished) return finished.error();
  return make_program(config, "bias", finished.value(), {{"bias", bias}}, {{"result", result}});
}

}  // namespace vta::bench
