// SPDX-License-Identifier: Apache-2.0
//
// Ends a run and tells how it ended.
//
// A run is over when no unit can make progress by itself and no AXI transaction is outstanding, for
// long enough that nothing is between two units either. Then: the error of the lowest instruction
// index; else a deadlock, if an instruction is left; else a missing FINISH; else done. There is no
// other way out and no way to hang: a run that cannot go on is quiet.
//
// Units: 0 fetch, 1 load, 2 compute, 3 store. A unit's head is its oldest instruction that has not
// retired (fetch: the next to be dispatched).

`include "vta_assert.svh"
`default_nettype none

module vta_run_control #(
    parameter int QuietCycles = 16,  // longer than any path between two units
    localparam int Units = 4
) (
    input  logic                             clk_i,
    input  logic                             rst_ni,

    input  logic                             start_i,
    input  logic [31:0]                      insn_count_i,
    input  logic                             finish_i,       // a FINISH retires

    input  logic [Units-1:0]                 quiet_i,
    input  logic                             axi_idle_i,
    input  logic [Units-1:0]                 error_i,
    input  logic [4*Units-1:0]               error_code_i,
    input  logic [vta_pkg::IndexW*Units-1:0] error_index_i,
    input  logic [Units-1:0]                 head_valid_i,
    input  logic [vta_pkg::IndexW*Units-1:0] head_index_i,

    output logic                             running_o,
    output logic                             end_o,          // pulse: the run is over
    output vta_pkg::error_e                  end_code_o,
    output logic [vta_pkg::IndexW-1:0]       end_index_o
);
  localparam int CountW = $clog2(QuietCycles + 1);
  localparam int IndexW = vta_pkg::IndexW;

  logic              running_q, finished_q, quiet, end_q, judged_q;
  logic [CountW-1:0] quiet_q;
  assign quiet = (&quiet_i) && axi_idle_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      running_q  <= 1'b0;
      finished_q <= 1'b0;
      quiet_q    <= '0;
      judged_q   <= 1'b0;
      end_q      <= 1'b0;
    end else if (start_i) begin
      running_q  <= 1'b1;
      finished_q <= 1'b0;
      quiet_q    <= '0;
      judged_q   <= 1'b0;
      end_q      <= 1'b0;
    end else begin
      if (finish_i) finished_q <= 1'b1;
      quiet_q <= !quiet ? '0 : (quiet_q == CountW'(QuietCycles)) ? quiet_q : quiet_q + CountW'(1);
      // The verdict below is registered in the cycle before end_q.
      judged_q <= running_q && quiet && (quiet_q == CountW'(QuietCycles)) && !judged_q && !end_q;
      end_q    <= judged_q;
      if (judged_q) running_q <= 1'b0;
    end
  end

  // Errors count before heads. Of those that count the lowest index, of equal ones the lower unit:
  // the winners of two pairs, and a cycle later one of these. Nothing moves any more by then.
  logic                    any_error, any, second;
  logic [Units-1:0]        applies;
  logic [Units*IndexW-1:0] indices;
  logic [1:0]              pair_any, pair_any_q;
  logic [2*IndexW-1:0]     pair_low, pair_low_q;
  logic [2*4-1:0]          pair_code, pair_code_q;
  logic [IndexW-1:0]       low;
  assign any_error = error_i != '0;
  assign applies   = any_error ? error_i : head_valid_i;
  assign indices   = any_error ? error_index_i : head_index_i;

  for (genvar p = 0; p < Units / 2; p++) begin : gen_pair
    logic              upper;
    logic [IndexW-1:0] a, b;
    assign a = indices[2*IndexW*p+:IndexW];
    assign b = indices[2*IndexW*p+IndexW+:IndexW];
    assign upper = applies[2*p+1] && (!applies[2*p] || b < a);
    assign pair_any[p]                 = applies[2*p] || applies[2*p+1];
    assign pair_low[IndexW*p+:IndexW]  = upper ? b : a;
    assign pair_code[4*p+:4] = !any_error ? vta_pkg::ErrDeadlock
                               : upper    ? error_code_i[8*p+4+:4] : error_code_i[8*p+:4];
  end

  always_ff @(posedge clk_i) begin
    pair_any_q  <= pair_any;
    pair_low_q  <= pair_low;
    pair_code_q <= pair_code;
  end

  assign any    = pair_any_q != '0;
  assign second = pair_any_q[1] &&
                  (!pair_any_q[0] || pair_low_q[IndexW+:IndexW] < pair_low_q[0+:IndexW]);
  assign low    = second ? pair_low_q[IndexW+:IndexW] : pair_low_q[0+:IndexW];

  logic [3:0]        code_q;
  logic [IndexW-1:0] index_q;
  always_ff @(posedge clk_i) begin
    if (running_q && !judged_q) begin
      if (any) begin
        code_q  <= second ? pair_code_q[7:4] : pair_code_q[3:0];
        index_q <= low;
      end else if (!finished_q) begin
        code_q  <= vta_pkg::ErrMissingFinish;
        index_q <= insn_count_i;
      end else begin
        code_q  <= vta_pkg::ErrNone;
        index_q <= '0;
      end
    end
  end

  vta_pkg::error_bits_t overlay;
  assign overlay     = code_q;
  assign running_o   = running_q;
  assign end_o       = end_q;
  assign end_code_o  = overlay.code;
  assign end_index_o = index_q;

  `VTA_ASSERT(EndsOnce, !end_q || !running_q)
endmodule

`default_nettype wire
