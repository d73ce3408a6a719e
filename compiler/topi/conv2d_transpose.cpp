// SPDX-License-Identifier: Apache-2.0
//
// One nest for each phase, one after the other in one program.

#include "compiler/topi/conv2d_transpose.h"

#include <algorithm>
#include <utility>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"
#include "compiler/topi/conv2d_tile.h"
#include "compiler/topi/result.h"
#include "compiler/topi/transpose_phase.h"

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

constexpr std::int64_t kMaxStride = 16;
constexpr std::int64_t kMaxTaps = 16;  // of a phase, so that LOAD pads at most 15 rows or columns

// The tensors of one phase. Without taps there are neither data nor kernel.
struct PhaseTensors {
  Tensor data_buf, kernel, kernel_buf, conv;
  EpilogueStages epilogue;
  Var ic, dy, dx, ic_tns;
};

class Definition {
 public:
  Definition(const Config& config, const Conv2dTransposeLayer& layer)
      : layer_(layer),
        batch_(config.batch()),
        block_(config.block()),
        batches_(ceil_div(layer.batch, batch_)),
        ic_(ceil_div(layer.in_channels, block_)),
        oc_(ceil_div(layer.out_channels, block_)) {
    data_ = te::placeholder({batches_, ic_, layer.height, layer.width, batch_, block_}, "data");
    if (layer.bias) bias_ = te::placeholder({oc_, batch_, block_}, "bias", DType::kInt32);
  }

  [[nodiscard]] const Tensor& data() const { return data_; }
  [[nodiscard]] const Tensor& bias() const { return bias_; }

  [[nodiscard]] PhaseTensors make(const Phase& phase) const {
    PhaseTensors t;
    const te::Shape shape = {batches_, oc_, phase.y.size, phase.x.size, batch_, block_};
    const std::string conv = phase.name("res") + "_conv";
    if (phase.has_taps()) {
      add_operands(phase, t);
      t.conv = compute(shape, [&t](const Vars& i) { return product(t, i); }, conv,
                       {"b", "oc", "y", "x", "b_tns", "oc_tns"});
    } else {
      t.conv = compute(
          shape, [](const Vars&) { return Expr(0); }, conv);
    }
    t.epilogue = add_epilogue(t.conv, {layer_.bias, layer_.shift, layer_.clip_lo, layer_.clip_hi},
                              bias_, phase.name("res"));
    return t;
  }

 private:
  void add_operands(const Phase& phase, PhaseTensors& t) const {
    t.ic = te::reduce_axis(ic_, "ic");
    t.dy = te::reduce_axis(phase.y.taps, "dy");
    t.dx = te::reduce_axis(phase.x.taps, "dx");
    t.ic_tns = te::reduce_axis(block_, "ic_tns");
    t.data_buf = data_buffer(phase);
    t.kernel = te::placeholder({oc_, ic_, phase.y.taps, phase.x.taps, block_, block_},
                               phase.name("kernel"));
    t.kernel_buf = copy_of(t.kernel, phase.name("kernel_buf"));
  }

  // The rows and columns of the data that the phase reads, zeros where there are none.
  [[nodiscard]] Tensor data_buffer(const Phase& phase) const {
    const std::int64_t rows = phase.y.size + phase.y.taps - 1;
    const std::int64_t columns = phase.x.size + phase.x.taps - 1;
    return compute(
        {batches_, ic_, rows, columns, batch_, block_},
        [&](const Vars& i) {
          Expr inside;
          const auto at = [&inside](const Var& var, std::int64_t first, std::int64_t extent,
                                    std::int64_t size) {
            const Expr index = first == 0 ? Expr(var) : var + Expr(first);
            const auto require = [&inside](const Expr& condition) {
              inside = inside ? te::both(inside, condition) : condition;
            };
            if (first < 0) require(Expr(-first) <= var);
            if (first + extent > size) require(var < Expr(size - first));
            return index;
          };
          const Expr y = at(i[2], phase.y.first, rows, layer_.height);
          const Expr x = at(i[3], phase.x.first, columns, layer_.width);
          const Expr value = data_(i[0], i[1], y, x, i[4], i[5]);
          return inside ? te::select(inside, value, ir::literal(0, DType::kInt8)) : value;
        },
        phase.name("data_buf"));
  }

  static Expr product(const PhaseTensors& t, const Vars& i) {
    const Expr data = t.data_buf(i[0], t.ic, i[2] + t.dy, i[3] + t.dx, i[4], t.ic_tns);
    const Expr kernel = t.kernel_buf(i[1], t.ic, t.dy, t.dx, i[5], t.ic_tns);
    return te::sum(data.astype(DType::kInt32) * kernel.astype(DType::kInt32),
                   {t.ic, t.dy, t.dx, t.ic_tns});
  }

  const Conv2dTransposeLayer& layer_;
  std::int64_t batch_, block_, batches_, ic_, oc_;
  Tensor data_, bias_;
};

ConvWork work_of(const Config& config, const Conv2dTransposeLayer& layer, const Phase& phase) {
  return {{ceil_div(layer.batch, config.batch()), ceil_div(layer.out_channels, config.block()),
           phase.y.size, phase.x.size},
          1,
          ceil_div(layer.in_channels, config.block()),
          std::max<std::int64_t>(phase.y.taps, 1),
          std::max<std::int64_t>(phase.x.taps, 1),
          1,
          1,
          layer.bias};
}

