// SPDX-License-Identifier: Apache-2.0
//
// Mechanisms of the compute stage that can be switched off.

#ifndef VTA_HW_ISA_FEATURES_H_
#define VTA_HW_ISA_FEATURES_H_

#include <cstdint>

#include "hw/isa/isa_tables.h"

namespace vta {

// All bits of the register `features`, its value after reset.
inline constexpr std::uint32_t kAllFeatures = csr::kFeaturesTail | csr::kFeaturesFuse |
                                              csr::kFeaturesBeside | csr::kFeaturesLoads |
                                              csr::kFeaturesOnce;

}  // namespace vta

#endif  // VTA_HW_ISA_FEATURES_H_
