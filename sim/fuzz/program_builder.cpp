// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/program_builder.h"

#include <algorithm>
#include <utility>

#include "hw/isa/bitfield.h"

namespace vta::fuzz {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;
constexpr std::uint64_t kAlignment = 64;  // of regions: no bus word reaches beyond one

std::uint64_t round_up(std::uint64_t size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

template <std::size_t N>
void mark(const Config& config, const std::array<FieldSpec, N>& table, unsigned first_bit,
          InsnWord& word) {
  for (const FieldPosition& p : field_positions(config, table, first_bit)) {
    word[p.lsb / 64] |= low_mask(p.width) << (p.lsb % 64);
  }
}

}  // namespace

InsnWord used_bits(const Config& config, const Insn& insn) {
  InsnWord word{};
  mark(config, kHeaderFields, 0, word);
  if (std::holds_alternative<MemFields>(insn.body)) mark(config, kMemFields, header_bits(), word);
  if (std::holds_alternative<GemmFields>(insn.body)) mark(config, kGemmFields, header_bits(), word);
  if (std::holds_alternative<AluFields>(insn.body)) mark(config, kAluFields, header_bits(), word);
  return word;
}

ProgramBuilder::ProgramBuilder(const Config& config, std::string name, std::uint64_t insn_address)
    : insn_address_(insn_address) {
  VTA_CHECK(insn_address % kAlignment == 0);
  program_.name = std::move(name);
  program_.config = config;
  program_.runs.emplace_back();
}

std::size_t ProgramBuilder::add(const Insn& insn) {
  return add_word(encode(program_.config, insn).value());
}

std::size_t ProgramBuilder::add_word(const InsnWord& word) {
  runs_.back().push_back(word);
  return runs_.back().size() - 1;
}

std::size_t ProgramBuilder::size() const { return runs_.back().size(); }

void ProgramBuilder::next_run() {
  runs_.emplace_back();
  program_.runs.emplace_back();
}

void ProgramBuilder::set_bases(const std::array<std::uint32_t, kMemoryTypeCount>& bases) {
  program_.runs.back().base = bases;
}

void ProgramBuilder::add_region(std::uint64_t address, std::uint64_t size) {
  program_.regions.push_back({address, size});
}

void ProgramBuilder::add_bytes(std::uint64_t address, std::vector<std::byte> bytes) {
  const std::uint64_t here = std::min<std::uint64_t>(bytes.size(), kAddressSpace - address);
  if (here < bytes.size()) {
    const auto middle = bytes.begin() + static_cast<std::ptrdiff_t>(here);
    add_bytes(0, std::vector<std::byte>(middle, bytes.end()));
    bytes.erase(middle, bytes.end());
  }
  program_.runs.back().memory.push_back(
      {address, "data" + std::to_string(blobs_++) + ".bin", std::move(bytes)});
}

void ProgramBuilder::add_words(std::uint64_t address, std::span<const std::uint32_t> words) {
  std::vector<std::byte> bytes;
  bytes.reserve(4 * words.size());
  for (const std::uint32_t word : words) {
    for (unsigned b = 0; b < 4; ++b) bytes.push_back(static_cast<std::byte>(word >> (8 * b)));
  }
  add_bytes(address, std::move(bytes));
}

Program ProgramBuilder::build() const {
  Program program = program_;
  std::vector<std::byte> image;
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    program.runs[r].insn_address = insn_address_ + image.size();
    program.runs[r].insn_count = static_cast<std::uint32_t>(runs_[r].size());
    for (const InsnWord& word : runs_[r]) {
      image.resize(image.size() + kInsnBytes);
      store_insn_word(word, image.data() + image.size() - kInsnBytes);
    }
  }
  // An empty stream has a region, too.
  program.regions.push_back({insn_address_, round_up(std::max<std::uint64_t>(image.size(), 1))});
  if (!image.empty()) {
    program.runs.front().memory.push_back({insn_address_, kInsnFile, std::move(image)});
  }
  return program;
}

}  // namespace vta::fuzz
