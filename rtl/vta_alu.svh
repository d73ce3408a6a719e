// SPDX-License-Identifier: Apache-2.0
//
// One lane of an operation; included by the modules that have lanes.
//
// SHR: right by min(b, AccW - 1) for b >= 0, left by -b for b < 0, zero once every bit has left.
// One adder adds and compares, and one shifter, to the right, shifts what it gets mirrored for the
// other direction: synthesis does not find that by itself.

  function automatic logic [vta_pkg::AccW-1:0] alu(input logic [2:0] op,
                                                   input logic [vta_pkg::AccW-1:0] a,
                                                   input logic [vta_pkg::AccW-1:0] b);
    localparam int W = vta_pkg::AccW;
    localparam int LogW = vta_pkg::LogAccWidth;
    logic            compare, less, left, far, fill;
    logic [W+1:0]    sum;  // of one bit more to the left; the bit to the right makes the carry
    logic [LogW-1:0] amount;
    logic [W-1:0]    turned, shifted;

    compare = (op == vta_pkg::AluMin) || (op == vta_pkg::AluMax);
    sum     = {a[W-1], a, 1'b1} + {b[W-1] ^ compare, b ^ {W{compare}}, compare};
    less    = sum[W+1];
    left    = b[W-1];
    amount  = '0;
    far     = 1'b0;
    fill    = 1'b0;
    turned  = '0;
    shifted = '0;
    case (op)
      vta_pkg::AluMin: alu = less ? a : b;
      vta_pkg::AluMax: alu = less ? b : a;
      vta_pkg::AluAdd: alu = sum[W:1];
      vta_pkg::AluShr: begin
        amount = left ? -b[LogW-1:0] : b[LogW-1:0];
        far    = left ? (!(&b[W-1:LogW]) || (b[LogW-1:0] == '0)) : (|b[W-1:LogW]);
        fill   = !left && a[W-1];
        for (int i = 0; i < W; i++) turned[i] = left ? a[W-1-i] : a[i];
        shifted = far ? {W{fill}} : W'($signed({fill, turned}) >>> amount);
        for (int i = 0; i < W; i++) alu[i] = left ? shifted[W-1-i] : shifted[i];
      end
      default: alu = a * b;
    endcase
  endfunction
