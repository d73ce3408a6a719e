// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/compute/compute_bench.h"

#include <algorithm>
#include <utility>

#include "tests/rtl/compute/random_compute.h"
#include "tests/rtl/insn_index.h"

namespace vta {

ComputeBench::ComputeBench(std::uint64_t seed, std::uint32_t features)
    : random(seed),
      port(config, seed, [this](std::uint32_t addr) { return dram_byte(addr); }),
      memories(config, random),
      hashed_(hashed_dram(static_cast<std::uint32_t>(seed))),
      out_(config.depth(MemoryType::kAcc)) {
  dut->uop_base_i = bases_.uop;
  dut->acc_base_i = bases_.acc;
  dut->acc8_base_i = bases_.acc8;
  dut->features_i = static_cast<std::uint8_t>(features);
  in_order_ = features == 0;
  dut->insn_valid_i = 0;
  port.drive(*dut.operator->());
  dut.reset();
  for (Bytes& element : out_) element.resize(config.elem_bytes(MemoryType::kOut));
  for (const auto type : {MemoryType::kUop, MemoryType::kAcc}) {
    send(make_load(row(type, config.depth(type))));
  }
  // OUT of the model and of the stage differ until then.
  while (retired_ < 2 && !testing::Test::HasFailure()) cycle();
  if (!in_order_) settle();
  stream_.clear();
  taken_ = retired_ = settled_ = 0;
}

MemFields ComputeBench::row(MemoryType type, std::uint32_t elems, std::uint32_t sram_base,
                            std::uint32_t dram_base) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.x_size = elems;
  f.y_size = 1;
  f.sram_base = sram_base;
  f.dram_base = dram_base;
  return f;
}

// Micro-ops that stay within kPlaces, and noise everywhere else.
std::uint8_t ComputeBench::dram_byte(std::uint32_t addr) const {
  const std::uint32_t at = (addr - bases_.uop) / 4;
  if (at >= kDramUops) return hashed_(addr);
  const std::uint32_t x =
      hashed_(4 * at) + 256u * hashed_(4 * at + 1) + 65536u * hashed_(4 * at + 2);
  const Uop uop = {x % kPlaces, x / kPlaces % kPlaces, x / kPlaces / kPlaces % kPlaces};
  return static_cast<std::uint8_t>(encode_uop(config, uop).value() >> (8 * (addr % 4)));
}

Insn ComputeBench::random_exec(TokenFlags tokens) {
  LoopFields l = random_loop(random, config, 4, 3);
  l.reset = random.percent(20);
  l.dst_factor_out = random.below(4);
  l.dst_factor_in = random.below(4);
  l.src_factor_out = random.below(4);
  l.src_factor_in = random.below(4);
  if (random.percent(50)) return make_gemm({l, random.below(4), random.below(4)}, tokens);
  const auto imm = static_cast<std::int32_t>(random.below(1 << 16)) - (1 << 15);
  return make_alu({l, random.below(5), random.percent(50), imm / one_of(random, 1, 2000)}, tokens);
}

void ComputeBench::cycle() {
  const bool offer = taken_ < stream_.size();
  dut->insn_valid_i = offer;
  if (offer) {
    put_insn(dut->insn_i, config, stream_[taken_]);
    dut->insn_index_i = index_of(taken_);
  }
  dut->l2c_avail_i = l2c != 0;
  dut->s2c_avail_i = s2c != 0;
  dut->c2l_full_i = c2l_full;
  dut->c2s_full_i = c2s_full;
  dut->tokens_high_i = c2l_full || c2s_full;
  port.drive(*dut.operator->());
  dut.eval();
  port.sample(*dut.operator->());
  check_levels();
  sample_tokens();
  sample_out();
  if (dut->retire_o) retire();
  if (offer && dut->insn_ready_o) ++taken_;
  Bytes inp = get_bytes(dut->inp_rdata_i);  // shown until the next read
  Bytes wgt = get_bytes(dut->wgt_rdata_i);
  if (dut->mul_re_o) {
    inp = memories.inp.at(dut->inp_raddr_o);
    wgt = memories.wgt.at(dut->wgt_raddr_o);
  }
  dut.tick();
  put_bytes(dut->inp_rdata_i, inp);
  put_bytes(dut->wgt_rdata_i, wgt);
}

