// SPDX-License-Identifier: Apache-2.0
//
// The OUT memory, in the banks of the accumulator: each takes a write of its own per cycle, and the
// store stage reads one element of any of them.

`default_nettype none

module vta_out_banks #(
    localparam int Banks = vta_pkg::AccBanks,
    localparam int Lanes = vta_pkg::AccElemW / vta_pkg::AxiDataW,
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int BankW = vta_pkg::AccAddrW - $clog2(vta_pkg::AccBanks),
    localparam int ElemW = vta_pkg::OutElemW
) (
    input  logic                   clk_i,
    input  logic [Banks-1:0]       we_i,
    input  logic [Banks*Lanes-1:0] wlane_i,
    input  logic [Banks*BankW-1:0] waddr_i,
    input  logic [Banks*ElemW-1:0] wdata_i,
    input  logic                   re_i,
    input  logic [AddrW-1:0]       raddr_i,
    output logic [ElemW-1:0]       rdata_o   // the cycle after re_i, then held
);
  localparam int SelW = $clog2(Banks);

  logic [SelW-1:0]        from_q;
  logic [Banks*ElemW-1:0] rdata;

  always_ff @(posedge clk_i) begin
    if (re_i) from_q <= raddr_i[SelW-1:0];
  end
  always_comb begin
    rdata_o = rdata[ElemW-1:0];
    for (int b = 1; b < Banks; b++) begin
      if (from_q == SelW'(b)) rdata_o = rdata[ElemW*b+:ElemW];
    end
  end

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    vta_ram_1r1w #(
        .Width(ElemW),
        .Depth(vta_pkg::AccDepth / Banks),
        .Lanes(Lanes)
    ) u_ram (
        .clk_i,
        .we_i   (we_i[b]),
        .wlane_i(wlane_i[Lanes*b+:Lanes]),
        .waddr_i(waddr_i[BankW*b+:BankW]),
        .wdata_i(wdata_i[ElemW*b+:ElemW]),
        .re_i   (re_i && raddr_i[SelW-1:0] == SelW'(b)),
        .raddr_i(raddr_i[AddrW-1:SelW]),
        .rdata_o(rdata[ElemW*b+:ElemW])
    );
  end
endmodule

`default_nettype wire
