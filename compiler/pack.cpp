// SPDX-License-Identifier: Apache-2.0
#include "compiler/pack.h"

#include <tuple>
#include <utility>

namespace vta {
namespace {

Status check(const PackShape& s, std::size_t elements) {
  for (const auto& [name, size] :
       {std::pair{"first axis", s.outer}, std::pair{"second axis", s.inner},
        std::pair{"height", s.height}, std::pair{"width", s.width},
        std::pair{"block of the first axis", s.outer_block},
        std::pair{"block of the second axis", s.inner_block}}) {
    if (size < 1 || size > 0xffff) {
      return Error{"the " + std::string(name) + " of the tensor is " + std::to_string(size) +
                   "; it must lie in 1..65535"};
    }
  }
  for (const auto& [name, size, block] : {std::tuple{"first", s.outer, s.outer_block},
                                          std::tuple{"second", s.inner, s.inner_block}}) {
    if (size % block != 0) {
      return Error{"the " + std::string(name) + " axis of the tensor is " + std::to_string(size) +
                   "; it must be a multiple of its block " + std::to_string(block)};
    }
  }
  // No overflow: four factors below 2^16 each.
  const std::uint64_t expected =
      static_cast<std::uint64_t>(s.outer) * static_cast<std::uint64_t>(s.inner) *
      static_cast<std::uint64_t>(s.height) * static_cast<std::uint64_t>(s.width);
  if (elements != expected) {
    return Error{"the tensor has " + std::to_string(elements) + " elements; its shape says " +
                 std::to_string(expected)};
  }
  return ok_status();
}

// Calls move(plain index, packed index) for every element, in the order of the packed tensor.
template <typename Move>
void for_each_element(const PackShape& s, Move move) {
  std::size_t packed = 0;
  for (std::int64_t o = 0; o < s.outer; o += s.outer_block) {
    for (std::int64_t i = 0; i < s.inner; i += s.inner_block) {
      for (std::int64_t y = 0; y < s.height; ++y) {
        for (std::int64_t x = 0; x < s.width; ++x) {
          for (std::int64_t oo = o; oo < o + s.outer_block; ++oo) {
            for (std::int64_t ii = i; ii < i + s.inner_block; ++ii) {
              const std::int64_t plain = ((oo * s.inner + ii) * s.height + y) * s.width + x;
              move(static_cast<std::size_t>(plain), packed++);
            }
          }
        }
      }
    }
  }
}

}  // namespace

Result<std::vector<std::int8_t>> pack(const PackShape& shape, std::span<const std::int8_t> plain) {
  if (Status status = check(shape, plain.size()); !status) return status.error();
  std::vector<std::int8_t> packed(plain.size());
  for_each_element(shape, [&](std::size_t from, std::size_t to) { packed[to] = plain[from]; });
  return packed;
}

Result<std::vector<std::int8_t>> unpack(const PackShape& shape,
                                        std::span<const std::int8_t> packed) {
  if (Status status = check(shape, packed.size()); !status) return status.error();
  std::vector<std::int8_t> plain(packed.size());
  for_each_element(shape, [&](std::size_t to, std::size_t from) { plain[to] = packed[from]; });
  return plain;
}

std::string plain_position(const PackShape& shape, std::int64_t index) {
  const std::int64_t x = index % shape.width;
  const std::int64_t y = index / shape.width % shape.height;
  const std::int64_t c = index / (shape.width * shape.height) % shape.inner;
  const std::int64_t n = index / (shape.width * shape.height * shape.inner);
  return "element [n=" + std::to_string(n) + ", c=" + std::to_string(c) +
         ", y=" + std::to_string(y) + ", x=" + std::to_string(x) + "]";
}

}  // namespace vta
