// SPDX-License-Identifier: Apache-2.0
//
// The multiply-accumulate array: BATCH x BLOCK_OUT dot products of BLOCK_IN signed terms per cycle.
//
// out[b][o] = sum over k of inp[b][k] * wgt[o][k], exact. Three register stages. Data moves only
// while its valid bit is set. There are two forms of it with the same results in the same cycles:
//
//   Packed = 0  one multiplication per product; what simulators are fastest with
//   Packed = 1  two products per 25 x 18 bit multiplier (vta_mac_pair); operands of 8 bits only

`default_nettype none

module vta_mac #(
    parameter  int Packed = 0,
    localparam int AccW   = vta_pkg::AccW
) (
    input  logic                                  clk_i,
    input  logic                                  valid_i,   // inp_i and wgt_i hold operands
    input  logic                                  valid2_i,  // valid_i one cycle later
    input  logic                                  valid3_i,  // and another one
    input  logic [vta_pkg::InpElemW-1:0]          inp_i,
    input  logic [vta_pkg::WgtElemW-1:0]          wgt_i,
    output logic [vta_pkg::AccLanes*AccW-1:0]     dot_o      // three cycles after valid_i
);
  localparam int Block = vta_pkg::Block;
  localparam int InpW = vta_pkg::InpW;
  localparam int WgtW = vta_pkg::WgtW;
  localparam int Lanes = vta_pkg::AccLanes;
  localparam int DotW = vta_pkg::DotW;

  if (Block % 4 != 0) begin : gen_check
    $error("BLOCK must be a multiple of 4");
  end
  if (Lanes != vta_pkg::Batch * Block) begin : gen_check_lanes
    $error("one accumulator lane per dot product");
  end

  if (Packed != 0) begin : gen_packed
    localparam int Pairs = Block / 2;
    localparam int SumsW = 34;
    localparam int Levels = $clog2(Pairs);
    localparam int LowW = 17;   // of a low sum, which has no sign
    localparam int HighW = 18;
    // What vta_mac_pair adds to the low sums.
    localparam logic [LowW+Levels-1:0] Excess = (LowW + Levels)'(Pairs * 'h7F00);

    if (InpW != 8 || WgtW != 8) begin : gen_check_width
      $error("vta_mac: Packed needs operands of 8 bits");
    end

    for (genvar b = 0; b < vta_pkg::Batch; b++) begin : gen_row
      for (genvar o = 0; o < Block; o += 2) begin : gen_col
        logic [Pairs*LowW-1:0]    lows;
        logic [Pairs*HighW-1:0]   highs;
        logic [LowW+Levels-1:0]   low;
        logic [HighW+Levels-1:0]  high;
        logic [DotW-1:0]          low_q, high_q;
        for (genvar p = 0; p < Pairs; p++) begin : gen_pair
          logic [SumsW-1:0] sums;
          assign lows[LowW*p+:LowW]    = {1'b0, sums[15:0]};
          assign highs[HighW*p+:HighW] = sums[SumsW-1:16];
          vta_mac_pair u_pair (
              .clk_i,
              .valid_i,
              .valid2_i,
              .x0_i     (inp_i[InpW*(Block*b+2*p)+:InpW]),
              .x1_i     (inp_i[InpW*(Block*b+2*p+1)+:InpW]),
              .w0_low_i (wgt_i[WgtW*(Block*o+2*p)+:WgtW]),
              .w0_high_i(wgt_i[WgtW*(Block*(o+1)+2*p)+:WgtW]),
              .w1_low_i (wgt_i[WgtW*(Block*o+2*p+1)+:WgtW]),
              .w1_high_i(wgt_i[WgtW*(Block*(o+1)+2*p+1)+:WgtW]),
              .sums_o   (sums)
          );
        end
        vta_mac_sum #(
            .TermW (LowW),
            .Levels(Levels)
        ) u_low (
            .terms_i(lows),
            .sum_o  (low)
        );
        vta_mac_sum #(
            .TermW (HighW),
            .Levels(Levels)
        ) u_high (
            .terms_i(highs),
            .sum_o  (high)
        );
        always_ff @(posedge clk_i) begin
          if (valid3_i) begin
            low_q  <= DotW'($signed(low - Excess));
            high_q <= DotW'($signed(high));
          end
        end
        // A sum of 16 + Levels bits, of which the last two signs are the same.
        logic unused;
        assign unused = &{1'b0, low, high};
        assign dot_o[AccW*(Block*b+o)+:AccW]   = AccW'($signed(low_q));
        assign dot_o[AccW*(Block*b+o+1)+:AccW] = AccW'($signed(high_q));
      end
    end
  end else begin : gen_plain
    localparam int Groups = Block / 4;

    // Sum of four signed products, sign-extended.
    function automatic logic [AccW-1:0] dot4(input logic [4*InpW-1:0] x,
                                             input logic [4*WgtW-1:0] w);
      dot4 = '0;
      for (int k = 0; k < 4; k++) begin
        dot4 = dot4 + AccW'($signed(x[InpW*k+:InpW])) * AccW'($signed(w[WgtW*k+:WgtW]));
      end
    endfunction

    function automatic logic [AccW-1:0] sum_groups(input logic [Groups*AccW-1:0] parts);
      sum_groups = '0;
      for (int g = 0; g < Groups; g++) sum_groups = sum_groups + parts[AccW*g+:AccW];
    endfunction

    for (genvar b = 0; b < vta_pkg::Batch; b++) begin : gen_row
      for (genvar o = 0; o < Block; o++) begin : gen_col
        logic [Groups*AccW-1:0] part_q;
        logic [AccW-1:0]        sum_q, dot_q;
        always_ff @(posedge clk_i) begin
          if (valid_i) begin
            for (int g = 0; g < Groups; g++) begin
              part_q[AccW*g+:AccW] <= dot4(inp_i[InpW*(Block*b+4*g)+:4*InpW],
                                           wgt_i[WgtW*(Block*o+4*g)+:4*WgtW]);
            end
          end
          if (valid2_i) sum_q <= sum_groups(part_q);
          if (valid3_i) dot_q <= sum_q;
        end
        assign dot_o[AccW*(Block*b+o)+:AccW] = dot_q;
      end
    end
  end
endmodule

`default_nettype wire
