// SPDX-License-Identifier: Apache-2.0
//
// Two products of each of two activations: sums for two neighbouring outputs from two multipliers.
//
//   low sum  = x0 * w0_low  + x1 * w1_low      high sum = x0 * w0_high + x1 * w1_high
//
// One 25 x 18 bit multiplier forms both products of an activation, as (w_high * 2^16 + w_low) * x;
// the second adds what the first has. The low sum lies in [-32512, 32768], so Bias makes it one of
// 16 bits that never borrows from the high one: both are exact for all operands of 8 bits.
// The adder before the multiplier, the multiplier, the sum and all registers are those of one DSP
// block each. Low sum plus Bias: sums_o[15:0]; high sum: sums_o[33:16]; two cycles after valid_i.

`default_nettype none

module vta_mac_pair (
    input  logic        clk_i,
    input  logic        valid_i,   // operands
    input  logic        valid2_i,  // valid_i one cycle later
    input  logic [7:0]  x0_i,
    input  logic [7:0]  x1_i,
    input  logic [7:0]  w0_low_i,
    input  logic [7:0]  w0_high_i,
    input  logic [7:0]  w1_low_i,
    input  logic [7:0]  w1_high_i,
    output logic [33:0] sums_o
);
  localparam int W = 34;
  localparam logic signed [W-1:0] Bias = 34'sh7F00;

  // Both weights in one factor.
  logic signed [24:0] high0, low0, both0, high1, low1, both1;
  logic signed [7:0]  x0;
  assign high0 = {w0_high_i[7], w0_high_i, 16'd0};
  assign low0  = 25'($signed(w0_low_i));
  assign both0 = high0 + low0;
  assign high1 = {w1_high_i[7], w1_high_i, 16'd0};
  assign low1  = 25'($signed(w1_low_i));
  assign both1 = high1 + low1;
  assign x0    = x0_i;

  logic signed [24:0]  both1_q;
  logic signed [7:0]   x1_q;
  logic signed [W-1:0] first_q, sums_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      both1_q <= both1;
      x1_q    <= x1_i;
      first_q <= both0 * x0 + Bias;
    end
    if (valid2_i) sums_q <= both1_q * x1_q + first_q;
  end
  assign sums_o = sums_q;
endmodule

`default_nettype wire
