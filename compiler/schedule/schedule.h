// SPDX-License-Identifier: Apache-2.0
//
// How a tensor expression is computed: the loops of every stage, where stages are computed, in
// which memory their results lie, and which loops become transfers, ALU or GEMM instructions.
//
//   Schedule s(res);
//   auto [y_out, y_in] = s[res].split(y, 7);
//   s[conv].compute_at(s[res], y_out);
//
// A primitive that cannot be applied does nothing; the schedule remembers the first such mistake
// (one sentence that names stage, axis and bound) and lowering refuses it with that sentence.

#ifndef VTA_COMPILER_SCHEDULE_SCHEDULE_H_
#define VTA_COMPILER_SCHEDULE_SCHEDULE_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/te/tensor.h"
#include "hw/isa/result.h"

namespace vta::te {

// A loop of a stage. `var` counts it from 0.
struct IterNode {
  std::string name;
  Var var;
  bool reduction = false;
};
using Axis = std::shared_ptr<const IterNode>;

enum class Pragma : std::uint8_t { kDmaCopy, kAlu };
enum class ThreadTag : std::uint8_t { kCthread };  // a virtual thread
enum class Intrinsic : std::uint8_t { kGemm };

// The words of the tutorials.
inline constexpr Pragma dma_copy = Pragma::kDmaCopy;
inline constexpr Pragma alu = Pragma::kAlu;
inline constexpr ThreadTag cthread = ThreadTag::kCthread;
inline constexpr Intrinsic gemm = Intrinsic::kGemm;
inline constexpr MemScope inp_scope = MemScope::kInp;
inline constexpr MemScope wgt_scope = MemScope::kWgt;
inline constexpr MemScope acc_scope = MemScope::kAcc;

struct Split {
  Axis parent, outer, inner;
  std::int64_t factor = 0, parts = 0;  // one of them is given, the other is 0
};
struct Fuse {
  Axis outer, inner, fused;
};

// What the schedule holds of one tensor.
struct StageState {
  Tensor tensor;
  Vars root_vars;          // of the axes of the tensor, as `body` names them
  std::vector<Axis> root;  // data axes, then reduction axes
  Expr body;
  std::size_t data_axes = 0;
  std::vector<Axis> leaves;  // loops, outermost first
  std::vector<std::variant<Split, Fuse>> relations;
  MemScope scope = MemScope::kGlobal;
  bool is_output = false;
  std::size_t attach_stage = kRoot;
  Axis attach_axis;
  std::vector<std::pair<Axis, Pragma>> pragmas;
  Axis tensorized, thread;
  static constexpr std::size_t kRoot = static_cast<std::size_t>(-1);

  [[nodiscard]] bool is_attached() const { return attach_stage != kRoot; }
  // The place of an axis among the loops, or -1.
  [[nodiscard]] std::ptrdiff_t position(const Axis& axis) const;
};

class Schedule;

// A stage of a schedule, for as long as the schedule lives.
class Stage {
 public:
  Stage(Schedule* schedule, Tensor tensor) : schedule_(schedule), tensor_(std::move(tensor)) {}

  // The axes of the tensor; all of them, and as many as N for structured bindings.
  [[nodiscard]] std::vector<Axis> axes() const;
  template <std::size_t N>
  [[nodiscard]] std::array<Axis, N> axes() const {
    return first_axes<N>(axes());
  }
  [[nodiscard]] Axis axis(std::size_t i) const;
  // The loop of a reduction axis.
  [[nodiscard]] Axis reduce_axis(const Var& var) const;

  // axis = outer * factor + inner. The last trip of `outer` is shorter when factor does not divide.
  std::pair<Axis, Axis> split(const Axis& axis, std::int64_t factor);
  // The same by the smallest factor with which `outer` has at most `parts` trips. It may have
  // fewer, since all but the last are equally long: 6 in 4 parts is 3 trips of 2.
  std::pair<Axis, Axis> split_parts(const Axis& axis, std::int64_t parts);
  // Two adjacent loops as one.
  Axis fuse(const Axis& outer, const Axis& inner);
  // The given loops in this order, in the places that they have together.
  void reorder(const std::vector<Axis>& order);
  // {y_outer, x_outer, y_inner, x_inner}.
  std::array<Axis, 4> tile(const Axis& y, const Axis& x, std::int64_t y_factor,
                           std::int64_t x_factor);
  // Computes this stage inside a loop of a stage that reads it: only what that trip needs.
  void compute_at(const Stage& consumer, const Axis& axis);
  // Virtual threads: the trips of the loop, at most two, run interleaved, each with copies of the
  // on-chip buffers of its own.
  void bind(const Axis& axis, ThreadTag tag);
  void set_scope(MemScope scope);
  void pragma(const Axis& axis, Pragma pragma);
  // The loops from `axis` inwards become one micro-operation.
  void tensorize(const Axis& axis, Intrinsic intrinsic);

 private:
  template <std::size_t N>
  static std::array<Axis, N> first_axes(const std::vector<Axis>& all) {
    std::array<Axis, N> some;
    for (std::size_t i = 0; i < N && i < all.size(); ++i) some[i] = all[i];
    return some;
  }
  [[nodiscard]] StageState& state() const;
  void fail(const std::string& message) const;
  // The place of a loop; fails and yields -1 when it is none of this stage.
  std::ptrdiff_t find(const char* primitive, const Axis& axis) const;
  std::pair<Axis, Axis> split(const Axis& axis, std::int64_t factor, std::int64_t parts);

  // Its place in the schedule, which a cache in front of it changes.
  [[nodiscard]] std::size_t index() const;

  Schedule* schedule_;
  Tensor tensor_;
};

class Schedule {
 public:
  // Of these tensors and everything they are computed from.
  explicit Schedule(const std::vector<Tensor>& outputs);
  explicit Schedule(const Tensor& output) : Schedule(std::vector<Tensor>{output}) {}
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  Schedule(Schedule&&) = default;
  Schedule& operator=(Schedule&&) = default;

  // A tensor that is no stage of this schedule is a mistake; the stage then has no axes.
  [[nodiscard]] Stage operator[](const Tensor& tensor);

  // A copy of a tensor that the given stages read instead of it.
  Tensor cache_read(const Tensor& tensor, MemScope scope, const std::vector<Tensor>& readers);
  // The computation of a tensor in a tensor of its own, of which the old one becomes a copy. A
  // final cast stays with the copy. Before any other primitive is applied to the stage.
  Tensor cache_write(const Tensor& tensor, MemScope scope);

  // The first mistake.
  [[nodiscard]] Status status() const;
  // Producers before consumers.
  [[nodiscard]] const std::vector<StageState>& stages() const { return stages_; }

 private:
  friend class Stage;
  void add(const Tensor& tensor);
  void fail(std::string message);
  [[nodiscard]] std::size_t find(const Tensor& tensor) const;
  static StageState make_stage(const Tensor& tensor, const Vars& axes, const Expr& body);

  std::vector<StageState> stages_;
  StageState nowhere_;  // of tensors that are no stage
  std::string failure_;
};

// Reads of a tensor in an expression, each with its indices.
[[nodiscard]] std::vector<Expr> reads_of(const Expr& body, const ir::Buffer& buffer);

}  // namespace vta::te

#endif  // VTA_COMPILER_SCHEDULE_SCHEDULE_H_
