// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/conv2d_schedule.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "compiler/topi/conv_work.h"
#include "compiler/topi/stages.h"

namespace vta::topi {
namespace {

using te::Axis;
using te::Schedule;
using te::Tensor;

class Scheduler {
 public:
  Scheduler(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& plan,
            const Conv2dTensors& tensors, Schedule& schedule)
      : work_(work_of(config, layer)),
        plan_(plan),
        block_(config.block()),
        t_(tensors),
        s_(schedule) {}

  void run(Conv2dStage stage) {
    if (stage == Conv2dStage::kDefault) return;
    tile();
    if (stage >= Conv2dStage::kThreads) bind_threads();
    order();
    place_stages();
    if (stage == Conv2dStage::kFull) map_to_machine();
  }

 private:
  void tile() {
    te::Stage res = s_[t_.res];
    const std::vector<Axis> axes = res.axes();
    const Axis &b = axes[0], &oc = axes[t_.g + 1], &y = axes[t_.g + 2], &x = axes[t_.g + 3];
    if (t_.g != 0) {
      // Groups of one block each are tiled as channels are.
      std::tie(g_out_, g_inn_) = res.split(
          axes[1], std::max<std::int64_t>(1, plan_.tile_oc / block_ / work_.result.channels));
    }
    std::tie(b_out_, b_inn_) = res.split(b, 1);
    std::tie(oc_out_, oc_inn_) = res.split(oc, plan_.tile_oc / block_);
    std::tie(y_out_, y_inn_) = res.split(y, plan_.tile_h);
    std::tie(x_out_, x_inn_) = res.split(x, plan_.tile_w);
    inner_ = {b_inn_};
    if (g_inn_) inner_.push_back(g_inn_);
    for (const Axis& axis : {oc_inn_, y_inn_, x_inn_, axes[t_.g + 4], axes[t_.g + 5]}) {
      inner_.push_back(axis);
    }
  }

  void bind_threads() {
    if (plan_.vthreads < 2) return;
    Axis& shared = plan_.thread_axis == ThreadAxis::kRows ? y_out_
                   : work_.shares_groups()                ? g_out_
                                                          : oc_out_;
    std::tie(shared, thread_) = s_[t_.res].split(shared, plan_.vthreads);
    s_[t_.res].bind(thread_, te::cthread);
  }

  // Threads stand directly around what each of them has a copy of.
  void order() {
    const bool channels = plan_.thread_axis == ThreadAxis::kChannels;
    std::vector<Axis> outer = {b_out_};
    if (g_out_) outer.push_back(g_out_);
    if (plan_.stationary == Stationary::kData) {
      outer.insert(outer.end(), {y_out_, x_out_, oc_out_});
      if (thread_) outer.insert(channels ? outer.begin() : outer.end() - 2, thread_);
    } else {
      outer.insert(outer.end(), {oc_out_, y_out_, x_out_});
      const bool weights = plan_.stationary == Stationary::kWeights;
      if (thread_) {
        outer.insert(!weights ? outer.end() : channels ? outer.end() - 2 : outer.begin(), thread_);
      }
    }
    tile_loop_ = outer.back();
    // Around the loop that the stationary operand does not depend on.
    kept_loop_ = plan_.stationary == Stationary::kWeights ? *(outer.end() - 3) : *(outer.end() - 2);
    outer.insert(outer.end(), inner_.begin(), inner_.end());
    s_[t_.res].reorder(outer);
  }

  void place_stages() {
    const te::Stage res = s_[t_.res];
    te::Stage conv = s_[t_.conv];
    conv.compute_at(res, tile_loop_);
    for (const Tensor& stage : t_.tail) s_[stage].compute_at(res, tile_loop_);
    const std::vector<Axis> axes = conv.axes();
    std::tie(ic_out_, ic_inn_) = conv.split(conv.reduce_axis(t_.ic), plan_.tile_ic / block_);
    std::vector<Axis> order = {ic_out_, axes[0]};
    if (t_.g != 0) order.push_back(axes[1]);
    for (const Axis& axis :
         {axes[t_.g + 1], axes[t_.g + 2], ic_inn_, conv.reduce_axis(t_.dy), conv.reduce_axis(t_.dx),
          axes[t_.g + 3], axes[t_.g + 4], axes[t_.g + 5], conv.reduce_axis(t_.ic_tns)}) {
      order.push_back(axis);
    }
    conv.reorder(order);
  }

  void map_to_machine() {
    const bool keep_data = plan_.stationary == Stationary::kData;
    const bool keep_weights = plan_.stationary == Stationary::kWeights;
    load_at(s_, t_.data_buf, te::inp_scope, keep_data ? t_.res : t_.conv,
            keep_data ? kept_loop_ : ic_out_);
    load_at(s_, t_.kernel_buf, te::wgt_scope, keep_weights ? t_.res : t_.conv,
            keep_weights ? kept_loop_ : ic_out_);
    if (work_.bias) load_at(s_, t_.bias_buf, te::acc_scope, t_.res, tile_loop_);
    te::Stage conv = s_[t_.conv];
    conv.set_scope(te::acc_scope);
    conv.tensorize(conv.axis(t_.g + 4), te::gemm);
    for (const Tensor& stage : t_.tail) {
      s_[stage].set_scope(te::acc_scope);
      s_[stage].pragma(s_[stage].axis(0), te::alu);
    }
    s_[t_.res].pragma(s_[t_.res].axis(t_.g + 4), te::dma_copy);
  }

  ConvWork work_;
  const Conv2dSchedule& plan_;
  std::int64_t block_;
  const Conv2dTensors& t_;
  Schedule& s_;
  Axis b_out_, b_inn_, g_out_, g_inn_, oc_out_, oc_inn_, y_out_, y_inn_, x_out_, x_inn_;
  Axis ic_out_, ic_inn_, thread_, tile_loop_, kept_loop_;
  std::vector<Axis> inner_;
};

}  // namespace

void apply_schedule(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& plan,
                    const Conv2dTensors& tensors, Conv2dStage stage, Schedule& schedule) {
  Scheduler(config, layer, plan, tensors, schedule).run(stage);
}

}  // namespace vta::topi
