// SPDX-License-Identifier: Apache-2.0
//
// Random convolutions with random schedules, and the work that they must take.

#ifndef VTA_TESTS_COMPILER_PROPERTY_RANDOM_CONV2D_H_
#define VTA_TESTS_COMPILER_PROPERTY_RANDOM_CONV2D_H_

#include <cstdint>
#include <string>

#include "compiler/topi/conv2d.h"
#include "driver/device/device.h"
#include "hw/isa/config.h"
#include "sim/fuzz/dice.h"

namespace vta::test {

// Mostly the default geometry; else blocks of 8, or two rows in an element.
[[nodiscard]] Config random_config(fuzz::Dice& dice);
// A layer with sizes 1..20, channels 1..80, kernels 1..5; now and then one field is anything.
[[nodiscard]] topi::Conv2dLayer random_layer(const Config& config, fuzz::Dice& dice);
// A schedule, now and then an illegal one or one that does not fit.
[[nodiscard]] topi::Conv2dSchedule random_schedule(const Config& config, fuzz::Dice& dice);

// One line with all fields, for messages.
[[nodiscard]] std::string to_text(const topi::Conv2dLayer& layer);
[[nodiscard]] std::string to_text(const topi::Conv2dSchedule& schedule);

// The statistics of a convolution that does fit, from its layer and schedule alone; loads of
// micro-operations, which depend on what stays resident, are left 0.
[[nodiscard]] Statistics expected_statistics(const Config& config, const topi::Conv2dLayer& layer,
                                             const topi::Conv2dSchedule& schedule);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_RANDOM_CONV2D_H_
