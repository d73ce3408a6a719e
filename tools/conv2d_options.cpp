// SPDX-License-Identifier: Apache-2.0
#include "tools/conv2d_options.h"

#include <limits>

#include "compiler/layers.h"
#include "tools/command.h"

namespace vta {

namespace po = boost::program_options;

namespace {

// The compiler knows the ranges; here a value only has to be a number that is no overflow.
constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();

struct Dimension {
  const char* name;
  const char* help;
  std::int64_t Conv2dLayer::*field;
  std::int64_t Conv2dLayer::*second;  // the same for the other axis of a square, or null
};

constexpr Dimension kDimensions[] = {
    {"batch", "images", &Conv2dLayer::batch, nullptr},
    {"height", "rows of the input", &Conv2dLayer::height, nullptr},
    {"width", "columns of the input", &Conv2dLayer::width, nullptr},
    {"in-channels", "input channels, a multiple of BLOCK", &Conv2dLayer::in_channels, nullptr},
    {"out-channels", "output channels, a multiple of BLOCK", &Conv2dLayer::out_channels, nullptr},
    {"kernel", "rows and columns of the kernel", &Conv2dLayer::kernel_h, &Conv2dLayer::kernel_w},
    {"pad", "zeros on every side of the input", &Conv2dLayer::pad_h, &Conv2dLayer::pad_w},
    {"stride", "step of the kernel in both directions", &Conv2dLayer::stride_h,
     &Conv2dLayer::stride_w},
};

struct Tile {
  const char* name;
  const char* help;
  std::optional<std::int64_t> Conv2dScheduleRequest::*field;
};

constexpr Tile kTiles[] = {
    {"tile-oc", "output channels of a tile", &Conv2dScheduleRequest::tile_oc},
    {"tile-ic", "input channels that are loaded at once", &Conv2dScheduleRequest::tile_ic},
    {"tile-h", "output rows of a tile", &Conv2dScheduleRequest::tile_h},
    {"tile-w", "output columns of a tile", &Conv2dScheduleRequest::tile_w},
    {"vthreads", "tiles in flight, 1 or 2", &Conv2dScheduleRequest::vthreads},
};

po::typed_value<std::int64_t>* integer() { return po::value<std::int64_t>()->value_name("N"); }

}  // namespace

void add_layer_options(po::options_description& options) {
  std::string names;
  for (const NamedLayer& layer : named_layers()) names += " " + std::string(layer.name);
  const std::string help = "one of:" + names + " (default: seed, which is C9)";
  options.add_options()("layer", po::value<std::string>()->value_name("NAME"), help.c_str());
  const Conv2dLayer seed;
  for (const Dimension& dimension : kDimensions) {
    const std::string text =
        std::string(dimension.help) + " (default " + std::to_string(seed.*dimension.field) + ")";
    options.add_options()(dimension.name, integer(), text.c_str());
  }
  options.add_options()("shift", integer(),
                        "arithmetic shift right of the sums, 0..31 (default 8); the result is then "
                        "clipped to 0..127");
}

void add_schedule_options(po::options_description& options) {
  for (const Tile& tile : kTiles) options.add_options()(tile.name, integer(), tile.help);
}

Result<Conv2dOptions> read_conv2d_options(const po::variables_map& values) {
  Conv2dOptions options{"seed", {}, {}};
  const bool named = values.count("layer") != 0;
  if (named) {
    options.layer_name = values["layer"].as<std::string>();
    const Result<Conv2dLayer> layer = find_layer(options.layer_name);
    if (!layer) return layer.error();
    options.layer = layer.value();
  }
  for (const Dimension& dimension : kDimensions) {
    const auto value = integer_option(values, dimension.name, 0, kMax);
    if (!value) return value.error();
    if (!value.value()) continue;
    if (named) {
      return Error{"--layer " + options.layer_name + " says the whole layer; --" +
                   std::string(dimension.name) + " cannot be given with it"};
    }
    options.layer_name = "custom";
    options.layer.*dimension.field = *value.value();
    if (dimension.second != nullptr) options.layer.*dimension.second = *value.value();
  }
  const auto shift = integer_option(values, "shift", 0, kMax);
  if (!shift) return shift.error();
  options.layer.shift = shift.value().value_or(options.layer.shift);
  for (const Tile& tile : kTiles) {
    const auto value = integer_option(values, tile.name, 0, kMax);
    if (!value) return value.error();
    options.schedule.*tile.field = value.value();
  }
  return options;
}

}  // namespace vta
