// SPDX-License-Identifier: Apache-2.0
//
// vta_fifo: every word comes out once, in order, unchanged; the count is the words inside.
//
// Reference: the solver marks one word of its choice as it goes in, and counts the words in front of
// it. When none is left, the output shows that word and no other. As every word can be the marked
// one, none is lost, doubled or overtaken. Two bits per word: a data bit never meets another.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_fifo_fv #(
    parameter int  Width = 2,
    parameter int  Depth = 4,
    localparam int CntW  = $clog2(Depth + 1)
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             in_valid_i,
    input logic [Width-1:0] in_data_i,
    input logic             out_ready_i,
    input logic             mark_i
);
  `VTA_FORMAL_RESET

  logic             in_ready, out_valid;
  logic [Width-1:0] out_data;
  logic [CntW-1:0]  count;

  vta_fifo #(
      .Width(Width),
      .Depth(Depth)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o (in_ready),
      .in_data_i,
      .out_valid_o(out_valid),
      .out_ready_i,
      .out_data_o (out_data),
      .count_o    (count)
  );

  logic push, pop;
  assign push = in_valid_i && in_ready;
  assign pop  = out_valid && out_ready_i;

  // --- Reference -------------------------------------------------------------------------------
  logic             marked_q;  // the marked word is inside
  logic [31:0]      ahead_q;   // words in front of it
  logic [Width-1:0] word_q;
  logic [31:0]      held_q;    // words inside

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      marked_q <= 1'b0;
      held_q   <= '0;
    end else begin
      held_q <= held_q + 32'(push) - 32'(pop);
      if (!marked_q && push && mark_i) begin
        marked_q <= 1'b1;
        ahead_q  <= held_q - 32'(pop);
        word_q   <= in_data_i;
      end else if (marked_q && pop) begin
        if (ahead_q == '0) marked_q <= 1'b0;
        ahead_q <= ahead_q - 32'd1;
      end
    end
  end

  `VTA_ASSERT(CountsWords, 32'(count) == held_q)
  `VTA_ASSERT(ReadyIffRoom, in_ready == (held_q < 32'(Depth)))
  `VTA_ASSERT(ValidIffHeld, out_valid == (held_q != '0))
  `VTA_ASSERT(InOrder, !(marked_q && ahead_q == '0) || (out_valid && out_data == word_q))

  // --- Helpers: where the words lie --------------------------------------------------------------
  localparam int PtrW = $clog2(Depth);
  logic [PtrW-1:0]        wptr, rptr;  // probes
  logic [Width*Depth-1:0] mem;         // probe
  logic [31:0]            place;       // of the marked word

  assign place = (32'(rptr) + ahead_q >= 32'(Depth)) ? 32'(rptr) + ahead_q - 32'(Depth)
                                                     : 32'(rptr) + ahead_q;

  `VTA_HELPER(PointersInRange, 32'(rptr) < 32'(Depth) && 32'(wptr) < 32'(Depth))
  `VTA_HELPER(PointersApart, 32'(wptr) == 32'(rptr) + held_q ||
      32'(wptr) + 32'(Depth) == 32'(rptr) + held_q)
  `VTA_HELPER(MarkedIsInside, !marked_q || ahead_q < held_q)
  `VTA_HELPER(MarkedInPlace, !marked_q || mem[Width*place[PtrW-1:0]+:Width] == word_q)

  `VTA_COVER(Full, held_q == 32'(Depth))
  `VTA_COVER(MarkedLeaves, marked_q && ahead_q == '0 && pop && held_q > 32'd1)
  `VTA_COVER(FlowsThrough, push && pop)
endmodule

`default_nettype wire
