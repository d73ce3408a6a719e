// SPDX-License-Identifier: Apache-2.0
//
// LOAD and STORE, element by element.

#include <algorithm>
#include <span>
#include <vector>

#include "sim/golden/execute.h"

namespace vta::golden {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

// The bytes of an element that lie before the end of the address space; the others follow at 0.
std::size_t before_wrap(std::uint64_t address, std::size_t bytes) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kAddressSpace - address));
}

bool exists(const DeviceMemory& memory, std::uint64_t address, std::size_t bytes) {
  const std::size_t first = before_wrap(address, bytes);
  return memory.contains(address, first) && memory.contains(0, bytes - first);
}

void read_element(const DeviceMemory& memory, std::uint64_t address, std::span<std::byte> bytes) {
  const std::size_t first = before_wrap(address, bytes.size());
  VTA_CHECK(memory.read(address, bytes.first(first)).ok());
  VTA_CHECK(memory.read(0, bytes.subspan(first)).ok());
}

void write_element(DeviceMemory& memory, std::uint64_t address, std::span<const std::byte> bytes) {
  const std::size_t first = before_wrap(address, bytes.size());
  VTA_CHECK(memory.write(address, bytes.first(first)).ok());
  VTA_CHECK(memory.write(0, bytes.subspan(first)).ok());
}

// Every element of the transfer must exist in device memory, or nothing is moved.
Execution check_addresses(const MemFields& f, const Machine& machine) {
  const std::size_t bytes = machine.config.elem_bytes(static_cast<MemoryType>(f.memory_type));
  for (std::uint64_t row = 0; row < f.y_size; ++row) {
    for (std::uint64_t column = 0; column < f.x_size; ++column) {
      const std::uint64_t address = element_address(f, machine, row, column);
      if (!exists(machine.memory, address, bytes)) {
        return {ErrorCode::kAxiError,
                "byte address " + std::to_string(address) + " of row " + std::to_string(row) +
                    ", column " + std::to_string(column) + " is outside every memory region"};
      }
    }
  }
  return {};
}

std::int8_t int8_at(std::span<const std::byte> bytes, std::size_t i) {
  return static_cast<std::int8_t>(std::to_integer<std::uint8_t>(bytes[i]));
}

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t i) {
  std::uint32_t word = 0;
  for (std::size_t b = 0; b < 4; ++b) {
    word |= std::to_integer<std::uint32_t>(bytes[4 * i + b]) << (8 * b);
  }
  return word;
}

// Writes the bytes of one element as they lie in DRAM into element `index`.
void write_sram(Machine& machine, MemoryType type, std::size_t index,
                std::span<const std::byte> bytes) {
  const Config& c = machine.config;
  SramState& sram = machine.sram;
  switch (type) {
    case MemoryType::kUop:
      sram.uop[index] = word_at(bytes, 0);
      break;
    case MemoryType::kInp:
      for (std::size_t i = 0; i < inp_lanes(c); ++i) {
        sram.inp[index * inp_lanes(c) + i] = int8_at(bytes, i);
      }
      break;
    case MemoryType::kWgt:
      for (std::size_t i = 0; i < wgt_lanes(c); ++i) {
        sram.wgt[index * wgt_lanes(c) + i] = int8_at(bytes, i);
      }
      break;
    case MemoryType::kAcc:
      for (std::size_t i = 0; i < acc_lanes(c); ++i) {
        sram.acc[index * acc_lanes(c) + i] = static_cast<std::int32_t>(word_at(bytes, i));
      }
      break;
    case MemoryType::kAcc8bit:  // sign-extended
      for (std::size_t i = 0; i < acc_lanes(c); ++i) {
        sram.acc[index * acc_lanes(c) + i] = int8_at(bytes, i);
      }
      break;
    case MemoryType::kOut:
      VTA_CHECK(!"LOAD never writes OUT");
      break;
  }
}

}  // namespace

std::uint64_t element_address(const MemFields& f, const Machine& machine, std::uint64_t row,
                              std::uint64_t column) {
  const auto type = static_cast<MemoryType>(f.memory_type);
  const std::uint64_t element = f.dram_base + row * f.x_stride + column;
  return (machine.base[f.memory_type] + element * machine.config.elem_bytes(type)) % kAddressSpace;
}

Execution execute_load(const MemFields& f, Machine& machine) {
  Execution addresses = check_addresses(f, machine);
  if (addresses.code != ErrorCode::kNone) return addresses;
  const auto type = static_cast<MemoryType>(f.memory_type);
  std::vector<std::byte> bytes(machine.config.elem_bytes(type));
  const std::vector<std::byte> zeros(bytes.size());

  const std::uint64_t rows = std::uint64_t{f.y_pad_0} + f.y_size + f.y_pad_1;
  const std::uint64_t columns = std::uint64_t{f.x_pad_0} + f.x_size + f.x_pad_1;
  if (!machine.meter.spend(rows * columns)) return {};
  std::size_t index = f.sram_base;
  for (std::uint64_t y = 0; y < rows; ++y) {
    for (std::uint64_t x = 0; x < columns; ++x, ++index) {
      const bool inside = y >= f.y_pad_0 && y < std::uint64_t{f.y_pad_0} + f.y_size &&
                          x >= f.x_pad_0 && x < std::uint64_t{f.x_pad_0} + f.x_size;
      if (inside) {
        read_element(machine.memory, element_address(f, machine, y - f.y_pad_0, x - f.x_pad_0),
                     bytes);
      }
      write_sram(machine, type, index, inside ? bytes : zeros);
    }
  }
  return {};
}

Execution execute_store(const MemFields& f, Machine& machine) {
  Execution addresses = check_addresses(f, machine);
  if (addresses.code != ErrorCode::kNone) return addresses;
  const std::size_t lanes = acc_lanes(machine.config);
  if (!machine.meter.spend(std::uint64_t{f.x_size} * f.y_size)) return {};
  std::vector<std::byte> bytes(lanes);
  std::size_t index = f.sram_base;
  for (std::uint64_t y = 0; y < f.y_size; ++y) {
    for (std::uint64_t x = 0; x < f.x_size; ++x, ++index) {
      for (std::size_t i = 0; i < lanes; ++i) {
        bytes[i] = out_lane(machine.sram.acc[index * lanes + i]);
      }
      write_element(machine.memory, element_address(f, machine, y, x), bytes);
    }
  }
  return {};
}

}  // namespace vta::golden
