// SPDX-License-Identifier: Apache-2.0
//
// Indices of GEMM and ALU that leave a memory at some micro-op, and what the micro-ops before it
// have done: a second run shows the accumulators.

#include <algorithm>

#include "sim/fuzz/illegal_sketch.h"

namespace vta::fuzz {
namespace {

constexpr MemoryType kUop = MemoryType::kUop, kWgt = MemoryType::kWgt, kInp = MemoryType::kInp,
                     kAcc = MemoryType::kAcc;
constexpr std::uint32_t kTop = 8;  // initialised elements at the end of each memory

class IndexPrograms {
 public:
  IndexPrograms(const Config& config, std::vector<IllegalProgram>& table)
      : config_(config), table_(table) {}

  void add_all() {
    // Loops of 2 x 2 trips; the operand leaves its memory at the given trip.
    // No index of a micro-op alone is too large, since its field has as many bits as the memory has
    // elements: the first trip is legal.
    for (const std::uint32_t trip : {1u, 2u, 3u}) {
      const std::string at = "_at_trip_" + std::to_string(trip);
      gemm("gemm_dst" + at, {trip, kTop, kTop}, false);
      gemm("gemm_src" + at, {kTop, trip, kTop}, false);
      gemm("gemm_wgt" + at, {kTop, kTop, trip}, false);
      gemm("reset_dst" + at, {trip, kTop, kTop}, true);
      alu("alu_dst" + at, {trip, kTop}, false);
      alu("alu_src" + at, {kTop, trip}, false);
      alu("alu_imm_dst" + at, {trip, kTop}, true);
    }
    gemm("gemm_src_and_wgt", {kTop, 2, 1}, false);
    in_the_middle_of_the_uops();
    uop_index("gemm_uop", false);
    uop_index("alu_uop", true);
    far_away();
    before_token_overflow();
  }

 private:
  // How many elements before the end of its memory an operand starts.
  struct FromEnd {
    std::uint32_t dst, src, wgt = kTop;
  };

  [[nodiscard]] std::uint32_t depth(MemoryType type) const { return config_.depth(type); }

  static LoopFields two_by_two() {
    LoopFields loop;
    loop.uop_end = 1;
    loop.iter_out = loop.iter_in = 2;
    loop.dst_factor_out = loop.src_factor_out = 2;
    loop.dst_factor_in = loop.src_factor_in = 1;
    return loop;
  }

  // Fills the memories, loads the micro-ops, runs the instruction and shows what it did.
  void add(const std::string& name, std::initializer_list<Uop> uops, const Insn& insn) {
    Sketch s(config_, name);
    s.fill_tops();
    s.load_uops(uops);
    const std::size_t at = s.add(insn);
    s.finish();
    s.dump(depth(kAcc) - kTop, kTop);
    table_.push_back(s.expect(ErrorCode::kSramOutOfRange, at));
  }

  void gemm(const std::string& name, FromEnd from, bool reset) {
    GemmFields f{two_by_two(), 2, 1};
    f.loop.reset = reset;
    add(name, {{depth(kAcc) - from.dst, depth(kInp) - from.src, depth(kWgt) - from.wgt}},
        make_gemm(f));
  }

  void alu(const std::string& name, FromEnd from, bool use_imm) {
    AluFields f;
    f.loop = two_by_two();
    f.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd);
    f.use_imm = use_imm;
    f.imm = -7;
    add(name, {{depth(kAcc) - from.dst, depth(kAcc) - from.src, 0}}, make_alu(f));
  }

