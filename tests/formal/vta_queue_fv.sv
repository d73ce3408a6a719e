// SPDX-License-Identifier: Apache-2.0
//
// vta_queue: every word comes out once, in order, unchanged, and no later than two cycles after it
// went in when nothing is in front of it.
//
// Reference as in vta_fifo_fv: the solver marks a word of its choice. Two bits per word, since a data
// bit never meets another. Depths 2 to 16 instead of 512: the pointers step by one modulo the depth
// and are compared with nothing else; depth 5 shows the wrap at a depth that is no power of two.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_queue_fv #(
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

  vta_queue #(
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
  logic [15:0]      ahead_q;   // words in front of it
  logic [Width-1:0] word_q;
  logic [15:0]      held_q;    // words inside
  logic             waits_q;   // last cycle a word was inside that did not leave
  logic             stalled_q;
  logic [Width-1:0] data_q;

  always_ff @(posedge clk_i) begin
    waits_q   <= rst_ni && held_q > 16'(pop);
    stalled_q <= rst_ni && out_valid && !out_ready_i;
    data_q    <= out_data;
    if (!rst_ni) begin
      marked_q <= 1'b0;
      held_q   <= '0;
    end else begin
      held_q <= held_q + 16'(push) - 16'(pop);
      if (!marked_q && push && mark_i) begin
        marked_q <= 1'b1;
        ahead_q  <= held_q - 16'(pop);
        word_q   <= in_data_i;
      end else if (marked_q && pop) begin
        if (ahead_q == '0) marked_q <= 1'b0;
        ahead_q <= ahead_q - 16'd1;
      end
    end
  end

  `VTA_ASSERT(CountsWords, 16'(count) == held_q)
  // Proves: fetch.queue
  `VTA_ASSERT(ReadyIffRoom, in_ready == (held_q < 16'(Depth)))
  `VTA_ASSERT(NothingFromNothing, !out_valid || held_q != '0)
  `VTA_ASSERT(OutputInTime, !waits_q || out_valid)
  `VTA_ASSERT(StableUntilReady, !stalled_q || (out_valid && out_data == data_q))
  // Proves: fetch.order
  `VTA_ASSERT(InOrder, !(marked_q && ahead_q == '0 && out_valid) || out_data == word_q)

  // --- Helpers: where the words lie --------------------------------------------------------------
  localparam int PtrW = $clog2(Depth);
  logic [PtrW-1:0]        wptr, rptr;  // probes
  logic [Width*Depth-1:0] mem;         // probe
  logic [15:0]            stored;      // words that are not at the output
  logic [15:0]            offset, place;  // of the marked word, when it is one of them

  assign stored = held_q - 16'(out_valid);
  assign offset = 16'(rptr) + ahead_q - 16'(out_valid);
  assign place  = (offset >= 16'(Depth)) ? offset - 16'(Depth) : offset;

  `VTA_HELPER(AtMostDepth, held_q <= 16'(Depth))
  `VTA_HELPER(PointersInRange, 16'(rptr) < 16'(Depth) && 16'(wptr) < 16'(Depth))
  `VTA_HELPER(PointersApart, 16'(wptr) == 16'(rptr) + stored ||
      16'(wptr) + 16'(Depth) == 16'(rptr) + stored)
  `VTA_HELPER(MarkedIsInside, !marked_q || ahead_q < held_q)
  `VTA_HELPER(MarkedInPlace, !marked_q || (out_valid && ahead_q == '0) ||
      mem[Width*place[PtrW-1:0]+:Width] == word_q)

  `VTA_COVER(Full, held_q == 16'(Depth))
  `VTA_COVER(MarkedLeaves, marked_q && ahead_q == '0 && pop && held_q > 16'd1)
  `VTA_COVER(FlowsThrough, push && pop && held_q == 16'd2)
endmodule

`default_nettype wire
