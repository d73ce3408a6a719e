// SPDX-License-Identifier: Apache-2.0
//
// For Yosys (techmap): memories of at least VTA_LEAST_BITS become black boxes, since a chip takes them from
// a memory compiler. What is smaller stays, and becomes flip-flops.

(* techmap_celltype = "$mem_v2" *)
module memory_map (
    RD_CLK, RD_EN, RD_ARST, RD_SRST, RD_ADDR, RD_DATA, WR_CLK, WR_EN, WR_ADDR, WR_DATA
);
  parameter MEMID = "";
  parameter SIZE = 1;
  parameter OFFSET = 0;
  parameter ABITS = 1;
  parameter WIDTH = 1;
  parameter INIT = 0;
  parameter RD_PORTS = 1;
  parameter RD_CLK_ENABLE = 0;
  parameter RD_CLK_POLARITY = 0;
  parameter RD_TRANSPARENCY_MASK = 0;
  parameter RD_COLLISION_X_MASK = 0;
  parameter RD_WIDE_CONTINUATION = 0;
  parameter RD_CE_OVER_SRST = 0;
  parameter RD_ARST_VALUE = 0;
  parameter RD_SRST_VALUE = 0;
  parameter RD_INIT_VALUE = 0;
  parameter WR_PORTS = 1;
  parameter WR_CLK_ENABLE = 0;
  parameter WR_CLK_POLARITY = 0;
  parameter WR_PRIORITY_MASK = 0;
  parameter WR_WIDE_CONTINUATION = 0;

  input [RD_PORTS-1:0] RD_CLK, RD_EN, RD_ARST, RD_SRST;
  input [RD_PORTS*ABITS-1:0] RD_ADDR;
  output [RD_PORTS*WIDTH-1:0] RD_DATA;
  input [WR_PORTS-1:0] WR_CLK;
  input [WR_PORTS*WIDTH-1:0] WR_EN, WR_DATA;
  input [WR_PORTS*ABITS-1:0] WR_ADDR;

  wire _TECHMAP_FAIL_ = SIZE * WIDTH < `VTA_LEAST_BITS;

  vta_memory_left_out #(
      .WORDS (SIZE),
      .BITS  (WIDTH),
      .READS (RD_PORTS),
      .WRITES(WR_PORTS),
      .ABITS (ABITS),
      .CLOCKS(RD_CLK_ENABLE)  // a bit per read port: does the memory have a register there?
  ) _TECHMAP_REPLACE_ (
      .raddr(RD_ADDR),
      .re   (RD_EN),
      .rdata(RD_DATA),
      .wclk (WR_CLK),
      .waddr(WR_ADDR),
      .we   (WR_EN),
      .wdata(WR_DATA)
  );
endmodule
