// SPDX-License-Identifier: Apache-2.0
//
// AXI4 write master: one client, one id, bursts and responses in order.
//
// Addresses may run ahead of the data. Data never run ahead: go_o allows the client to bring the
// first beat of the next burst only when the address of that burst is on the bus or has been taken.
//
// flush_i: no burst is taken any more; the client goes on with the data of those already taken.
// All outputs to the bus come from flip-flops. One burst, one beat and one response per cycle.

`include "vta_assert.svh"
`default_nettype none

module vta_axi_write #(
    parameter int  MaxOutstanding = 32,
    localparam int CntW = $clog2(MaxOutstanding + 1)
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,  // synchronous, active low

    input  logic                          burst_valid_i,
    output logic                          burst_ready_o,
    input  logic [vta_pkg::AxiAddrW-1:0]  burst_addr_i,   // beat aligned, not across 4 KiB
    input  logic [vta_pkg::BurstLenW-1:0] burst_beats_i,  // 1 to 16

    output logic                          go_o,           // a burst may begin with its data
    input  logic                          go_taken_i,     // one begins: its beats come later
    input  logic                          beat_valid_i,
    output logic                          beat_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0]  beat_data_i,
    input  logic                          beat_last_i,

    output logic                          done_valid_o,   // a response, in the order of the bursts
    input  logic                          done_ready_i,
    output logic                          done_error_o,

    input  logic                          flush_i,
    output logic                          idle_o,         // nothing is in flight
    output logic [CntW-1:0]               outstanding_o,  // bursts taken and not answered
    output logic                          stalled_o,      // the bus keeps something waiting

    output logic                          m_axi_awvalid_o,
    input  logic                          m_axi_awready_i,
    output logic [vta_pkg::AxiAddrW-1:0]  m_axi_awaddr_o,
    output logic [7:0]                    m_axi_awlen_o,
    output logic                          m_axi_wvalid_o,
    input  logic                          m_axi_wready_i,
    output logic [vta_pkg::AxiDataW-1:0]  m_axi_wdata_o,
    output logic                          m_axi_wlast_o,
    input  logic                          m_axi_bvalid_i,
    output logic                          m_axi_bready_o,
    input  logic [1:0]                    m_axi_bresp_i
);

  localparam int AddrW = vta_pkg::AxiAddrW;
  localparam int DataW = vta_pkg::AxiDataW;
  localparam int LenW  = vta_pkg::BurstLenW;

  logic [CntW-1:0] count_q;
  logic            aw_ready, burst_take, response;
  logic [LenW-1:0] aw_beats;  // less one

  assign burst_ready_o = aw_ready && !flush_i && (count_q != CntW'(MaxOutstanding));
  assign burst_take    = burst_valid_i && burst_ready_o;

  vta_skid_buffer #(
      .Width(AddrW + LenW)
  ) u_aw (
      .clk_i,
      .rst_ni,
      .in_valid_i (burst_take),
      .in_ready_o (aw_ready),
      .in_data_i  ({burst_addr_i, burst_beats_i - LenW'(1)}),
      .out_valid_o(m_axi_awvalid_o),
      .out_ready_i(m_axi_awready_i),
      .out_data_o ({m_axi_awaddr_o, aw_beats})
  );

  assign m_axi_awlen_o = 8'(aw_beats);

  vta_skid_buffer #(
      .Width(DataW + 1)
  ) u_w (
      .clk_i,
      .rst_ni,
      .in_valid_i (beat_valid_i),
      .in_ready_o (beat_ready_o),
      .in_data_i  ({beat_last_i, beat_data_i}),
      .out_valid_o(m_axi_wvalid_o),
      .out_ready_i(m_axi_wready_i),
      .out_data_o ({m_axi_wlast_o, m_axi_wdata_o})
  );

  vta_skid_buffer #(
      .Width(1)
  ) u_b (
      .clk_i,
      .rst_ni,
      .in_valid_i (m_axi_bvalid_i),
      .in_ready_o (m_axi_bready_o),
      .in_data_i  (m_axi_bresp_i != 2'b00),
      .out_valid_o(done_valid_o),
      .out_ready_i(done_ready_i),
      .out_data_o (done_error_o)
  );

  // Addresses taken by the bus, less bursts whose data have begun, plus one: the data may begin
  // while the address still waits on the bus.
  logic [CntW:0] lead_q;
  logic          aw_take;

  assign aw_take  = m_axi_awvalid_o && m_axi_awready_i;
  assign go_o     = (lead_q > (CntW + 1)'(1)) || (lead_q == (CntW + 1)'(1) && m_axi_awvalid_o);
  assign response = m_axi_bvalid_i && m_axi_bready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= '0;
      lead_q  <= (CntW + 1)'(1);
    end else begin
      if (burst_take && !response) count_q <= count_q + CntW'(1);
      if (response && !burst_take) count_q <= count_q - CntW'(1);
      if (aw_take && !go_taken_i) lead_q <= lead_q + (CntW + 1)'(1);
      if (go_taken_i && !aw_take) lead_q <= lead_q - (CntW + 1)'(1);
    end
  end

  assign outstanding_o = count_q;
  assign idle_o        = (count_q == '0) && !done_valid_o;
  assign stalled_o     = (m_axi_awvalid_o && !m_axi_awready_i) ||
      (m_axi_wvalid_o && !m_axi_wready_i);

  `VTA_ASSERT(CountInRange, 32'(count_q) <= 32'(MaxOutstanding))
  `VTA_ASSERT(GoBeforeData, !(go_taken_i && !go_o))
  `VTA_ASSUME(ResponseOnlyWhenAsked, !(m_axi_bvalid_i && count_q == '0))

endmodule

`default_nettype wire
