// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/epilogue.h"

#include <algorithm>

#include "sim/reference/checks.h"

namespace vta {

Status check_epilogue(const std::string& op, const Epilogue& epilogue, int channels) {
  if (Status s = reference::check_shift(op, epilogue.shift); !s) return s;
  if (Status s = reference::check_clip(op, epilogue.lo, epilogue.hi); !s) return s;
  if (epilogue.bias.empty()) return ok_status();
  return reference::check_elements(op, "bias", epilogue.bias.size(),
                                   static_cast<std::size_t>(channels));
}

std::vector<std::int8_t> apply_epilogue(const Epilogue& epilogue,
                                        std::span<const std::int32_t> sums, int channels,
                                        std::size_t plane) {
  std::vector<std::int8_t> result;
  result.reserve(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t channel = i / plane % static_cast<std::size_t>(channels);
    const std::int32_t bias = epilogue.bias.empty() ? 0 : epilogue.bias[channel];
    const auto biased = static_cast<std::int32_t>(static_cast<std::uint32_t>(sums[i]) +
                                                  static_cast<std::uint32_t>(bias));
    const std::int32_t clipped = std::clamp(biased >> epilogue.shift, epilogue.lo, epilogue.hi);
    result.push_back(static_cast<std::int8_t>(clipped));
  }
  return result;
}

}  // namespace vta
