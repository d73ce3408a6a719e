// SPDX-License-Identifier: Apache-2.0
//
// A function with several ways through it, called by a process that has other things to do, for
// counters_test.cpp.

`default_nettype none

module counted_function (
    input  logic        clk_i,
    input  logic        rst_ni,
    input  logic [1:0]  op_i,
    input  logic [15:0] data_i,
    output logic [15:0] data_o,
    output logic [15:0] last_o
);
  function automatic logic [7:0] operate(input logic [1:0] op, input logic [7:0] a);
    case (op)
      2'd0: operate = a;
      2'd1: operate = a + 8'd1;
      2'd2: operate = a << 1;
      default: operate = ~a;
    endcase
  endfunction

  always_ff @(posedge clk_i) begin
    last_o <= data_o;
    if (rst_ni) begin
      for (int l = 0; l < 2; l++) data_o[8*l+:8] <= operate(op_i, data_i[8*l+:8]);
    end
  end
endmodule

`default_nettype wire
