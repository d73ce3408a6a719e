// SPDX-License-Identifier: Apache-2.0
//
// The multiply-accumulate array: BATCH x BLOCK_OUT dot products of BLOCK_IN signed terms per cycle.
//
// out[b][o] = sum over k of inp[b][k] * wgt[o][k], exact. Two register stages: sums of four
// products, then their sum. Data moves only while its valid bit is set.

`default_nettype none

module vta_mac (
    input  logic                                         clk_i,
    input  logic                                         valid_i,   // inp_i and wgt_i hold operands
    input  logic                                         valid2_i,  // valid_i one cycle later
    input  logic [vta_pkg::InpElemW-1:0]                 inp_i,
    input  logic [vta_pkg::WgtElemW-1:0]                 wgt_i,
    output logic [vta_pkg::AccLanes*vta_pkg::AccW-1:0]   dot_o      // two cycles after valid_i
);
  localparam int Block = vta_pkg::Block;
  localparam int InpW = vta_pkg::InpW;
  localparam int WgtW = vta_pkg::WgtW;
  localparam int SumW = vta_pkg::AccW;
  localparam int Groups = Block / 4;
  localparam int Lanes = vta_pkg::AccLanes;

  if (Block % 4 != 0) begin : gen_check
    $error("BLOCK must be a multiple of 4");
  end

  // Sum of four signed products, sign-extended.
  function automatic logic [SumW-1:0] dot4(input logic [4*InpW-1:0] x, input logic [4*WgtW-1:0] w);
    logic signed [SumW-1:0] sum;
    sum = '0;
    for (int k = 0; k < 4; k++) begin
      sum = sum + SumW'($signed(x[InpW*k+:InpW])) * SumW'($signed(w[WgtW*k+:WgtW]));
    end
    dot4 = sum;
  endfunction

  function automatic logic [SumW-1:0] sum_groups(input logic [Groups*SumW-1:0] parts);
    logic [SumW-1:0] sum;
    sum = '0;
    for (int g = 0; g < Groups; g++) begin
      sum = sum + parts[SumW*g+:SumW];
    end
    sum_groups = sum;
  endfunction

  for (genvar b = 0; b < vta_pkg::Batch; b++) begin : gen_row
    for (genvar o = 0; o < Block; o++) begin : gen_col
      logic [Groups*SumW-1:0] part_q;
      logic [SumW-1:0]        dot_q;
      always_ff @(posedge clk_i) begin
        if (valid_i) begin
          for (int g = 0; g < Groups; g++) begin
            part_q[SumW*g+:SumW] <= dot4(inp_i[InpW*(Block*b+4*g)+:4*InpW],
                                         wgt_i[WgtW*(Block*o+4*g)+:4*WgtW]);
          end
        end
        if (valid2_i) dot_q <= sum_groups(part_q);
      end
      assign dot_o[SumW*(Block*b+o)+:SumW] = dot_q;
    end
  end

  if (Lanes != vta_pkg::Batch * Block) begin : gen_check_lanes
    $error("one accumulator lane per dot product");
  end
endmodule

`default_nettype wire
