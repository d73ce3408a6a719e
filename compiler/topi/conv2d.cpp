// SPDX-License-Identifier: Apache-2.0
//
// The schedule of the convolution tutorial, generalized: groups, bias, the axis that virtual
// threads share, and what stays on the chip.

#include "compiler/topi/conv2d.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/ir/rounding.h"

namespace vta::topi {
namespace {

using te::Axis;
using te::compute;
using te::DType;
using te::Expr;
using te::Schedule;
using te::Tensor;
using te::Var;
using te::Vars;

// The tensors of the computation. With groups, channels have two axes, (group, block); `g` says how
// many axes that adds in front of the blocks.
struct Tensors {
  Tensor data, kernel, bias, data_buf, kernel_buf, bias_buf;
  Tensor conv, res;
  std::vector<Tensor> tail;  // bias, shift and clip, in order
  Var ic, dy, dx, ic_tns;
  std::size_t g = 0;
};

class Definition {
 public:
  Definition(const Config& config, const Conv2dLayer& layer)
      : layer_(layer), batch_(config.batch()), block_(config.block()) {}

  Tensors make() {
    t_.g = layer_.groups > 1 ? 1 : 0;
    const std::int64_t n = ceil_div(layer_.batch, batch_);
    const std::int64_t ic = ceil_div(layer_.in_channels, block_ * layer_.groups);
    const std::int64_t oc = ceil_div(layer_.out_channels, block_ * layer_.groups);
    const te::Shape data_shape = shape({n}, {ic, layer_.height, layer_.width, batch_, block_});
    const te::Shape kernel_shape =
        shape({}, {oc, ic, layer_.kernel_h, layer_.kernel_w, block_, block_});
    const te::Shape out_shape =
        shape({n}, {oc, layer_.out_height(), layer_.out_width(), batch_, block_});
    t_.dy = te::reduce_axis(layer_.kernel_h, "dy");
    t_.dx = te::reduce_axis(layer_.kernel_w, "dx");
    t_.ic = te::reduce_axis(ic, "ic");
    t_.ic_tns = te::reduce_axis(block_, "ic_tns");
    t_.data = te::placeholder(data_shape, "data");
    t_.kernel = te::placeholder(kernel_shape, "kernel");
    t_.data_buf = data_buffer();
    t_.kernel_buf = compute(
        kernel_shape, [this](const Vars& i) { return t_.kernel(i); }, "kernel_buf");
    t_.conv = compute(
        out_shape, [this](const Vars& i) { return product(i); }, "res_conv",
        names({"bo"}, {"co", "i", "j", "bi", "ci"}));
    add_tail(out_shape, shape({}, {oc, batch_, block_}));
    return std::move(t_);
  }

 private:
  te::Shape shape(te::Shape front, const te::Shape& back) const {
    if (t_.g != 0) front.push_back(layer_.groups);
    front.insert(front.end(), back.begin(), back.end());
    return front;
  }
  std::vector<std::string> names(std::vector<std::string> front,
                                 const std::vector<std::string>& back) const {
    if (t_.g != 0) front.emplace_back("g");
    front.insert(front.end(), back.begin(), back.end());
    return front;
  }

  // Whether only every stride_h-th row is read; then the others are not loaded either.
  [[nodiscard]] bool skips_rows() const {
    return layer_.kernel_h == 1 && layer_.pad_h == 0 && layer_.stride_h > 1;
  }

  // The data with the padding that transfers insert.
  [[nodiscard]] Tensor data_buffer() const {
    const std::size_t row = t_.g + 2;
    if (!skips_rows()) {
      te::Shape pads(t_.data.shape().size(), 0);
      pads[row] = layer_.pad_h;
      pads[row + 1] = layer_.pad_w;
      return te::pad(t_.data, pads, "data_buf");
    }
    te::Shape rows = t_.data.shape();
    rows[row] = layer_.out_height();
    const Tensor kept = compute(
        rows,
        [&](const Vars& i) {
          std::vector<Expr> index(i.begin(), i.end());
          index[row] = index[row] * layer_.stride_h;
          if (layer_.pad_w != 0) index[row + 1] = index[row + 1] - layer_.pad_w;
          return t_.data.at(std::move(index));
        },
        "data_buf");
    if (layer_.pad_w == 0) return kept;
    rows[row + 1] += 2 * layer_.pad_w;
    return compute(
        rows,
        [&](const Vars& i) {
          std::vector<Expr> index(i.begin(), i.end());
          const Expr x = i[row + 1];
          index[row] = index[row] * layer_.stride_h;
          index[row + 1] = x - layer_.pad_w;
          return te::select(te::both(Expr(layer_.pad_w) <= x, x < layer_.pad_w + layer_.width),
                            t_.data.at(std::move(index)), ir::literal(0, DType::kInt8));
        },
        "data_buf");
  }

  [[nodiscard]] Expr product(const Vars& i) const {
    const std::size_t c = t_.g + 1;  // channel blocks, then rows, columns, batch, channels
    std::vector<Expr> data = {i[0]};
    std::vector<Expr> kernel;
    if (t_.g != 0) {
      data.emplace_back(i[1]);
      kernel.emplace_back(i[1]);
    }
    const Expr y = i[c + 1] * Expr(skips_rows() ? 1 : layer_.stride_h) + t_.dy;
    const Expr x = i[c + 2] * Expr(layer_.stride_w) + t_.dx;
    for (const Expr& e : {Expr(t_.ic), y, x, Expr(i[c + 3]), Expr(t_.ic_tns)}) data.push_back(e);
    for (const Var& v : {i[c], t_.ic, t_.dy, t_.dx, i[c + 4], t_.ic_tns}) kernel.emplace_back(v);
    return te::sum(t_.data_buf.at(std::move(data)).astype(DType::kInt32) *
                       t_.kernel_buf.at(std::move(kernel)).astype(DType::kInt32),
                   {t_.ic, t_.dy, t_.dx, t_.ic_tns});
  }

