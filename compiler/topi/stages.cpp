// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/stages.h"

#include <utility>

namespace vta::topi {

using te::Expr;
using te::Tensor;
using te::Vars;

Tensor copy_of(const Tensor& source, const std::string& name) {
  return te::compute(
      source.shape(), [&](const Vars& i) { return source(i); }, name);
}

void Chain::append(const std::string& stage, const Body& body) {
  append_at(stage, [&body](const Expr& e, const Vars&) { return body(e); });
}

void Chain::append_at(const std::string& stage, const BodyAt& body) {
  last_ = te::compute(
      last_.shape(), [&](const Vars& i) { return body(last_(i), i); }, stage);
  stages_.push_back(last_);
}

void Chain::shift(const std::string& name, std::int64_t by) {
  append(name + "_shr", [by](const Expr& e) { return e >> Expr(by); });
}

void Chain::clip(const std::string& name, std::int64_t low, std::int64_t high) {
  append(name + "_max", [low](const Expr& e) { return te::max(e, Expr(low)); });
  append(name + "_min", [high](const Expr& e) { return te::min(e, Expr(high)); });
}

Tensor Chain::result(const std::string& name, std::vector<std::string> axes) const {
  return te::compute(
      last_.shape(), [this](const Vars& i) { return last_(i).astype(te::DType::kInt8); }, name,
      std::move(axes));
}

void load_at(te::Schedule& s, const Tensor& tensor, te::MemScope scope, const Tensor& reader,
             const te::Axis& loop) {
  s[tensor].set_scope(scope);
  s[tensor].compute_at(s[reader], loop);
  s[tensor].pragma(s[tensor].axis(0), te::dma_copy);
}

void compute_on_alu(te::Schedule& s, const Tensor& tensor, const Tensor& reader,
                    const te::Axis& loop) {
  s[tensor].set_scope(te::acc_scope);
  s[tensor].compute_at(s[reader], loop);
  s[tensor].pragma(s[tensor].axis(0), te::alu);
}

}  // namespace vta::topi
