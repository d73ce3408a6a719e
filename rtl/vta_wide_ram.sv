// SPDX-License-Identifier: Apache-2.0
//
// Memory as vta_ram_1r1w, for words of any width: they lie in slices side by side.
//
// Ports and timing are those of vta_ram_1r1w. A slice has at most SliceW bits, or one part if that
// has more; a word of up to SliceW bits is one slice. All slices are equal.
//
// Yosys makes a write port of the width of the word for each part, so its time grows with width
// times parts: a minute for 2,048 bits in 16 parts, no end in 17 minutes for 8,192 in 64. All
// slices are the same, so it does one. Smaller ones cost block RAM: only parts of one slice share a
// block.

`default_nettype none

module vta_wide_ram #(
    parameter int  Width = 32,             // bits of a word, a multiple of Lanes
    parameter int  Depth = 512,            // words, at least 2
    parameter int  Lanes = 1,              // at most 64 in a slice, and as many in each
    parameter int  SliceW = 2048,          // most bits of a slice, at least 1
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

  localparam int Wanted = (Width + SliceW - 1) / SliceW;
  localparam int Slices = Wanted < Lanes ? Wanted : Lanes;
  localparam int OwnW = Width / Slices;  // of one slice
  localparam int OwnLanes = Lanes / Slices;

  if (Lanes % Slices != 0 || Width % Lanes != 0) begin : gen_check
    $error("vta_wide_ram: Width must be a multiple of Lanes, and Lanes of the number of slices");
  end

  for (genvar s = 0; s < Slices; s++) begin : gen_slice
    vta_ram_1r1w #(
        .Width(OwnW),
        .Depth(Depth),
        .Lanes(OwnLanes)
    ) u_ram (
        .clk_i,
        .we_i,
        .wlane_i(wlane_i[OwnLanes*s+:OwnLanes]),
        .waddr_i,
        .wdata_i(wdata_i[OwnW*s+:OwnW]),
        .re_i,
        .raddr_i,
        .rdata_o(rdata_o[OwnW*s+:OwnW])
    );
  end

endmodule

`default_nettype wire
