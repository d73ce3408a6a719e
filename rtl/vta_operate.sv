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

  logic [ElemW-1:0] operand_q, second_q, result_q, written_q, first, result;

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

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    vta_alu u_alu (
        .gemm_i(s5_gemm_i),
        .op_i  (s5_op_i),
        .a_i   (first[AccW*l+:AccW]),
        .b_i   (second_q[AccW*l+:AccW]),
        .dot_i (dot_i[AccW*l+:AccW]),
        .y_o   (result[AccW*l+:AccW])
    );
  end

  always_ff @(posedge clk_i) begin
    if (s6_we_i) written_q <= result_q;
    if (s5_zero_i) result_q <= '0;
    else if (s5_operate_i) result_q <= result;
  end

  assign result_o = result_q;
endmodule

`default_nettype wire