void ComputeBench::check_levels() {
  EXPECT_LE(dut->busy_o + dut->token_wait_o + dut->memory_wait_o, 1);
  EXPECT_FALSE(dut->quiet_o && (dut->busy_o || dut->memory_wait_o || port.owes()));
  EXPECT_TRUE(dut->error_o || !error_is_near_) << "another head, cycle " << dut.cycle();
  if (dut->error_o) {
    // Nothing happens any more, and the error stays what it is.
    if (!stopped_) error_index_ = dut->error_index_o;
    EXPECT_EQ(dut->error_index_o, error_index_) << "cycle " << dut.cycle();
    EXPECT_FALSE(dut->retire_o || dut->out_we_o) << "after the stop, cycle " << dut.cycle();
  }
  EXPECT_TRUE(dut->error_o || !stopped_);
  stopped_ = dut->error_o;
  if (dut->error_o) return;
  // Entries of tail instructions that have retired ahead leave the list one per cycle.
  EXPECT_TRUE(dut->token_wait_o || !(dut->head_valid_o && dut->quiet_o)) << "cycle " << dut.cycle();
  waits_aloud_ = dut->token_wait_o && !dut->quiet_o ? waits_aloud_ + 1 : 0;
  EXPECT_LE(waits_aloud_, kTailEntries) << "cycle " << dut.cycle();
  // When GEMM or ALU has left the pipeline with a bad index, its error shows one cycle later.
  error_is_near_ = in_order_ && dut->head_valid_o && dut->head_index_o != index_of(retired_);
}

void ComputeBench::sample_tokens() {
  EXPECT_FALSE(dut->l2c_pop_o && l2c == 0) << "took a token of load that is not there";
  EXPECT_FALSE(dut->s2c_pop_o && s2c == 0) << "took a token of store that is not there";
  l2c -= dut->l2c_pop_o;
  s2c -= dut->s2c_pop_o;
  l2c_popped += dut->l2c_pop_o;
  s2c_popped += dut->s2c_pop_o;
  EXPECT_TRUE(dut->retire_o || !(dut->c2l_push_o || dut->c2s_push_o || dut->finish_o));
  EXPECT_FALSE((dut->c2l_push_o && c2l_full) || (dut->c2s_push_o && c2s_full));
  c2l_pushed += dut->c2l_push_o;
  c2s_pushed += dut->c2s_push_o;
}

void ComputeBench::sample_out() {
  acc_writes += dut->acc_writes_o;
  EXPECT_TRUE(dut->out_we_o || !dut->acc_writes_o);
  const bool was_busy = std::exchange(was_busy_, dut->busy_o != 0);
  if (!dut->out_we_o) return;
  // Data of a LOAD are written in the cycle after they have come.
  EXPECT_TRUE(dut->busy_o || was_busy) << "a write without work";
  const unsigned banks = 2;
  const auto lanes = config.elem_bytes(MemoryType::kAcc) / (1u << (config.log_bus_width() - 3));
  const unsigned addr_bits = static_cast<unsigned>(std::countr_zero(out_.size() / banks));
  const Bytes all = get_bytes(dut->out_wdata_o);
  for (unsigned bank = 0; bank < banks; ++bank) {
    if ((dut->out_we_o >> bank & 1) == 0) continue;
    const auto row = get_bits(dut->out_waddr_o, bank * addr_bits, addr_bits);
    Bytes& element = out_.at(banks * row + bank);
    const std::size_t lane_bytes = element.size() / lanes;
    for (unsigned l = 0; l < lanes; ++l) {
      if (get_bits(dut->out_wlane_o, bank * lanes + l, 1) == 0) continue;
      for (std::size_t b = l * lane_bytes; b < (l + 1) * lane_bytes; ++b) {
        element[b] = all[bank * element.size() + b];
      }
    }
  }
}

void ComputeBench::execute_load(const MemFields& f) {
  const std::vector<Bytes> elements = elements_of(config, f, bases_.of(f.memory_type),
                                                  [this](std::uint32_t a) { return dram_byte(a); });
  std::size_t at = f.sram_base;
  for (const Bytes& e : elements) {
    if (f.memory_type == static_cast<std::uint32_t>(MemoryType::kUop)) {
      memories.uop.at(at) = e[0] + 256u * e[1] + 65536u * e[2] + (std::uint32_t{e[3]} << 24);
    } else if (f.memory_type == static_cast<std::uint32_t>(MemoryType::kAcc)) {
      std::memcpy(memories.acc.at(at).data(), e.data(), e.size());
    } else {
      std::transform(e.begin(), e.end(), memories.acc.at(at).begin(), [](std::uint8_t byte) {
        return static_cast<std::uint32_t>(static_cast<std::int8_t>(byte));
      });
    }
    ++at;
  }
}

