// SPDX-License-Identifier: Apache-2.0
//
// vta_store_retire: an instruction retires when every burst of it is answered and not before, in order;
// no answer is lost or taken twice; the first error stops the stage with the right code.
//
// Environment: bursts as vta_store_bursts makes them, answers only to what is unanswered. Reference:
// the bursts that wait, in order; and for one instruction that the solver marks, the answers that are
// still owed to it and to those in front of it. Depth 4 instead of 32: the bursts are a vta_fifo, and
// what leaves depends on the oldest one alone. OUT has 16 elements: a number of them is only carried.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_store_retire_fv #(
    parameter int  Depth  = 4,
    localparam int ElemsW = vta_pkg::AccAddrW + 1
) (
    input logic              clk_i,
    input logic              rst_ni,
    input logic              burst_valid_i,
    input logic              burst_empty_i,
    input logic              burst_last_i,
    input logic [1:0]        burst_verdict_i,
    input logic              burst_push_i,
    input logic [ElemsW-1:0] burst_elems_i,
    input logic              mark_i,
    input logic              done_valid_i,
    input logic              done_error_i,
    input logic              full_i
);
  `VTA_FORMAL_RESET

  logic                      burst_ready, done_ready, push, retire, error, empty;
  logic [vta_pkg::StatW-1:0] stat;
  vta_pkg::error_e           code;

  vta_store_retire #(
      .Depth(Depth)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .burst_valid_i,
      .burst_ready_o  (burst_ready),
      .burst_empty_i,
      .burst_last_i,
      .burst_verdict_i,
      .burst_push_i,
      .burst_elems_i,
      .done_valid_i,
      .done_ready_o   (done_ready),
      .done_error_i,
      .s2c_full_i     (full_i),
      .s2c_push_o     (push),
      .retire_o       (retire),
      .stat_out_o     (stat),
      .error_o        (error),
      .error_code_o   (code),
      .empty_o        (empty)
  );

  logic take, answer;
  assign take   = burst_valid_i && burst_ready;
  assign answer = done_valid_i && done_ready;

  // Of an instruction: bursts that move something, or one that does not; only that one is illegal.
  `VTA_ASSUME(EmptyIsAlone, !burst_valid_i || !burst_empty_i || burst_last_i)
  `VTA_ASSUME(IllegalMovesNothing, !burst_valid_i || burst_empty_i || burst_verdict_i == 2'd0)

  // --- Reference: the bursts that wait, the oldest in ref_q[0] ------------------------------------
  localparam int BurstW = 5 + ElemsW;

  logic [BurstW-1:0] in, ref_q [0:Depth-1];
  logic [7:0]        held_q, held_next;
  logic              leave;  // the oldest one
  logic              h_empty, h_last, h_push;
  logic [1:0]        h_verdict;
  logic [ElemsW-1:0] h_elems;

  assign in = {burst_empty_i, burst_last_i, burst_verdict_i, burst_push_i, burst_elems_i};
  assign {h_empty, h_last, h_verdict, h_push, h_elems} = ref_q[0];
  assign leave     = held_q != '0 && (h_empty || answer);
  assign held_next = held_q - 8'(leave);

  for (genvar d = 0; d < Depth; d++) begin : gen_ref
    always_ff @(posedge clk_i) begin
      if (take && held_next == 8'(d)) ref_q[d] <= in;
      else if (leave && d + 1 < Depth) ref_q[d] <= ref_q[(d + 1) % Depth];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) held_q <= '0;
    else held_q <= held_next + 8'(take);
  end

  // --- Answers ---------------------------------------------------------------------------------
  logic [7:0] owed_q;  // bursts that move something, less answers taken
  logic       bad_q;   // an answer to the instruction in front was an error
  logic       bad, ends;
  assign bad  = bad_q || (answer && done_error_i);
  assign ends = leave && h_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      owed_q <= '0;
      bad_q  <= 1'b0;
    end else begin
      owed_q <= owed_q + 8'(take && !burst_empty_i) - 8'(answer);
      bad_q  <= bad && !ends;
    end
  end

  // Proves: axi.writes
  `VTA_ASSERT(TakesWhatIsOwed, !answer || owed_q != '0)
  // Proves: axi.writes, error.no_hang
  `VTA_ASSERT(TakesAnAnswerAtOnce, owed_q == '0 || done_ready || (held_q != '0 && h_empty))
  `VTA_ASSERT(EmptyIffNothingWaits, empty == (held_q == '0) && (!empty || owed_q == '0))
  `VTA_ASSERT(ReadyIffRoom, burst_ready == (held_q < 8'(Depth)))

  // --- The marked instruction --------------------------------------------------------------------
  logic              marked_q;
  logic [7:0]        front_q;      // instructions in front of it that wait
  logic [7:0]        debt_q;       // answers owed to them and to it
  logic [ElemsW:0]   mine_q;       // push, elements
  logic [7:0]        lasts_q;      // instructions that wait
  logic              mine;         // it ends in this cycle

  assign mine = marked_q && front_q == '0 && ends;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      marked_q <= 1'b0;
      lasts_q  <= '0;
    end else begin
      lasts_q <= lasts_q + 8'(take && burst_last_i) - 8'(ends);
      if (!marked_q && take && burst_last_i && mark_i) begin
        marked_q <= 1'b1;
        front_q  <= lasts_q - 8'(ends);
        debt_q   <= owed_q + 8'(!burst_empty_i) - 8'(answer);
        mine_q   <= {burst_push_i, burst_elems_i};
      end else if (marked_q) begin
        debt_q <= debt_q - 8'(answer && debt_q != '0);
        if (ends) begin
          if (front_q == '0) marked_q <= 1'b0;
          front_q <= front_q - 8'd1;
        end
      end
    end
  end

  // Proves: tokens.push, axi.writes
  `VTA_ASSERT(EndsWhenAnswered, !mine || debt_q == 8'(answer))
  // Proves: statistics
  `VTA_ASSERT(RetiresAsItself, !(mine && retire) || (push == mine_q[ElemsW] &&
      stat == vta_pkg::StatW'(mine_q[ElemsW-1:0]) << vta_pkg::OutElemLog))
  // Proves: tokens.push
  `VTA_ASSERT(RetiresAtItsEnd, !retire || ends)
  // Proves: tokens.push
  `VTA_ASSERT(PushesWithRetirement, !push || (retire && h_push && !full_i))

  // --- Errors ----------------------------------------------------------------------------------
  vta_pkg::error_e expected;
  always_comb begin
    expected = vta_pkg::ErrNone;
    if (h_push && full_i) expected = vta_pkg::ErrTokenOverflow;
    if (bad) expected = vta_pkg::ErrAxiError;
    if (h_verdict == 2'd3) expected = vta_pkg::ErrSramOutOfRange;
    if (h_verdict == 2'd2) expected = vta_pkg::ErrIllegalPadding;
    if (h_verdict == 2'd1) expected = vta_pkg::ErrIllegalMemoryType;
  end

  logic       error_q, faulty_q;
  logic [3:0] expected_q, code_q;
  always_ff @(posedge clk_i) begin
    error_q    <= rst_ni && error;
    faulty_q   <= rst_ni && !error && ends && expected != vta_pkg::ErrNone;
    expected_q <= expected;
    code_q     <= code;
  end

  // Proves: error.order, error.axi, tokens.capacity
  `VTA_ASSERT(FirstErrorWithItsCode, !faulty_q || (error && code == expected_q))
  // Proves: error.stage
  `VTA_ASSERT(ErrorStays, !error_q || (error && code == code_q))
  // Proves: error.stage
  `VTA_ASSERT(NoErrorFromNothing, !error || error_q || faulty_q)
  // Proves: error.stage
  `VTA_ASSERT(RetiresIffRight, retire == (ends && !error && expected == vta_pkg::ErrNone))

  // --- Helpers ---------------------------------------------------------------------------------
  localparam int PtrW = $clog2(Depth);
  localparam int CntW = $clog2(Depth + 1);
  logic [PtrW-1:0]         wptr, rptr;  // probes
  logic [CntW-1:0]         count;
  logic [BurstW*Depth-1:0] mem;
  logic                    failed;

  logic [7:0] moving [0:Depth], lasts [0:Depth];  // bursts that move, last bursts: of the first d
  assign moving[0] = '0;
  assign lasts[0]  = '0;
  for (genvar d = 0; d < Depth; d++) begin : gen_place
    logic [31:0] place;
    assign place = (32'(rptr) + d >= Depth) ? 32'(rptr) + d - Depth : 32'(rptr) + d;
    assign moving[d+1] = moving[d] + 8'(held_q > 8'(d) && !ref_q[d][BurstW-1]);
    assign lasts[d+1]  = lasts[d] + 8'(held_q > 8'(d) && ref_q[d][BurstW-2]);
    `VTA_HELPER(InItsPlace, held_q <= 8'(d) || mem[BurstW*place[PtrW-1:0]+:BurstW] == ref_q[d])
    `VTA_HELPER(LegalInside, held_q <= 8'(d) ||
        ((!ref_q[d][BurstW-1] || ref_q[d][BurstW-2]) &&
         (ref_q[d][BurstW-1] || ref_q[d][BurstW-3-:2] == 2'd0)))
    // The one that ends the marked instruction.
    `VTA_HELPER(OwedToTheMarked, !(marked_q && held_q > 8'(d) && ref_q[d][BurstW-2] &&
        lasts[d] == front_q) || (debt_q == moving[d+1] &&
        mine_q == ref_q[d][ElemsW:0]))
  end

  `VTA_HELPER(CountsBursts, held_q == 8'(count) && held_q <= 8'(Depth))
  `VTA_HELPER(PointersApart, 32'(rptr) < Depth && 32'(wptr) < Depth &&
      (32'(wptr) == 32'(rptr) + 32'(count) || 32'(wptr) + Depth == 32'(rptr) + 32'(count)))
  `VTA_HELPER(OwedInside, owed_q == moving[Depth] && lasts_q == lasts[Depth])
  `VTA_HELPER(MarkedInside, !marked_q || front_q < lasts_q)
  `VTA_HELPER(RemembersFailure, failed == bad_q)

  `VTA_COVER(TwoBurstsAnswered, mine && retire && answer && !h_empty && marked_q && push)
  `VTA_COVER(EmptyBetween, mine && retire && h_empty && held_q == 8'(Depth - 1))
  `VTA_COVER(AxiError, error && code == vta_pkg::ErrAxiError)
  `VTA_COVER(Overflow, error && code == vta_pkg::ErrTokenOverflow)
  `VTA_COVER(SwallowsAnswers, error && answer && held_q == 8'd3)
endmodule

`default_nettype wire
