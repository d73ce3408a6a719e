// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/footprint.h"

#include <algorithm>

namespace vta::fuzz {
namespace {

constexpr std::uint64_t kGranules = (std::uint64_t{1} << 32) / kGranuleBytes;

Space space_of(MemoryType type) {
  switch (type) {
    case MemoryType::kUop:
      return Space::kUop;
    case MemoryType::kInp:
      return Space::kInp;
    case MemoryType::kWgt:
      return Space::kWgt;
    case MemoryType::kAcc:
    case MemoryType::kOut:
    case MemoryType::kAcc8bit:
      break;
  }
  return Space::kAcc;
}

void add_rows(const Config& config, const MemFields& f, const Bases& bases, bool write,
              std::vector<Access>& accesses) {
  const std::uint64_t bytes =
      std::uint64_t{f.x_size} * config.elem_bytes(static_cast<MemoryType>(f.memory_type));
  for (std::uint64_t row = 0; row < f.y_size; ++row) {
    const std::uint64_t address = dram_address(config, f, bases, row, 0);
    const std::uint64_t first = address / kGranuleBytes;
    const std::uint64_t count = (address + bytes - 1) / kGranuleBytes + 1 - first;
    const std::uint64_t here = std::min(count, kGranules - first);
    accesses.push_back(
        {Space::kDram, write, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(here)});
    if (here == count) continue;  // else it goes on at address 0
    accesses.push_back({Space::kDram, write, 0, static_cast<std::uint32_t>(count - here)});
  }
}

void add_transfer(const Config& config, const Insn& insn, const Bases& bases,
                  std::vector<Access>& accesses) {
  const MemFields& f = insn.mem();
  if (f.rows() == 0) return;
  const bool load = insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad);
  add_rows(config, f, bases, !load, accesses);
  accesses.push_back({space_of(static_cast<MemoryType>(f.memory_type)), load, f.sram_base,
                      static_cast<std::uint32_t>(f.rows() * f.row_elems())});
}

// The operands of one micro-op.
class Nest {
 public:
  Nest(const Config& config, const Insn& insn, std::span<const std::uint32_t> uops)
      : config_(config),
        uops_(uops),
        gemm_(std::get_if<GemmFields>(&insn.body)),
        loop_(gemm_ != nullptr ? gemm_->loop : insn.alu().loop),
        multiplies_(gemm_ != nullptr && !loop_.reset),
        tensor_(gemm_ == nullptr && !insn.alu().use_imm) {}

  ErrorCode walk(std::vector<Access>& accesses) const {
    if (loop_.trips() == 0) return ErrorCode::kNone;
    // A loop nest may go on for 2^41 micro-ops; every prefix of it decides the same.
    const std::uint32_t end = std::min(loop_.uop_end, static_cast<std::uint32_t>(uops_.size()));
    if (end > loop_.uop_bgn) {
      accesses.push_back({Space::kUop, false, loop_.uop_bgn, end - loop_.uop_bgn});
    }
    for (std::uint64_t out = 0; out < loop_.iter_out; ++out) {
      for (std::uint64_t in = 0; in < loop_.iter_in; ++in) {
        for (std::uint32_t k = loop_.uop_bgn; k < loop_.uop_end; ++k) {
          if (k >= uops_.size() || !visit(k, out, in, accesses)) return ErrorCode::kSramOutOfRange;
        }
      }
    }
    return ErrorCode::kNone;
  }

 private:
  bool visit(std::uint32_t k, std::uint64_t out, std::uint64_t in,
             std::vector<Access>& accesses) const {
    const Uop uop = decode_uop(config_, uops_[k]);
    const std::uint64_t dst = uop.dst + out * loop_.dst_factor_out + in * loop_.dst_factor_in;
    const std::uint64_t src = uop.src + out * loop_.src_factor_out + in * loop_.src_factor_in;
    if (dst >= config_.depth(MemoryType::kAcc)) return false;
    if (multiplies_) {
      const std::uint64_t wgt = uop.wgt + out * gemm_->wgt_factor_out + in * gemm_->wgt_factor_in;
      if (src >= config_.depth(MemoryType::kInp) || wgt >= config_.depth(MemoryType::kWgt)) {
        return false;
      }
      accesses.push_back(one(Space::kInp, false, src));
      accesses.push_back(one(Space::kWgt, false, wgt));
    }
    if (tensor_) {
      if (src >= config_.depth(MemoryType::kAcc)) return false;
      accesses.push_back(one(Space::kAcc, false, src));
    }
    // Only a reset does not read what it overwrites.
    if (gemm_ == nullptr || multiplies_) accesses.push_back(one(Space::kAcc, false, dst));
    accesses.push_back(one(Space::kAcc, true, dst));
    return true;
  }

  static Access one(Space space, bool write, std::uint64_t index) {
    return {space, write, static_cast<std::uint32_t>(index), 1};
  }

  const Config& config_;
  std::span<const std::uint32_t> uops_;
  const GemmFields* gemm_;
  const LoopFields& loop_;
  bool multiplies_, tensor_;
};

}  // namespace

const char* name_of(Space space) {
  static constexpr std::array<const char*, kSpaceCount> kNames = {"UOP", "INP", "WGT", "ACC",
                                                                  "DRAM"};
  return kNames[static_cast<std::size_t>(space)];
}

std::uint32_t dram_address(const Config& config, const MemFields& f, const Bases& bases,
                           std::uint64_t row, std::uint64_t element) {
  const std::uint64_t index = f.dram_base + row * f.x_stride + element;
  return static_cast<std::uint32_t>(
      bases[f.memory_type] + index * config.elem_bytes(static_cast<MemoryType>(f.memory_type)));
}

Footprint footprint_of(const Config& config, const Insn& insn, const Bases& bases,
                       std::span<const std::uint32_t> uops) {
  Footprint footprint;
  footprint.code = validate(config, insn);
  if (footprint.code != ErrorCode::kNone) return footprint;
  if (std::holds_alternative<MemFields>(insn.body)) {
    add_transfer(config, insn, bases, footprint.accesses);
  } else if (!std::holds_alternative<std::monostate>(insn.body)) {
    footprint.code = Nest(config, insn, uops).walk(footprint.accesses);
  }
  return footprint;
}

bool dram_exists(const Footprint& footprint, const DeviceMemory& memory) {
  return std::all_of(
      footprint.accesses.begin(), footprint.accesses.end(), [&memory](const Access& a) {
        return a.space != Space::kDram || memory.contains(std::uint64_t{a.first} * kGranuleBytes,
                                                          std::uint64_t{a.count} * kGranuleBytes);
      });
}

void load_uops(const Config& config, const MemFields& f, const Bases& bases,
               const DeviceMemory& memory, std::span<std::uint32_t> uops) {
  std::size_t at = f.sram_base;
  for (std::uint64_t y = 0; y < f.rows(); ++y) {
    for (std::uint64_t x = 0; x < f.row_elems(); ++x, ++at) {
      const std::uint64_t row = y - f.y_pad_0, column = x - f.x_pad_0;  // huge when negative
      uops[at] = 0;
      if (row >= f.y_size || column >= f.x_size) continue;
      std::array<std::byte, kUopBytes> bytes;
      VTA_CHECK(memory.read(dram_address(config, f, bases, row, column), bytes).ok());
      for (std::size_t b = 0; b < bytes.size(); ++b) {
        uops[at] |= std::to_integer<std::uint32_t>(bytes[b]) << (8 * b);
      }
    }
  }
}

}  // namespace vta::fuzz
