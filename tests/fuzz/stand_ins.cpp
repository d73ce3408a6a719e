// SPDX-License-Identifier: Apache-2.0
//
// In place of what a command line makes the machine work for minutes: choosing a schedule,
// compiling a layer, simulating the RTL.

#include "compiler/tune/conv2d_tuner.h"
#include "sim/rtl/rtl_device.h"
#include "tools/conv2d_job.h"

namespace vta {

Result<std::unique_ptr<Device>> make_rtl(const Config&, const RtlOptions&) {
  return Error{"there is no RTL here"};
}

Result<Conv2dJob> make_conv2d_job(const Config&, const std::string&, const topi::Conv2dLayer&,
                                  const topi::Conv2dSchedule&, std::uint32_t,
                                  const topi::CompileOptions&) {
  return Error{"nothing is compiled here"};
}
Result<Conv2dRun> run_conv2d_job(const Conv2dJob&, Device&) {
  return Error{"nothing is compiled here"};
}
Comparison compare_with_reference(const Conv2dJob&, const Conv2dRun&) { return {}; }
Comparison compare_with_golden(const Conv2dJob&, const Conv2dRun&, const Conv2dRun&) { return {}; }

namespace tune {

Result<std::vector<Candidate>> rank_schedules(const Config&, const topi::Conv2dLayer&,
                                              const ScheduleRequest& request, std::size_t count,
                                              const Refinement&) {
  Candidate candidate;
  candidate.schedule.tile_oc = request.tile_oc.value_or(candidate.schedule.tile_oc);
  candidate.cost.cycles = 1;
  return std::vector<Candidate>(count < 3 ? count : 3, candidate);
}
Result<topi::Conv2dSchedule> choose_schedule(const Config&, const topi::Conv2dLayer&,
                                             const ScheduleRequest&, const Refinement&) {
  return topi::Conv2dSchedule{};
}

}  // namespace tune
}  // namespace vta
