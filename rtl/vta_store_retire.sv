// SPDX-License-Identifier: Apache-2.0
//
// Last part of the store stage: retires instructions in order when their bursts are answered.
//
// The bursts of an instruction, or the one `empty` burst of an instruction that moves nothing, wait
// here in order. Retiring pushes the token. At the first error the stage stops for good: nothing
// retires any more, and the answers that are still to come are swallowed.

`include "vta_assert.svh"
`default_nettype none

module vta_store_retire #(
    parameter int  Depth  = 32,  // bursts that can wait for their answer
    localparam int ElemsW = vta_pkg::AccAddrW + 1
) (
    input  logic                       clk_i,
    input  logic                       rst_ni,           // synchronous, active low

    input  logic                       burst_valid_i,
    output logic                       burst_ready_o,
    input  logic                       burst_empty_i,    // there will be no answer
    input  logic                       burst_last_i,
    input  logic [1:0]                 burst_verdict_i,  // 0 legal, 1 type, 2 padding, 3 range
    input  logic                       burst_push_i,
    input  logic [ElemsW-1:0]          burst_elems_i,

    input  logic                       done_valid_i,     // the answers
    output logic                       done_ready_o,
    input  logic                       done_error_i,

    input  logic                       s2c_full_i,
    output logic                       s2c_push_o,
    output logic                       retire_o,         // pulse
    output logic [vta_pkg::StatW-1:0]  stat_out_o,       // bytes, with retire_o

    output logic                       error_o,          // until reset
    output vta_pkg::error_e            error_code_o,
    output logic                       empty_o           // nothing waits for an answer
);

  localparam int LogElem = $clog2(vta_pkg::OutElemW / 8);
  localparam int CntW    = $clog2(Depth + 1);

  // --- Bursts in order -------------------------------------------------------------------------
  logic              head_valid, head_empty, head_last, head_push;
  logic [1:0]        head_verdict;
  logic [ElemsW-1:0] head_elems;
  logic [CntW-1:0]   unused_count;
  logic              step;  // the head is done

  vta_fifo #(
      .Width(5 + ElemsW),
      .Depth(Depth)
  ) u_bursts (
      .clk_i,
      .rst_ni,
      .in_valid_i (burst_valid_i),
      .in_ready_o (burst_ready_o),
      .in_data_i  ({burst_empty_i, burst_last_i, burst_verdict_i, burst_push_i, burst_elems_i}),
      .out_valid_o(head_valid),
      .out_ready_i(step),
      .out_data_o ({head_empty, head_last, head_verdict, head_push, head_elems}),
      .count_o    (unused_count)
  );

  assign done_ready_o = head_valid && !head_empty;
  assign step         = head_valid && (head_empty || done_valid_i);

  // --- The end of an instruction ---------------------------------------------------------------
  logic            failed_q, failed;  // a burst of it was answered with an error
  logic            finish, error_q;
  vta_pkg::error_e code, code_q;

  assign failed = failed_q || (!head_empty && done_error_i);
  assign finish = step && head_last && !error_q;

  always_comb begin
    code = vta_pkg::ErrNone;
    unique case (head_verdict)
      2'd1: code = vta_pkg::ErrIllegalMemoryType;
      2'd2: code = vta_pkg::ErrIllegalPadding;
      2'd3: code = vta_pkg::ErrSramOutOfRange;
      default: begin
        if (failed) code = vta_pkg::ErrAxiError;
        else if (head_push && s2c_full_i) code = vta_pkg::ErrTokenOverflow;
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      failed_q <= 1'b0;
      error_q  <= 1'b0;
      code_q   <= vta_pkg::ErrNone;
    end else begin
      if (step) failed_q <= failed && !head_last;
      if (finish && code != vta_pkg::ErrNone) begin
        error_q <= 1'b1;
        code_q  <= code;
      end
    end
  end

  assign retire_o     = finish && code == vta_pkg::ErrNone;
  assign s2c_push_o   = retire_o && head_push;
  assign stat_out_o   = vta_pkg::StatW'(head_elems) << LogElem;
  assign error_o      = error_q;
  assign error_code_o = code_q;
  assign empty_o      = !head_valid;

  logic unused;
  assign unused = &{1'b0, unused_count};

  `VTA_ASSERT(PushHasRoom, !(s2c_push_o && s2c_full_i))
  `VTA_ASSERT(NothingRetiresInError, !(retire_o && error_q))

endmodule

`default_nettype wire