  void add_tail(const te::Shape& out_shape, const te::Shape& bias_shape) {
    const auto last = [this]() -> const Tensor& {
      return t_.tail.empty() ? t_.conv : t_.tail.back();
    };
    if (layer_.bias) {
      t_.bias = te::placeholder(bias_shape, "bias", DType::kInt32);
      t_.bias_buf = compute(
          bias_shape, [this](const Vars& i) { return t_.bias(i); }, "bias_buf");
      t_.tail.push_back(compute(
          out_shape,
          [&](const Vars& i) {
            const std::size_t c = t_.g + 1;
            std::vector<Expr> channel;
            if (t_.g != 0) channel.emplace_back(i[1]);
            for (const Var& v : {i[c], i[c + 3], i[c + 4]}) channel.emplace_back(v);
            return t_.conv(i) + t_.bias_buf.at(std::move(channel));
          },
          "res_bias"));
    }
    const auto add = [&](const char* name, auto body) {
      const Tensor source = last();
      t_.tail.push_back(compute(
          out_shape, [&](const Vars& i) { return body(source(i)); }, name));
    };
    add("res_shr", [this](const Expr& e) { return e >> Expr(layer_.shift); });
    add("res_max", [this](const Expr& e) { return te::max(e, Expr(layer_.clip_lo)); });
    add("res_min", [this](const Expr& e) { return te::min(e, Expr(layer_.clip_hi)); });
    const Tensor clipped = last();
    t_.res = compute(
        out_shape, [&](const Vars& i) { return clipped(i).astype(DType::kInt8); }, "res",
        names({"b"}, {"oc", "y", "x", "b_tns", "oc_tns"}));
  }

  const Conv2dLayer& layer_;
  std::int64_t batch_, block_;
  Tensors t_;
};

// Applies a Conv2dSchedule, as far as asked for.
class Scheduler {
 public:
  Scheduler(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& plan,
            const Tensors& tensors, Schedule& schedule)
      : layer_(layer), plan_(plan), block_(config.block()), t_(tensors), s_(schedule) {}

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
      const std::int64_t own = ceil_div(layer_.out_channels, block_ * layer_.groups);
      std::tie(g_out_, g_inn_) =
          res.split(axes[1], std::max<std::int64_t>(1, plan_.tile_oc / block_ / own));
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
                   : one_block_groups()                   ? g_out_
                                                          : oc_out_;
    std::tie(shared, thread_) = s_[t_.res].split(shared, plan_.vthreads);
    s_[t_.res].bind(thread_, te::cthread);
  }

  [[nodiscard]] bool one_block_groups() const {
    return t_.g != 0 && layer_.out_channels == block_ * layer_.groups;
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
    te::Stage conv = s_[t_.conv];
    const bool keep_data = plan_.stationary == Stationary::kData;
    const bool keep_weights = plan_.stationary == Stationary::kWeights;
    copy_in(t_.data_buf, te::inp_scope, keep_data ? s_[t_.res] : conv,
            keep_data ? kept_loop_ : ic_out_);
    copy_in(t_.kernel_buf, te::wgt_scope, keep_weights ? s_[t_.res] : conv,
            keep_weights ? kept_loop_ : ic_out_);
    if (layer_.bias) copy_in(t_.bias_buf, te::acc_scope, s_[t_.res], tile_loop_);
    conv.set_scope(te::acc_scope);
    conv.tensorize(conv.axis(t_.g + 4), te::gemm);
    for (const Tensor& stage : t_.tail) {
      s_[stage].set_scope(te::acc_scope);
      s_[stage].pragma(s_[stage].axis(0), te::alu);
    }
    s_[t_.res].pragma(s_[t_.res].axis(t_.g + 4), te::dma_copy);
  }

  void copy_in(const Tensor& tensor, te::MemScope scope, const te::Stage& reader,
               const Axis& loop) {
    te::Stage stage = s_[tensor];
    stage.set_scope(scope);
    stage.compute_at(reader, loop);
    stage.pragma(stage.axis(0), te::dma_copy);
  }

  const Conv2dLayer& layer_;
  const Conv2dSchedule& plan_;
  std::int64_t block_;
  const Tensors& t_;
  Schedule& s_;
  Axis b_out_, b_inn_, g_out_, g_inn_, oc_out_, oc_inn_, y_out_, y_inn_, x_out_, x_inn_;
  Axis ic_out_, ic_inn_, thread_, tile_loop_, kept_loop_;
  std::vector<Axis> inner_;
};

}  // namespace

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
  const Tensors tensors = Definition(config, layer).make();
  Schedule s(tensors.res);
  Scheduler(config, layer, schedule, tensors, s).run(stage);
  std::vector<Tensor> args = {tensors.data, tensors.kernel};
  if (layer.bias) args.push_back(tensors.bias);
  args.push_back(tensors.res);
  return Operator{"conv2d", std::move(s), std::move(args), schedule.coalesce};
}

}  // namespace vta::topi
