// SPDX-License-Identifier: Apache-2.0
//
// vta disasm --gtkwave: translates values for GTKWave, which calls this a process filter.

#ifndef VTA_TOOLS_GTKWAVE_FILTER_H_
#define VTA_TOOLS_GTKWAVE_FILTER_H_

#include <cstdio>
#include <string>
#include <string_view>

#include "hw/isa/config.h"

namespace vta {

// What GTKWave shows instead of a value in hexadecimal: for 32 digits the instruction as `vta
// disasm` lists it, without its number and with single blanks (a blank for zero, which is no
// instruction); for one digit the state of a unit (sim/rtl/trace/vta_waves.sv). Either begins with
// its colour,
// "?gold?". Anything else, unknown digits included, as it is.
[[nodiscard]] std::string gtkwave_text(const Config& config, std::string_view value);

// Answers every line of `in` with one line on `out`, at once, until the end of `in`. Lines of more
// than 4096 characters are answered with "?". False when `out` cannot be written.
[[nodiscard]] bool gtkwave_filter(const Config& config, std::FILE* in, std::FILE* out);

}  // namespace vta

#endif  // VTA_TOOLS_GTKWAVE_FILTER_H_
