// SPDX-License-Identifier: Apache-2.0
//
// vta_run_control: a run ends once, only when everything has been quiet and idle long enough, always
// then, and with the verdict of the lowest index.
//
// Environment: anything, but no start during a run. So the verdict is right for whatever the units
// report in the cycle before the one that is judged. Index width 6 instead of 32: indices are only compared and
// copied. The reference compares all pairs of units instead of keeping a running minimum.

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

  `VTA_ASSUME(StartsWhenOver, !(start_i && (running || ends)))

  // --- The past: end_o comes two cycles after the one that is judged, and three after the reports --
  localparam int PastW = Units * (2 * IndexW + 4 + 2);

  logic [PastW-1:0]        past1_q, past2_q, past3_q;
  logic [31:0]             insn_count1_q;
  logic [Units-1:0]        error, head_valid;
  logic [4*Units-1:0]      error_code;
  logic [IndexW*Units-1:0] error_index, head_index;
  logic [31:0]             insn_count;

  always_ff @(posedge clk_i) begin
    past1_q <= {error_i, error_code_i, error_index_i, head_valid_i, head_index_i};
    past2_q <= past1_q;
    past3_q <= past2_q;
    insn_count1_q <= insn_count_i;
    insn_count    <= insn_count1_q;
  end

  assign {error, error_code, error_index, head_valid, head_index} = past3_q;

  // --- Reference -------------------------------------------------------------------------------
  logic       quiet, runs_q, fresh_q;
  logic [7:0] still0_q, still1_q, still2_q;  // cycles in a row that were quiet; until when
  logic       finished0_q, finished1_q, finished2_q;

  assign quiet = (&quiet_i) && axi_idle_i;

  always_ff @(posedge clk_i) begin
    fresh_q <= rst_ni && start_i;
    if (!rst_ni) begin
      runs_q      <= 1'b0;
      finished0_q <= 1'b0;
      still0_q    <= '0;
      still1_q    <= '0;
    end else begin
      runs_q      <= start_i || (runs_q && running);
      finished0_q <= !start_i && (finished0_q || finish_i);
      still0_q    <= (start_i || !quiet) ? '0 : (still0_q == 8'd255) ? still0_q : still0_q + 8'd1;
      still1_q    <= start_i ? '0 : still0_q;
    end
    still2_q    <= still1_q;
    finished1_q <= finished0_q;
    finished2_q <= finished1_q;
  end

  logic             lowest_error, lowest_head;
  logic [Units-1:0] first_error, first_head;
  for (genvar u = 0; u < Units; u++) begin : gen_unit
    logic [Units-1:0] beaten_error, beaten_head;
    for (genvar v = 0; v < Units; v++) begin : gen_rival
      // Of equal indices the lower unit counts.
      assign beaten_error[v] = error[v] &&
          (error_index[IndexW*v+:IndexW] < error_index[IndexW*u+:IndexW] ||
           (v < u && error_index[IndexW*v+:IndexW] == error_index[IndexW*u+:IndexW]));
      assign beaten_head[v] = head_valid[v] &&
          head_index[IndexW*v+:IndexW] < head_index[IndexW*u+:IndexW];
    end
    assign first_error[u] = error[u] && beaten_error == '0 &&
        index == error_index[IndexW*u+:IndexW] && code == error_code[4*u+:4];
    assign first_head[u] = head_valid[u] && beaten_head == '0 &&
        index == head_index[IndexW*u+:IndexW];
  end
  assign lowest_error = first_error != '0;
  assign lowest_head  = first_head != '0;

  // Proves: done.idle
  `VTA_ASSERT(EndsOnlyWhenStill, !ends || still1_q > 8'(QuietCycles))
  // Proves: error.no_hang
  `VTA_ASSERT(EndsWhenStill, !(running && still0_q > 8'(QuietCycles + 1)))
  // Proves: done.idle
  `VTA_ASSERT(EndsWhatRan, !ends || (runs_q && !running))
  // Proves: error.no_hang
  `VTA_ASSERT(StopsOnlyWithAnEnd, !(runs_q && !running) || ends)
  // Proves: done.idle
  `VTA_ASSERT(RunsFromTheStart, !fresh_q || running)
  // Proves: error.lowest
  `VTA_ASSERT(LowestError, !(ends && error != '0) || lowest_error)
  // Proves: error.deadlock
  `VTA_ASSERT(LowestHead, !(ends && error == '0 && head_valid != '0) ||
      (code == vta_pkg::ErrDeadlock && lowest_head))
  // Proves: error.missing_finish
  `VTA_ASSERT(MissingFinish, !(ends && error == '0 && head_valid == '0 && !finished2_q) ||
      (code == vta_pkg::ErrMissingFinish && index == IndexW'(insn_count)))
  // Proves: done.all
  `VTA_ASSERT(Done, !(ends && error == '0 && head_valid == '0 && finished2_q) ||
      (code == vta_pkg::ErrNone && index == '0))

  // --- Helpers ---------------------------------------------------------------------------------
  logic                               judged, finished;  // probes
  logic [$clog2(QuietCycles + 1)-1:0] quiet_count;  // probe

  `VTA_HELPER(CountsStillCycles, 8'(quiet_count) ==
      (still0_q > 8'(QuietCycles) ? 8'(QuietCycles) : still0_q))
  `VTA_HELPER(JudgesWhatRuns, !judged || (running && still0_q > 8'(QuietCycles)))
  `VTA_HELPER(SeesTheFinish, finished == finished0_q)
  `VTA_HELPER(RunsOrEnds, runs_q == (running || ends))

  `VTA_COVER(EndsDone, ends && code == vta_pkg::ErrNone)
  `VTA_COVER(EndsWithTheErrorOfStore, ends && error == 4'b1110 && index == IndexW'(5) &&
      error_index[IndexW*3+:IndexW] == IndexW'(5) && error_index[IndexW*2+:IndexW] == IndexW'(7))
  `VTA_COVER(EndsInDeadlock, ends && code == vta_pkg::ErrDeadlock && head_valid == 4'b0110)
  `VTA_COVER(EndsWithoutFinish, ends && code == vta_pkg::ErrMissingFinish)
  `VTA_COVER(WokenInTheLastMoment, running && still0_q == 8'(QuietCycles) && !quiet)
endmodule

`default_nettype wire
