// SPDX-License-Identifier: Apache-2.0
//
// The stages that operators are made of: copies of what they read, chains of what the ALU does, and
// where either is computed.

#ifndef VTA_COMPILER_TOPI_STAGES_H_
#define VTA_COMPILER_TOPI_STAGES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compiler/schedule/schedule.h"

namespace vta::topi {

// The same elements, on their way into a memory of the machine.
[[nodiscard]] te::Tensor copy_of(const te::Tensor& source, const std::string& name);

// Stages of one shape, each computed element by element from the one before.
class Chain {
 public:
  using Body = std::function<te::Expr(const te::Expr&)>;
  using BodyAt = std::function<te::Expr(const te::Expr&, const te::Vars&)>;

  explicit Chain(te::Tensor first) : last_(std::move(first)) {}

  void append(const std::string& stage, const Body& body);
  void append_at(const std::string& stage, const BodyAt& body);  // which knows the indices, too
  // Stages NAME_shr, NAME_max and NAME_min.
  void shift(const std::string& name, std::int64_t by);
  void clip(const std::string& name, std::int64_t low, std::int64_t high);
  // The last one, cast to int8.
  [[nodiscard]] te::Tensor result(const std::string& name, std::vector<std::string> axes) const;

  [[nodiscard]] const std::vector<te::Tensor>& stages() const { return stages_; }

 private:
  te::Tensor last_;
  std::vector<te::Tensor> stages_;  // without the first
};

// `tensor` is copied from DRAM, or computed by the ALU, in the memory `scope` or ACC at a loop of
// `reader`.
void load_at(te::Schedule& s, const te::Tensor& tensor, te::MemScope scope,
             const te::Tensor& reader, const te::Axis& loop);
void compute_on_alu(te::Schedule& s, const te::Tensor& tensor, const te::Tensor& reader,
                    const te::Axis& loop);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_STAGES_H_
