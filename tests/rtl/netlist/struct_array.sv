// SPDX-License-Identifier: Apache-2.0
//
// Four words, written and read by address, in a construct that rtl/ may not use: a packed array of
// structs. Yosys 0.23 accepts it, says nothing, and takes the index of an element for that of a bit.

`default_nettype none

module struct_array (
    input  logic       clk_i,
    input  logic       we_i,
    input  logic [1:0] waddr_i,
    input  logic [7:0] wdata_i,
    input  logic [1:0] raddr_i,
    output logic [7:0] rdata_o
);

  typedef struct packed {
    logic [3:0] high;
    logic [3:0] low;
  } word_t;

  word_t [3:0] words_q;

  always_ff @(posedge clk_i) begin
    if (we_i) words_q[waddr_i] <= wdata_i;
  end

  assign rdata_o = words_q[raddr_i];

endmodule

`default_nettype wire
