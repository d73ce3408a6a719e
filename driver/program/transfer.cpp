// SPDX-License-Identifier: Apache-2.0

#include "driver/program/transfer.h"

namespace vta {
namespace {

std::string number_and_name(MemoryType type) {
  return std::to_string(static_cast<unsigned>(type)) + " (" + std::string(to_string(type)) + ")";
}

Status check_sram(const Config& config, const MemFields& fields, MemoryType type) {
  const std::uint64_t size = fields.row_elems() * fields.rows();
  const std::uint64_t depth = config.depth(type);
  if (size == 0 || fields.sram_base + size <= depth) return ok_status();
  return Error{"elements " + std::to_string(fields.sram_base) + " to " +
               std::to_string(fields.sram_base + size - 1) + " of " + std::string(to_string(type)) +
               " are addressed, pads included, but it has " + std::to_string(depth)};
}

Status check_dram(const Config& config, const MemFields& fields, MemoryType type,
                  const TransferBuffer& buffer) {
  if (fields.x_size == 0 || fields.y_size == 0) return ok_status();
  const std::uint64_t last = std::uint64_t{fields.dram_base} +
                             std::uint64_t{fields.y_size - 1} * fields.x_stride + fields.x_size - 1;
  const std::uint32_t elem_bytes = config.elem_bytes(type);
  const std::uint64_t size = buffer.bytes / elem_bytes;
  if (last < size) return ok_status();
  return Error{std::to_string(fields.y_size) + " rows of " + std::to_string(fields.x_size) +
               " elements, " + std::to_string(fields.x_stride) + " apart, from offset " +
               std::to_string(fields.dram_base) + " reach element " + std::to_string(last) +
               " of buffer '" + buffer.name + "', but it has " + std::to_string(size) + " (" +
               std::to_string(buffer.bytes) + " bytes, " + std::to_string(elem_bytes) +
               " for each element of " + std::string(to_string(type)) + ")"};
}

Result<Insn> checked(const Config& config, const Insn& insn, MemoryType type,
                     const TransferBuffer& buffer) {
  if (auto word = encode(config, insn); !word) return word.error();
  if (Status status = check_sram(config, insn.mem(), type); !status) return status.error();
  if (Status status = check_dram(config, insn.mem(), type, buffer); !status) return status.error();
  return insn;
}

}  // namespace

Result<Insn> load_insn(const Config& config, const Load2d& load, const TransferBuffer& buffer) {
  switch (load.memory_type) {
    case MemoryType::kWgt:
    case MemoryType::kInp:
    case MemoryType::kAcc:
    case MemoryType::kAcc8bit:
      break;
    case MemoryType::kUop:
      return Error{
          "memory type 0 (UOP) cannot be loaded from a buffer; the stream loads the "
          "micro-ops of its micro-kernels itself"};
    default:
      return Error{"memory type " + number_and_name(load.memory_type) +
                   " cannot be loaded; expected 1 (WGT), 2 (INP), 3 (ACC) or 5 (ACC_8BIT)"};
  }
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(load.memory_type);
  fields.sram_base = load.sram_index;
  fields.dram_base = load.offset;
  fields.y_size = load.y_size;
  fields.x_size = load.x_size;
  fields.x_stride = load.x_stride;
  fields.y_pad_0 = load.y_pad_before;
  fields.y_pad_1 = load.y_pad_after;
  fields.x_pad_0 = load.x_pad_before;
  fields.x_pad_1 = load.x_pad_after;
  return checked(config, make_load(fields), load.memory_type, buffer);
}

Result<Insn> store_insn(const Config& config, const Store2d& store, const TransferBuffer& buffer) {
  if (store.memory_type != MemoryType::kOut) {
    return Error{"memory type " + number_and_name(store.memory_type) +
                 " cannot be stored; expected 4 (OUT)"};
  }
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(store.memory_type);
  fields.sram_base = store.sram_index;
  fields.dram_base = store.offset;
  fields.y_size = store.y_size;
  fields.x_size = store.x_size;
  fields.x_stride = store.x_stride;
  return checked(config, make_store(fields), store.memory_type, buffer);
}

}  // namespace vta
