// SPDX-License-Identifier: Apache-2.0
//
// One lane of an operation; combinational.
//
//   GEMM           y = a + dot
//   MIN, MAX, ADD  y = min(a, b), max(a, b), a + b
//   SHR            y = a >> min(b, W - 1) for b >= 0, sign-extended; a << -b for b < 0
//   MUL            y = a * b
//
// One adder adds and compares; what is neither a sum nor `a` passes the shifter. Each lane is a
// module, and its shifter another: what is mapped to LUTs at once is mapped to the least depth, and
// in one piece with the rest a shifter pays for that with twice its size.

`default_nettype none

module vta_alu #(
    localparam int W = vta_pkg::AccW
) (
    input  logic         gemm_i,
    input  logic [2:0]   op_i,    // without gemm_i
    input  logic [W-1:0] a_i,
    input  logic [W-1:0] b_i,
    input  logic [W-1:0] dot_i,
    output logic [W-1:0] y_o
);
  localparam int LogW = vta_pkg::LogAccWidth;
  localparam int Half = W / 2;

  // To compare, a + ~b + 1 with one bit more to the left; the bit to the right makes the carry. Of
  // two operands, Yosys takes the one in fewer parts to the carry chain directly, so that the
  // choice of the other and the sum are one LUT.
  logic         compare, take_a;
  logic [W+1:0] sum;
  assign compare = !gemm_i && (op_i == vta_pkg::AluMin || op_i == vta_pkg::AluMax);
  assign sum     = {a_i[W-1], a_i, 1'b1} +
                   {gemm_i ? dot_i[W-1] : b_i[W-1] ^ compare,
                    gemm_i ? dot_i[W-1:Half] : b_i[W-1:Half] ^ {W - Half{compare}},
                    gemm_i ? dot_i[Half-1:0] : b_i[Half-1:0] ^ {Half{compare}}, compare};
  assign take_a  = compare && (sum[W+1] ^ (op_i == vta_pkg::AluMax));

  // A shift by s to the left turns by s, one to the right by W - s: both are -b. Beyond the word
  // nothing is kept of it, as of all that is no shift: the lowest 0 bits.
  logic            left, nothing;
  logic [LogW-1:0] turn;
  logic [W-1:0]    other, shifted;
  assign left    = b_i[W-1];
  assign nothing = op_i != vta_pkg::AluShr ||
                   (left ? !(&b_i[W-1:LogW]) || b_i[LogW-1:0] == '0 : (|b_i[W-1:LogW]));
  assign turn    = nothing ? '0 : -b_i[LogW-1:0];
  always_comb begin
    case (op_i)
      vta_pkg::AluMin, vta_pkg::AluMax: other = b_i;
      vta_pkg::AluShr: other = {W{!left && a_i[W-1]}};
      default: other = a_i * b_i;
    endcase
  end

  vta_shift u_shift (
      .a_i,
      .turn_i (turn),
      .low_i  (nothing || !(left || b_i[LogW-1:0] == '0)),
      .other_i(other),
      .y_o    (shifted)
  );

  assign y_o = take_a ? a_i : (gemm_i || op_i == vta_pkg::AluAdd) ? sum[W:1] : shifted;
endmodule

`default_nettype wire
