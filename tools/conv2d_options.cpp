// SPDX-License-Identifier: Apache-2.0
#include "tools/conv2d_options.h"

#include <limits>
#include <utility>
#include <vector>

#include "compiler/topi/layers.h"
#include "tools/command.h"
#include "tools/cycle_model.h"

namespace vta {

namespace po = boost::program_options;

namespace {

// The compiler knows the ranges; here a value only has to be a number that is no overflow.
constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();

struct Dimension {
  const char* name;
  const char* help;
  std::int64_t topi::Conv2dLayer::*field;
  std::int64_t topi::Conv2dLayer::*second;  // the same for the other axis of a square, or null
};

constexpr Dimension kDimensions[] = {
    {"batch", "images", &topi::Conv2dLayer::batch, nullptr},
    {"height", "rows of the input", &topi::Conv2dLayer::height, nullptr},
    {"width", "columns of the input", &topi::Conv2dLayer::width, nullptr},
    {"in-channels", "input channels", &topi::Conv2dLayer::in_channels, nullptr},
    {"out-channels", "output channels", &topi::Conv2dLayer::out_channels, nullptr},
    {"kernel", "rows and columns of the kernel", &topi::Conv2dLayer::kernel_h,
     &topi::Conv2dLayer::kernel_w},
    {"pad", "zeros on every side of the input", &topi::Conv2dLayer::pad_h,
     &topi::Conv2dLayer::pad_w},
    {"stride", "step of the kernel in both directions", &topi::Conv2dLayer::stride_h,
     &topi::Conv2dLayer::stride_w},
};

struct Tile {
  const char* name;
  const char* help;
  std::optional<std::int64_t> tune::ScheduleRequest::*field;
};

constexpr Tile kTiles[] = {
    {"tile-oc", "output channels of a tile", &tune::ScheduleRequest::tile_oc},
    {"tile-ic", "input channels that are loaded at once", &tune::ScheduleRequest::tile_ic},
    {"tile-h", "output rows of a tile", &tune::ScheduleRequest::tile_h},
    {"tile-w", "output columns of a tile", &tune::ScheduleRequest::tile_w},
    {"vthreads", "tiles in flight, 1 or 2", &tune::ScheduleRequest::vthreads},
};

// Words of an option, and what each stands for.
template <typename T>
using Words = std::vector<std::pair<std::string, T>>;

// Nothing when the option was not given.
template <typename T>
Result<std::optional<T>> word_option(const po::variables_map& values, const char* name,
                                     const Words<T>& words) {
  if (values.count(name) == 0) return std::optional<T>();
  const auto& given = values[name].as<std::string>();
  std::string all;
  for (const auto& [word, value] : words) {
    if (word == given) return std::optional<T>(value);
    all += (all.empty() ? "" : " or ") + word;
  }
  return Error{"--" + std::string(name) + " is '" + given + "'; it must be " + all};
}

const Words<std::string> kSchedules = {{"seed", "seed"}, {"auto", "auto"}};
const Words<bool> kCoalesce = {{"on", true}, {"off", false}};
const Words<topi::ThreadAxis> kThreadAxes = {{"channels", topi::ThreadAxis::kChannels},
                                             {"rows", topi::ThreadAxis::kRows}};
const Words<topi::Stationary> kStationary = {{"results", topi::Stationary::kResults},
                                             {"weights", topi::Stationary::kWeights},
                                             {"data", topi::Stationary::kData}};

// The layer of the seed's program, whatever its shift and clip, on the geometry of that program.
bool is_seed(const Config& config, const topi::Conv2dLayer& layer) {
  topi::Conv2dLayer seed;
  seed.shift = layer.shift;
  seed.clip_lo = layer.clip_lo;
  seed.clip_hi = layer.clip_hi;
  return layer == seed && config.differences(Config::pynq()).empty();
}

po::typed_value<std::int64_t>* integer() { return po::value<std::int64_t>()->value_name("N"); }

}  // namespace

void add_layer_options(po::options_description& options) {
  std::string names;
  for (const topi::NamedLayer& layer : topi::named_layers()) names += " " + std::string(layer.name);
  const std::string help = "one of:" + names + " (default: seed, which is C9)";
  options.add_options()("layer", po::value<std::string>()->value_name("NAME"), help.c_str());
  const topi::Conv2dLayer seed;
  for (const Dimension& dimension : kDimensions) {
    const std::string text =
        std::string(dimension.help) + " (default " + std::to_string(seed.*dimension.field) + ")";
    options.add_options()(dimension.name, integer(), text.c_str());
  }
  options.add_options()("shift", integer(),
                        "arithmetic shift right of the sums, 0..31 (default 8); the result is then "
                        "clipped to 0..127")("bias", "add a random bias to every channel");
}

void add_schedule_options(po::options_description& options) {
  const auto word = [](const char* names) { return po::value<std::string>()->value_name(names); };
  options.add_options()("schedule", word("seed|auto"),
                        "what is not given below: the seed's numbers, or those with the shortest "
                        "estimated run (default: seed for the seed's layer, else auto)")(
      "coalesce", word("on|off"),
      "largest transfers instead of one store for each pixel (default: on with auto)")(
      "thread-axis", word("channels|rows"), "what virtual threads share the work by")(
      "stationary", word("results|weights|data"), "what else stays on the chip");
  for (const Tile& tile : kTiles) options.add_options()(tile.name, integer(), tile.help);
}

Result<Conv2dOptions> read_conv2d_options(const po::variables_map& values) {
  Conv2dOptions options{"seed", {}, {}, {}, {}};
  const bool named = values.count("layer") != 0;
  if (named) {
    options.layer_name = values["layer"].as<std::string>();
    const Result<topi::Conv2dLayer> layer = topi::find_layer(options.layer_name);
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
  options.layer.bias = values.count("bias") != 0;
  const auto name = word_option(values, "schedule", kSchedules);
  if (!name) return name.error();
  options.schedule_name = name.value().value_or("");
  const auto coalesce = word_option(values, "coalesce", kCoalesce);
  if (!coalesce) return coalesce.error();
  options.coalesce = coalesce.value();
  const auto axis = word_option(values, "thread-axis", kThreadAxes);
  if (!axis) return axis.error();
  options.schedule.thread_axis = axis.value();
  const auto stationary = word_option(values, "stationary", kStationary);
  if (!stationary) return stationary.error();
  options.schedule.stationary = stationary.value();
  return options;
}

Result<topi::Conv2dSchedule> resolve_schedule(const Config& config, const Conv2dOptions& options) {
  const bool automatic = options.schedule_name == "auto" ||
                         (options.schedule_name.empty() && !is_seed(config, options.layer));
  tune::ScheduleRequest request = options.schedule;
  request.coalesce = options.coalesce.value_or(automatic);
  request.overlap = automatic;
  if (automatic) {
    return tune::choose_schedule(config, options.layer, request, cycle_refinement());
  }
  const topi::Conv2dSchedule seed;
  return topi::Conv2dSchedule{request.tile_oc.value_or(seed.tile_oc),
                              request.tile_ic.value_or(seed.tile_ic),
                              request.tile_h.value_or(seed.tile_h),
                              request.tile_w.value_or(seed.tile_w),
                              request.vthreads.value_or(seed.vthreads),
                              request.thread_axis.value_or(seed.thread_axis),
                              request.stationary.value_or(seed.stationary),
                              request.coalesce,
                              request.overlap};
}

}  // namespace vta
