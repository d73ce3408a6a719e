// SPDX-License-Identifier: Apache-2.0
//
// The phases themselves, and what the host does with kernels and results.

#include "compiler/topi/transpose_phase.h"

#include <cstddef>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"
#include "compiler/topi/pack.h"

namespace vta::topi {
namespace {

PhaseAxis phase_axis(std::int64_t phase, std::int64_t out, std::int64_t kernel, std::int64_t pad,
                     std::int64_t stride) {
  PhaseAxis axis;
  axis.phase = phase;
  axis.size = phase < out ? ceil_div(out - phase, stride) : 0;
  axis.first_tap = (phase + pad) % stride;
  axis.taps = axis.first_tap < kernel ? ceil_div(kernel - axis.first_tap, stride) : 0;
  axis.first = (phase + pad) / stride - (axis.taps - 1);
  return axis;
}

PackShape result_shape(const Config& config, const Conv2dTransposeLayer& layer,
                       const Phase& phase) {
  return {layer.batch,  layer.out_channels, phase.y.size,
          phase.x.size, config.batch(),     config.block()};
}

// Calls move(index in the phase, index in the output) for every pixel of a phase.
template <typename Move>
void for_each_pixel(const Conv2dTransposeLayer& layer, const Phase& phase, Move move) {
  std::size_t inner = 0;
  for (std::int64_t plane = 0; plane < layer.batch * layer.out_channels; ++plane) {
    for (std::int64_t y = 0; y < phase.y.size; ++y) {
      const std::int64_t row = plane * layer.out_height() + phase.y.phase + y * layer.stride_h;
      for (std::int64_t x = 0; x < phase.x.size; ++x, ++inner) {
        const std::int64_t outer = row * layer.out_width() + phase.x.phase + x * layer.stride_w;
        move(inner, static_cast<std::size_t>(outer));
      }
    }
  }
}

std::int64_t output_size(const Conv2dTransposeLayer& layer) {
  return layer.batch * layer.out_channels * layer.out_height() * layer.out_width();
}

// (OC, IC, TH, TW) of one phase.
std::vector<std::int8_t> taps_of(const Conv2dTransposeLayer& layer, const Phase& phase,
                                 std::span<const std::int8_t> plain) {
  std::vector<std::int8_t> taps;
  for (std::int64_t oc = 0; oc < layer.out_channels; ++oc) {
    for (std::int64_t ic = 0; ic < layer.in_channels; ++ic) {
      const std::int64_t kernel = (ic * layer.out_channels + oc) * layer.kernel_h;
      for (std::int64_t y = phase.y.taps; y-- > 0;) {
        const std::int64_t row = kernel + phase.y.first_tap + y * layer.stride_h;
        for (std::int64_t x = phase.x.taps; x-- > 0;) {
          const std::int64_t tap = row * layer.kernel_w + phase.x.first_tap + x * layer.stride_w;
          taps.push_back(plain[static_cast<std::size_t>(tap)]);
        }
      }
    }
  }
  return taps;
}

}  // namespace

std::vector<Phase> phases_of(const Conv2dTransposeLayer& layer) {
  std::vector<Phase> phases;
  for (std::int64_t y = 0; y < layer.stride_h; ++y) {
    for (std::int64_t x = 0; x < layer.stride_w; ++x) {
      const Phase phase{
          phase_axis(y, layer.out_height(), layer.kernel_h, layer.pad_h, layer.stride_h),
          phase_axis(x, layer.out_width(), layer.kernel_w, layer.pad_w, layer.stride_w)};
      if (phase.y.size > 0 && phase.x.size > 0) phases.push_back(phase);
    }
  }
  return phases;
}

Result<PackedBuffers> pack_transpose_kernel(const Config& config, const Conv2dTransposeLayer& layer,
                                            std::span<const std::int8_t> plain) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  const std::int64_t size =
      layer.in_channels * layer.out_channels * layer.kernel_h * layer.kernel_w;
  if (Status status = check_elements(plain.size(), size); !status) return status.error();
  PackedBuffers buffers;
  for (const Phase& phase : phases_of(layer)) {
    if (!phase.has_taps()) continue;
    Result<std::vector<std::int8_t>> packed =
        pack({layer.out_channels, layer.in_channels, phase.y.taps, phase.x.taps, config.block(),
              config.block()},
             taps_of(layer, phase, plain));
    if (!packed) return packed.error();
    buffers[phase.name("kernel")] = std::move(packed).value();
  }
  return buffers;
}

Result<PackedBuffers> pack_transpose_result(const Config& config, const Conv2dTransposeLayer& layer,
                                            std::span<const std::int8_t> plain) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  if (Status status = check_elements(plain.size(), output_size(layer)); !status) {
    return status.error();
  }
  PackedBuffers buffers;
  for (const Phase& phase : phases_of(layer)) {
    std::vector<std::int8_t> pixels(
        static_cast<std::size_t>(layer.batch * layer.out_channels * phase.y.size * phase.x.size));
    for_each_pixel(layer, phase,
                   [&](std::size_t inner, std::size_t outer) { pixels[inner] = plain[outer]; });
    Result<std::vector<std::int8_t>> packed = pack(result_shape(config, layer, phase), pixels);
    if (!packed) return packed.error();
    buffers[phase.name("res")] = std::move(packed).value();
  }
  return buffers;
}

Result<std::vector<std::int8_t>> unpack_transpose_result(const Config& config,
                                                         const Conv2dTransposeLayer& layer,
                                                         const PackedBuffers& packed) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  std::vector<std::int8_t> plain(static_cast<std::size_t>(output_size(layer)));
  for (const Phase& phase : phases_of(layer)) {
    const auto buffer = packed.find(phase.name("res"));
    if (buffer == packed.end()) return Error{"buffer " + phase.name("res") + " is missing"};
    const Result<std::vector<std::int8_t>> pixels =
        unpack(result_shape(config, layer, phase), buffer->second);
    if (!pixels) return Error{"buffer " + buffer->first + ": " + pixels.error().message};
    for_each_pixel(layer, phase, [&](std::size_t inner, std::size_t outer) {
      plain[outer] = pixels.value()[inner];
    });
  }
  return plain;
}

}  // namespace vta::topi
