// SPDX-License-Identifier: Apache-2.0
//
// AXI4-Lite slave: turns bus transactions into register writes and reads.
//
// Address and data of a write may come in any order. One write and one read are in progress at a
// time, independent of each other; every answer is OKAY. write_o and read_o last one
// cycle; rdata_i is needed in that of read_o. All outputs to the bus come from flip-flops.

`default_nettype none

module vta_axil_slave #(
    parameter int AddrW = 12
) (
    input  logic             clk_i,
    input  logic             rst_ni,           // synchronous, active low

    input  logic             s_axil_awvalid_i,
    output logic             s_axil_awready_o,
    input  logic [AddrW-1:0] s_axil_awaddr_i,
    input  logic             s_axil_wvalid_i,
    output logic             s_axil_wready_o,
    input  logic [31:0]      s_axil_wdata_i,
    input  logic [3:0]       s_axil_wstrb_i,
    output logic             s_axil_bvalid_o,
    input  logic             s_axil_bready_i,
    input  logic             s_axil_arvalid_i,
    output logic             s_axil_arready_o,
    input  logic [AddrW-1:0] s_axil_araddr_i,
    output logic             s_axil_rvalid_o,
    input  logic             s_axil_rready_i,
    output logic [31:0]      s_axil_rdata_o,

    output logic             write_o,
    output logic [AddrW-1:0] waddr_o,
    output logic [31:0]      wdata_o,
    output logic [3:0]       wstrb_o,
    output logic             read_o,
    output logic [AddrW-1:0] raddr_o,
    input  logic [31:0]      rdata_i
);

  logic aw_held_q, w_held_q, b_valid_q, ar_held_q, r_valid_q;

  assign write_o = aw_held_q && w_held_q && !b_valid_q;
  assign read_o  = ar_held_q && !r_valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      aw_held_q <= 1'b0;
      w_held_q  <= 1'b0;
      b_valid_q <= 1'b0;
      ar_held_q <= 1'b0;
      r_valid_q <= 1'b0;
    end else begin
      if (write_o) aw_held_q <= 1'b0;
      else if (s_axil_awvalid_i) aw_held_q <= 1'b1;
      if (write_o) w_held_q <= 1'b0;
      else if (s_axil_wvalid_i) w_held_q <= 1'b1;
      if (write_o) b_valid_q <= 1'b1;
      else if (s_axil_bready_i) b_valid_q <= 1'b0;
      if (read_o) ar_held_q <= 1'b0;
      else if (s_axil_arvalid_i) ar_held_q <= 1'b1;
      if (read_o) r_valid_q <= 1'b1;
      else if (s_axil_rready_i) r_valid_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (s_axil_awvalid_i && s_axil_awready_o) waddr_o <= s_axil_awaddr_i;
    if (s_axil_wvalid_i && s_axil_wready_o) begin
      wdata_o <= s_axil_wdata_i;
      wstrb_o <= s_axil_wstrb_i;
    end
    if (s_axil_arvalid_i && s_axil_arready_o) raddr_o <= s_axil_araddr_i;
    if (read_o) s_axil_rdata_o <= rdata_i;
  end

  assign s_axil_awready_o = !aw_held_q;
  assign s_axil_wready_o  = !w_held_q;
  assign s_axil_bvalid_o  = b_valid_q;
  assign s_axil_arready_o = !ar_held_q;
  assign s_axil_rvalid_o  = r_valid_q;

endmodule

`default_nettype wire
