// SPDX-License-Identifier: Apache-2.0
#include "tools/text.h"

#include <cstdarg>
#include <cstdio>

#include "hw/isa/result.h"

namespace vta {

std::string textf(const char* format, ...) {
  std::va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int size = std::vsnprintf(nullptr, 0, format, arguments);
  va_end(arguments);
  VTA_CHECK(size >= 0);
  std::string text(static_cast<std::size_t>(size), '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  return text;
}

}  // namespace vta
