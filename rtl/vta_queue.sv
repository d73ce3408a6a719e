// SPDX-License-Identifier: Apache-2.0
//
// Deep first-in first-out buffer in block RAM, first word falls through.
//
// The read register of the memory is the output: it is refilled in the cycle in which its word
// leaves, so words leave one per cycle. A word can leave two cycles after it came in.

`include "vta_assert.svh"
`default_nettype none

module vta_queue #(
    parameter int  Width = 160,
    parameter int  Depth = vta_pkg::QueueDepth,  // words, with the one at the output; at least 2
    localparam int CntW  = $clog2(Depth + 1)
) (
    input  logic             clk_i,
    input  logic             rst_ni,       // synchronous, active low

    input  logic             in_valid_i,
    output logic             in_ready_o,
    input  logic [Width-1:0] in_data_i,

    output logic             out_valid_o,
    input  logic             out_ready_i,
    output logic [Width-1:0] out_data_o,

    output logic [CntW-1:0]  count_o       // words inside
);

  localparam int PtrW = $clog2(Depth);

  if (Depth < 2) begin : gen_check_depth
    $error("vta_queue: Depth must be at least 2");
  end

  logic [PtrW-1:0] wptr_q, rptr_q;
  logic [CntW-1:0] count_q;      // words in the memory and at the output
  logic            out_valid_q;
  logic            push, pop, refill;

  assign push   = in_valid_i && in_ready_o;
  assign pop    = out_valid_q && out_ready_i;
  assign refill = (count_q != CntW'(out_valid_q)) && (!out_valid_q || out_ready_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wptr_q      <= '0;
      rptr_q      <= '0;
      count_q     <= '0;
      out_valid_q <= 1'b0;
    end else begin
      if (push) wptr_q <= (wptr_q == PtrW'(Depth - 1)) ? '0 : wptr_q + PtrW'(1);
      if (refill) rptr_q <= (rptr_q == PtrW'(Depth - 1)) ? '0 : rptr_q + PtrW'(1);
      // Which of both follows from `push`, known early; the late `pop` only enables the register.
      if (push != pop) count_q <= push ? count_q + CntW'(1) : count_q - CntW'(1);
      if (refill) out_valid_q <= 1'b1;
      else if (pop) out_valid_q <= 1'b0;
    end
  end

  vta_ram_1r1w #(
      .Width(Width),
      .Depth(Depth)
  ) u_ram (
      .clk_i,
      .we_i   (push),
      .wlane_i(1'b1),
      .waddr_i(wptr_q),
      .wdata_i(in_data_i),
      .re_i   (refill),
      .raddr_i(rptr_q),
      .rdata_o(out_data_o)
  );

  assign in_ready_o  = (count_q != CntW'(Depth));
  assign out_valid_o = out_valid_q;
  assign count_o     = count_q;

  `VTA_ASSERT(CountInRange, 32'(count_q) <= 32'(Depth))
  `VTA_ASSERT(OutputCounted, !out_valid_q || count_q != '0)

endmodule

`default_nettype wire
