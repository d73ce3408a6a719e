// SPDX-License-Identifier: Apache-2.0
//
// Memory with one write port and one synchronous read port; maps to block RAM.
//
// The word is made of Lanes equal parts with a write enable each. Read data appear in the cycle
// after re_i and stay until the next re_i. Reading the word that is written in the same cycle
// returns the old data. The contents survive reset; there is none.

`default_nettype none

module vta_ram_1r1w #(
    parameter int  Width = 32,             // bits of a word, a multiple of Lanes
    parameter int  Depth = 512,            // words, at least 2
    parameter int  Lanes = 1,              // 1 to 64
    localparam int AddrW = $clog2(Depth)
) (
    input  logic             clk_i,

    input  logic             we_i,
    input  logic [Lanes-1:0] wlane_i,   // parts to write
    input  logic [AddrW-1:0] waddr_i,
    input  logic [Width-1:0] wdata_i,

    input  logic             re_i,
    input  logic [AddrW-1:0] raddr_i,
    output logic [Width-1:0] rdata_o
);

  localparam int LaneW = Width / Lanes;

  if (Width < 1 || Lanes < 1 || Lanes > 64 || Width % Lanes != 0) begin : gen_check_lanes
    $error("vta_ram_1r1w: Width must be a positive multiple of Lanes, which is 1 to 64");
  end
  if (Depth < 2) begin : gen_check_depth
    $error("vta_ram_1r1w: Depth must be at least 2");
  end

  logic [Width-1:0] mem [0:Depth-1];

  // Constant parts: a variable part select would cost a memory per part.
  always_ff @(posedge clk_i) begin
    if (we_i) begin
      for (int l = 0; l < Lanes; l++) begin
        if (wlane_i[l]) mem[waddr_i][LaneW*l+:LaneW] <= wdata_i[LaneW*l+:LaneW];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (re_i) rdata_o <= mem[raddr_i];
  end

endmodule

`default_nettype wire
