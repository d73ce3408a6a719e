// SPDX-License-Identifier: Apache-2.0
//
// vta_axil_slave: every access is carried out once and answered once, whatever the order of address
// and data.
//
// Environment: a host that keeps its valids and payloads until they are taken and is free in
// everything else: it may bring address, data and the next access in any order and take answers
// whenever it likes. Reference: which of address, data and answer are due. Four address and two data
// bits would do as well as any, since no bit meets another; the data have their true width anyway.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_axil_slave_fv #(
    parameter int AddrW = 4
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             awvalid_i,
    input logic [AddrW-1:0] awaddr_i,
    input logic             wvalid_i,
    input logic [31:0]      wdata_i,
    input logic [3:0]       wstrb_i,
    input logic             bready_i,
    input logic             arvalid_i,
    input logic [AddrW-1:0] araddr_i,
    input logic             rready_i,
    input logic [31:0]      rdata_i
);
  `VTA_FORMAL_RESET

  logic             awready, wready, bvalid, arready, rvalid, write, read;
  logic [31:0]      rdata, wdata;
  logic [AddrW-1:0] waddr, raddr;
  logic [3:0]       wstrb;

  vta_axil_slave #(
      .AddrW(AddrW)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .s_axil_awvalid_i(awvalid_i),
      .s_axil_awready_o(awready),
      .s_axil_awaddr_i (awaddr_i),
      .s_axil_wvalid_i (wvalid_i),
      .s_axil_wready_o (wready),
      .s_axil_wdata_i  (wdata_i),
      .s_axil_wstrb_i  (wstrb_i),
      .s_axil_bvalid_o (bvalid),
      .s_axil_bready_i (bready_i),
      .s_axil_arvalid_i(arvalid_i),
      .s_axil_arready_o(arready),
      .s_axil_araddr_i (araddr_i),
      .s_axil_rvalid_o (rvalid),
      .s_axil_rready_i (rready_i),
      .s_axil_rdata_o  (rdata),
      .write_o         (write),
      .waddr_o         (waddr),
      .wdata_o         (wdata),
      .wstrb_o         (wstrb),
      .read_o          (read),
      .raddr_o         (raddr),
      .rdata_i
  );

  // --- Last cycle ------------------------------------------------------------------------------
  logic        b_stalled_q, r_stalled_q;
  logic [31:0] rdata_q;

  always_ff @(posedge clk_i) begin
    b_stalled_q <= rst_ni && bvalid && !bready_i;
    r_stalled_q <= rst_ni && rvalid && !rready_i;
    rdata_q     <= rdata;
  end

  // --- Reference -------------------------------------------------------------------------------
  logic             aw_due_q, w_due_q, b_due_q;  // taken and not written; written and not answered
  logic             ar_due_q, r_due_q;
  logic [AddrW-1:0] aw_q, ar_q;
  logic [35:0]      w_q;
  logic [31:0]      r_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {aw_due_q, w_due_q, b_due_q, ar_due_q, r_due_q} <= '0;
    end else begin
      aw_due_q <= (awvalid_i && awready) || (aw_due_q && !write);
      w_due_q  <= (wvalid_i && wready) || (w_due_q && !write);
      b_due_q  <= write || (b_due_q && !(bvalid && bready_i));
      ar_due_q <= (arvalid_i && arready) || (ar_due_q && !read);
      r_due_q  <= read || (r_due_q && !(rvalid && rready_i));
    end
    if (awvalid_i && awready) aw_q <= awaddr_i;
    if (wvalid_i && wready) w_q <= {wstrb_i, wdata_i};
    if (arvalid_i && arready) ar_q <= araddr_i;
    if (read) r_q <= rdata_i;
  end

  // Proves: axi.lite
  `VTA_ASSERT(WritesWhatIsComplete, !write || (aw_due_q && w_due_q))
  // Proves: axi.lite
  `VTA_ASSERT(WritesItsData, !write || (waddr == aw_q && {wstrb, wdata} == w_q))
  // Proves: axi.lite
  `VTA_ASSERT(TakesOneAtATime, !(awready && aw_due_q) && !(wready && w_due_q) &&
      !(arready && ar_due_q))
  // Proves: axi.lite
  `VTA_ASSERT(WritesAtOnce, !(aw_due_q && w_due_q && !b_due_q) || write)
  // Proves: axi.lite
  `VTA_ASSERT(OneAnswerPerWrite, bvalid == b_due_q && !(write && b_due_q))
  // Proves: axi.lite
  `VTA_ASSERT(ReadsWhatWasAsked, !read || (ar_due_q && raddr == ar_q))
  // Proves: axi.lite
  `VTA_ASSERT(ReadsAtOnce, !(ar_due_q && !r_due_q) || read)
  // Proves: axi.lite
  `VTA_ASSERT(OneAnswerPerRead, rvalid == r_due_q && !(read && r_due_q))
  // Proves: axi.lite
  `VTA_ASSERT(AnswersItsData, !rvalid || rdata == r_q)
  // Proves: axi.lite
  `VTA_ASSERT(TakesAgain, (awready || aw_due_q) && (wready || w_due_q) && (arready || ar_due_q))
  // Proves: axi.lite
  `VTA_ASSERT(AnswersStayUntilTaken, (!b_stalled_q || bvalid) &&
      (!r_stalled_q || (rvalid && rdata == rdata_q)))

  // Helper: what is due waits unchanged.
  `VTA_HELPER(WaitsUnchanged, (!aw_due_q || waddr == aw_q) && (!w_due_q || {wstrb, wdata} == w_q) &&
      (!ar_due_q || raddr == ar_q))

  // --- Covers ----------------------------------------------------------------------------------
  logic [2:0] writes_q, reads_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      writes_q <= '0;
      reads_q  <= '0;
    end else begin
      writes_q <= writes_q + 3'(bvalid && bready_i);
      reads_q  <= reads_q + 3'(rvalid && rready_i);
    end
  end

  `VTA_COVER(DataFirst, w_due_q && !aw_due_q && awvalid_i)
  `VTA_COVER(AddressFirst, aw_due_q && !w_due_q && wvalid_i)
  `VTA_COVER(NextWaitsForTheAnswer, aw_due_q && w_due_q && b_due_q)
  `VTA_COVER(ThreeOfEach, writes_q == 3'd3 && reads_q == 3'd3)
endmodule

`default_nettype wire
