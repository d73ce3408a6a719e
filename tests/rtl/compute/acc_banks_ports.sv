// SPDX-License-Identifier: Apache-2.0
//
// vta_acc_banks and, behind its ports, vta_out_banks.

`default_nettype none

module acc_banks_ports #(
    localparam int Banks = vta_pkg::AccBanks,
    localparam int Lanes = vta_pkg::AccElemW / vta_pkg::AxiDataW,
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int BankW = vta_pkg::AccAddrW - $clog2(vta_pkg::AccBanks),
    localparam int ElemW = vta_pkg::AccElemW
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   gemm_re_i,
    input  logic [AddrW-1:0]       gemm_raddr_i,
    output logic [Banks*ElemW-1:0] gemm_rdata_o,
    input  logic                   gemm_we_i,
    input  logic [AddrW-1:0]       gemm_waddr_i,
    input  logic [ElemW-1:0]       gemm_wdata_i,
    input  logic                   tail_re_i,
    output logic                   tail_rready_o,
    input  logic [AddrW-1:0]       tail_raddr_i,
    output logic [ElemW-1:0]       tail_rdata_o,
    input  logic [1:0]             tail_we_i,
    output logic [1:0]             tail_wready_o,
    input  logic [AddrW-1:0]       tail_waddr_i,
    input  logic [ElemW-1:0]       tail_wdata_i,
    input  logic                   load_we_i,
    output logic                   load_wready_o,
    input  logic [Lanes-1:0]       load_wlane_i,
    input  logic [AddrW-1:0]       load_waddr_i,
    input  logic [ElemW-1:0]       load_wdata_i,
    output logic [Banks-1:0]       out_we_o,
    output logic [Banks*Lanes-1:0] out_wlane_o,
    output logic [Banks*BankW-1:0] out_waddr_o,
    output logic [Banks*vta_pkg::OutElemW-1:0] out_wdata_o,
    input  logic                   out_re_i,
    input  logic [AddrW-1:0]       out_raddr_i,
    output logic [vta_pkg::OutElemW-1:0] out_rdata_o
);
  vta_acc_banks u_acc (.*);

  vta_out_banks u_out (
      .clk_i,
      .we_i   (out_we_o),
      .wlane_i(out_wlane_o),
      .waddr_i(out_waddr_o),
      .wdata_i(out_wdata_o),
      .re_i   (out_re_i),
      .raddr_i(out_raddr_i),
      .rdata_o(out_rdata_o)
  );
endmodule

`default_nettype wire
