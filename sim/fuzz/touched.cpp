// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/touched.h"

#include <algorithm>
#include <string>

namespace vta::fuzz {
namespace {

std::string place(Space space, std::uint32_t index) {
  if (space == Space::kDram) {
    return "byte " + std::to_string(std::uint64_t{index} * kGranuleBytes);
  }
  return "element " + std::to_string(index) + " of " + name_of(space);
}

}  // namespace

Status Touched::touch(const Toucher& who, const Access& access, std::uint64_t run_begin) {
  const std::size_t stage = index_of(who.stage);
  const bool dram = access.space == Space::kDram;
  if (dram && access.write) any_stored_ = true;
  for (std::uint32_t i = 0; i < access.count; ++i) {
    const std::uint32_t index = access.first + i;
    Element& element = elements_.at(access.space, index);
    for (std::size_t other = 0; other < kStageCount; ++other) {
      if (other == stage) continue;
      const std::uint64_t last = access.write
                                     ? std::max(element.reads[other], element.writes[other])
                                     : element.writes[other];
      if (last <= who.known[other]) continue;
      const auto [one, two] = std::minmax(last, who.insn);
      return Error{"instructions " + std::to_string(one - 1 - run_begin) + " and " +
                   std::to_string(two - 1 - run_begin) + " race for " + place(access.space, index)};
    }
    if (access.write) {
      element.contents = Contents::kSpecified;
    } else if (!dram &&
               (element.contents == Contents::kUnspecified ||
                (element.contents == Contents::kInitial && first_read_ == FirstRead::kAnything))) {
      return Error{"instruction " + std::to_string(who.insn - 1 - run_begin) + " reads " +
                   place(access.space, index) + ", which is unspecified"};
    }
    (access.write ? element.writes : element.reads)[stage] = who.insn;
  }
  return ok_status();
}

void Touched::make_unspecified(const Access& access) {
  for (std::uint32_t i = 0; i < access.count; ++i) {
    elements_.at(access.space, access.first + i).contents = Contents::kUnspecified;
  }
}

bool Touched::stored(std::uint32_t first, std::uint64_t count) {
  if (!any_stored_) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto index = static_cast<std::uint32_t>(first + i);
    if (elements_.at(Space::kDram, index).contents == Contents::kSpecified) return true;
  }
  return false;
}

void Touched::written_by_host(std::uint32_t first, std::uint64_t count) {
  if (!any_stored_) return;
  for (std::uint64_t i = 0; i < count; ++i) {
    elements_.at(Space::kDram, static_cast<std::uint32_t>(first + i)).contents = Contents::kInitial;
  }
}

}  // namespace vta::fuzz
