// SPDX-License-Identifier: Apache-2.0
//
// In place of what a command line makes the machine work for minutes: choosing a schedule,
// compiling a layer, simulating the RTL. And of what it would reach outside this process: words of
// strangers touch no board and no network.

#include "compiler/tune/conv2d_tuner.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/back_ends.h"
#include "tools/conv2d_job.h"

namespace vta {

Result<std::unique_ptr<Device>> make_rtl(const Config&, const RtlOptions&) {
  return Error{"there is no RTL here"};
}

DeviceRegistry make_registry() {
  DeviceRegistry registry;
  for (const char* scheme : {"golden", "functional", "rtl", "pynq", "remote"}) {
    registry.add(
        {.scheme = scheme,
         .help = "stands in",
         .unusable = {},
         .open = [](const DeviceUri& uri, const Config& config) -> Result<std::unique_ptr<Device>> {
           if (uri.scheme == "golden") return make_golden(config);
           if (uri.scheme == "functional") return make_functional(config);
           return Error{"nothing outside is reached from here"};
         }});
  }
  return registry;
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
