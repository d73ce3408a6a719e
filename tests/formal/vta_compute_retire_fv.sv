// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_compute_retire: who retires, when, with which tokens, and who does not.
//
// Reference: the instructions that have started and not retired, the oldest in list_q[0], each with
// its unit, its tokens and its fate: it ends well, ends in an error, or never ends because an index
// is out of range. Environment: what the three units and vta_issue promise. A unit shows its oldest
// instruction at its end until that is taken; the tail engine takes up to four instructions and ends
// them together; no older instruction can fail when the tail engine begins beside it, and the token
// counters have room from then on until its instructions have left the module's list. Indices have 4 bits: they are only carried. No more
// than 6 instructions are in flight, so that a trace of the given length holds all that matters.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_compute_retire_fv #(
    localparam int IndexW = vta_pkg::IndexW,
    localparam int StatW  = vta_pkg::StatW
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             early_i,
    input logic             start_i,
    input logic [1:0]       unit_i,
    input logic             push_prev_i,
    input logic             push_next_i,
    input logic             alu_i,
    input logic [1:0]       fate_i,
    input logic             exec_done_i,
    input logic             exec_finish_i,
    input logic             exec_range_i,
    input logic             exec_idle_i,
    input logic             tail_done_i,
    input logic [StatW-1:0] tail_elems_i,
    input logic             load_done_i,
    input logic             c2l_full_i,
    input logic             c2s_full_i
);
  localparam int Places = 6;
  localparam logic [1:0] Exec = 2'd0, Tail = 2'd1, Load = 2'd2;
  localparam logic [1:0] Well = 2'd0, Error = 2'd1, Range = 2'd2;

  `VTA_FORMAL_RESET

  // --- the list -----------------------------------------------------------------------------------
  // An entry: unit, fate, push_prev, push_next, alu, index.
  localparam int EntryW = 7 + IndexW;
  logic [EntryW-1:0] list_q [0:Places-1];
  logic [3:0]        count_q;
  logic [IndexW-1:0] index_q;

  // The oldest entry of each unit.
  logic [2:0]        at_exec, at_tail, at_load;
  logic              has_exec, has_tail, has_load, has_other;
  logic [2:0]        tails, at_range;
  logic              has_range, others_well;
  logic [EntryW-1:0] exec, tail, load;
  always_comb begin
    {at_exec, at_tail, at_load, at_range} = '0;
    {has_exec, has_tail, has_load, has_range} = '0;
    tails       = '0;
    others_well = 1'b1;
    for (int n = Places - 1; n >= 0; n--) begin
      if (4'(n) < count_q) begin
        if (list_q[n][EntryW-1-:2] == Exec) begin
          at_exec  = 3'(n);
          has_exec = 1'b1;
          if (list_q[n][EntryW-3-:2] == Range) begin
            at_range  = 3'(n);
            has_range = 1'b1;
          end
        end
        if (list_q[n][EntryW-1-:2] == Tail) begin
          at_tail  = 3'(n);
          has_tail = 1'b1;
          tails    = tails + 3'd1;
        end
        if (list_q[n][EntryW-1-:2] == Load) begin
          at_load  = 3'(n);
          has_load = 1'b1;
        end
        if (list_q[n][EntryW-3-:2] != Well) others_well = 1'b0;
      end
    end
  end
  assign has_other = has_exec || has_load;
  assign exec = list_q[at_exec];
  assign tail = list_q[at_tail];
  assign load = list_q[at_load];

  // --- the module ---------------------------------------------------------------------------------
  logic ready, exec_take, exec_stop, tail_clear, load_take, c2l_push, c2s_push, retire, finish;
  logic stopping, error, failing, empty;
  logic [StatW-1:0]     stat_uop, stat_acc, stat_gemm, stat_alu;
  vta_pkg::error_e      code;
  vta_pkg::error_bits_t exec_error;
  logic [IndexW-1:0]    error_index, tail_index, index;
  logic [1:0]           unit;
  vta_pkg::done_desc_t  desc;
  assign exec_error = exec[EntryW-3-:2] == Error ? vta_pkg::ErrIllegalOpcode : vta_pkg::ErrNone;
  always_comb begin
    desc           = '0;
    desc.error     = load[EntryW-3-:2] == Error ? vta_pkg::ErrAxiError : vta_pkg::ErrNone;
    desc.push_prev = load[EntryW-5];
    desc.push_next = load[EntryW-6];
    desc.index     = load[IndexW-1:0];
    desc.mem_type  = vta_pkg::MemAcc;
  end

  vta_compute_retire u_dut (
      .clk_i,
      .rst_ni,
      .start_i,
      .ready_o           (ready),
      .early_i,
      .unit_i,
      .index_i           (index_q),
      .push_prev_i,
      .push_next_i,
      .alu_i,
      .exec_done_i,
      .exec_error_i      (exec_error.code),
      .exec_finish_i,
      .exec_push_prev_i  (exec[EntryW-5]),
      .exec_push_next_i  (exec[EntryW-6]),
      .exec_index_i      (exec[IndexW-1:0]),
      .exec_gemm_i       (StatW'(3)),
      .exec_alu_i        (StatW'(2)),
      .exec_take_o       (exec_take),
      .exec_stop_o       (exec_stop),
      .exec_range_i,
      .exec_range_index_i(list_q[at_range][IndexW-1:0]),
      .exec_idle_i,
      .tail_done_i,
      .tail_elems_i,
      .tail_clear_o      (tail_clear),
      .load_done_i,
      .load_desc_i       (desc),
      .load_take_o       (load_take),
      .c2l_full_i,
      .c2l_push_o        (c2l_push),
      .c2s_full_i,
      .c2s_push_o        (c2s_push),
      .retire_o          (retire),
      .finish_o          (finish),
      .stat_uop_o        (stat_uop),
      .stat_acc_o        (stat_acc),
      .stat_gemm_o       (stat_gemm),
      .stat_alu_o        (stat_alu),
      .stopping_o        (stopping),
      .error_o           (error),
      .error_code_o      (code),
      .error_index_o     (error_index),
      .failing_o         (failing),
      .empty_o           (empty),
      .unit_o            (unit),
      .tail_index_o      (tail_index),
      .index_o           (index)
  );

  // Who ends in this cycle: exec_take and load_take tell, and a probe of the tail engine's turn.
  logic              d_done, d_from_tail;
  logic [5:0]        d_gone;  // have gone ahead and are still in the module's list
  logic              tail_ends, ends;
  logic [2:0]        at_end;
  logic [EntryW-1:0] ending;
  assign tail_ends = d_done && d_from_tail;
  assign ends      = exec_take || load_take || tail_ends;
  assign at_end    = exec_take ? at_exec : load_take ? at_load : at_tail;
  assign ending    = list_q[at_end];

  logic [3:0] next;
  assign next = count_q - 4'(retire);
  for (genvar n = 0; n < Places; n++) begin : gen_list
    always_ff @(posedge clk_i) begin
      if (start_i && next == 4'(n)) begin
        list_q[n] <= {unit_i, fate_i, push_prev_i, push_next_i, alu_i, index_q};
      end else if (retire && 4'(n) >= 4'(at_end) && n + 1 < Places) begin
        list_q[n] <= list_q[(n + 1) % Places];
      end
    end
  end
  logic stopped_q, ranged_q, ended_q, exec_done_q, load_done_q, tail_done_q, early_q;
  logic beside_q;  // the tail engine has begun beside others, and its instructions are in the list
  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= '0;
    else count_q <= next + 4'(start_i);
    if (!rst_ni) index_q <= '0;
    else if (start_i) index_q <= index_q + IndexW'(1);
    stopped_q   <= rst_ni && (stopped_q || stopping);
    ranged_q    <= rst_ni && (ranged_q || exec_range_i);
    ended_q     <= rst_ni && (ended_q || (ends && !retire) || error);
    exec_done_q <= rst_ni && exec_done_i && !exec_take;
    load_done_q <= rst_ni && load_done_i && !load_take;
    tail_done_q <= rst_ni && tail_done_i && !tail_clear;
    early_q     <= early_i;
    beside_q    <= rst_ni && has_tail && (beside_q || d_gone != '0 || has_other);
  end

  // --- what the others promise ----------------------------------------------------------------------
  `VTA_ASSUME(SwitchStays, !begun_q || early_i == early_q || !rst_ni)
  `VTA_ASSUME(StartsWhenItMay, !start_i || (ready && !stopped_q && unit_i != 2'd3 &&
      count_q < 4'(Places)))
  `VTA_ASSUME(TailCannotFail, !(start_i && unit_i == Tail) || (fate_i == Well && others_well &&
      tails < 3'd4 && !tail_done_i))
  `VTA_ASSUME(OnlyExecRanges, !start_i || fate_i != 2'd3 && (fate_i != Range || unit_i == Exec))
  `VTA_ASSUME(ExecEnds, (!exec_done_i || (has_exec && exec[EntryW-3-:2] != Range)) &&
      (!exec_done_q || exec_done_i))
  `VTA_ASSUME(LoadEnds, (!load_done_i || has_load) && (!load_done_q || load_done_i))
  `VTA_ASSUME(TailEnds, (!tail_done_i || has_tail) && (!tail_done_q || tail_done_i))
  `VTA_ASSUME(RangeOnce, !exec_range_i || (has_range && !ranged_q && !ended_q))
  `VTA_ASSUME(IdleIsEmpty, !exec_idle_i || !has_exec || exec_done_i ||
      (exec[EntryW-3-:2] == Range && ranged_q))
  `VTA_ASSUME(RoomBesideTheTail, !((has_tail && has_other) || beside_q || d_gone != '0) ||
      (!c2l_full_i && !c2s_full_i))

  // --- properties -------------------------------------------------------------------------------------
  // Proves: tokens.push, error.stage
  `VTA_ASSERT(OthersRetireInOrder, !(exec_take || load_take) || at_end == '0)
  logic clash;  // an older instruction has a token for the same neighbour
  always_comb begin
    clash = 1'b0;
    for (int n = 0; n < Places; n++) begin
      if (4'(n) < 4'(at_tail) && ((list_q[n][EntryW-5] && tail[EntryW-5]) ||
                                  (list_q[n][EntryW-6] && tail[EntryW-6]))) clash = 1'b1;
    end
  end
  // Proves: tokens.push
  `VTA_ASSERT(AheadOnlyUnseen, !tail_ends || at_tail == '0 || (early_i && !clash))
  `VTA_ASSERT(SomebodyRetires, !retire || ends)
  `VTA_ASSERT(OnlyWhatHasEnded, !ends ||
      (exec_take ? exec_done_i : load_take ? load_done_i : has_tail && tail_done_i))
  `VTA_ASSERT(OneAtATime, !(exec_take && load_take) && index == ending[IndexW-1:0] || !ends)
  // Proves: tokens.push, tokens.capacity
  `VTA_ASSERT(PushesItsTokens, c2l_push == (retire && ending[EntryW-5]) &&
      c2s_push == (retire && ending[EntryW-6]))
  // Proves: tokens.capacity
  `VTA_ASSERT(NeverOverfull, !(c2l_push && c2l_full_i) && !(c2s_push && c2s_full_i))
  // Proves: error.stage
  `VTA_ASSERT(ErrorsDoNotRetire, !retire || ending[EntryW-3-:2] == Well)
  // Proves: error.stage
  `VTA_ASSERT(NothingAfterAnError, !ended_q || !ends)
  logic [3:0] want_code_q;
  logic [IndexW-1:0] want_index_q;
  logic wrong_q;  // an instruction ended and did not retire
  always_ff @(posedge clk_i) begin
    wrong_q <= rst_ni && (wrong_q || (ends && !retire));
    if (ends && !retire) begin
      want_index_q <= ending[IndexW-1:0];
      want_code_q  <= ending[EntryW-3-:2] == Error
          ? (exec_take ? 4'(vta_pkg::ErrIllegalOpcode) : 4'(vta_pkg::ErrAxiError))
          : 4'(vta_pkg::ErrTokenOverflow);
    end else if (exec_range_i) begin
      want_index_q <= list_q[at_range][IndexW-1:0];
      want_code_q  <= 4'(vta_pkg::ErrSramOutOfRange);
    end
  end
  // Proves: error.lowest, error.order, tokens.capacity
  `VTA_ASSERT(TellsTheError, !error || (code == want_code_q && error_index == want_index_q))
  // Proves: error.lowest
  `VTA_ASSERT(ErrorIsTheOldest, !error || list_q[0][IndexW-1:0] == error_index)
  `VTA_ASSERT(StopsAtOnce, !(ends && !retire) || stopping)
  `VTA_ASSERT(ExecStops, exec_stop == (exec_take && !retire))
  `VTA_ASSERT(FinishIsOfExec, finish == (exec_take && retire && exec_finish_i))
  `VTA_ASSERT(ClearsTheTail, tail_clear == (tail_ends && tails == 3'd1))
  `VTA_ASSERT(TellsTheOldestOfTheTail, !has_tail || ended_q || tail_index == tail[IndexW-1:0])
  `VTA_ASSERT(EmptyIfAllRetired, !empty || count_q == '0 || ended_q)
  // Proves: statistics
  `VTA_ASSERT(CountsItsWork, !retire || (stat_uop == '0 && stat_acc == '0 &&
      stat_gemm == (exec_take ? StatW'(3) : '0) &&
      stat_alu == (exec_take ? StatW'(2) : tail_ends && tail[EntryW-7] ? tail_elems_i : '0)))

  // The oldest one never waits for long at its end: gone instructions leave the list, one a cycle.
  logic       head_done;
  logic [3:0] patience_q;
  assign head_done = count_q != '0 && !ended_q &&
      (list_q[0][EntryW-1-:2] == Exec ? exec_done_i
       : list_q[0][EntryW-1-:2] == Tail ? tail_done_i : load_done_i);
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !head_done || ends) patience_q <= '0;
    else patience_q <= patience_q + 4'd1;
  end
  // Proves: error.no_hang
  `VTA_ASSERT(OldestDoesNotWait, patience_q <= 4'd4)

  `VTA_COVER(GoesAhead, tail_ends && at_tail == 3'd2 && has_load && has_exec)
  `VTA_COVER(WaitsForATokenOfAnother, has_tail && tail_done_i && early_i && at_tail != '0 && clash &&
      !ends)
  `VTA_COVER(ThreeGoAhead, tail_clear && at_tail == 3'd1 && index_q == IndexW'(4))
  `VTA_COVER(RangeBehindOlder, ranged_q && retire && exec_take && !error)
  `VTA_COVER(Overflow, error && code == vta_pkg::ErrTokenOverflow && wrong_q)
  `VTA_COVER(EmptyAgain, empty && index_q == IndexW'(3) && !stopped_q)
endmodule
`default_nettype wire
