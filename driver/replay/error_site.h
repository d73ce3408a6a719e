// SPDX-License-Identifier: Apache-2.0
//
// The instruction at which a run stopped, for people: what it was and where it came from.

#ifndef VTA_DRIVER_REPLAY_ERROR_SITE_H_
#define VTA_DRIVER_REPLAY_ERROR_SITE_H_

#include <optional>
#include <string>

#include "driver/device/device.h"
#include "driver/program/program.h"

namespace vta {

struct ErrorSite {
  std::string mnemonic;  // "GEMM"
  std::string origin;    // "conv2d tile oc 1/2, y 0/2, ic 7/16"
};

// Nothing when the run did not stop with an error, or nobody said where the instruction came from.
// The instruction is read from the device, on which the run must have been the last one.
[[nodiscard]] std::optional<ErrorSite> error_site(const Device& device, const ProgramRun& run,
                                                  const RunReport& report);

// "sram_out_of_range (5) at instruction 812 GEMM: conv2d tile oc 1/2, y 0/2, ic 7/16"; without a
// site, it ends behind the number.
[[nodiscard]] std::string describe_error(const RunReport& report,
                                         const std::optional<ErrorSite>& site);

// What the detail of a report adds to the description of its error: ": ..." or nothing.
[[nodiscard]] std::string detail_suffix(const RunReport& report);

}  // namespace vta

#endif  // VTA_DRIVER_REPLAY_ERROR_SITE_H_
