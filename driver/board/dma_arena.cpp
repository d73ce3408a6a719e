// SPDX-License-Identifier: Apache-2.0

#include "driver/board/dma_arena.h"

#include <optional>
#include <string_view>

#include "driver/board/small_file.h"

namespace vta::board {
namespace {

// The value of a line "CmaFree:     98304 kB".
std::optional<std::string> meminfo_kilobytes(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(at + key.size());
  rest = rest.substr(0, rest.find('\n'));
  const std::size_t begin = rest.find_first_of("0123456789");
  const std::size_t end = rest.find_last_of("0123456789");
  if (begin == std::string_view::npos) return std::nullopt;
  return std::string(rest.substr(begin, end - begin + 1));
}

}  // namespace

std::string describe_cma(System& system) {
  const Result<std::string> text = read_small_file(system, "/proc/meminfo");
  if (text) {
    const auto free = meminfo_kilobytes(text.value(), "CmaFree:");
    const auto total = meminfo_kilobytes(text.value(), "CmaTotal:");
    if (free && total) return "CMA has " + *free + " of " + *total + " kB free";
  }
  return "/proc/meminfo does not say how much CMA has free";
}

Result<std::unique_ptr<DmaArena>> open_arena(System& system, const ArenaOptions& options) {
  if (options.size == 0 || options.size > std::uint64_t{1} << 31) {
    return Error{"an arena of " + std::to_string(options.size) +
                 " bytes is not possible; it has 1 to 2147483648"};
  }
  std::string why;
  if (options.kind != ArenaKind::kUdmabuf) {
    Result<std::unique_ptr<DmaArena>> zocl = open_zocl_arena(system, options);
    if (zocl || options.kind == ArenaKind::kZocl) return zocl;
    why = zocl.error().message + "; ";
  }
  Result<std::unique_ptr<DmaArena>> udmabuf = open_udmabuf_arena(system, options);
  if (udmabuf) return udmabuf;
  return Error{why + udmabuf.error().message};
}

}  // namespace vta::board
