// SPDX-License-Identifier: Apache-2.0
//
// The operands and results of vta_exec: its stages s4 to s6, without what controls them.
//
//   s4 the first operand is captured: what ACC has read, or a result under way
//   s5 it is operated on with the dot product or the second operand
//   s6 the result is there, to be written
//
// A result is needed again by a micro-op one, two or three cycles behind it before ACC can return
// it. The one of two ahead is in s6 when s4 captures; that of three ahead was written as ACC was
// read; that of one ahead is seen in s5.

`default_nettype none

module vta_operate #(
    parameter  int PackedMac = 0,  // see vta_mac; the multipliers of MUL follow it
    localparam int Banks = vta_pkg::AccBanks,
    localparam int ElemW = vta_pkg::AccElemW,
    localparam int FromW = $clog2(vta_pkg::AccBanks + 2)
) (
    input  logic                   clk_i,

    // s4: from_i is a bank, or Banks for the result of two ahead, Banks + 1 for that of three.
    input  logic                   s4_operand_i,  // there is a first operand
    input  logic [FromW-1:0]       s4_from_i,
    input  logic                   s4_imm_i,      // the second operand is an immediate
    input  logic [15:0]            s4_imm_value_i,
    input  logic [Banks*ElemW-1:0] acc_rdata_i,   // of every bank

    // s5
    input  logic                   s5_src_i,      // the first operand is to be the second one
    input  logic                   s5_zero_i,     // the result is zero
    input  logic                   s5_operate_i,  // the result is that of an operation
    input  logic                   s5_from_1_i,   // the first operand is the result of one ahead
    input  logic                   s5_gemm_i,
    input  logic [2:0]             s5_op_i,
    input  logic [ElemW-1:0]       dot_i,

    // s6
    input  logic                   s6_we_i,
    output logic [ElemW-1:0]       result_o
);
  localparam int Lanes = vta_pkg::AccLanes;
  localparam int AccW = vta_pkg::AccW;
  localparam int LogW = vta_pkg::LogAccWidth;

  logic [ElemW-1:0] operand_q, second_q, result_q, written_q, first;

  always_ff @(posedge clk_i) begin
    if (s4_operand_i) begin
      for (int b = 0; b < Banks; b++) begin
        if (s4_from_i == FromW'(b)) operand_q <= acc_rdata_i[ElemW*b+:ElemW];
      end
      if (s4_from_i == FromW'(Banks)) operand_q <= result_q;
      if (s4_from_i == FromW'(Banks + 1)) operand_q <= written_q;
    end
  end

  // Behind the first half of a tensor operation comes its second one, and no immediate.
  assign first = s5_from_1_i ? result_q : operand_q;
  always_ff @(posedge clk_i) begin
    if (s5_src_i) second_q <= first;
    else if (s4_imm_i) second_q <= {Lanes{AccW'($signed(s4_imm_value_i))}};
  end

  // SHR: right by min(b, AccW - 1) for b >= 0, left by -b for b < 0, zero once every bit has left.
  // vta_shift turns by s for a shift to the left, by AccW - s for one to the right: both are -b.
  // Nothing is kept of what is shifted beyond the word, as of all that is no shift; what remains
  // then is `other`. A GEMM is an addition here, the least to evaluate.
  logic [2:0]            op;
  logic [Lanes*LogW-1:0] turn;
  logic [Lanes-1:0]      low;
  logic [ElemW-1:0]      other, rest;
  assign op = s5_gemm_i ? vta_pkg::AluAdd : s5_op_i;

  always_comb begin
    turn  = '0;
    low   = '1;
    other = second_q;
    if (op == vta_pkg::AluShr) begin
      for (int l = 0; l < Lanes; l++) begin
        turn[LogW*l+:LogW]  = amount(second_q[AccW*l+:AccW]);
        low[l]              = keeps_low(second_q[AccW*l+:AccW]);
        other[AccW*l+:AccW] = {AccW{first[AccW*l+AccW-1] && !second_q[AccW*l+AccW-1]}};
      end
    end
  end

  function automatic logic beyond(input logic [AccW-1:0] b);
    beyond = b[AccW-1] ? !(&b[AccW-1:LogW]) || b[LogW-1:0] == '0 : (|b[AccW-1:LogW]);
  endfunction
  function automatic logic [LogW-1:0] amount(input logic [AccW-1:0] b);
    amount = beyond(b) ? '0 : -b[LogW-1:0];
  endfunction
  function automatic logic keeps_low(input logic [AccW-1:0] b);
    keeps_low = beyond(b) || !(b[AccW-1] || b[LogW-1:0] == '0);
  endfunction

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    vta_shift u_shift (
        .a_i    (first[AccW*l+:AccW]),
        .turn_i (turn[LogW*l+:LogW]),
        .low_i  (low[l]),
        .other_i(other[AccW*l+:AccW]),
        .y_o    (rest[AccW*l+:AccW])
    );
  end

  // Products: for FPGAs out of multipliers of their size; otherwise as they are, if one is used.
  logic [ElemW-1:0] products;
  if (PackedMac != 0) begin : gen_products
    for (genvar l = 0; l < Lanes; l++) begin : gen_lane
      vta_mul u_mul (
          .a_i(first[AccW*l+:AccW]),
          .b_i(second_q[AccW*l+:AccW]),
          .y_o(products[AccW*l+:AccW])
      );
    end
  end else begin : gen_no_products
    assign products = '0;
  end

  // One adder adds and compares: a + ~b + 1 with one bit more to the left; those to the right make
  // the carry. Of two operands, Yosys takes the one in fewer parts to the carry chain directly, so
  // that the choice of the other and the sum are one LUT: hence two of them. The result is a choice
  // of four by two bits, one more LUT: by the operation, and by the comparison or again the
  // operation.
  logic compare, multiply, wide;
  assign compare  = op == vta_pkg::AluMin || op == vta_pkg::AluMax;
  assign wide     = !compare && op != vta_pkg::AluShr;
  assign multiply = op != vta_pkg::AluAdd;
  function automatic logic [AccW-1:0] operate(input logic [AccW-1:0] a, input logic [AccW-1:0] b,
                                              input logic [AccW-1:0] m,
                                              input logic [AccW-1:0] neither,
                                              input logic [AccW-1:0] ab);
    logic [AccW+2:0] sum;
    logic            second;
    sum    = {a[AccW-1], a, 2'b11} + {m[AccW-1], m, compare, compare};
    second = wide ? multiply : compare && (sum[AccW+2] ^ (op == vta_pkg::AluMax));
    if (!wide) operate = second ? a : neither;
    else if (!second) operate = sum[AccW+1:2];
    else operate = PackedMac != 0 ? ab : a * b;
  endfunction

  always_ff @(posedge clk_i) begin
    if (s6_we_i) written_q <= result_q;
    if (s5_zero_i) result_q <= '0;
    else if (s5_operate_i) begin
      for (int l = 0; l < Lanes; l++) begin
        result_q[AccW*l+:AccW] <= operate(
            first[AccW*l+:AccW], second_q[AccW*l+:AccW],
            s5_gemm_i ? dot_i[AccW*l+:AccW] : second_q[AccW*l+:AccW] ^ {AccW{compare}},
            rest[AccW*l+:AccW], products[AccW*l+:AccW]);
      end
    end
  end

  assign result_o = result_q;
endmodule

`default_nettype wire
