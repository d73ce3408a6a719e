// SPDX-License-Identifier: Apache-2.0
//
// The low bits of a product, from two multipliers of 25 x 18 bits in a row; combinational.
//
//   a * b = low_a * low_b + high_a * b * 2^24 + low_a * high_b * 2^17
//
// low_a has 24 bits, low_b 17. Synthesis by itself takes three in a row, which is too slow. Of the
// middle term 8 bits count: that is logic, and comes in at the adder of the first multiplier; the
// second adds what the first has above its lowest 17 bits. W is at most 32.

`default_nettype none

module vta_mul #(
    localparam int W = vta_pkg::AccW
) (
    input  logic [W-1:0] a_i,
    input  logic [W-1:0] b_i,
    output logic [W-1:0] y_o
);
  if (W > 32) begin : gen_check
    $error("vta_mul: at most 32 bits");
  end

  logic [7:0]  middle;
  logic [40:0] first;
  logic [23:0] second;
  assign middle = 8'(a_i >> 24) * 8'(b_i);
  assign first  = 41'(24'(a_i)) * 41'(17'(b_i)) + {9'd0, middle, 24'd0};
  assign second = 24'(39'(24'(a_i)) * 39'(15'(b_i >> 17))) + first[40:17];
  assign y_o    = W'({second[14:0], first[16:0]});

  logic unused;
  assign unused = &{1'b0, second};
endmodule

`default_nettype wire
