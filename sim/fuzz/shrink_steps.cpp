// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/shrink_steps.h"

#include <algorithm>
#include <array>
#include <utility>

#include "hw/isa/bitfield.h"
#include "sim/fuzz/program_builder.h"

namespace vta::fuzz {
namespace {

constexpr std::uint64_t kRegionStep = 64;  // bytes

// The fields of the body of an instruction. What it is stays, and so do addresses in DRAM: regions
// are wherever they are. That an operand is a constant stays, too: it was made one because that is
// simpler, and taking it back would go on for ever.
std::vector<FieldPosition> small_fields(const Config& config, const Insn& insn) {
  std::vector<FieldPosition> all;
  const auto add = [&](const auto& table, std::size_t first) {
    const auto positions = field_positions(config, table, header_bits());
    for (std::size_t i = first; i < positions.size(); ++i) {
      if (table[i].name != "dram_base" && table[i].name != "use_imm") all.push_back(positions[i]);
    }
  };
  if (std::holds_alternative<MemFields>(insn.body)) add(kMemFields, 1);
  if (std::holds_alternative<GemmFields>(insn.body)) add(kGemmFields, 1);
  if (std::holds_alternative<AluFields>(insn.body)) add(kAluFields, 1);
  return all;
}

InsnWord with_field(InsnWord word, FieldPosition field, std::uint64_t value) {
  word[field.lsb / 64] &= ~(low_mask(field.width) << (field.lsb % 64));
  put_field(word, field, value);
  return word;
}

// 0 and 1 first, then less and less small.
void make_field_small(Attempts& attempts, const Place& place, FieldPosition field) {
  const auto value = [&] {
    return get_field(attempts.best().runs[place.run].words[place.insn], field);
  };
  const auto become = [&](std::uint64_t smaller) {
    Draft draft = attempts.best();
    InsnWord& word = draft.runs[place.run].words[place.insn];
    word = with_field(word, field, smaller);
    return attempts.attempt(std::move(draft));
  };
  if (value() == 0 || become(0)) return;
  if (value() == 1 || become(1)) return;
  for (std::uint64_t less = value() / 2; less > 0 && !attempts.exhausted(); less /= 2) {
    while (value() > less && become(value() - less)) {
    }
  }
}

void make_plain(Attempts& attempts, const Place& place) {
  const Insn insn = attempts.best().insn(place);
  Draft draft = attempts.best();
  InsnWord& word = draft.runs[place.run].words[place.insn];
  TokenFlags tokens = insn.tokens;
  if (stage_of(insn) == Stage::kLoad) tokens.pop_prev = tokens.push_prev = false;
  if (stage_of(insn) == Stage::kStore) tokens.pop_next = tokens.push_next = false;
  const InsnWord used = used_bits(draft.frame.config, insn), before = word;
  for (std::size_t i = 0; i < word.size(); ++i) word[i] &= used[i];
  draft.set_tokens(place, tokens);
  if (word != before) attempts.attempt(std::move(draft));
}

// A constant is simpler than another accumulator, which would have to be loaded.
void make_operand_constant(Attempts& attempts, const Place& place) {
  const Insn insn = attempts.best().insn(place);
  const auto* alu = std::get_if<AluFields>(&insn.body);
  if (alu == nullptr || alu->use_imm) return;
  const auto fields = field_positions(attempts.best().frame.config, kAluFields, header_bits());
  Draft draft = attempts.best();
  InsnWord& word = draft.runs[place.run].words[place.insn];
  word = with_field(with_field(word, fields[alu_field::kUseImm], 1), fields[alu_field::kImm], 2);
  attempts.attempt(std::move(draft));
}

// The register becomes zero and the addresses stay.
void make_base_zero(Attempts& attempts, std::size_t run, std::size_t type) {
  Draft draft = attempts.best();
  const std::uint32_t base = std::exchange(draft.runs[run].frame.base[type], 0);
  const std::uint32_t bytes = draft.frame.config.elem_bytes(static_cast<MemoryType>(type));
  if (base == 0 || base % bytes != 0) return;
  const FieldPosition field =
      field_positions(draft.frame.config, kMemFields, header_bits())[mem_field::kDramBase];
  for (std::size_t i = 0; i < draft.runs[run].words.size(); ++i) {
    const Insn insn = draft.insn({run, i});
    const auto* mem = std::get_if<MemFields>(&insn.body);
    if (mem == nullptr || mem->memory_type != type) continue;
    InsnWord& word = draft.runs[run].words[i];
    word = with_field(word, field, mem->dram_base + base / bytes);
  }
  attempts.attempt(std::move(draft));
}

bool all_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{}; });
}

void clear_blob(Attempts& attempts, std::size_t run, std::size_t blob) {
  const auto bytes = [&](const Draft& draft) -> const std::vector<std::byte>& {
    return draft.runs[run].frame.memory[blob].bytes;
  };
  const std::size_t size = bytes(attempts.best()).size();
  for (std::size_t chunk = size; chunk >= 4; chunk = (chunk / 2 + 3) / 4 * 4) {
    for (std::size_t at = 0; at < size && !attempts.exhausted(); at += chunk) {
      const std::size_t count = std::min(chunk, size - at);
      if (all_zero(std::span(bytes(attempts.best())).subspan(at, count))) continue;
      Draft draft = attempts.best();
      std::fill_n(
          draft.runs[run].frame.memory[blob].bytes.begin() + static_cast<std::ptrdiff_t>(at), count,
          std::byte{});
      attempts.attempt(std::move(draft));
    }
    if (chunk == 4) break;
  }
}

