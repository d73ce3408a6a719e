// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/layers.h"

#include <array>

namespace vta::topi {
namespace {

// Square layers of batch 1.
constexpr Conv2dLayer square(std::int64_t size, std::int64_t in, std::int64_t out,
                             std::int64_t kernel, std::int64_t stride, std::int64_t pad) {
  return {.batch = 1,
          .height = size,
          .width = size,
          .in_channels = in,
          .out_channels = out,
          .kernel_h = kernel,
          .kernel_w = kernel,
          .pad_h = pad,
          .pad_w = pad,
          .stride_h = stride,
          .stride_w = stride};
}

constexpr std::array kLayers = {
    NamedLayer{"seed", square(14, 256, 256, 3, 1, 1)},
    NamedLayer{"C1", square(224, 3, 64, 7, 2, 3)},
    NamedLayer{"C2", square(56, 64, 64, 3, 1, 1)},
    NamedLayer{"C3", square(56, 64, 64, 1, 1, 0)},
    NamedLayer{"C4", square(56, 64, 128, 3, 2, 1)},
    NamedLayer{"C5", square(56, 64, 128, 1, 2, 0)},
    NamedLayer{"C6", square(28, 128, 128, 3, 1, 1)},
    NamedLayer{"C7", square(28, 128, 256, 3, 2, 1)},
    NamedLayer{"C8", square(28, 128, 256, 1, 2, 0)},
    NamedLayer{"C9", square(14, 256, 256, 3, 1, 1)},
    NamedLayer{"C10", square(14, 256, 512, 3, 2, 1)},
    NamedLayer{"C11", square(14, 256, 512, 1, 2, 0)},
    NamedLayer{"C12", square(7, 512, 512, 3, 1, 1)},
};

}  // namespace

std::span<const NamedLayer> named_layers() { return kLayers; }

Result<Conv2dLayer> find_layer(std::string_view name) {
  std::string names;
  for (const NamedLayer& candidate : kLayers) {
    if (candidate.name == name) return candidate.layer;
    names += (names.empty() ? "" : ", ") + std::string(candidate.name);
  }
  return Error{"there is no layer named '" + std::string(name) + "'; there are " + names};
}

}  // namespace vta::topi
