// SPDX-License-Identifier: Apache-2.0

#include "driver/program/layout.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace vta {
namespace {

constexpr std::uint64_t kFirstAddress = 0x1000;
constexpr std::uint64_t kAlignment = 4096;  // a multiple of the size of any element
constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

std::uint64_t align(std::uint64_t address) {
  return (address + kAlignment - 1) & ~(kAlignment - 1);
}

void put_word(std::uint32_t word, std::vector<std::byte>& image) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    image.push_back(static_cast<std::byte>((word >> shift) & 0xff));
  }
}

Status place(const std::vector<TransferBuffer>& buffers,
             const CommandStream::PlaceImages& place_images, CommandStream::Finished& result) {
  std::uint64_t address = kFirstAddress;
  const auto reserve = [&address](std::uint64_t bytes) {
    const std::uint64_t begin = align(address);
    address = begin + bytes;
    return begin;
  };
  for (const TransferBuffer& buffer : buffers) {
    const std::uint64_t begin = buffer.address ? *buffer.address : reserve(buffer.bytes);
    result.buffers.push_back({buffer.name, begin, buffer.bytes});
    if (address > kAddressSpace) {
      return Error{"buffer '" + buffer.name + "' of " + std::to_string(buffer.bytes) +
                   " bytes ends beyond the 32-bit address space"};
    }
  }
  const std::uint64_t uop_bytes = result.uops.size() * kUopBytes;
  const std::uint64_t insn_bytes = result.insns.size() * kInsnBytes;
  if (place_images) {
    Result<CommandStream::ImagePlaces> places = place_images(uop_bytes, insn_bytes);
    if (!places) return places.error();
    result.uop_address = places.value().uop_address;
    result.insn_address = places.value().insn_address;
    address = std::max({address, result.uop_address + uop_bytes, result.insn_address + insn_bytes});
  } else {
    result.uop_address = reserve(uop_bytes);
    result.insn_address = reserve(insn_bytes);
  }
  result.memory_end = address;
  if (address <= kAddressSpace) return ok_status();
  return Error{std::to_string(result.uops.size()) + " micro-ops and " +
               std::to_string(result.insns.size()) +
               " instructions behind the buffers end beyond the 32-bit address space"};
}

Status make_absolute(const Config& config, std::size_t buffer, Insn& insn,
                     const CommandStream::Finished& result) {
  if (buffer == kNoBuffer) return ok_status();
  auto& fields = std::get<MemFields>(insn.body);
  const std::uint64_t address =
      buffer == kUopImage ? result.uop_address : result.buffers[buffer].address;
  const std::uint32_t elem_bytes = config.elem_bytes(static_cast<MemoryType>(fields.memory_type));
  if (address % elem_bytes != 0) {
    return Error{"the memory that it names lies at address " + std::to_string(address) +
                 ", which is not a multiple of the " + std::to_string(elem_bytes) +
                 " bytes of an element"};
  }
  const std::uint64_t base = address / elem_bytes + fields.dram_base;
  if (base >= kAddressSpace) {
    return Error{"element address " + std::to_string(base) + " exceeds the 32 bits of dram_base"};
  }
  fields.dram_base = static_cast<std::uint32_t>(base);
  return ok_status();
}

}  // namespace

Result<CommandStream::Finished> lay_out(const Config& config,
                                        const std::vector<TransferBuffer>& buffers,
                                        const std::vector<Record>& records,
                                        const std::vector<Uop>& uops,
                                        const CommandStream::PlaceImages& place_images) {
  CommandStream::Finished result;
  for (const Record& record : records) {
    result.insns.push_back(record.insn);
    result.origins.push_back(record.origin);
  }
  result.uops = uops;
  if (Status status = place(buffers, place_images, result); !status) return status.error();

  result.insn_image.resize(records.size() * kInsnBytes);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::string where = "instruction " + std::to_string(i) + ": ";
    Insn& insn = result.insns[i];
    if (Status status = make_absolute(config, records[i].buffer, insn, result); !status) {
      return Error{where + status.error().message};
    }
    Result<InsnWord> word = encode(config, insn);
    if (!word) return Error{where + word.error().message};
    store_insn_word(word.value(), result.insn_image.data() + i * kInsnBytes);
  }
  for (const Uop& uop : uops) {
    Result<std::uint32_t> word = encode_uop(config, uop);
    if (!word) return word.error();
    put_word(word.value(), result.uop_image);
  }
  return result;
}

}  // namespace vta
