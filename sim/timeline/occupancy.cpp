// SPDX-License-Identifier: Apache-2.0
#include "sim/timeline/occupancy.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <variant>

namespace vta::timeline {
namespace {

// The elements of one memory.
class Lives {
 public:
  explicit Lives(std::uint32_t depth) : elements_(depth) {}

  // A value that replaces whatever was there.
  void write(std::uint64_t element, const InsnRecord& by) {
    if (element >= elements_.size()) return;
    Life& life = elements_[static_cast<std::size_t>(element)];
    end(life);
    life.born = by.started;
  }

  void read(std::uint64_t element, const InsnRecord& by) {
    if (element >= elements_.size()) return;
    Life& life = elements_[static_cast<std::size_t>(element)];
    if (life.born == kNever) life.born = 0;  // from before the run
    life.last = life.last == kNever ? by.retired : std::max(life.last, by.retired);
  }

  [[nodiscard]] std::vector<Level> levels() {
    for (Life& life : elements_) end(life);
    std::vector<Level> levels;
    std::int64_t elements = 0;
    for (const auto& [cycle, change] : changes_) {
      if (change == 0) continue;
      elements += change;
      levels.push_back({cycle, static_cast<std::uint64_t>(elements)});
    }
    return levels;
  }

 private:
  struct Life {
    std::uint64_t born = kNever, last = kNever;
  };

  void end(Life& life) {
    if (life.last != kNever) {
      ++changes_[life.born];
      --changes_[life.last + 1];
    }
    life = {};
  }

  std::vector<Life> elements_;
  std::map<std::uint64_t, std::int64_t> changes_;
};

class Tracker {
 public:
  explicit Tracker(const Config& config) : config_(config) {
    for (const MemoryType type : kOnChip) lives_.emplace_back(config.depth(type));
  }

  void execute(const InsnRecord& record) {
    const Insn& insn = record.insn;
    if (std::holds_alternative<MemFields>(insn.body)) {
      transfer(record, insn.mem());
    } else if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
      compute(record, gemm->loop, [&](const At& at) {
        if (gemm->loop.reset) return lives(MemoryType::kAcc).write(at.dst, record);
        lives(MemoryType::kInp).read(at.src, record);
        lives(MemoryType::kWgt).read(at.wgt, record);
        lives(MemoryType::kAcc).read(at.dst, record);
      });
    } else if (const auto* alu = std::get_if<AluFields>(&insn.body)) {
      compute(record, alu->loop, [&](const At& at) {
        lives(MemoryType::kAcc).read(at.dst, record);
        if (!alu->use_imm) lives(MemoryType::kAcc).read(at.src, record);
      });
    }
  }

  [[nodiscard]] std::array<std::vector<Level>, kOnChip.size()> levels() {
    std::array<std::vector<Level>, kOnChip.size()> all;
    for (std::size_t m = 0; m < all.size(); ++m) all[m] = lives_[m].levels();
    return all;
  }

 private:
  struct At {
    std::uint64_t dst, src, wgt;
  };

  Lives& lives(MemoryType type) {
    const auto at = std::find(kOnChip.begin(), kOnChip.end(), type) - kOnChip.begin();
    return lives_[static_cast<std::size_t>(at)];
  }

  void transfer(const InsnRecord& record, const MemFields& f) {
    if (f.memory_type >= kMemoryTypeCount) return;
    auto type = static_cast<MemoryType>(f.memory_type);
    const bool store = record.stage == Stage::kStore;
    if (store && type != MemoryType::kOut) return;  // a NOP
    if (type == MemoryType::kAcc8bit) type = MemoryType::kAcc;
    const std::uint64_t elements =
        store ? (f.x_size == 0 ? 0 : std::uint64_t{f.y_size} * f.x_size) : f.rows() * f.row_elems();
    for (std::uint64_t i = 0; i < elements && f.sram_base + i < config_.depth(type); ++i) {
      if (store) {
        lives(type).read(f.sram_base + i, record);
      } else {
        lives(type).write(f.sram_base + i, record);
      }
    }
  }

  template <typename Step>
  void compute(const InsnRecord& record, const LoopFields& loop, const Step& step) {
    for (std::uint32_t u = loop.uop_bgn; u < loop.uop_end; ++u) {
      lives(MemoryType::kUop).read(u, record);
    }
    const auto* gemm = std::get_if<GemmFields>(&record.insn.body);
    for (std::uint64_t o = 0; o < loop.iter_out; ++o) {
      for (std::uint64_t i = 0; i < loop.iter_in; ++i) {
        for (const std::uint32_t word : record.uops) {
          const Uop uop = decode_uop(config_, word);
          At at{uop.dst + o * loop.dst_factor_out + i * loop.dst_factor_in,
                uop.src + o * loop.src_factor_out + i * loop.src_factor_in, 0};
          if (gemm != nullptr)
            at.wgt = uop.wgt + o * gemm->wgt_factor_out + i * gemm->wgt_factor_in;
          step(at);
          lives(MemoryType::kOut).write(at.dst, record);
        }
      }
    }
  }

  const Config& config_;
  std::vector<Lives> lives_;
};

}  // namespace

std::array<std::vector<Level>, kOnChip.size()> occupancy(const Config& config, const Run& run) {
  Tracker tracker(config);
  for (const InsnRecord& record : run.insns) {
    if (record.started != kNever && record.retired != kNever) tracker.execute(record);
  }
  return tracker.levels();
}

}  // namespace vta::timeline
