// SPDX-License-Identifier: Apache-2.0
//
// Yosys' cell for additions, subtractions and comparisons, in operators of Verilog: the way back
// from what alumacc makes. Only vta_netlist() uses it.

(* techmap_celltype = "$alu" *)
module vta_word_alu (A, B, CI, BI, X, Y, CO);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;

  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  input CI;                      // carry in
  input BI;                      // B inverted
  output [Y_WIDTH-1:0] X, Y;     // sum without and with carries
  output [Y_WIDTH-1:0] CO;       // carry out of each bit

  wire [Y_WIDTH-1:0] a, b;

  // Operands without a bit exist: comparisons with 0.
  generate
    if (A_WIDTH == 0) assign a = 0;
    else if (A_SIGNED) assign a = $signed(A);
    else assign a = A;
    if (B_WIDTH == 0) assign b = 0;
    else if (B_SIGNED) assign b = $signed(B);
    else assign b = B;
  endgenerate

  wire [Y_WIDTH-1:0] bb = BI ? ~b : b;

  assign X = a ^ bb;
  assign Y = a + bb + CI;
  assign CO = (a & bb) | (X & ~Y);
endmodule
