// SPDX-License-Identifier: Apache-2.0

#include "driver/program/provenance.h"

#include <algorithm>
#include <cctype>

#include "hw/isa/shown.h"

namespace vta {
namespace {

// "tile oc 1/2, y 0/2", or nothing.
std::string tile_text(const Provenance& provenance) {
  std::string text;
  for (const Provenance::Iteration& it : provenance.iterations) {
    text += (text.empty() ? "tile " : ", ") + it.axis + " " + std::to_string(it.index) + "/" +
            std::to_string(it.extent);
  }
  return text;
}

// A line break would end the line of a listing, an escape sequence would reach the terminal.
Status check_text(const std::string& what, const std::string& text) {
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return std::iscntrl(static_cast<unsigned char>(c)) != 0;
  });
  if (!control) return ok_status();
  return Error{what + " has control characters in it; it must be text of one line"};
}

}  // namespace

std::string to_string(const Provenance& provenance) {
  const std::string tile = tile_text(provenance);
  return provenance.workload + (tile.empty() ? "" : " " + tile);
}

std::string describe(const Provenance& provenance) {
  std::string text = provenance.workload;
  if (!provenance.stage.empty()) text += " " + provenance.stage;
  const char* separator = ": ";
  for (const std::string& part : {tile_text(provenance), provenance.slice}) {
    if (part.empty()) continue;
    text += separator + part;
    separator = "; ";
  }
  return text;
}

Status check_provenance(const Provenance& provenance) {
  if (Status s = check_text("workload", provenance.workload); !s) return s;
  if (provenance.workload.empty()) return Error{"workload is empty; it must have a name"};
  if (Status s = check_text("stage", provenance.stage); !s) return s;
  for (std::size_t i = 0; i < provenance.iterations.size(); ++i) {
    const Provenance::Iteration& it = provenance.iterations[i];
    const std::string which = "iterations[" + std::to_string(i) + "]";
    if (Status s = check_text(which + " (axis)", it.axis); !s) return s;
    if (it.index >= 0 && it.index < it.extent) continue;
    return Error{which + " is " + shown(it.axis) + " " + std::to_string(it.index) + "/" +
                 std::to_string(it.extent) + "; the index must lie in 0 to extent - 1"};
  }
  return check_text("slice", provenance.slice);
}

}  // namespace vta
