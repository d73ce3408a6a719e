// SPDX-License-Identifier: Apache-2.0
//
// The whole way: the convolution of the seed's tutorial gives the listings of the seed, and
// schedules beside it give programs whose tokens and instructions are accepted.

#include "compiler/passes/lower.h"

#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "compiler/ir/print.h"
#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"

namespace vta::te {
namespace {

const Config config = Config::pynq();

struct Conv {
  Var dy = te::reduce_axis(3, "dy"), dx = te::reduce_axis(3, "dx");
  Var ic = te::reduce_axis(16, "ic"), ic_tns = te::reduce_axis(16, "ic_tns");
  Tensor data = placeholder({1, 16, 14, 14, 1, 16}, "data");
  Tensor kernel = placeholder({16, 16, 3, 3, 16, 16}, "kernel");
  Tensor data_buf = pad(data, {0, 0, 1, 1, 0, 0}, "data_buf");
  Tensor kernel_buf = compute(
      kernel.shape(), [&](const Vars& i) { return kernel(i); }, "kernel_buf");
  Tensor res_conv =
      compute({1, 16, 14, 14, 1, 16},
              [&](Var bo, Var co, Var i, Var j, Var bi, Var ci) {
                return sum(data_buf(bo, ic, i + dy, j + dx, bi, ic_tns).astype(DType::kInt32) *
                               kernel_buf(co, ic, dy, dx, ci, ic_tns).astype(DType::kInt32),
                           {ic, dy, dx, ic_tns});
              },
              "res_conv", {"bo", "co", "i", "j", "bi", "ci"});
  Tensor res_shr = compute(
      res_conv.shape(), [&](const Vars& i) { return res_conv(i) >> 8; }, "res_shr");
  Tensor res_max = compute(
      res_conv.shape(), [&](const Vars& i) { return max(res_shr(i), 0); }, "res_max");
  Tensor res_min = compute(
      res_conv.shape(), [&](const Vars& i) { return min(res_max(i), 127); }, "res_min");
  Tensor res = compute(
      res_conv.shape(), [&](const Vars& i) { return res_min(i).astype(DType::kInt8); }, "res");
  Schedule s{res};
  std::vector<Tensor> args = {data, kernel, res};
  Axis thread, place;

  // Blocks of 8 x 1 channels, 7 rows and 14 columns, and two virtual threads.
  void block() {
    Stage out = s[res];
    const auto [b, oc, y, x, b_tns, oc_tns] = out.axes<6>();
    const auto [b_out, b_inn] = out.split(b, 1);
    const auto [oc_out, oc_inn] = out.split(oc, 8);
    const auto [y_out, y_inn] = out.split(y, 7);
    const auto [x_out, x_inn] = out.split(x, 14);
    out.reorder({b_out, oc_out, y_out, x_out, b_inn, oc_inn, y_inn, x_inn, b_tns, oc_tns});
    for (const Tensor& t : {res_conv, res_shr, res_max, res_min}) s[t].compute_at(out, x_out);
    const auto [rest, tx] = out.split(oc_out, 2);
    thread = tx;
    out.reorder({tx, b_out});
    Stage conv = s[res_conv];
    const auto [bo, co, i, j, bi, ci] = conv.axes<6>();
    const auto [ic_out, ic_inn] = conv.split(conv.reduce_axis(ic), 1);
    conv.reorder({ic_out, bo, co, i, ic_inn, conv.reduce_axis(dy), conv.reduce_axis(dx), j, bi, ci,
                  conv.reduce_axis(ic_tns)});
    place = ic_out;
  }

