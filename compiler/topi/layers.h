// SPDX-License-Identifier: Apache-2.0
//
// Convolution layers that have names: "seed", and the layers of ResNet-18, C1 to C12 in the
// numbering of the TVM paper. C1 reads the image, three channels.

#ifndef VTA_COMPILER_TOPI_LAYERS_H_
#define VTA_COMPILER_TOPI_LAYERS_H_

#include <span>
#include <string>
#include <string_view>

#include "compiler/topi/conv2d.h"
#include "hw/isa/result.h"

namespace vta::topi {

struct NamedLayer {
  std::string_view name;
  Conv2dLayer layer;
};

// "seed" first, then C1 to C12.
[[nodiscard]] std::span<const NamedLayer> named_layers();

// Fails listing the names there are.
[[nodiscard]] Result<Conv2dLayer> find_layer(std::string_view name);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_LAYERS_H_
