// SPDX-License-Identifier: Apache-2.0
//
// vta_run_control: a run ends once, only when everything has been quiet and idle long enough, always
// then, and with the verdict of the lowest index.
//
// Environment: units that keep what they have reported (an error and its index stay until reset) and
// do not move while they are quiet; both are what their own proofs and docs/semantics.md say. Index
// width 6 instead of 32: indices are only compared and copied. The reference computes the verdict
// from all pairs of units instead of a running minimum.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_run_control_fv #(
    parameter int  QuietCycles = 4,
    localparam int Units  = 4,
    localparam int IndexW = vta_pkg::IndexW
) (
    input logic                    clk_i,
    input logic                    rst_ni,
    input logic                    start_i,
    input logic [31:0]             insn_count_i,
    input logic                    finish_i,
    input logic [Units-1:0]        quiet_i,
    input logic                    axi_idle_i,
    input logic [Units-1:0]        error_i,
    input logic [4*Units-1:0]      error_code_i,
    input logic [IndexW*Units-1:0] error_index_i,
    input logic [Units-1:0]        head_valid_i,
    input logic [IndexW*Units-1:0] head_index_i
);
  `VTA_FORMAL_RESET

  logic              running, ends;
  vta_pkg::error_e   code;
  logic [IndexW-1:0] index;

  vta_run_control #(
      .QuietCycles(QuietCycles)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .start_i,
      .insn_count_i,
      .finish_i,
      .quiet_i,
      .axi_idle_i,
      .error_i,
      .error_code_i,
      .error_index_i,
      .head_valid_i,
      .head_index_i,
      .running_o  (running),
      .end_o      (ends),
      .end_code_o (code),
      .end_index_o(index)
  );

  // --- Environment -----------------------------------------------------------------------------
  logic quiet, old_q;  // old_q: the registers of the last cycle are of this run
  assign quiet = (&quiet_i) && axi_idle_i;

  logic                    quiet_q;
  logic [Units-1:0]        error_q, head_valid_q;
  logic [4*Units-1:0]      error_code_q;
  logic [IndexW*Units-1:0] error_index_q, head_index_q;
  logic [31:0]             insn_count_q;

  always_ff @(posedge clk_i) begin
    old_q         <= rst_ni && !start_i;
    quiet_q       <= quiet;
    error_q       <= error_i;
    error_code_q  <= error_code_i;
    error_index_q <= error_index_i;
    head_valid_q  <= head_valid_i;
    head_index_q  <= head_index_i;
    insn_count_q  <= insn_count_i;
  end

  `VTA_ASSUME(StartsWhenOver, !(start_i && (running || ends)))
  `VTA_ASSUME(QuietMeansStill, !(old_q && quiet_q && quiet) || (error_i == error_q &&
      error_code_i == error_code_q && error_index_i == error_index_q &&
      head_valid_i == head_valid_q && head_index_i == head_index_q && !finish_i))
  `VTA_ASSUME(CountStaysInARun, !(old_q && running) || insn_count_i == insn_count_q)

  // --- Reference -------------------------------------------------------------------------------
  logic        runs_q, finished_q;
  logic [7:0]  still_q;  // last cycles in a row in which a run was quiet
  logic        fresh_q;  // last cycle was a start

  always_ff @(posedge clk_i) begin
    fresh_q <= rst_ni && start_i;
    if (!rst_ni) begin
      runs_q     <= 1'b0;
      finished_q <= 1'b0;
      still_q    <= '0;
    end else begin
      runs_q     <= start_i || (runs_q && running);
      finished_q <= !start_i && (finished_q || finish_i);
      still_q    <= (start_i || !quiet) ? '0 : (still_q == 8'd255) ? still_q : still_q + 8'd1;
    end
  end

  logic              any_error, any_head, lowest_error, lowest_head;
  logic [Units-1:0]  first_error, first_head;
  for (genvar u = 0; u < Units; u++) begin : gen_unit
    logic [Units-1:0] beaten_error, beaten_head;
    for (genvar v = 0; v < Units; v++) begin : gen_rival
      // Of equal indices the lower unit counts.
      assign beaten_error[v] = error_i[v] &&
          (error_index_i[IndexW*v+:IndexW] < error_index_i[IndexW*u+:IndexW] ||
           (v < u && error_index_i[IndexW*v+:IndexW] == error_index_i[IndexW*u+:IndexW]));
      assign beaten_head[v] = head_valid_i[v] &&
          (head_index_i[IndexW*v+:IndexW] < head_index_i[IndexW*u+:IndexW] ||
           (v < u && head_index_i[IndexW*v+:IndexW] == head_index_i[IndexW*u+:IndexW]));
    end
    assign first_error[u] = error_i[u] && beaten_error == '0 &&
        index == error_index_i[IndexW*u+:IndexW] && code == error_code_i[4*u+:4];
    assign first_head[u] = head_valid_i[u] && beaten_head == '0 &&
        index == head_index_i[IndexW*u+:IndexW];
  end
  assign any_error    = error_i != '0;
  assign any_head     = head_valid_i != '0;
  assign lowest_error = first_error != '0;
  assign lowest_head  = first_head != '0;

  // The cycle of end_o itself may already belong to a new program, so the verdict is judged against
  // the inputs only while everything is still quiet, as it was when the run was judged.
  logic judged;
  assign judged = ends && quiet;

  // Proves: done.idle
  `VTA_ASSERT(EndsOnlyWhenStill, !ends || still_q > 8'(QuietCycles))
  // Proves: error.no_hang
  `VTA_ASSERT(EndsWhenStill, !(running && still_q > 8'(QuietCycles + 1)))
  // Proves: done.idle
  `VTA_ASSERT(EndsWhatRan, !ends || (runs_q && !running))
  // Proves: error.no_hang
  `VTA_ASSERT(StopsOnlyWithAnEnd, !(runs_q && !running) || ends)
  // Proves: done.idle
  `VTA_ASSERT(RunsFromTheStart, !fresh_q || running)
  // Proves: error.lowest
  `VTA_ASSERT(LowestError, !(judged && any_error) || lowest_error)
  // Proves: error.deadlock
  `VTA_ASSERT(LowestHead, !(judged && !any_error && any_head) ||
      (code == vta_pkg::ErrDeadlock && lowest_head))
  // Proves: error.missing_finish
  `VTA_ASSERT(MissingFinish, !(judged && !any_error && !any_head && !finished_q) ||
      (code == vta_pkg::ErrMissingFinish && index == IndexW'(insn_count_i)))
  // Proves: done.all
  `VTA_ASSERT(Done, !(judged && !any_error && !any_head && finished_q) ||
      (code == vta_pkg::ErrNone && index == '0))

  `VTA_COVER(EndsDone, judged && code == vta_pkg::ErrNone)
  `VTA_COVER(EndsWithTheErrorOfStore, judged && error_i == 4'b1110 && index == 6'd5 &&
      error_index_i[IndexW*3+:IndexW] == 6'd5 && error_index_i[IndexW*2+:IndexW] == 6'd7)
  `VTA_COVER(EndsInDeadlock, judged && code == vta_pkg::ErrDeadlock && head_valid_i == 4'b0110)
  `VTA_COVER(WokenInTheLastMoment, running && old_q && still_q == 8'(QuietCycles) && !quiet)
endmodule

`default_nettype wire
