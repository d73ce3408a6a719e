// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/compute/exec_traffic.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vta {
namespace {

// From the look at its index to the read of ACC, and to the write of its result.
constexpr std::uint64_t kToRead = 1, kToWrite = 4;

}  // namespace

void ExecTraffic::expect(const std::vector<ComputeModel::Step>& nest) {
  steps_.insert(steps_.end(), nest.begin(), nest.end());
  insn_of_.insert(insn_of_.end(), nest.size(), insns_);
  ++insns_;
}

// Every step but that of a reset reads ACC; a reset shows by its write.
std::vector<ExecTraffic::Passed> ExecTraffic::passed(bool complete) const {
  std::vector<std::uint64_t> reads, writes;
  for (std::uint64_t c = 0; c < cycles_.size(); ++c) {
    if (cycles_[c].reads) reads.push_back(c);
    if (cycles_[c].writes) writes.push_back(c);
  }
  std::vector<Passed> all;
  std::size_t r = 0, w = 0;
  for (std::size_t n = 0; n < steps_.size(); ++n) {
    const ComputeModel::Step& step = steps_[n];
    Passed p = {step, insn_of_[n], 0};
    if (!step.reset) {
      if (r == reads.size()) break;
      EXPECT_EQ(cycles_[reads[r]].read, step.acc) << "read in cycle " << reads[r];
      p.cycle = reads[r++] - kToRead;
    }
    if (!step.source) {
      if (w == writes.size()) break;
      const std::uint64_t from = writes[w++] - kToWrite;
      if (step.reset) p.cycle = from;
      EXPECT_EQ(p.cycle, from) << "write in cycle " << from + kToWrite;
    }
    all.push_back(p);
  }
  if (complete) {
    EXPECT_EQ(all.size(), steps_.size());
    EXPECT_EQ(r, reads.size()) << "reads of nobody";
    EXPECT_EQ(w, writes.size()) << "writes of nobody";
  }
  return all;
}

void ExecTraffic::check(bool complete) const {
  const std::vector<Passed> all = passed(complete);
  std::size_t next = 0;     // the step that looks at its index, or the first one that will
  std::uint64_t insns = 0;  // that have started before this cycle
  for (std::uint64_t c = 0; c < cycles_.size() && !testing::Test::HasFailure(); ++c) {
    const Cycle& now = cycles_[c];
    SCOPED_TRACE(testing::Message() << "cycle " << c << " of " << cycles_.size());
    const bool any = next < all.size();
    const auto claimed = [&](std::uint32_t acc) {
      return now.tail_busy && acc >= now.tail_lo && acc <= now.tail_hi;
    };
    if (now.waits || now.seen) {
      // The one behind the last step is the one in error, or never was.
      EXPECT_TRUE(any || !complete) << "of no micro-op";
    }
    if (now.waits) {
      EXPECT_TRUE(now.tail_busy) << "waits for nobody";
    }
    if (any) {
      const Passed& p = all[next];
      const bool passes = p.cycle == c;
      if (now.waits) {
        EXPECT_TRUE(claimed(p.step.acc)) << "waits with element " << p.step.acc;
        EXPECT_FALSE(passes) << "waits and passes";
      }
      if (passes) {
        EXPECT_FALSE(claimed(p.step.acc)) << "element " << p.step.acc;
      }
      if (now.seen) {
        EXPECT_TRUE(p.step.gemm) << "shows what is no GEMM";
        EXPECT_EQ(p.insn + 1, insns) << "shows another instruction than the youngest";
        EXPECT_EQ(now.seen_first, p.step.first_sweep);
        EXPECT_EQ(now.dst, p.step.dst);
        EXPECT_EQ(now.src, p.step.src);
        EXPECT_EQ(now.wgt, p.step.wgt);
      } else if (passes && p.step.gemm) {
        EXPECT_NE(p.insn + 1, insns) << "a micro-op of the youngest instruction was not shown";
      }
      if (passes) ++next;
    }
    insns += now.started;
  }
}

std::uint64_t ExecTraffic::waits() const {
  return static_cast<std::uint64_t>(
      std::count_if(cycles_.begin(), cycles_.end(), [](const Cycle& c) { return c.waits; }));
}

std::uint64_t ExecTraffic::seen() const {
  return static_cast<std::uint64_t>(
      std::count_if(cycles_.begin(), cycles_.end(), [](const Cycle& c) { return c.seen; }));
}

}  // namespace vta
