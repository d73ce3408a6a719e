// SPDX-License-Identifier: Apache-2.0
//
// vta_wide_ram: a read returns what the last earlier write of each part wrote, and holds it, whatever
// slice the part lies in.
//
// Reference as in vta_ram_1r1w_fv: one word at an address that the solver chooses once and for all,
// with a flag per part that says whether it has been written. Two slices, of two parts or of one
// that is wider than SliceW: slices never meet, so more of them are the same.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_wide_ram_fv #(
    parameter int  Width = 4,
    parameter int  Depth = 4,
    parameter int  Lanes = 4,
    parameter int  SliceW = 2,
    localparam int AddrW = $clog2(Depth),
    localparam int LaneW = Width / Lanes
) (
    input logic             clk_i,
    input logic             we_i,
    input logic [Lanes-1:0] wlane_i,
    input logic [AddrW-1:0] waddr_i,
    input logic [Width-1:0] wdata_i,
    input logic             re_i,
    input logic [AddrW-1:0] raddr_i
);
  logic rst_ni;
  assign rst_ni = 1'b1;  // there is no reset: everything holds in every cycle

  (* anyconst *) logic [AddrW-1:0] watched;
  logic [Width-1:0]                rdata;

  vta_wide_ram #(
      .Width (Width),
      .Depth (Depth),
      .Lanes (Lanes),
      .SliceW(SliceW)
  ) u_dut (
      .clk_i,
      .we_i,
      .wlane_i,
      .waddr_i,
      .wdata_i,
      .re_i,
      .raddr_i,
      .rdata_o(rdata)
  );

  logic [Width-1:0] word_q, read_q;
  logic [Lanes-1:0] known_q = '0;
  logic [Lanes-1:0] read_known_q = '0;
  logic [Width-1:0] mem_word;
  logic             both_q;

  always_ff @(posedge clk_i) begin
    for (int l = 0; l < Lanes; l++) begin
      if (we_i && waddr_i == watched && wlane_i[l]) begin
        word_q[LaneW*l+:LaneW] <= wdata_i[LaneW*l+:LaneW];
        known_q[l]             <= 1'b1;
      end
    end
    if (re_i) begin
      read_q       <= word_q;
      read_known_q <= (raddr_i == watched) ? known_q : '0;
    end
    both_q <= we_i && re_i && raddr_i == waddr_i && waddr_i == watched && known_q == '1;
  end

  logic [Width/2*Depth-1:0] low, high;  // probes
  assign mem_word = {high[Width/2*watched+:Width/2], low[Width/2*watched+:Width/2]};

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    // Proves: persist
    `VTA_ASSERT(ReadsWhatWasWritten,
        !read_known_q[l] || rdata[LaneW*l+:LaneW] == read_q[LaneW*l+:LaneW])
    // Helper.
    `VTA_HELPER(HoldsWhatWasWritten,
        !known_q[l] || mem_word[LaneW*l+:LaneW] == word_q[LaneW*l+:LaneW])
  end

  `VTA_COVER(ReadsBack, read_known_q == '1 && rdata == 4'h9)
  `VTA_COVER(ReadsTheOldWord, both_q && read_q != word_q)
  `VTA_COVER(WritesOneSlice, known_q == '1 && wlane_i == Lanes'(1) && we_i && waddr_i == watched)
endmodule

`default_nettype wire
