// SPDX-License-Identifier: Apache-2.0
//
// What Verilated models have executed, for `make coverage`; nothing in other builds.

#ifndef VTA_SIM_RTL_COVERAGE_H_
#define VTA_SIM_RTL_COVERAGE_H_

#include <verilated.h>

namespace vta {

// Adds the counters of the models of this context to those of the process. Call it before the model
// goes, since the counters are part of it. At its end the process writes one file into the
// directory that VTA_COVERAGE_DIR names; without it nothing is recorded.
#if VM_COVERAGE
void record_coverage(VerilatedContext& context);
#else
inline void record_coverage(VerilatedContext&) {}
#endif

}  // namespace vta

#endif  // VTA_SIM_RTL_COVERAGE_H_
