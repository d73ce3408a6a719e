// SPDX-License-Identifier: Apache-2.0
#include "compiler/tune/conv2d_tuner.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "compiler/ir/rounding.h"
#include "compiler/topi/result.h"
#include "driver/program/assemble.h"

namespace vta::tune {
namespace {

using topi::Conv2dLayer;
using topi::Conv2dSchedule;
using topi::Stationary;
using topi::ThreadAxis;

// Traffic counts a little even where it is hidden: the memory may be slower than the model's.
constexpr std::int64_t kBytesWorthACycle = 256;

// Sizes of one tile in steps of `unit`, unless one is given.
std::vector<std::int64_t> sizes_of(std::int64_t extent, std::int64_t unit,
                                   const std::optional<std::int64_t>& given) {
  if (given) return {*given};
  std::vector<std::int64_t> sizes = topi::tile_sizes(ceil_div(extent, unit));
  for (std::int64_t& size : sizes) size *= unit;
  return sizes;
}

template <typename T>
std::vector<T> choices(const std::optional<T>& given, std::vector<T> all) {
  return given ? std::vector<T>{*given} : std::move(all);
}

struct Space {
  std::vector<std::int64_t> oc, ic, h, w, vthreads;
  std::vector<ThreadAxis> thread_axes;
  std::vector<Stationary> stationary;
};

Space space_of(const Config& config, const Conv2dLayer& layer, const ScheduleRequest& request) {
  const std::int64_t block = config.block();
  const std::int64_t own_ic = layer.in_channels / layer.groups;
  return {
      sizes_of(layer.out_channels, block, request.tile_oc),
      sizes_of(own_ic, block, request.tile_ic), sizes_of(layer.out_height(), 1, request.tile_h),
      sizes_of(layer.out_width(), 1, request.tile_w),
      // With overlap, one tile behind the other does what two threads do, and more.
      choices<std::int64_t>(request.vthreads, request.overlap ? std::vector<std::int64_t>{1}
                                                              : std::vector<std::int64_t>{2, 1}),
      choices(request.thread_axis, {ThreadAxis::kChannels, ThreadAxis::kRows}),
      choices(request.stationary, {Stationary::kResults, Stationary::kWeights, Stationary::kData})};
}

// One thread has no axis to share, so only one of the two names is tried.
bool is_repeated(const Conv2dSchedule& s, const Space& space) {
  return s.vthreads == 1 && s.thread_axis != space.thread_axes.front();
}

template <typename Visit>
void for_each_schedule(const Space& space, const ScheduleRequest& request, Visit visit) {
  for (const std::int64_t vthreads : space.vthreads) {
    for (const ThreadAxis axis : space.thread_axes) {
      for (const Stationary stationary : space.stationary) {
        for (const std::int64_t oc : space.oc) {
          for (const std::int64_t h : space.h) {
            for (const std::int64_t w : space.w) {
              for (const std::int64_t ic : space.ic) {
                const Conv2dSchedule schedule{
                    oc, ic, h, w, vthreads, axis, stationary, request.coalesce, request.overlap};
                if (!is_repeated(schedule, space)) visit(schedule);
              }
            }
          }
        }
      }
    }
  }
}

// The program with zeros for data.
Result<Program> compile(const Config& config, const Conv2dLayer& layer,
                        const Conv2dSchedule& schedule) {
  const Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  if (!op) return op.error();
  const Result<topi::Compiled> compiled = topi::compile(config, op.value());
  if (!compiled) return compiled.error();
  return make_program(config, "candidate", compiled.value().finished, {}, {});
}

}  // namespace

Result<std::vector<Candidate>> rank_schedules(const Config& config, const Conv2dLayer& layer,
                                              const ScheduleRequest& request, std::size_t count,
                                              const Refinement& refinement) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  const Space space = space_of(config, layer, request);
  const Conv2dSchedule smallest{space.oc.back(),     space.ic.back(),       space.h.back(),
                                space.w.back(),      space.vthreads.back(), space.thread_axes[0],
                                space.stationary[0], request.coalesce,      request.overlap};
  if (Status status = check_schedule(config, smallest); !status) return status.error();
  std::vector<Candidate> fitting;
  for_each_schedule(space, request, [&](const Conv2dSchedule& schedule) {
    const Cost cost = cost_of(config, layer, schedule);
    if (fits(config, cost)) fitting.push_back({schedule, cost, {}});
  });
  const auto key = [](const Candidate& c) {
    return std::tuple(c.cost.cycles + c.cost.dram_bytes / kBytesWorthACycle, c.cost.dram_bytes,
                      c.cost.inp + c.cost.wgt + c.cost.acc);
  };
  std::stable_sort(fitting.begin(), fitting.end(),
                   [&key](const Candidate& a, const Candidate& b) { return key(a) < key(b); });
  // The memories are not the only limits: fields of instructions are narrow, and threads that share
  // an odd number of tiles cannot always be arranged. So the last word has the compiler.
  const std::size_t wanted = refinement.predict ? std::max(count, refinement.candidates) : count;
  std::vector<Candidate> best;
  Status refusal = ok_status();
  if (fitting.empty()) {
    if (const Result<Program> program = compile(config, layer, smallest); !program) {
      return program.error();
    }
  }
  for (const Candidate& candidate : fitting) {
    if (best.size() == wanted) break;
    const Result<Program> program = compile(config, layer, candidate.schedule);
    if (!program) {
      if (refusal) refusal = program.error();
      continue;
    }
    best.push_back(candidate);
    if (!refinement.predict || best.size() > refinement.candidates) continue;
    const Result<std::uint64_t> cycles = refinement.predict(program.value());
    if (!cycles) return cycles.error();
    best.back().predicted = cycles.value();
  }
  if (best.empty() && !refusal) return refusal.error();
  const auto refined =
      std::find_if(best.begin(), best.end(), [](const Candidate& c) { return !c.predicted; });
  std::stable_sort(best.begin(), refined, [](const Candidate& a, const Candidate& b) {
    return *a.predicted < *b.predicted;
  });
  if (best.size() > count) best.resize(count);
  return best;
}

Result<Conv2dSchedule> choose_schedule(const Config& config, const Conv2dLayer& layer,
                                       const ScheduleRequest& request,
                                       const Refinement& refinement) {
  const Result<std::vector<Candidate>> best = rank_schedules(config, layer, request, 1, refinement);
  if (!best) return best.error();
  VTA_CHECK(!best.value().empty());
  return best.value().front().schedule;
}

}  // namespace vta::tune
