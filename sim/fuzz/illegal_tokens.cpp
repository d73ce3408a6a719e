// SPDX-License-Identifier: Apache-2.0
//
// Token overflow, deadlock, missing FINISH, and errors in several stages.

#include "sim/fuzz/illegal_sketch.h"

namespace vta::fuzz {
namespace {

constexpr MemoryType kInp = MemoryType::kInp, kAcc = MemoryType::kAcc;
constexpr std::size_t kOverflow = kTokenMax + 1;  // this many tokens are one too many

void add(std::vector<IllegalProgram>& table, Sketch& sketch, ErrorCode code, std::size_t index) {
  table.push_back(sketch.expect(code, index));
}

// The consumer does not run at all, so the producer's 1024th token is the one too many, whatever
// the timing.
void overflows(const Config& config, std::vector<IllegalProgram>& table) {
  {
    Sketch s(config, "overflow_load_to_compute_that_waits_for_ever");
    s.compute_nop(kPopNext);
    s.repeat(kOverflow + 3, &Sketch::load_nop, kPushNext);
    s.finish();
    add(table, s, ErrorCode::kTokenOverflow, kOverflow);
  }
  {
    // Compute would run once a store gives its token. That store lies more than a queue of loads
    // behind the erring one, so it is never dispatched.
    Sketch s(config, "overflow_load_to_compute_that_waits_for_a_later_store");
    s.compute_nop(kPopNext);
    s.repeat(kOverflow + kQueueDepth + 10, &Sketch::load_nop, kPushNext);
    s.store_nop(kPushPrev);
    s.finish();
    add(table, s, ErrorCode::kTokenOverflow, kOverflow);
  }
  {
    Sketch s(config, "overflow_compute_to_load");
    s.repeat(kOverflow, &Sketch::compute_nop, kPushPrev);
    s.finish();
    add(table, s, ErrorCode::kTokenOverflow, kOverflow - 1);
  }
  {
    Sketch s(config, "overflow_compute_to_store");
    s.repeat(kOverflow, &Sketch::compute_nop, kPushNext);
    s.finish();
    add(table, s, ErrorCode::kTokenOverflow, kOverflow - 1);
  }
  {
    Sketch s(config, "overflow_store_to_compute");
    s.compute_nop(kPopPrev);
    s.repeat(kOverflow, &Sketch::store_nop, kPushPrev);
    s.finish();
    add(table, s, ErrorCode::kTokenOverflow, kOverflow);
  }
  {
    // It has executed all the same, and gives neither token: the load does not start.
    Sketch s(config, "overflow_of_one_token_withholds_the_other");
    s.load(kAcc, 0, 4);
    s.repeat(kTokenMax, &Sketch::compute_nop, kPushNext);
    TokenFlags both = kPushNext;
    both.push_prev = true;
    const std::size_t at = s.load(kAcc, 2, 4, both);
    MemFields f = s.row(kInp, s.depth(kInp), 1);  // would be an error
    s.add(make_load(f, kPopNext));
    s.finish();
    s.dump(0, 6);
    add(table, s, ErrorCode::kTokenOverflow, at);
  }
  {
    // Stores are pipelined; those behind the overflow must not have begun.
    Sketch s(config, "overflow_store_to_compute_with_data_behind_it");
    s.load(kAcc, 0, 16, kPushNext);
    s.store_nop(TokenFlags{.pop_prev = true, .push_prev = true});
    s.repeat(kTokenMax - 1, &Sketch::store_nop, kPushPrev);
    const std::size_t at = s.store(0, 4, kPushPrev);
    MemFields f = s.row(MemoryType::kOut, 4, 8);
    f.dram_base += 64;
    for (int i = 0; i < 3; ++i) s.add(make_store(f));
    s.finish();
    s.dump(0, 16);
    add(table, s, ErrorCode::kTokenOverflow, at);
  }
  {
    Sketch s(config, "overflow_by_finish");
    s.repeat(kTokenMax, &Sketch::compute_nop, kPushPrev);
    add(table, s, ErrorCode::kTokenOverflow, s.finish(kPushPrev));
  }
}

void deadlocks(const Config& config, std::vector<IllegalProgram>& table) {
  {
    Sketch s(config, "load_waits_for_ever");
    s.finish();
    add(table, s, ErrorCode::kDeadlock, s.load(kInp, 0, 1, kPopNext));
  }
  {
    Sketch s(config, "compute_waits_for_load_for_ever");
    const std::size_t at = s.compute_nop(kPopPrev);
    s.finish();
    add(table, s, ErrorCode::kDeadlock, at);
  }
  {
    Sketch s(config, "compute_waits_for_store_for_ever");
    const std::size_t at = s.compute_nop(kPopNext);
    s.finish();
    add(table, s, ErrorCode::kDeadlock, at);
  }
  {
    Sketch s(config, "store_waits_for_ever_behind_finish");
    s.load(kAcc, 0, 2);
    s.finish();
    add(table, s, ErrorCode::kDeadlock, s.store(0, 2, kPopPrev));
  }
  {
    Sketch s(config, "load_and_compute_wait_for_each_other");
    s.load_nop(TokenFlags{.pop_next = true, .push_next = true});
    s.compute_nop(TokenFlags{.pop_prev = true, .push_prev = true});
    s.finish();
    add(table, s, ErrorCode::kDeadlock, 0);
  }
  {
    // Compute needs two tokens and gets one: it must not take it.
    Sketch s(config, "compute_waits_for_both_neighbours_and_one_answers");
    s.load_nop(kPushNext);
    const std::size_t at = s.compute_nop(TokenFlags{.pop_prev = true, .pop_next = true});
    s.finish();
    add(table, s, ErrorCode::kDeadlock, at);
  }
  {
    Sketch s(config, "finish_waits_for_ever");
    s.load_nop();
    add(table, s, ErrorCode::kDeadlock, s.finish(kPopNext));
  }
  {
    Sketch s(config, "deadlock_names_the_lowest_of_three");
    s.compute_nop();
    const std::size_t at = s.store_nop(kPopPrev);
    s.load_nop(kPopNext);
    s.finish(kPopPrev);
    add(table, s, ErrorCode::kDeadlock, at);
  }
  {
    Sketch s(config, "one_token_too_few");
    s.repeat(5, &Sketch::load_nop, kPushNext);
    s.repeat(6, &Sketch::compute_nop, kPopPrev);
    s.finish();
    add(table, s, ErrorCode::kDeadlock, 10);
  }
  {
    // One load too many before the instruction that would let them go: it is not dispatched.
    Sketch s(config, "full_queue_hides_the_instruction_that_is_waited_for");
    s.load_nop(kPopNext);
    s.repeat(kQueueDepth, &Sketch::load_nop, kNoTokens);
    s.compute_nop(kPushPrev);
    s.finish();
    add(table, s, ErrorCode::kDeadlock, 0);
  }
  {
    // An illegal instruction must have its tokens before anybody looks at it.
    Sketch s(config, "illegal_opcode_that_never_starts");
    const std::size_t at = s.opcode(7, kPopPrev);
    s.finish();
    add(table, s, ErrorCode::kDeadlock, at);
  }
}

void missing_finish(const Config& config, std::vector<IllegalProgram>& table) {
  {
    Sketch s(config, "empty_stream");
    add(table, s, ErrorCode::kMissingFinish, 0);
  }
  {
    Sketch s(config, "no_finish_in_the_stream");
    s.load(kAcc, 0, 4, kPushNext);
    s.load_nop();
    s.store(0, 4, kPopPrev);
    add(table, s, ErrorCode::kMissingFinish, 3);
  }
}

void several(const Config& config, std::vector<IllegalProgram>& table) {
  // Many micro-ops, so that what waits for them comes late.
  const auto slow = [](Sketch& s, TokenFlags tokens) {
    s.load_uops({{0, 0, 0}});
    GemmFields f;
    f.loop = {.reset = true, .uop_end = 1, .iter_out = 20, .iter_in = 50};
    s.add(make_gemm(f, tokens));
  };
  {
    Sketch s(config, "lower_index_wins_although_it_comes_later");
    MemFields f = s.row(MemoryType::kOut, 0, 1);
    f.x_pad_1 = 1;
    const std::size_t at = s.add(make_store(f, kPopPrev));
    s.load(kInp, s.depth(kInp), 1);
    slow(s, kPushNext);
    s.finish();
    add(table, s, ErrorCode::kIllegalPadding, at);
  }
  {
    Sketch s(config, "higher_index_loses_although_it_comes_earlier");
    slow(s, kNoTokens);
    const std::size_t at = s.opcode(5);
    s.load(kInp, s.depth(kInp), 1);
    s.store(s.depth(kAcc), 1);
    s.finish();
    add(table, s, ErrorCode::kIllegalOpcode, at);
  }
  {
    Sketch s(config, "error_wins_against_deadlock_of_a_lower_index");
    s.store_nop(kPopPrev);
    s.load_nop(kPopNext);
    const std::size_t at = s.opcode(6);
    s.finish();
    add(table, s, ErrorCode::kIllegalOpcode, at);
  }
  {
    Sketch s(config, "error_wins_against_missing_finish");
    s.compute_nop();
    add(table, s, ErrorCode::kSramOutOfRange, s.load(kInp, s.depth(kInp), 1));
  }
  {
    // Load stops; compute and store go on to the end and leave their marks.
    Sketch s(config, "other_stages_go_on_after_an_error_in_load");
    const std::size_t at = s.load(kInp, s.depth(kInp), 1);
    s.load(kAcc, 0, 8, kPushNext);
    s.store(0, 8, TokenFlags{.pop_prev = true, .push_prev = true});
    s.load(kAcc, 8, 8, TokenFlags{.pop_next = true, .push_next = true});
    MemFields f = s.row(MemoryType::kOut, 8, 8);
    f.dram_base += 8;
    s.add(make_store(f, kPopPrev));
    s.finish();
    s.dump(0, 16);
    add(table, s, ErrorCode::kSramOutOfRange, at);
  }
  {
    // Compute stops; the store that has its token goes on, the one that waits does not.
    Sketch s(config, "store_goes_on_as_far_as_its_tokens_let_it");
    s.load(kAcc, 0, 8, kPushNext);
    const std::size_t at = s.opcode(5, kPushNext);
    s.load(kAcc, 0, 4);  // is not executed any more
    s.store(0, 4, kPopPrev);
    MemFields f = s.row(MemoryType::kOut, 4, 4);
    f.dram_base += 4;
    s.add(make_store(f));
    f.dram_base += 4;
    s.add(make_store(f, kPopPrev));
    s.finish();
    s.dump(0, 8);
    add(table, s, ErrorCode::kIllegalOpcode, at);
  }
}

}  // namespace

void add_illegal_tokens(const Config& config, std::vector<IllegalProgram>& table) {
  overflows(config, table);
  deadlocks(config, table);
  missing_finish(config, table);
  several(config, table);
}

}  // namespace vta::fuzz
