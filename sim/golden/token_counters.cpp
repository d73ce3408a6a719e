// SPDX-License-Identifier: Apache-2.0

#include "sim/golden/token_counters.h"

#include "hw/isa/result.h"

namespace vta {

bool TokenCounters::can_take(Stage stage, const TokenFlags& flags) const {
  switch (stage) {
    case Stage::kLoad:
      return !flags.pop_next || compute_to_load > 0;
    case Stage::kCompute:
      return (!flags.pop_prev || load_to_compute > 0) && (!flags.pop_next || store_to_compute > 0);
    case Stage::kStore:
      return !flags.pop_prev || compute_to_store > 0;
  }
  return false;
}

void TokenCounters::take(Stage stage, const TokenFlags& flags) {
  VTA_CHECK(can_take(stage, flags));
  switch (stage) {
    case Stage::kLoad:
      if (flags.pop_next) --compute_to_load;
      break;
    case Stage::kCompute:
      if (flags.pop_prev) --load_to_compute;
      if (flags.pop_next) --store_to_compute;
      break;
    case Stage::kStore:
      if (flags.pop_prev) --compute_to_store;
      break;
  }
}

bool TokenCounters::can_push(Stage stage, const TokenFlags& flags) const {
  switch (stage) {
    case Stage::kLoad:
      return !flags.push_next || load_to_compute < kTokenMax;
    case Stage::kCompute:
      return (!flags.push_prev || compute_to_load < kTokenMax) &&
             (!flags.push_next || compute_to_store < kTokenMax);
    case Stage::kStore:
      return !flags.push_prev || store_to_compute < kTokenMax;
  }
  return false;
}

void TokenCounters::push(Stage stage, const TokenFlags& flags) {
  VTA_CHECK(can_push(stage, flags));
  switch (stage) {
    case Stage::kLoad:
      if (flags.push_next) ++load_to_compute;
      break;
    case Stage::kCompute:
      if (flags.push_prev) ++compute_to_load;
      if (flags.push_next) ++compute_to_store;
      break;
    case Stage::kStore:
      if (flags.push_prev) ++store_to_compute;
      break;
  }
}

std::string TokenCounters::missing(Stage stage, const TokenFlags& flags) const {
  if (can_take(stage, flags)) return "";
  if (stage != Stage::kCompute) return "a token from compute";
  const bool no_load = flags.pop_prev && load_to_compute == 0;
  const bool no_store = flags.pop_next && store_to_compute == 0;
  if (no_load && no_store) return "tokens from load and store";
  return no_load ? "a token from load" : "a token from store";
}

}  // namespace vta
