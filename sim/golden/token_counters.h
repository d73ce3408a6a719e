// SPDX-License-Identifier: Apache-2.0
//
// The four counters of dependency tokens between neighbouring stages.

#ifndef VTA_SIM_GOLDEN_TOKEN_COUNTERS_H_
#define VTA_SIM_GOLDEN_TOKEN_COUNTERS_H_

#include <cstdint>
#include <string>

#include "hw/isa/insn.h"

namespace vta {

// Flags that name a neighbour the stage does not have (load: prev, store: next) are ignored
// everywhere here.
class TokenCounters {
 public:
  // Whether all tokens that the flags pop are there.
  [[nodiscard]] bool can_take(Stage stage, const TokenFlags& flags) const;
  void take(Stage stage, const TokenFlags& flags);  // precondition: can_take

  // Whether every counter that the flags push has room.
  [[nodiscard]] bool can_push(Stage stage, const TokenFlags& flags) const;
  void push(Stage stage, const TokenFlags& flags);  // precondition: can_push

  // "a token from compute": what is missing for can_take, empty when nothing is.
  [[nodiscard]] std::string missing(Stage stage, const TokenFlags& flags) const;

  void clear() { *this = TokenCounters(); }

  // Tokens present, by producer and consumer.
  std::uint32_t load_to_compute = 0, compute_to_load = 0;
  std::uint32_t compute_to_store = 0, store_to_compute = 0;
};

}  // namespace vta

#endif  // VTA_SIM_GOLDEN_TOKEN_COUNTERS_H_