  void map_to_machine() {
    s[data_buf].compute_at(s[res_conv], place);
    s[kernel_buf].compute_at(s[res_conv], place);
    s[data_buf].set_scope(inp_scope);
    s[kernel_buf].set_scope(wgt_scope);
    for (const Tensor& t : {res_conv, res_shr, res_max, res_min}) s[t].set_scope(acc_scope);
    s[data_buf].pragma(s[data_buf].axis(0), dma_copy);
    s[kernel_buf].pragma(s[kernel_buf].axis(0), dma_copy);
    s[res_conv].tensorize(s[res_conv].axis(4), gemm);
    for (const Tensor& t : {res_shr, res_max, res_min}) s[t].pragma(s[t].axis(0), alu);
    s[res].pragma(s[res].axis(4), dma_copy);
  }
};

std::string difference_from_seed(const Result<ir::Function>& program, const char* which) {
  if (!program) return program.error().message;
  const Result<test::Listing> ours = test::parse_listing(ir::to_text(program.value()));
  const Result<test::Listing> seed = test::seed_listing(which);
  if (!ours) return ours.error().message;
  if (!seed) return seed.error().message;
  return test::first_difference(ours.value(), seed.value());
}

TEST(Lower, DefaultScheduleGivesTheFirstListingOfTheSeed) {
  const Conv c;
  EXPECT_EQ(difference_from_seed(lower_to_loops(c.s, c.args, config), "default"), "");
}

TEST(Lower, BlockedScheduleGivesTheSecondListingOfTheSeed) {
  Conv c;
  c.block();
  c.s[c.res].bind(c.thread, cthread);
  EXPECT_EQ(difference_from_seed(lower_to_loops(c.s, c.args, config), "blocked"), "");
}

TEST(Lower, ScheduleForTheMachineGivesTheFinalListingOfTheSeed) {
  Conv c;
  c.block();
  c.s[c.res].bind(c.thread, cthread);
  c.map_to_machine();
  EXPECT_EQ(difference_from_seed(lower(c.s, c.args, config), "final"), "");
}

// ---- schedules that the listings do not have ----

std::string assembled(const Result<ir::Function>& program) {
  if (!program) return program.error().message;
  const Result<CodegenResult> code = generate_calls(program.value(), "test");
  if (!code) return code.error().message;
  int tokens[4][4] = {};
  for (const Call& call : code.value().calls) {
    if (const auto* push = std::get_if<DepPush>(&call)) {
      ++tokens[static_cast<int>(push->from)][static_cast<int>(push->to)];
    } else if (const auto* pop = std::get_if<DepPop>(&call)) {
      if (tokens[static_cast<int>(pop->from)][static_cast<int>(pop->to)]-- == 0) {
        return "pop without a token";
      }
    }
  }
  const Result<CommandStream::Finished> stream =
      assemble_calls(config, program.value().params, code.value());
  return stream ? "" : stream.error().message;
}

TEST(Lower, VirtualThreadsInsideOfALoopHaveTheirTokens) {
  Conv c;
  c.block();
  // Rows outside, threads inside.
  const auto& leaves = c.s.stages().back().leaves;
  Axis rows;
  for (const Axis& leaf : leaves) {
    if (leaf->name == "i2.outer") rows = leaf;
  }
  ASSERT_TRUE(rows);
  c.s[c.res].reorder({rows, c.thread});
  c.s[c.res].bind(c.thread, cthread);
  c.map_to_machine();
  EXPECT_EQ(assembled(lower(c.s, c.args, config)), "");
}

struct Relu {
  explicit Relu(std::int64_t rows)
      : a(placeholder({rows, 4, 1, 16}, "a", DType::kInt32)),
        in(compute(
            a.shape(), [&](const Vars& i) { return a(i); }, "in")),
        relu(compute(
            a.shape(), [&](const Vars& i) { return max(in(i), 0); }, "relu")),
        r(compute(
            a.shape(), [&](const Vars& i) { return relu(i).astype(DType::kInt8); }, "r")),
        s(r) {
    for (const Tensor& t : {in, relu}) s[t].set_scope(acc_scope);
    s[in].pragma(s[in].axis(0), dma_copy);
  }
  Tensor a, in, relu, r;
  Schedule s;
};

TEST(Lower, PragmaOfAnInnerLoopGivesKernelsInALoop) {
  Relu e(6);
  e.s[e.relu].pragma(e.s[e.relu].axis(1), alu);
  e.s[e.r].pragma(e.s[e.r].axis(0), dma_copy);
  EXPECT_EQ(assembled(lower(e.s, {e.a, e.r}, config)), "");
}

TEST(Lower, RaggedTilesOfAStageAtTheRootHaveOrigins) {
  Relu e(13);
  e.s[e.relu].pragma(e.s[e.relu].axis(0), alu);
  e.s[e.r].pragma(e.s[e.r].split(e.s[e.r].axis(0), 7).second, dma_copy);
  const Result<ir::Function> program = lower(e.s, {e.a, e.r}, config);
  EXPECT_EQ(assembled(program), "");
  const Result<CodegenResult> code = generate_calls(program.value(), "test");
  ASSERT_TRUE(code) << code.error().message;
  std::vector<std::string> stores;
  for (std::size_t i = 0; i < code.value().calls.size(); ++i) {
    if (std::get_if<Store2d>(&code.value().calls[i]) == nullptr) continue;
    stores.push_back(describe(*code.value().origins[i]));
  }
  const std::vector<std::string> expected = {"test r: r[0:13, 0:4, 0:1, 0:16]",
                                             "test r: r[0:13, 0:4, 0:1, 0:16]"};
  EXPECT_EQ(stores, expected);
}

TEST(Lower, EveryPassIsShownInItsOrder) {
  const Relu e(2);
  std::string passes;
  LowerOptions options;
  options.observe = [&passes](std::string_view pass, const ir::Function&) {
    passes += std::string(pass) + " ";
  };
  (void)lower_to_loops(e.s, {e.a, e.r}, config, options);
  EXPECT_EQ(passes,
            "lower_loops partition_loops flatten_storage simplify share_storage assign_storage "
            "simplify inject_vthreads simplify ");
}

}  // namespace
}  // namespace vta::te
