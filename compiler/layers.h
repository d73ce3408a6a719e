// SPDX-License-Identifier: Apache-2.0
//
// Convolution layers that have names: "seed", and the layers of ResNet-18 that VTA runs, C2 to C12
// in the numbering of the TVM paper.

#ifndef VTA_COMPILER_LAYERS_H_
#define VTA_COMPILER_LAYERS_H_

#include <span>
#include <string>
#include <string_view>

#include "compiler/conv2d.h"
#include "hw/isa/result.h"

namespace vta {

struct NamedLayer {
  std::string_view name;
  Conv2dLayer layer;
};

// "seed" first, then C2 to C12.
[[nodiscard]] std::span<const NamedLayer> named_layers();

// Fails listing the names there are.
[[nodiscard]] Result<Conv2dLayer> find_layer(std::string_view name);

}  // namespace vta

#endif  // VTA_COMPILER_LAYERS_H_