// The memory of a virtual thread is its own from the first phase to the last, so all phases have as
// many threads.
std::vector<ConvTile> choose_tiles(const Config& config, const Conv2dTransposeLayer& layer,
                                   const std::vector<Phase>& phases) {
  std::vector<ConvTile> tiles;
  for (std::int64_t vthreads = 2; vthreads >= 1; --vthreads) {
    tiles.clear();
    for (const Phase& phase : phases) {
      tiles.push_back(choose_tile(config, work_of(config, layer, phase), vthreads));
    }
    const bool agree = std::all_of(tiles.begin(), tiles.end(), [vthreads](const ConvTile& tile) {
      return tile.result.vthreads == vthreads;
    });
    if (agree) break;
  }
  return tiles;
}

void schedule_products(Schedule& s, const PhaseTensors& t, std::int64_t tile_ic, const Axis& loop) {
  te::Stage conv = s[t.conv];
  conv.set_scope(te::acc_scope);
  conv.compute_at(s[t.epilogue.res], loop);
  const std::vector<Axis> axes = conv.axes();
  const auto [ic_out, ic_inn] = conv.split(conv.reduce_axis(t.ic), tile_ic);
  conv.reorder({ic_out, axes[0], axes[1], axes[2], ic_inn, conv.reduce_axis(t.dy),
                conv.reduce_axis(t.dx), axes[3], axes[4], axes[5], conv.reduce_axis(t.ic_tns)});
  conv.tensorize(axes[4], te::gemm);
  load_at(s, t.data_buf, te::inp_scope, t.conv, ic_out);
  load_at(s, t.kernel_buf, te::wgt_scope, t.conv, ic_out);
}

}  // namespace

Status check_layer(const Config& config, const Conv2dTransposeLayer& l) {
  if (Status s = check_bounds({{"batch", l.batch, 1, kMaxSize},
                               {"height", l.height, 1, kMaxSize},
                               {"width", l.width, 1, kMaxSize},
                               {"in_channels", l.in_channels, 1, kMaxSize},
                               {"out_channels", l.out_channels, 1, kMaxSize},
                               {"stride_h", l.stride_h, 1, kMaxStride},
                               {"stride_w", l.stride_w, 1, kMaxStride},
                               {"output_pad_h", l.output_pad_h, 0, l.stride_h - 1},
                               {"output_pad_w", l.output_pad_w, 0, l.stride_w - 1},
                               {"kernel_h", l.kernel_h, 1, kMaxTaps * l.stride_h - l.output_pad_h},
                               {"kernel_w", l.kernel_w, 1, kMaxTaps * l.stride_w - l.output_pad_w},
                               {"pad_h", l.pad_h, 0, kMaxSize},
                               {"pad_w", l.pad_w, 0, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_epilogue(config, l.shift, l.clip_lo, l.clip_hi); !s) return s;
  constexpr std::int64_t kMaxOutput = kMaxSize * kMaxStride * 2;
  if (Status s = check_bounds({{"the height of the output", l.out_height(), 1, kMaxOutput},
                               {"the width of the output", l.out_width(), 1, kMaxOutput}});
      !s) {
    return s;
  }
  const std::int64_t n = round_up(l.batch, config.batch());
  const std::int64_t ic = round_up(l.in_channels, config.block());
  const std::int64_t oc = round_up(l.out_channels, config.block());
  if (Status s = check_tensor_bytes("data", n * ic * l.height * l.width); !s) return s;
  if (Status s = check_tensor_bytes("kernel", oc * ic * l.kernel_h * l.kernel_w); !s) return s;
  return check_tensor_bytes("res", n * oc * l.out_height() * l.out_width());
}

Result<Operator> conv2d_transpose(const Config& config, const Conv2dTransposeLayer& layer) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  const std::vector<Phase> phases = phases_of(layer);
  const Definition definition(config, layer);
  std::vector<PhaseTensors> tensors;
  std::vector<Tensor> args = {definition.data()}, results;
  for (const Phase& phase : phases) {
    tensors.push_back(definition.make(phase));
    results.push_back(tensors.back().epilogue.res);
    if (phase.has_taps()) args.push_back(tensors.back().kernel);
  }
  if (layer.bias) args.push_back(definition.bias());
  args.insert(args.end(), results.begin(), results.end());

  Schedule s(results);
  const std::vector<ConvTile> tiles = choose_tiles(config, layer, phases);
  for (std::size_t p = 0; p < phases.size(); ++p) {
    const PhaseTensors& t = tensors[p];
    const ResultShape shape = work_of(config, layer, phases[p]).result;
    const Axis loop = tile_result(s[t.epilogue.res], shape, tiles[p].result);
    if (phases[p].has_taps()) {
      schedule_products(s, t, tiles[p].in_channels, loop);
    } else {
      compute_on_alu(s, t.conv, t.epilogue.res, loop);
    }
    place_epilogue(s, t.epilogue, loop);
  }
  return Operator{"conv2d_transpose", std::move(s), std::move(args)};
}

}  // namespace vta::topi
