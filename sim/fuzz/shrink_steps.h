// SPDX-License-Identifier: Apache-2.0
//
// What shrinking tries, and how it knows whether that is still the failure it wants.

#ifndef VTA_SIM_FUZZ_SHRINK_STEPS_H_
#define VTA_SIM_FUZZ_SHRINK_STEPS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "sim/fuzz/draft.h"
#include "sim/fuzz/race_check.h"
#include "sim/fuzz/shrink.h"

namespace vta::fuzz {

class Attempts {
 public:
  Attempts(Draft first, std::vector<Verdict> verdicts, const Complaint& complaint,
           const ShrinkOptions& options);

  [[nodiscard]] const Draft& best() const { return best_; }
  [[nodiscard]] const std::string& complaint() const { return text_; }
  // Which runs of the best draft do not finish.
  [[nodiscard]] const std::vector<bool>& failing() const { return failing_; }
  [[nodiscard]] bool exhausted() const { return steps_ >= options_.max_steps; }
  [[nodiscard]] std::size_t steps() const { return steps_; }
  [[nodiscard]] std::size_t successes() const { return successes_; }

  // It becomes the best one when it has one result, its runs end as they should, and something is
  // still wrong with it.
  bool attempt(Draft draft);
  // One that lacks run `run` of the best one.
  bool attempt_without_run(Draft draft, std::size_t run);

 private:
  bool accept(Draft draft, const std::vector<ErrorCode>& codes);

  Draft best_;
  std::vector<ErrorCode> codes_;  // of the runs
  std::vector<bool> failing_;
  const Complaint& complain_;
  const ShrinkOptions& options_;
  std::string text_;
  std::size_t steps_ = 0, successes_ = 0;
};

// Fields, bits that no field uses, flags that are ignored, base registers.
void make_fields_small(Attempts& attempts);
// Bytes that the host writes, the micro-ops among them.
void clear_memory(Attempts& attempts);
void leave_out_regions(Attempts& attempts);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_SHRINK_STEPS_H_
