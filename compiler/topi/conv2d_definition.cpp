// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/conv2d_definition.h"

#include <string>
#include <utility>

#include "compiler/topi/conv_work.h"
#include "compiler/topi/stages.h"

namespace vta::topi {
namespace {

using te::compute;
using te::DType;
using te::Expr;
using te::Tensor;
using te::Var;
using te::Vars;

class Definition {
 public:
  Definition(const Config& config, const Conv2dLayer& layer)
      : layer_(layer),
        work_(work_of(config, layer)),
        batch_(config.batch()),
        block_(config.block()) {}

  Conv2dTensors make() {
    t_.g = layer_.groups > 1 ? 1 : 0;
    const std::int64_t n = work_.result.batches;
    const std::int64_t ic = work_.in_channels, oc = work_.result.channels;
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
    t_.kernel_buf = copy_of(t_.kernel, "kernel_buf");
    t_.conv = compute(
        out_shape, [this](const Vars& i) { return product(i); }, "res_conv",
        names({"bo"}, {"co", "i", "j", "bi", "ci"}));
    add_tail(shape({}, {oc, batch_, block_}));
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

  // The data with the padding that transfers insert.
  [[nodiscard]] Tensor data_buffer() const {
    const std::size_t row = t_.g + 2;
    if (!layer_.skips_rows()) {
      te::Shape pads(t_.data.shape().size(), 0);
      pads[row] = layer_.pad_h;
      pads[row + 1] = layer_.pad_w;
      return te::pad(t_.data, pads, "data_buf");
    }
    te::Shape rows = t_.data.shape();
    rows[row] = layer_.out_height();
    rows[row + 1] += 2 * layer_.pad_w;
    return compute(
        rows,
        [&](const Vars& i) {
          std::vector<Expr> index(i.begin(), i.end());
          index[row] = index[row] * layer_.stride_h;
          if (layer_.pad_w == 0) return t_.data.at(std::move(index));
          const Expr x = i[row + 1];
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
    const Expr y = i[c + 1] * Expr(layer_.skips_rows() ? 1 : layer_.stride_h) + t_.dy;
    const Expr x = i[c + 2] * Expr(layer_.stride_w) + t_.dx;
    for (const Expr& e : {Expr(t_.ic), y, x, Expr(i[c + 3]), Expr(t_.ic_tns)}) data.push_back(e);
    for (const Var& v : {i[c], t_.ic, t_.dy, t_.dx, i[c + 4], t_.ic_tns}) kernel.emplace_back(v);
    return te::sum(t_.data_buf.at(std::move(data)).astype(DType::kInt32) *
                       t_.kernel_buf.at(std::move(kernel)).astype(DType::kInt32),
                   {t_.ic, t_.dy, t_.dx, t_.ic_tns});
  }

  void add_tail(const te::Shape& bias_shape) {
    Chain chain(t_.conv);
    if (layer_.bias) {
      t_.bias = te::placeholder(bias_shape, "bias", DType::kInt32);
      t_.bias_buf = copy_of(t_.bias, "bias_buf");
      chain.append_at("res_bias", [this](const Expr& e, const Vars& i) {
        const std::size_t c = t_.g + 1;
        std::vector<Expr> channel;
        if (t_.g != 0) channel.emplace_back(i[1]);
        for (const Var& v : {i[c], i[c + 3], i[c + 4]}) channel.emplace_back(v);
        return e + t_.bias_buf.at(std::move(channel));
      });
    }
    chain.shift("res", layer_.shift);
    chain.clip("res", layer_.clip_lo, layer_.clip_hi);
    t_.tail = chain.stages();
    t_.res = chain.result("res", names({"b"}, {"oc", "y", "x", "b_tns", "oc_tns"}));
  }

  const Conv2dLayer& layer_;
  ConvWork work_;
  std::int64_t batch_, block_;
  Conv2dTensors t_;
};

}  // namespace

Conv2dTensors define_conv2d(const Config& config, const Conv2dLayer& layer) {
  return Definition(config, layer).make();
}

}  // namespace vta::topi
