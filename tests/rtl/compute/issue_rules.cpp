// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/compute/issue_rules.h"

#include <algorithm>
#include <optional>

namespace vta {
namespace {

constexpr std::uint32_t kMostUops = 64;
constexpr std::uint64_t kPatience = 8, kLoadPatience = 255, kManyElements = 256;

bool is(std::uint32_t opcode, AluOpcode one) { return opcode == static_cast<std::uint32_t>(one); }

// The same elements in the same order, as far as it can be told without a walk: because none is
// left out, or because the loops are the same.
bool same_elements(const Offer& a, const Offer& b) {
  const LoopFields &x = *a.loop(), &y = *b.loop();
  const bool same_loops =
      x.iter_in == y.iter_in && x.iter_out == y.iter_out && x.dst_factor_in == y.dst_factor_in &&
      x.dst_factor_out == y.dst_factor_out && x.uop_end - x.uop_bgn == y.uop_end - y.uop_bgn;
  return a.walk.elements == b.walk.elements && (a.walk.solid() || same_loops);
}

// A LOAD that cannot fail and writes nothing but its data.
bool plain(const Desc& d) { return d.has_data && !d.has_pads && d.error == ErrorCode::kNone; }

Span loaded(const Desc& d) {
  return {d.sram_base, std::int64_t{d.sram_base} + std::int64_t{d.elems} - 1};
}

bool of_uops(const Desc& d) { return d.mem_type == static_cast<std::uint32_t>(MemoryType::kUop); }

}  // namespace

bool meet(const Span& a, const Span& b) {
  for (std::int64_t e = a.first; e <= a.last; ++e) {
    if (b.first <= e && e <= b.last) return true;
  }
  return false;
}

bool Walk::solid() const {
  return dense && elements.size() == elements.back() - elements.front() + std::size_t{1};
}

Span Walk::touched() const {
  std::vector<std::uint32_t> all = elements;
  all.insert(all.end(), operands.begin(), operands.end());
  const auto [lowest, highest] = std::minmax_element(all.begin(), all.end());
  return {*lowest, *highest};
}

const LoopFields* Offer::loop() const {
  if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) return &gemm->loop;
  if (const auto* alu = std::get_if<AluFields>(&insn.body)) return &alu->loop;
  return nullptr;
}

bool Offer::pops() const { return insn.tokens.pop_prev || insn.tokens.pop_next; }

bool Offer::resets() const {
  const auto* gemm = std::get_if<GemmFields>(&insn.body);
  return gemm != nullptr && gemm->loop.reset;
}

bool Offer::immediate() const {
  const auto* alu = std::get_if<AluFields>(&insn.body);
  return alu != nullptr && alu->use_imm &&
         (clips() || is(alu->alu_opcode, AluOpcode::kAdd) ||
          (is(alu->alu_opcode, AluOpcode::kShr) && alu->imm >= 0));
}

bool Offer::clips() const {
  const auto* alu = std::get_if<AluFields>(&insn.body);
  return alu != nullptr && alu->use_imm &&
         (is(alu->alu_opcode, AluOpcode::kMin) || is(alu->alu_opcode, AluOpcode::kMax));
}

bool Offer::biases() const {
  const auto* alu = std::get_if<AluFields>(&insn.body);
  return alu != nullptr && !alu->use_imm && is(alu->alu_opcode, AluOpcode::kAdd) &&
         alu->loop.src_factor_in == 0 && alu->loop.uop_bgn + 1 == alu->loop.uop_end;
}

bool Offer::worth_a_look(const Config& config) const {
  if (!resets() && !immediate() && !biases()) return false;
  const LoopFields& l = *loop();
  return l.trips() != 0 && l.uop_end - l.uop_bgn <= kMostUops &&
         l.uop_end <= config.depth(MemoryType::kUop);
}

