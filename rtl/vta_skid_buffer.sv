// SPDX-License-Identifier: Apache-2.0
//
// Skid buffer: a valid/ready stream with flip-flops in both directions.
//
// All outputs come from flip-flops, so no combinational path leads from one side to the other.
// One cycle of latency, one word per cycle, holds two words.

`include "vta_assert.svh"
`default_nettype none

module vta_skid_buffer #(
    parameter int Width = 32
) (
    input  logic             clk_i,
    input  logic             rst_ni,      // synchronous, active low

    input  logic             in_valid_i,
    output logic             in_ready_o,
    input  logic [Width-1:0] in_data_i,

    output logic             out_valid_o,
    input  logic             out_ready_i,
    output logic [Width-1:0] out_data_o
);

  if (Width < 1) begin : gen_check_width
    $error("vta_skid_buffer: Width must be at least 1");
  end

  logic             out_valid_q, skid_valid_q;
  logic [Width-1:0] out_data_q, skid_data_q;
  logic             advance;  // the output register takes a new word, or becomes empty

  assign advance = !out_valid_q || out_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      out_valid_q  <= 1'b0;
      skid_valid_q <= 1'b0;
    end else if (advance) begin
      out_valid_q  <= skid_valid_q || in_valid_i;
      skid_valid_q <= 1'b0;
    end else if (in_valid_i) begin  // stalled: the word waits in the second register
      skid_valid_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance && (skid_valid_q || in_valid_i)) begin
      out_data_q <= skid_valid_q ? skid_data_q : in_data_i;
    end
    if (in_valid_i && !skid_valid_q) skid_data_q <= in_data_i;
  end

  assign in_ready_o  = !skid_valid_q;
  assign out_valid_o = out_valid_q;
  assign out_data_o  = out_data_q;

  `VTA_ASSERT(SecondAfterFirst, !skid_valid_q || out_valid_q)

endmodule

`default_nettype wire
