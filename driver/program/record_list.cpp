// SPDX-License-Identifier: Apache-2.0

#include "driver/program/record_list.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace vta {
namespace {

Insn make_nop(Queue stage) {
  MemFields nothing;
  if (stage == Queue::kStore) return make_store(nothing);
  const MemoryType memory = stage == Queue::kLoad ? MemoryType::kInp : MemoryType::kUop;
  nothing.memory_type = static_cast<std::uint32_t>(memory);
  return make_load(nothing);
}

Queue queue_of(const Insn& insn) {
  return static_cast<Queue>(static_cast<unsigned>(stage_of(insn)) + 1);
}

// Whether a push of `stage` may join this instruction. A LOAD without work does not count: its
// stage depends on a memory type that means nothing then. Every STORE counts, work or not.
bool can_push_for(const Insn& insn, Queue stage) {
  const auto opcode = static_cast<Opcode>(insn.opcode);
  if (opcode == Opcode::kLoad && insn.mem().x_size == 0) return false;
  return queue_of(insn) == stage;
}

const char* name_of(Queue stage) {
  switch (stage) {
    case Queue::kLoad:
      return "load (1)";
    case Queue::kCompute:
      return "compute (2)";
    case Queue::kStore:
      return "store (3)";
  }
  return "an unknown stage";
}

// One token from an instruction to the one behind it, whose stages are neighbours.
void order(Insn& first, Insn& second) {
  const bool down = queue_of(first) < queue_of(second);
  first.tokens.*(down ? &TokenFlags::push_next : &TokenFlags::push_prev) = true;
  second.tokens.*(down ? &TokenFlags::pop_prev : &TokenFlags::pop_next) = true;
}

Status check_neighbours(Queue from, Queue to) {
  const auto legal = [](Queue stage) { return stage >= Queue::kLoad && stage <= Queue::kStore; };
  const bool one_is_compute = (from == Queue::kCompute) != (to == Queue::kCompute);
  if (legal(from) && legal(to) && one_is_compute) return ok_status();
  return Error{std::string("no token queue leads from ") + name_of(from) + " to " + name_of(to) +
               "; tokens pass between compute and one of load and store"};
}

}  // namespace

void RecordList::append(Queue stage, Insn insn, std::size_t buffer) {
  Pending& pops = pending(stage);
  insn.tokens.pop_prev = pops.prev;
  insn.tokens.pop_next = pops.next;
  pops = {};
  records_.push_back({std::move(insn), buffer, origin_});
}

std::size_t RecordList::append_without_pops(Insn insn, std::size_t buffer) {
  records_.push_back({std::move(insn), buffer, origin_});
  return records_.size() - 1;
}

void RecordList::widen(std::size_t record, std::uint32_t elements) {
  auto& fields = std::get<MemFields>(records_[record].insn.body);
  fields.x_size += elements;
  fields.x_stride = fields.x_size;
}

void RecordList::commit_pops(Queue stage) {
  const Pending& pops = pending(stage);
  if (pops.prev || pops.next) append(stage, make_nop(stage));
}

Status RecordList::push(Queue from, Queue to) {
  if (Status status = check_neighbours(from, to); !status) return status;
  const auto flag = from < to ? &TokenFlags::push_next : &TokenFlags::push_prev;
  commit_pops(from);
  const bool joins = !records_.empty() && can_push_for(records_.back().insn, from) &&
                     !(records_.back().insn.tokens.*flag);
  if (!joins) append(from, make_nop(from));
  records_.back().insn.tokens.*flag = true;
  return ok_status();
}

Status RecordList::pop(Queue from, Queue to) {
  if (Status status = check_neighbours(from, to); !status) return status;
  const auto flag = from < to ? &Pending::prev : &Pending::next;
  if (pending(to).*flag) commit_pops(to);
  pending(to).*flag = true;
  return ok_status();
}

// Between load and store, which no token queue joins, compute passes the token on. At the end
// compute waits for all of them.
void RecordList::serialize() {
  std::vector<Record> ordered;
  const auto follow = [&ordered](Record record) {
    if (!ordered.empty() && queue_of(ordered.back().insn) != queue_of(record.insn)) {
      order(ordered.back().insn, record.insn);
    }
    ordered.push_back(std::move(record));
  };
  for (Record& record : records_) {
    record.insn.tokens = {};
    const auto last = ordered.empty() ? Queue::kCompute : queue_of(ordered.back().insn);
    const auto next = queue_of(record.insn);
    if (last != next && last != Queue::kCompute && next != Queue::kCompute) {
      follow({make_nop(Queue::kCompute), kNoBuffer, record.origin});
    }
    follow(std::move(record));
  }
  records_ = std::move(ordered);
  pending_ = {};

  const auto hand_over = [this](Queue from, Queue to) {
    const bool joined = push(from, to).ok() && pop(from, to).ok();
    VTA_CHECK(joined);
  };
  const auto last = records_.empty() ? Queue::kCompute : queue_of(records_.back().insn);
  if (last != Queue::kCompute) hand_over(last, Queue::kCompute);
  hand_over(Queue::kCompute, Queue::kLoad);
  hand_over(Queue::kLoad, Queue::kCompute);
  commit_pops(Queue::kCompute);
}

bool RecordList::pops_pending() const {
  return std::any_of(pending_.begin(), pending_.end(),
                     [](const Pending& pops) { return pops.prev || pops.next; });
}

}  // namespace vta
