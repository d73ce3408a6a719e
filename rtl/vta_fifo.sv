// SPDX-License-Identifier: Apache-2.0
//
// Small first-in first-out buffer in LUT memory, first word falls through.
//
// A word can leave in the cycle after it came in. One word per cycle in and out at any fill level
// except that a full buffer takes no word, even if one leaves. in_ready_o and out_valid_o come from
// flip-flops.

`include "vta_assert.svh"
`default_nettype none

module vta_fifo #(
    parameter int  Width = 32,
    parameter int  Depth = 4,                 // words, 2 to 64
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

  if (Width < 1) begin : gen_check_width
    $error("vta_fifo: Width must be at least 1");
  end
  if (Depth < 2 || Depth > 64) begin : gen_check_depth
    $error("vta_fifo: Depth must be 2 to 64");
  end

  logic [Width-1:0] mem [0:Depth-1];
  logic [PtrW-1:0]  wptr_q, rptr_q;
  logic [CntW-1:0]  count_q;
  logic             valid_q;     // count_q is not 0; long paths begin here
  logic             push, pop;

  assign push = in_valid_i && in_ready_o;
  assign pop  = valid_q && out_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wptr_q  <= '0;
      rptr_q  <= '0;
      count_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (push) wptr_q <= (wptr_q == PtrW'(Depth - 1)) ? '0 : wptr_q + PtrW'(1);
      if (pop) rptr_q <= (rptr_q == PtrW'(Depth - 1)) ? '0 : rptr_q + PtrW'(1);
      if (push && !pop) count_q <= count_q + CntW'(1);
      if (pop && !push) count_q <= count_q - CntW'(1);
      if (push) valid_q <= 1'b1;
      else if (pop && count_q == CntW'(1)) valid_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push) mem[wptr_q] <= in_data_i;
  end

  assign in_ready_o  = (count_q != CntW'(Depth));
  assign out_valid_o = valid_q;
  assign out_data_o  = mem[rptr_q];
  assign count_o     = count_q;

  `VTA_ASSERT(CountInRange, 32'(count_q) <= 32'(Depth))
  `VTA_ASSERT(ValidIffCounted, valid_q == (count_q != '0))

endmodule

`default_nettype wire
