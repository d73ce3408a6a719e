// SPDX-License-Identifier: Apache-2.0
//
// A shifter for both directions, as a rotation to the left with a mask; combinational.
//
// Rotated by `turn_i`, the bits that came round at the end are the lowest turn_i ones. A shift to
// the left does without them, a shift to the right by W - turn_i takes only them. What is masked
// comes from other_i: zeros, signs, or, with nothing kept, the result of another operation.
//
// A module of its own: what is mapped to LUTs at once is mapped to the least depth, and with what
// decodes the amount, the shifter pays for that with twice its size. One expression, so that a
// simulator evaluates it only where it is used.

`default_nettype none

module vta_shift #(
    localparam int W = vta_pkg::AccW,
    localparam int LogW = vta_pkg::LogAccWidth
) (
    input  logic [W-1:0]    a_i,
    input  logic [LogW-1:0] turn_i,
    input  logic            low_i,    // keep the lowest turn_i bits; otherwise the others
    input  logic [W-1:0]    other_i,
    output logic [W-1:0]    y_o
);
  logic [W-1:0] turned, keep;
  assign turned = W'(({a_i, a_i} << turn_i) >> W);
  assign keep   = ({W{1'b1}} << turn_i) ^ {W{low_i}};
  assign y_o    = other_i ^ ((turned ^ other_i) & keep);
endmodule

`default_nettype wire
