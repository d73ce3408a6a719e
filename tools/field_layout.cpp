// SPDX-License-Identifier: Apache-2.0
#include "tools/field_layout.h"

#include <algorithm>
#include <array>
#include <span>

namespace vta {
namespace {

unsigned width_of(const Config& config, const FieldSpec& field) {
  const auto depth = [&config](MemoryType type) {
    return static_cast<unsigned>(config.log_depth(type));
  };
  switch (field.base) {
    case WidthBase::kFixed:
      return field.width;
    case WidthBase::kUop:
      return field.width + depth(MemoryType::kUop);
    case WidthBase::kInp:
      return field.width + depth(MemoryType::kInp);
    case WidthBase::kWgt:
      return field.width + depth(MemoryType::kWgt);
    case WidthBase::kAcc:
      return field.width + depth(MemoryType::kAcc);
    case WidthBase::kMaxAccInp:
      return field.width + std::max(depth(MemoryType::kAcc), depth(MemoryType::kInp));
  }
  return field.width;
}

InstructionFormat layout(const Config& config, std::string name,
                         std::initializer_list<std::span<const FieldSpec>> parts) {
  InstructionFormat format{std::move(name), {}};
  std::array<unsigned, 2> next = {0, 64};  // next free bit of each word
  for (const std::span<const FieldSpec> part : parts) {
    for (const FieldSpec& field : part) {
      const unsigned lsb = next[field.word];
      next[field.word] += width_of(config, field);
      format.fields.push_back(
          {std::string(field.name), next[field.word] - 1, lsb, field.is_signed});
    }
  }
  return format;
}

}  // namespace

std::vector<InstructionFormat> instruction_formats(const Config& config) {
  return {layout(config, "LOAD, STORE", {kHeaderFields, kMemFields}),
          layout(config, "GEMM", {kHeaderFields, kGemmFields}),
          layout(config, "ALU", {kHeaderFields, kAluFields}),
          layout(config, "FINISH", {kHeaderFields}), layout(config, "micro-op", {kUopFields})};
}

}  // namespace vta
