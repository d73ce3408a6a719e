// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/pack.h"

#include <initializer_list>
#include <utility>

#include "compiler/topi/bounds.h"

namespace vta::topi {
namespace {

constexpr std::int64_t kMostElements = 0xffffffff;

using NamedSize = std::pair<const char*, std::int64_t>;

Status check_sizes(const char* tensor, std::initializer_list<NamedSize> sizes) {
  for (const auto& [name, size] : sizes) {
    if (size >= 1 && size <= 0xffff) continue;
    return Error{"the " + std::string(name) + " of the " + tensor + " is " + std::to_string(size) +
                 "; it must lie in 1..65535"};
  }
  return ok_status();
}

// Looks after every factor, so that the product cannot overflow: none exceeds 2^17.
Status check_packed_size(const char* tensor, std::initializer_list<std::int64_t> factors) {
  std::int64_t size = 1;
  for (const std::int64_t factor : factors) {
    size *= factor;
    if (size <= kMostElements) continue;
    return Error{"the packed " + std::string(tensor) +
                 " has more than 2^32 - 1 elements, padding included"};
  }
  return ok_status();
}

Status check(const PackShape& s) {
  if (Status status = check_sizes("tensor", {{"first axis", s.outer},
                                             {"second axis", s.inner},
                                             {"height", s.height},
                                             {"width", s.width},
                                             {"block of the first axis", s.outer_block},
                                             {"block of the second axis", s.inner_block}});
      !status) {
    return status;
  }
  return check_packed_size("tensor", {round_up(s.outer, s.outer_block),
                                      round_up(s.inner, s.inner_block), s.height, s.width});
}

// Calls move(plain index, packed index) for every element but the padding, in the order of the
// packed tensor.
template <typename Move>
void for_each_element(const PackShape& s, Move move) {
  std::size_t packed = 0;
  for (std::int64_t o = 0; o < s.outer; o += s.outer_block) {
    for (std::int64_t i = 0; i < s.inner; i += s.inner_block) {
      for (std::int64_t y = 0; y < s.height; ++y) {
        for (std::int64_t x = 0; x < s.width; ++x) {
          for (std::int64_t oo = o; oo < o + s.outer_block; ++oo) {
            for (std::int64_t ii = i; ii < i + s.inner_block; ++ii, ++packed) {
              if (oo >= s.outer || ii >= s.inner) continue;  // padding
              const std::int64_t plain = ((oo * s.inner + ii) * s.height + y) * s.width + x;
              move(static_cast<std::size_t>(plain), packed);
            }
          }
        }
      }
    }
  }
}

template <typename T>
Result<std::vector<T>> pack_elements(const PackShape& shape, std::span<const T> plain, T fill) {
  if (Status status = check(shape); !status) return status.error();
  if (Status status = check_elements(plain.size(), shape.plain_size()); !status) {
    return status.error();
  }
  std::vector<T> packed(static_cast<std::size_t>(shape.packed_size()), fill);
  for_each_element(shape, [&](std::size_t from, std::size_t to) { packed[to] = plain[from]; });
  return packed;
}

template <typename T>
Result<std::vector<T>> unpack_elements(const PackShape& shape, std::span<const T> packed) {
  if (Status status = check(shape); !status) return status.error();
  if (packed.size() != static_cast<std::size_t>(shape.packed_size())) {
    return Error{"the packed tensor has " + std::to_string(packed.size()) +
                 " elements; its shape says " + std::to_string(shape.packed_size())};
  }
  std::vector<T> plain(static_cast<std::size_t>(shape.plain_size()));
  for_each_element(shape, [&](std::size_t to, std::size_t from) { plain[to] = packed[from]; });
  return plain;
}

}  // namespace

Result<std::vector<std::int8_t>> pack(const PackShape& shape, std::span<const std::int8_t> plain,
                                      std::int8_t fill) {
  return pack_elements(shape, plain, fill);
}
Result<std::vector<std::int32_t>> pack(const PackShape& shape, std::span<const std::int32_t> plain,
                                       std::int32_t fill) {
  return pack_elements(shape, plain, fill);
}

Result<std::vector<std::int8_t>> unpack(const PackShape& shape,
                                        std::span<const std::int8_t> packed) {
  return unpack_elements(shape, packed);
}
Result<std::vector<std::int32_t>> unpack(const PackShape& shape,
                                         std::span<const std::int32_t> packed) {
  return unpack_elements(shape, packed);
}

Result<std::vector<std::int32_t>> pack_bias(std::int64_t channels, std::int64_t batch,
                                            std::int64_t block,
                                            std::span<const std::int32_t> bias) {
  if (Status status = check_sizes(
          "bias", {{"number of channels", channels}, {"batch", batch}, {"block", block}});
      !status) {
    return status.error();
  }
  // One tile of `batch` rows, each a copy of the bias.
  const PackShape shape{
      .outer = batch, .inner = channels, .outer_block = batch, .inner_block = block};
  if (Status status = check_packed_size("bias", {batch, round_up(channels, block)}); !status) {
    return status.error();
  }
  if (bias.size() != static_cast<std::size_t>(channels)) {
    return Error{"the bias has " + std::to_string(bias.size()) +
                 " elements; it must have one for each of the " + std::to_string(channels) +
                 " channels"};
  }
  std::vector<std::int32_t> rows;
  for (std::int64_t row = 0; row < batch; ++row) rows.insert(rows.end(), bias.begin(), bias.end());
  return pack(shape, rows);
}

std::string plain_position(const PackShape& shape, std::int64_t index) {
  const std::int64_t x = index % shape.width;
  const std::int64_t y = index / shape.width % shape.height;
  const std::int64_t c = index / (shape.width * shape.height) % shape.inner;
  const std::int64_t n = index / (shape.width * shape.height * shape.inner);
  return "element [n=" + std::to_string(n) + ", c=" + std::to_string(c) +
         ", y=" + std::to_string(y) + ", x=" + std::to_string(x) + "]";
}

}  // namespace vta::topi