  // Three micro-ops; in the second trip the second one is one too far, the third is not.
  void in_the_middle_of_the_uops() {
    const std::uint32_t a = depth(kAcc), i = depth(kInp), w = depth(kWgt);
    GemmFields f;
    f.loop.uop_end = 3;
    f.loop.iter_out = 1;
    f.loop.iter_in = 2;
    f.loop.dst_factor_in = f.loop.src_factor_in = f.wgt_factor_in = 1;
    add("gemm_dst_at_second_uop",
        {{a - 4, i - 4, w - 4}, {a - 1, i - 4, w - 4}, {a - 8, i - 4, w - 4}}, make_gemm(f));
    add("gemm_src_at_second_uop",
        {{a - 4, i - 4, w - 4}, {a - 4, i - 1, w - 4}, {a - 8, i - 4, w - 4}}, make_gemm(f));
    add("gemm_wgt_at_second_uop",
        {{a - 4, i - 4, w - 4}, {a - 4, i - 4, w - 1}, {a - 8, i - 4, w - 4}}, make_gemm(f));
    AluFields alu;
    alu.loop = f.loop;
    add("alu_src_at_last_uop", {{a - 4, a - 8, 0}, {a - 5, a - 7, 0}, {a - 6, a - 1, 0}},
        make_alu(alu));
  }

  // The last micro-op that exists is executed, the one behind it does not exist.
  void uop_index(const std::string& name, bool alu) {
    for (const std::uint32_t beyond : {1u, depth(kUop)}) {
      Sketch s(config_, name + (beyond == 1 ? "_one_beyond" : "_far_beyond"));
      s.fill_tops();
      const std::uint32_t last = depth(kUop) - 1;
      MemFields uop = s.row(kUop, last, 1);
      uop.x_size = 1;
      uop.dram_base = s.element(kUop, Sketch::kOut);  // zeros stand there
      s.add(make_load(uop));
      LoopFields loop;
      loop.uop_bgn = last;
      loop.uop_end = std::min(depth(kUop) + beyond, 2 * depth(kUop) - 1);
      loop.iter_out = 2;
      loop.iter_in = 3;
      // The micro-op of zeros would touch elements at 0: they are filled, too.
      s.load(kAcc, 0, 1);
      std::size_t at = 0;
      if (alu) {
        AluFields f;
        f.loop = loop;
        f.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd);
        f.use_imm = true;
        f.imm = 1;
        at = s.add(make_alu(f));
      } else {
        loop.reset = true;
        at = s.add(make_gemm({loop, 0, 0}));
      }
      s.finish();
      s.dump(0, 1);
      table_.push_back(s.expect(ErrorCode::kSramOutOfRange, at));
    }
  }

  // The largest index that can be named, and many legal micro-ops before it.
  void far_away() {
    const std::uint32_t a = depth(kAcc), i = depth(kInp), w = depth(kWgt);
    GemmFields f;
    f.loop.uop_end = 1;
    f.loop.iter_out = 0x3fff;
    f.loop.iter_in = 3;
    f.loop.dst_factor_out = a - 1;
    f.loop.src_factor_out = i - 1;
    f.wgt_factor_out = w - 1;
    add("gemm_with_the_largest_factors", {{a - 1, i - 1, w - 1}}, make_gemm(f));
    AluFields alu;
    alu.loop.uop_end = 1;
    alu.loop.iter_out = 0x3fff;
    alu.loop.dst_factor_out = 1;
    alu.loop.iter_in = 50;
    alu.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kMul);
    add("alu_after_many_uops", {{a - 8, a - 8, 0}}, make_alu(alu));
  }

  // The index error comes first, and the instruction gives no token.
  void before_token_overflow() {
    Sketch s(config_, "index_error_is_reported_before_token_overflow");
    s.load(kAcc, depth(kAcc) - kTop, kTop);
    s.load_uops({{depth(kAcc) - 1, 0, 0}});
    s.repeat(kTokenMax, &Sketch::compute_nop, kPushNext);
    GemmFields f{two_by_two(), 0, 0};
    f.loop.reset = true;
    const std::size_t at = s.add(make_gemm(f, kPushNext));
    s.finish();
    s.dump(depth(kAcc) - kTop, kTop);
    table_.push_back(s.expect(ErrorCode::kSramOutOfRange, at));
  }

  Config config_;
  std::vector<IllegalProgram>& table_;
};

}  // namespace

void add_illegal_indices(const Config& config, std::vector<IllegalProgram>& table) {
  IndexPrograms(config, table).add_all();
}

}  // namespace vta::fuzz