ComputeBench::Totals ComputeBench::execute(const Insn& insn) {
  Totals t;
  if (insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad)) {
    const Desc d = describe(config, insn, 0, bases_);
    EXPECT_EQ(d.error, ErrorCode::kNone);
    if (insn.mem().x_size != 0) execute_load(insn.mem());
    const bool is_uop = d.mem_type == static_cast<std::uint32_t>(MemoryType::kUop);
    (is_uop ? t.uop : t.acc) =
        std::uint64_t{d.elems} * config.elem_bytes(is_uop ? MemoryType::kUop : MemoryType::kAcc);
  } else {
    const ComputeModel::Outcome outcome = memories.execute(insn);
    EXPECT_EQ(outcome.error, ErrorCode::kNone);
    const bool is_gemm = insn.opcode == static_cast<std::uint32_t>(Opcode::kGemm);
    model_writes_ += outcome.writes.size();
    if (is_gemm && !insn.gemm().loop.reset) t.gemm = outcome.writes.size();
    if (insn.opcode == static_cast<std::uint32_t>(Opcode::kAlu)) t.alu = outcome.writes.size();
  }
  t.c2l = insn.tokens.push_prev;
  t.c2s = insn.tokens.push_next;
  t.finish = insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish);
  return t;
}

void ComputeBench::retire() {
  ASSERT_LT(retired_, stream_.size());
  ++retired_;
  totals_.uop += dut->stat_uop_o;
  totals_.acc += dut->stat_acc_o;
  totals_.gemm += dut->stat_gemm_o;
  totals_.alu += dut->stat_alu_o;
  totals_.c2l += dut->c2l_push_o;
  totals_.c2s += dut->c2s_push_o;
  totals_.finish += dut->finish_o;
  if (!in_order_) return;
  settle();
  compare_all();
}

void ComputeBench::settle() {
  SCOPED_TRACE(testing::Message() << "instructions " << settled_ << " to " << retired_ - 1
                                  << ", cycle " << dut.cycle());
  Totals expected;
  for (; settled_ < retired_; ++settled_) {
    const Totals t = execute(stream_[settled_]);
    expected.uop += t.uop;
    expected.acc += t.acc;
    expected.gemm += t.gemm;
    expected.alu += t.alu;
    expected.c2l += t.c2l;
    expected.c2s += t.c2s;
    expected.finish += t.finish;
  }
  EXPECT_TRUE(totals_ == expected) << "other statistics, tokens or ends than those of the model";
  totals_ = {};
}

void ComputeBench::compare_all() {
  SCOPED_TRACE(testing::Message() << "behind instruction " << retired_ - 1 << ", cycle "
                                  << dut.cycle());
  EXPECT_EQ(acc_writes, model_writes_);
  if (acc_writes > 0 || retired_ > 1) compare_out();
}

void ComputeBench::compare_out() {
  for (std::size_t a = 0; a < out_.size(); ++a) {
    ASSERT_EQ(out_[a], out_bytes_of(config, memories.acc[a])) << "element " << a;
  }
}

void ComputeBench::run(std::uint64_t bound) {
  while (retired_ < stream_.size() && !testing::Test::HasFailure()) {
    ASSERT_GT(bound--, 0u) << retired_ << " of " << stream_.size() << " retired";
    cycle();
  }
  if (testing::Test::HasFailure()) return;
  settle();
  compare_all();
}

void ComputeBench::expect_error(ErrorCode code, std::size_t position, bool compare) {
  for (int i = 0; i < 2000; ++i) cycle();
  EXPECT_EQ(dut->error_o, 1);
  EXPECT_EQ(dut->error_code_o, static_cast<unsigned>(code));
  EXPECT_EQ(dut->error_index_o, index_of(position));
  EXPECT_EQ(dut->quiet_o, 1);
  EXPECT_EQ(dut->busy_o + dut->token_wait_o + dut->memory_wait_o, 0);
  ASSERT_EQ(retired_, position);
  settle();
  if (!compare) return;
  // What it did before it stopped: nothing if it was illegal, else all that has no fault.
  const bool started = code == ErrorCode::kSramOutOfRange || code == ErrorCode::kTokenOverflow;
  const Insn& insn = stream_.at(position);
  if (started && insn.opcode != static_cast<std::uint32_t>(Opcode::kLoad)) {
    model_writes_ += memories.execute(insn).writes.size();
  } else if (code == ErrorCode::kTokenOverflow) {
    execute_load(insn.mem());
  }
  EXPECT_EQ(acc_writes, model_writes_);
  compare_out();
}

void ComputeBench::reset() {
  stream_.clear();
  taken_ = retired_ = settled_ = 0;
  totals_ = {};
  c2l_full = c2s_full = error_is_near_ = stopped_ = false;
  dut->insn_valid_i = 0;
  dut.reset();
}

}  // namespace vta