Walk walk_of(const Config& config, const Insn& insn, const std::vector<std::uint32_t>& uops) {
  const Offer offer{.insn = insn, .legal = true, .desc = {}, .walk = {}};
  Walk walk;
  if (!offer.worth_a_look(config)) return walk;
  const LoopFields& l = *offer.loop();
  const std::uint64_t depth = config.depth(MemoryType::kAcc);
  std::optional<std::uint64_t> before;
  for (std::uint64_t i = 0; i < l.iter_out; ++i) {
    for (std::uint64_t j = 0; j < l.iter_in; ++j) {
      for (std::uint32_t k = l.uop_bgn; k < l.uop_end; ++k) {
        const std::uint64_t dst =
            decode_uop(config, uops[k]).dst + i * l.dst_factor_out + j * l.dst_factor_in;
        const bool rises = !before || dst > *before;
        const bool follows = k == l.uop_bgn || dst == *before + 1;
        if (!rises || !follows || dst >= depth) return {};
        walk.elements.push_back(static_cast<std::uint32_t>(dst));
        before = dst;
      }
    }
  }
  walk.dense = true;
  if (!offer.biases()) return walk;
  bool below = true, above = true;
  for (std::uint64_t i = 0; i < l.iter_out; ++i) {
    const std::uint64_t src = decode_uop(config, uops[l.uop_bgn]).src + i * l.src_factor_out;
    below = below && src < walk.elements.front();
    above = above && src > walk.elements.back() && src < depth;
    if (!below && !above) return {};
    walk.operands.push_back(static_cast<std::uint32_t>(src));
  }
  return walk;
}

Decision decide(const Config& config, const Offer* offer, bool looked, const Others& o,
                const Waiting& waiting) {
  Decision d;
  // A large operation waits long for a LOAD: that of the micro-ops of the one that may join.
  const bool many =
      waiting.offer.walk.dense &&
      waiting.offer.walk.elements.back() - waiting.offer.walk.elements.front() >= kManyElements;
  const bool waits_for_load = many && waiting.cycles <= kLoadPatience;
  if (offer == nullptr) {
    d.go = waiting.alone >= kPatience;
    return d;
  }
  const bool may_start = o.tokens && !o.stopped;
  // Nothing older is under way, nor yet to retire.
  const bool exec_alone = o.exec_idle && !o.exec_behind && !o.loads_wait;
  const bool roomy = !o.overflow_near;

  if (offer->load) {
    const Desc& l = offer->desc;
    bool may = exec_alone && o.tail_ready;
    if (!may && (o.features & csr::kFeaturesLoads) != 0 && roomy && plain(l)) {
      const bool beside_exec = exec_alone || o.exec_idle ||
                               (o.safe && !meet(loaded(l), of_uops(l) ? o.exec_uops : o.exec));
      const bool beside_tail =
          o.tail_ready || of_uops(l) || !o.tail_busy || !meet(loaded(l), o.tail);
      may = beside_exec && beside_tail;
    }
    d.offer = may_start && may;
    d.load = d.offer && o.engine_ready;
    d.go = !(of_uops(l) && waits_for_load);
    return d;
  }

  const bool candidate =
      (o.features & csr::kFeaturesTail) != 0 && offer->legal && offer->worth_a_look(config);
  const bool fits = candidate && looked && offer->walk.dense;

  // In the pass of the operation that waits.
  const bool joins = (o.features & csr::kFeaturesFuse) != 0 && candidate && !offer->pops() &&
                     roomy &&
                     ((o.can_shift && offer->immediate()) || (o.can_join && offer->clips()));
  d.join = joins && fits && may_start && same_elements(*offer, waiting.offer);

  // In the tail engine, once that is free.
  bool beside = exec_alone;
  if ((o.features & csr::kFeaturesBeside) != 0 && roomy) {
    beside = beside || o.exec_idle || (o.safe && fits && !meet(offer->walk.touched(), o.exec));
  }
  d.tail = may_start && fits && o.tail_ready && o.engine_empty && beside;

  // In the pipeline: what the tail engine cannot do; or a reset that would wait for an ALU
  // operation there while the pipeline has nothing to do.
  const bool refused = !candidate || (looked && !offer->walk.dense);
  const bool away = fits && offer->resets() && o.exec_idle && !o.tail_ready && !o.tail_zeroing;
  const bool last_one = o.tail_ready && !o.exec_behind && !o.loads_wait;
  d.exec = may_start && (refused || away) && o.exec_ready && o.engine_empty && (roomy || last_one);

  // Nobody goes before it is known whether this one joins.
  const bool verdict_comes = joins && !looked && (o.engine_empty || waits_for_load);
  d.go = !verdict_comes && !d.join;
  return d;
}

}  // namespace vta
