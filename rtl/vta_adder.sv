// SPDX-License-Identifier: Apache-2.0
//
// One addition without loss, as a module. Yosys turns a sum of many terms into carry-save adders,
// which a device with carry chains pays for in LUTs; across borders of modules it does not.

`default_nettype none

module vta_adder #(
    parameter int W = 16  // bits of an operand, two's complement
) (
    input  logic [W-1:0] a_i,
    input  logic [W-1:0] b_i,
    output logic [W:0]   sum_o
);
  assign sum_o = (W + 1)'($signed(a_i)) + (W + 1)'($signed(b_i));
endmodule

`default_nettype wire
