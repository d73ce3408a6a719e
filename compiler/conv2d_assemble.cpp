// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "compiler/conv2d.h"

namespace vta {

Result<CommandStream::Finished> assemble_conv2d(const Config& config, const Conv2dLayer& layer,
                                                const CallList& calls) {
  CommandStream stream(config);
  const Conv2dBytes bytes = conv2d_bytes(config, layer);
  for (const auto& [name, size] : {std::pair{"data", bytes.data}, std::pair{"kernel", bytes.kernel},
                                   std::pair{"res", bytes.res}}) {
    if (Status status = stream.declare_buffer(name, size); !status) return status.error();
  }
  for (const Call& call : calls) {
    if (Status status = stream.apply(call); !status) return status.error();
  }
  return stream.finish();
}

}  // namespace vta
