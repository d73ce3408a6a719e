// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/conv2d.h"

#include <utility>
#include <vector>

#include "compiler/topi/conv2d_definition.h"
#include "compiler/topi/conv2d_schedule.h"

namespace vta::topi {

std::string_view to_string(ThreadAxis axis) {
  return axis == ThreadAxis::kRows ? "rows" : "channels";
}

std::string_view to_string(Stationary stationary) {
  switch (stationary) {
    case Stationary::kResults:
      return "results";
    case Stationary::kWeights:
      return "weights";
    case Stationary::kData:
      return "data";
  }
  return "?";
}

Result<Operator> conv2d(const Config& config, const Conv2dLayer& layer,
                        const Conv2dSchedule& schedule, Conv2dStage stage) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  if (Status status = check_schedule(config, schedule); !status) return status.error();
  const Conv2dTensors t = define_conv2d(config, layer);
  te::Schedule s(t.res);
  apply_schedule(config, layer, schedule, t, stage, s);
  std::vector<te::Tensor> args = {t.data, t.kernel};
  if (layer.bias) args.push_back(t.bias);
  args.push_back(t.res);
  return Operator{"conv2d", std::move(s), std::move(args), schedule.coalesce, schedule.overlap};
}

}  // namespace vta::topi
