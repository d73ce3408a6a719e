// SPDX-License-Identifier: Apache-2.0
//
// The accumulator memory in banks, and who may use them.
//
// Element i lies in bank i mod Banks. A bank takes one read and one write per cycle, so GEMM, the
// tail engine and the LOADs work beside each other as long as they want different banks. GEMM
// always gets what it wants; the tail engine comes before the LOADs. Data follow one cycle after a
// read that was granted: for GEMM as what each bank has read, of which it chooses; those for the
// tail engine stay until its next read. Every write shows on the ports to OUT, which is outside.

`include "vta_assert.svh"
`default_nettype none

module vta_acc_banks #(
    localparam int Banks = vta_pkg::AccBanks,
    localparam int Lanes = vta_pkg::AccElemW / vta_pkg::AxiDataW,
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int BankW = vta_pkg::AccAddrW - $clog2(vta_pkg::AccBanks),
    localparam int ElemW = vta_pkg::AccElemW
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,

    // GEMM: never waits.
    input  logic                   gemm_re_i,
    input  logic [AddrW-1:0]       gemm_raddr_i,
    output logic [Banks*ElemW-1:0] gemm_rdata_o,   // what every bank has read last
    input  logic                   gemm_we_i,
    input  logic [AddrW-1:0]       gemm_waddr_i,
    input  logic [ElemW-1:0]       gemm_wdata_i,

    // The tail engine.
    input  logic                   tail_re_i,
    output logic                   tail_rready_o,
    input  logic [AddrW-1:0]       tail_raddr_i,
    output logic [ElemW-1:0]       tail_rdata_o,
    input  logic [1:0]             tail_we_i,      // this element, and the one behind an even one
    output logic [1:0]             tail_wready_o,
    input  logic [AddrW-1:0]       tail_waddr_i,
    input  logic [ElemW-1:0]       tail_wdata_i,

    // LOADs: parts of an element.
    input  logic                   load_we_i,
    output logic                   load_wready_o,
    input  logic [Lanes-1:0]       load_wlane_i,
    input  logic [AddrW-1:0]       load_waddr_i,
    input  logic [ElemW-1:0]       load_wdata_i,

    // What is written, for OUT: per bank.
    output logic [Banks-1:0]       out_we_o,
    output logic [Banks*Lanes-1:0] out_wlane_o,
    output logic [Banks*BankW-1:0] out_waddr_o,
    output logic [Banks*vta_pkg::OutElemW-1:0] out_wdata_o
);
  localparam int SelW = $clog2(Banks);

  if (Banks < 2 || Banks != (1 << SelW)) begin : gen_check
    $error("vta_acc_banks: AccBanks must be a power of two, at least 2");
  end

  // Which bank an element lies in, and where.
  logic [SelW-1:0] gemm_rsel, gemm_wsel, tail_rsel, tail_wsel, load_wsel;
  assign gemm_rsel = gemm_raddr_i[SelW-1:0];
  assign gemm_wsel = gemm_waddr_i[SelW-1:0];
  assign tail_rsel = tail_raddr_i[SelW-1:0];
  assign tail_wsel = tail_waddr_i[SelW-1:0];
  assign load_wsel = load_waddr_i[SelW-1:0];

  logic [SelW-1:0] tail_wsel2;
  logic [1:0]      tail_write;
  assign tail_wsel2    = tail_wsel | SelW'(1);
  assign tail_rready_o = !(gemm_re_i && gemm_rsel == tail_rsel);
  // In order: the second one never before the first.
  logic tail_free, tail_free2;
  assign tail_free     = !(gemm_we_i && gemm_wsel == tail_wsel);
  assign tail_free2    = !(gemm_we_i && gemm_wsel == tail_wsel2) && (!tail_we_i[0] || tail_free);
  assign tail_wready_o = {tail_free2, tail_free};
  assign tail_write    = tail_we_i & tail_wready_o;
  assign load_wready_o = !(gemm_we_i && gemm_wsel == load_wsel) &&
                         !(tail_write[0] && tail_wsel == load_wsel) &&
                         !(tail_write[1] && tail_wsel2 == load_wsel);

  // The bank that a read went to.
  logic [SelW-1:0]        tail_from_q;
  logic [Banks*ElemW-1:0] rdata;
  logic                   tail_new_q;  // the bank shows it for one cycle only
  logic [ElemW-1:0]       tail_kept_q;
  always_ff @(posedge clk_i) begin
    if (tail_re_i) tail_from_q <= tail_rsel;
    tail_new_q <= tail_re_i && tail_rready_o;
    if (tail_new_q) tail_kept_q <= tail_rdata_o;
  end
  assign gemm_rdata_o = rdata;
  always_comb begin
    tail_rdata_o = rdata[ElemW-1:0];
    for (int b = 1; b < Banks; b++) begin
      if (tail_from_q == SelW'(b)) tail_rdata_o = rdata[ElemW*b+:ElemW];
    end
    if (!tail_new_q) tail_rdata_o = tail_kept_q;
  end

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic             gemm_reads, gemm_writes, tail_reads, tail_writes, load_writes, we;
    logic [Lanes-1:0] wlane;
    logic [BankW-1:0] waddr;
    logic [ElemW-1:0] wdata;

    assign gemm_reads  = gemm_re_i && gemm_rsel == SelW'(b);
    assign gemm_writes = gemm_we_i && gemm_wsel == SelW'(b);
    assign tail_reads  = tail_re_i && tail_rready_o && tail_rsel == SelW'(b);
    assign tail_writes = (tail_write[0] && tail_wsel == SelW'(b)) ||
                         (tail_write[1] && tail_wsel2 == SelW'(b));
    assign load_writes = load_we_i && load_wready_o && load_wsel == SelW'(b);
    assign we          = gemm_writes || tail_writes || load_writes;
    assign wlane       = (gemm_writes || tail_writes) ? '1 : load_wlane_i;
    assign waddr       = gemm_writes ? gemm_waddr_i[AddrW-1:SelW]
                         : tail_writes ? tail_waddr_i[AddrW-1:SelW] : load_waddr_i[AddrW-1:SelW];
    assign wdata       = gemm_writes ? gemm_wdata_i : tail_writes ? tail_wdata_i : load_wdata_i;

    vta_ram_1r1w #(
        .Width(ElemW),
        .Depth(vta_pkg::AccDepth / Banks),
        .Lanes(Lanes)
    ) u_ram (
        .clk_i,
        .we_i   (we),
        .wlane_i(wlane),
        .waddr_i(waddr),
        .wdata_i(wdata),
        .re_i   (gemm_reads || tail_reads),
        .raddr_i(gemm_reads ? gemm_raddr_i[AddrW-1:SelW] : tail_raddr_i[AddrW-1:SelW]),
        .rdata_o(rdata[ElemW*b+:ElemW])
    );

    assign out_we_o[b]                   = we;
    assign out_wlane_o[Lanes*b+:Lanes]   = wlane;
    assign out_waddr_o[BankW*b+:BankW]   = waddr;
    for (genvar l = 0; l < vta_pkg::AccLanes; l++) begin : gen_out
      assign out_wdata_o[vta_pkg::OutElemW*b+vta_pkg::OutW*l+:vta_pkg::OutW] =
          wdata[vta_pkg::AccW*l+:vta_pkg::OutW];
    end

    `VTA_ASSERT(OneWriter, !((gemm_writes && tail_writes) || (tail_writes && load_writes) ||
                             (gemm_writes && load_writes)))
    `VTA_ASSERT(OneReader, !(gemm_reads && tail_reads))
  end
endmodule

`default_nettype wire