// Zeros at both ends: regions hold zeros at first.
void trim_blobs(Attempts& attempts, std::size_t run) {
  Draft draft = attempts.best();
  std::vector<ProgramBlob>& blobs = draft.runs[run].frame.memory;
  for (ProgramBlob& blob : blobs) {
    std::size_t end = blob.bytes.size(), begin = 0;
    while (end > 0 && blob.bytes[end - 1] == std::byte{}) --end;
    end = (end + 3) / 4 * 4;
    while (begin < end && blob.bytes[begin] == std::byte{}) ++begin;
    begin = begin / 4 * 4;
    end = std::min(end, blob.bytes.size());
    blob.bytes = {blob.bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                  blob.bytes.begin() + static_cast<std::ptrdiff_t>(end)};
    blob.address += begin;
  }
  const std::size_t before = blobs.size();
  std::erase_if(blobs, [](const ProgramBlob& blob) { return blob.bytes.empty(); });
  std::size_t after = 0, size = 0;
  for (const ProgramBlob& blob : blobs) after += blob.bytes.size();
  for (const ProgramBlob& blob : attempts.best().runs[run].frame.memory) size += blob.bytes.size();
  if (after != size || before != blobs.size()) attempts.attempt(std::move(draft));
}

// What the host writes must lie in what is left of the region; so zeros are trimmed before.
void narrow_region(Attempts& attempts, std::size_t r, bool from_below) {
  for (std::uint64_t less = attempts.best().frame.regions[r].size / 2 / kRegionStep * kRegionStep;
       less > 0; less = less / 2 / kRegionStep * kRegionStep) {
    while (attempts.best().frame.regions[r].size > less && !attempts.exhausted()) {
      Draft draft = attempts.best();
      ProgramRegion& region = draft.frame.regions[r];
      region.size -= less;
      if (from_below) region.address += less;
      if (!attempts.attempt(std::move(draft))) break;
    }
  }
}

}  // namespace

Attempts::Attempts(Draft first, std::vector<Verdict> verdicts, const Complaint& complaint,
                   const ShrinkOptions& options)
    : best_(std::move(first)), complain_(complaint), options_(options) {
  for (const Verdict& verdict : verdicts) {
    codes_.push_back(verdict.code);
    failing_.push_back(verdict.code != ErrorCode::kNone);
  }
}

bool Attempts::attempt(Draft draft) { return accept(std::move(draft), codes_); }

bool Attempts::attempt_without_run(Draft draft, std::size_t run) {
  std::vector<ErrorCode> codes = codes_;
  codes.erase(codes.begin() + static_cast<std::ptrdiff_t>(run));
  return accept(std::move(draft), codes);
}

bool Attempts::accept(Draft draft, const std::vector<ErrorCode>& codes) {
  if (exhausted()) return false;
  ++steps_;
  const Program program = program_of(draft);
  const Result<std::vector<Verdict>> verdicts = check_one_result(program, options_.first_read);
  if (!verdicts) return false;
  for (std::size_t r = 0; r < codes.size(); ++r) {
    if (verdicts.value()[r].code != codes[r]) return false;
  }
  std::string text = complain_(program);
  if (text.empty()) return false;
  ++successes_;
  best_ = std::move(draft);
  text_ = std::move(text);
  if (codes.size() != codes_.size()) {
    failing_.clear();
    for (const ErrorCode code : codes) failing_.push_back(code != ErrorCode::kNone);
    codes_ = codes;
  }
  return true;
}

void make_fields_small(Attempts& attempts) {
  for (std::size_t r = 0; r < attempts.best().runs.size(); ++r) {
    for (std::size_t type = 0; type < kMemoryTypeCount; ++type) make_base_zero(attempts, r, type);
  }
  for (const Place& place : attempts.best().places()) {
    if (attempts.exhausted()) return;
    make_plain(attempts, place);
    make_operand_constant(attempts, place);
    const Insn insn = attempts.best().insn(place);
    for (const FieldPosition& field : small_fields(attempts.best().frame.config, insn)) {
      make_field_small(attempts, place, field);
    }
  }
}

void clear_memory(Attempts& attempts) {
  for (std::size_t r = 0; r < attempts.best().runs.size(); ++r) {
    for (std::size_t b = 0; b < attempts.best().runs[r].frame.memory.size(); ++b) {
      clear_blob(attempts, r, b);
    }
    trim_blobs(attempts, r);
  }
}

void leave_out_regions(Attempts& attempts) {
  for (std::size_t r = attempts.best().frame.regions.size(); r-- > 0;) {
    Draft draft = attempts.best();
    draft.frame.regions.erase(draft.frame.regions.begin() + static_cast<std::ptrdiff_t>(r));
    if (attempts.attempt(std::move(draft))) continue;
    narrow_region(attempts, r, false);
    narrow_region(attempts, r, true);
  }
}

}  // namespace vta::fuzz
