// SPDX-License-Identifier: Apache-2.0
//
// LOAD and STORE, row by row. A row is contiguous in DRAM and on chip.

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <vector>

#include "sim/functional/execute.h"

namespace vta::functional {
namespace {

static_assert(std::endian::native == std::endian::little,
              "rows of ACC and UOP are copied as bytes");

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

// The DRAM side of a transfer. A row that reaches the end of the address space goes on at 0.
class Rows {
 public:
  Rows(const MemFields& f, Machine& machine)
      : dram_(machine.dram),
        elem_bytes_(machine.config.elem_bytes(static_cast<MemoryType>(f.memory_type))),
        first_(machine.base[f.memory_type] + std::uint64_t{f.dram_base} * elem_bytes_),
        pitch_(f.x_stride * elem_bytes_),
        bytes_(static_cast<std::size_t>(f.x_size * elem_bytes_)),
        scratch_(bytes_) {}

  [[nodiscard]] bool may_exist(std::uint64_t rows) const {
    for (std::uint64_t row = 0; row < rows; ++row) {
      const auto [at, here] = begin_of(row);
      if (!dram_.may_exist(at, here) || !dram_.may_exist(0, bytes_ - here)) return false;
    }
    return true;
  }

  // Bytes of a row, valid until the next call, or nullptr when they cannot be had.
  [[nodiscard]] const std::byte* read(std::uint64_t row) {
    const auto [at, here] = begin_of(row);
    if (here == bytes_) {
      if (const std::byte* direct = dram_.find(at, bytes_)) return direct;
    }
    const std::span<std::byte> all(scratch_);
    if (!dram_.read(at, all.first(here)) || !dram_.read(0, all.subspan(here))) return nullptr;
    return scratch_.data();
  }

  [[nodiscard]] bool write(std::uint64_t row, std::span<const std::byte> data) {
    const auto [at, here] = begin_of(row);
    return dram_.write(at, data.first(here)) && dram_.write(0, data.subspan(here));
  }

 private:
  struct Begin {
    std::uint64_t address;
    std::size_t bytes;  // of the row that lie before the end of the address space
  };
  [[nodiscard]] Begin begin_of(std::uint64_t row) const {
    const std::uint64_t address = (first_ + row * pitch_) % kAddressSpace;
    return {address,
            static_cast<std::size_t>(std::min<std::uint64_t>(bytes_, kAddressSpace - address))};
  }

  Dram& dram_;
  std::uint64_t elem_bytes_, first_, pitch_;
  std::size_t bytes_;
  std::vector<std::byte> scratch_;
};

// The on-chip side of a LOAD: elements are written in order.
class Sink {
 public:
  Sink(MemoryType type, Memories& memories, std::size_t first)
      : type_(type), memories_(memories), next_(first) {}

  void zeros(std::uint64_t count) {
    const auto n = static_cast<std::size_t>(count);
    switch (type_) {
      case MemoryType::kUop:
        std::fill_n(memories_.uop.begin() + offset(1), n, 0u);
        break;
      case MemoryType::kInp:
        std::fill_n(memories_.inp.begin() + offset(memories_.lanes()), n * memories_.lanes(),
                    std::int16_t{0});
        break;
      case MemoryType::kWgt:
        std::fill_n(memories_.wgt.begin() + offset(wgt_lanes()), n * wgt_lanes(), std::int16_t{0});
        break;
      default:
        std::fill_n(memories_.acc.begin() + offset(memories_.lanes()), n * memories_.lanes(), 0);
        break;
    }
    next_ += n;
  }

  void copy(const std::byte* bytes, std::size_t n) {
    const std::size_t lanes = memories_.lanes();
    switch (type_) {
      case MemoryType::kUop:
        std::memcpy(memories_.uop.data() + next_, bytes, n * kUopBytes);
        break;
      case MemoryType::kInp:
        std::transform(bytes, bytes + n * lanes, memories_.inp.begin() + offset(lanes),
                       [](std::byte byte) { return static_cast<std::int8_t>(byte); });
        break;
      case MemoryType::kWgt:
        for (std::size_t i = 0; i < n; ++i) transpose(bytes + i * wgt_lanes(), next_ + i);
        break;
      case MemoryType::kAcc:
        std::memcpy(memories_.acc.data() + next_ * lanes, bytes, n * lanes * sizeof(std::int32_t));
        break;
      default: {  // ACC_8BIT
        std::int32_t* acc = memories_.acc.data() + next_ * lanes;
        for (std::size_t i = 0; i < n * lanes; ++i) acc[i] = static_cast<std::int8_t>(bytes[i]);
        break;
      }
    }
    next_ += n;
  }

 private:
  [[nodiscard]] std::size_t wgt_lanes() const { return memories_.block * memories_.block; }
  [[nodiscard]] std::ptrdiff_t offset(std::size_t lanes) const {
    return static_cast<std::ptrdiff_t>(next_ * lanes);
  }

  void transpose(const std::byte* from, std::size_t element) {
    const std::size_t block = memories_.block;
    std::int16_t* to = memories_.wgt.data() + element * block * block;
    for (std::size_t in = 0; in < block; ++in) {
      for (std::size_t out = 0; out < block; ++out) {
        to[(in / 2 * block + out) * 2 + in % 2] = static_cast<std::int8_t>(from[out * block + in]);
      }
    }
  }

  MemoryType type_;
  Memories& memories_;
  std::size_t next_;  // element
};

}  // namespace

ErrorCode load(const MemFields& f, Machine& machine) {
  if (f.x_size == 0) return ErrorCode::kNone;
  Rows rows(f, machine);
  if (!rows.may_exist(f.y_size)) return ErrorCode::kAxiError;
  if (!machine.meter.spend(f.rows() * f.row_elems())) return ErrorCode::kNone;
  Sink sink(static_cast<MemoryType>(f.memory_type), machine.memories, f.sram_base);
  if (f.y_pad_0 != 0) sink.zeros(f.y_pad_0 * f.row_elems());
  for (std::uint64_t row = 0; row < f.y_size; ++row) {
    if (f.x_pad_0 != 0) sink.zeros(f.x_pad_0);
    const std::byte* bytes = rows.read(row);
    if (bytes == nullptr) return ErrorCode::kAxiError;
    sink.copy(bytes, f.x_size);
    if (f.x_pad_1 != 0) sink.zeros(f.x_pad_1);
  }
  if (f.y_pad_1 != 0) sink.zeros(f.y_pad_1 * f.row_elems());
  return ErrorCode::kNone;
}

ErrorCode store(const MemFields& f, Machine& machine) {
  if (f.x_size == 0 || f.y_size == 0) return ErrorCode::kNone;
  Rows rows(f, machine);
  if (!rows.may_exist(f.y_size)) return ErrorCode::kAxiError;
  if (!machine.meter.spend(std::uint64_t{f.x_size} * f.y_size)) return ErrorCode::kNone;
  const std::size_t row_lanes = f.x_size * machine.memories.lanes();
  const std::int32_t* acc = machine.memories.acc.data() + f.sram_base * machine.memories.lanes();
  std::vector<std::byte> bytes(row_lanes);
  for (std::uint64_t row = 0; row < f.y_size; ++row, acc += row_lanes) {
    for (std::size_t i = 0; i < row_lanes; ++i) {  // keeps the low 8 bits
      bytes[i] = static_cast<std::byte>(static_cast<std::uint8_t>(acc[i]));
    }
    if (!rows.write(row, bytes)) return ErrorCode::kAxiError;
  }
  return ErrorCode::kNone;
}

}  // namespace vta::functional
