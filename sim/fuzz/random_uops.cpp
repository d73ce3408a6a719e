// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/random_uops.h"

#include <algorithm>

#include "hw/isa/bitfield.h"

namespace vta::fuzz {

bool RandomUops::legal(Kind kind, const Uop& uop) const {
  const Playground& p = playground_;
  if (!p.acc.holds(uop.dst)) return false;
  if (kind == Kind::kGemm) return p.inp.holds(uop.src) && p.wgt.holds(uop.wgt);
  return kind != Kind::kAluTensor || p.acc.holds(uop.src);
}

// Often in the lower half, which leaves room for factors.
std::uint32_t RandomUops::within(const Window& window) {
  const std::uint32_t last = window.size() - 1;
  return window.begin + shape_.pick(0, shape_.chance(0.5) ? last / 2 : last);
}

// Operands that the kind does not look at, and bits that no field uses, are anything.
std::uint32_t RandomUops::random_word(Kind kind, const Window& dst) {
  const Config& config = playground_.config;
  const auto any = [this](int bits) { return shape_.pick(0, (1u << bits) - 1); };
  const int log_src =
      std::max(config.log_depth(MemoryType::kAcc), config.log_depth(MemoryType::kInp));
  Uop uop{within(dst), any(log_src), any(config.log_depth(MemoryType::kWgt))};
  if (kind == Kind::kGemm) uop = {uop.dst, within(playground_.inp), within(playground_.wgt)};
  if (kind == Kind::kAluTensor) uop.src = within(playground_.acc);
  std::uint32_t used = 0;
  for (const FieldPosition& p : field_positions(config, kUopFields, 0)) {
    used |= static_cast<std::uint32_t>(low_mask(p.width) << p.lsb);
  }
  return encode_uop(config, uop).value() | (dice_.bits() & ~used);
}

// Makes the data of a LOAD UOP of the given shape.
MemFields RandomUops::append(MemFields f, Kind kind, const Window& dst) {
  const std::uint32_t extent = f.x_size + (f.y_size > 1 ? (f.y_size - 1) * f.x_stride : 0);
  const auto first = static_cast<std::uint32_t>(image_.size());
  const bool few_targets = shape_.chance(0.3);  // many micro-ops in a row to the same element
  const Window narrow{dst.begin, std::min(dst.end, dst.begin + shape_.pick(1, 3))};
  for (std::uint32_t i = 0; i < extent; ++i) {
    image_.push_back(random_word(kind, few_targets ? narrow : dst));
  }
  VTA_CHECK(image_.size() * kUopBytes <= Playground::kUopBytes);
  std::uint32_t at = f.sram_base;
  for (std::uint64_t y = 0; y < f.rows(); ++y) {
    for (std::uint64_t x = 0; x < f.row_elems(); ++x, ++at) {
      const std::uint64_t row = y - f.y_pad_0, column = x - f.x_pad_0;  // huge when negative
      const bool inside = row < f.y_size && column < f.x_size;
      const auto from = static_cast<std::size_t>(first + row * f.x_stride + column);
      on_chip_[at] = inside ? image_[from] : 0;
    }
  }
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kUop);
  f.dram_base = playground_.uops().begin + first;
  return f;
}

MemFields RandomUops::load(Kind kind, const Window& dst) {
  const Window anywhere{0, 4 * playground_.uop.size()};
  return append(shape_.transfer(playground_.uop, anywhere, true, 1), kind, dst);
}

MemFields RandomUops::load_all(Kind kind, const Window& dst) {
  MemFields f;
  f.x_size = playground_.uop.size();
  f.y_size = 1;
  f.sram_base = playground_.uop.begin;
  return append(f, kind, dst);
}

MemFields RandomUops::load_these(const std::vector<Uop>& uops, std::uint32_t offset) {
  VTA_CHECK(offset + uops.size() <= playground_.uop.size());
  MemFields f;
  f.x_size = static_cast<std::uint32_t>(uops.size());
  f.y_size = 1;
  f.sram_base = playground_.uop.begin + offset;
  f = append(f, Kind::kReset, playground_.acc);
  for (std::size_t i = 0; i < uops.size(); ++i) {
    image_[image_.size() - uops.size() + i] = on_chip_[f.sram_base + i] =
        encode_uop(playground_.config, uops[i]).value();
  }
  return f;
}

MemFields RandomUops::load_everywhere(Kind kind, const Window& dst) {
  const std::uint32_t depth = playground_.config.depth(MemoryType::kUop);
  MemFields f;
  f.x_size = std::min(depth, 64u);
  f.y_size = depth / f.x_size;
  return append(f, kind, dst);
}

MemFields RandomUops::load_long(Kind kind, const Window& dst) {
  const std::uint32_t depth = playground_.config.depth(MemoryType::kUop);
  MemFields f;
  f.x_size = std::min(depth, 1030u);
  f.y_size = 1;
  f.sram_base = shape_.pick(0, depth - f.x_size);
  return append(f, kind, dst);
}

Window RandomUops::stretch(Kind kind) {
  const Window& all = playground_.uop;
  std::vector<std::uint32_t> starts;
  for (std::uint32_t k = all.begin; k < all.end; ++k) {
    if (legal(kind, at(k))) starts.push_back(k);
  }
  if (starts.empty()) return {};
  const std::uint32_t begin = starts[shape_.pick(0, static_cast<std::uint32_t>(starts.size()) - 1)];
  std::uint32_t end = begin + 1;
  const std::uint32_t most = shape_.pick(1, 16);
  while (end < all.end && end - begin < most && legal(kind, at(end))) ++end;
  return {begin, end};
}

}  // namespace vta::fuzz
