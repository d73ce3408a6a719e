// SPDX-License-Identifier: Apache-2.0
//
// AXI4 read master shared by fetch, the load DMA and the compute DMA.
//
// Client c asks for bursts with request c of the vectors; the AXI id is c. Requests are granted
// round robin, one per cycle, while fewer than MaxOutstanding bursts are unfinished. The responses
// of a client come in the order of its requests; rsp_valid_o[c] says whose they are. A client takes
// its data within bounded time, whatever the others do.
//
// flush_i: no request is granted any more and all data are taken, whatever the clients say, so that
// idle_o comes in bounded time; then the core can be reset.
// Latency: request to ARVALID one cycle, RVALID to rsp_valid_o one cycle. All outputs to the bus
// come from flip-flops.

`include "vta_assert.svh"
`default_nettype none

module vta_axi_read #(
    parameter int  MaxOutstanding = 16,
    localparam int N    = vta_pkg::ReadClients,
    localparam int CntW = $clog2(MaxOutstanding + 1)
) (
    input  logic                                clk_i,
    input  logic                                rst_ni,  // synchronous, active low

    // Clients: requests (beat aligned, 1 to 16 beats, not across 4 KiB) and responses.
    input  logic [N-1:0]                        req_valid_i,
    output logic [N-1:0]                        req_ready_o,
    input  logic [N*vta_pkg::AxiAddrW-1:0]      req_addr_i,
    input  logic [N*vta_pkg::BurstLenW-1:0]     req_len_i,
    output logic [N-1:0]                        rsp_valid_o,
    input  logic [N-1:0]                        rsp_ready_i,
    output logic [vta_pkg::AxiDataW-1:0]        rsp_data_o,   // of the client that is addressed
    output logic                                rsp_error_o,  // of this beat
    output logic                                rsp_last_o,   // last beat of a burst

    input  logic                                flush_i,
    output logic                                idle_o,         // nothing is in flight
    output logic [CntW-1:0]                     outstanding_o,  // bursts granted and not finished

    output logic                                m_axi_arvalid_o,
    input  logic                                m_axi_arready_i,
    output logic [vta_pkg::AxiIdW-1:0]          m_axi_arid_o,
    output logic [vta_pkg::AxiAddrW-1:0]        m_axi_araddr_o,
    output logic [7:0]                          m_axi_arlen_o,
    input  logic                                m_axi_rvalid_i,
    output logic                                m_axi_rready_o,
    input  logic [vta_pkg::AxiIdW-1:0]          m_axi_rid_i,
    input  logic [vta_pkg::AxiDataW-1:0]        m_axi_rdata_i,
    input  logic [1:0]                          m_axi_rresp_i,
    input  logic                                m_axi_rlast_i
);

  localparam int AddrW = vta_pkg::AxiAddrW;
  localparam int DataW = vta_pkg::AxiDataW;
  localparam int IdW   = vta_pkg::AxiIdW;
  localparam int LenW  = vta_pkg::BurstLenW;
  localparam int ArW   = IdW + AddrW + LenW;
  localparam int RW    = IdW + 2 + DataW;

  if (MaxOutstanding < 1) begin : gen_check_outstanding
    $error("vta_axi_read: MaxOutstanding must be at least 1");
  end

  logic [CntW-1:0] count_q;
  logic            burst_start, burst_end;

  // --- Requests --------------------------------------------------------------------------------
  logic [N-1:0]     behind_q;  // clients with a higher number than the one granted last
  logic [N-1:0]     candidates, grant;
  logic             ar_ready, can_grant;
  logic [IdW-1:0]   grant_id;
  logic [AddrW-1:0] grant_addr;
  logic [LenW-1:0]  grant_len;

  assign candidates  = ((req_valid_i & behind_q) != '0) ? (req_valid_i & behind_q) : req_valid_i;
  always_comb begin  // the lowest one; subtracting one would take a carry chain, in a deep path
    grant = '0;
    for (int c = N - 1; c >= 0; c--) begin
      if (candidates[c]) grant = N'(1) << c;
    end
  end
  assign can_grant   = ar_ready && !flush_i && (count_q != CntW'(MaxOutstanding));
  assign req_ready_o = can_grant ? grant : '0;
  assign burst_start = can_grant && (grant != '0);

  always_comb begin
    grant_id   = '0;
    grant_addr = '0;
    grant_len  = '0;
    for (int c = 0; c < N; c++) begin
      if (grant[c]) begin
        grant_id   = IdW'(c);
        grant_addr = req_addr_i[AddrW*c+:AddrW];
        grant_len  = req_len_i[LenW*c+:LenW];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) behind_q <= '0;
    else if (burst_start) behind_q <= ~(grant | (grant - N'(1)));
  end

  logic [LenW-1:0] ar_beats;  // less one

  vta_skid_buffer #(
      .Width(ArW)
  ) u_ar (
      .clk_i,
      .rst_ni,
      .in_valid_i (burst_start),
      .in_ready_o (ar_ready),
      .in_data_i  ({grant_id, grant_addr, grant_len - LenW'(1)}),
      .out_valid_o(m_axi_arvalid_o),
      .out_ready_i(m_axi_arready_i),
      .out_data_o ({m_axi_arid_o, m_axi_araddr_o, ar_beats})
  );

  assign m_axi_arlen_o = 8'(ar_beats);

  // --- Responses -------------------------------------------------------------------------------
  logic           rsp_valid, rsp_ready;
  logic [IdW-1:0] rsp_id;

  vta_skid_buffer #(
      .Width(RW)
  ) u_r (
      .clk_i,
      .rst_ni,
      .in_valid_i (m_axi_rvalid_i),
      .in_ready_o (m_axi_rready_o),
      .in_data_i  ({m_axi_rid_i, m_axi_rresp_i != 2'b00, m_axi_rlast_i, m_axi_rdata_i}),
      .out_valid_o(rsp_valid),
      .out_ready_i(rsp_ready),
      .out_data_o ({rsp_id, rsp_error_o, rsp_last_o, rsp_data_o})
  );

  always_comb begin
    rsp_ready   = 1'b1;  // also for an id that is nobody's
    rsp_valid_o = '0;
    for (int c = 0; c < N; c++) begin
      if (rsp_id == IdW'(c)) begin
        rsp_valid_o[c] = rsp_valid && !flush_i;
        rsp_ready      = rsp_ready_i[c] || flush_i;
      end
    end
  end

  // --- Bursts in flight ------------------------------------------------------------------------
  assign burst_end = m_axi_rvalid_i && m_axi_rready_o && m_axi_rlast_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= '0;
    end else begin
      if (burst_start && !burst_end) count_q <= count_q + CntW'(1);
      if (burst_end && !burst_start) count_q <= count_q - CntW'(1);
    end
  end

  assign outstanding_o = count_q;
  assign idle_o        = (count_q == '0) && !rsp_valid;

  `VTA_ASSERT(CountInRange, 32'(count_q) <= 32'(MaxOutstanding))
  `VTA_ASSUME(DataOnlyWhenAsked, !(m_axi_rvalid_i && count_q == '0))
  for (genvar c = 0; c < N; c++) begin : gen_check_client
    `VTA_ASSUME(LengthLegal, !req_valid_i[c] ||
        (req_len_i[LenW*c+:LenW] != '0 && req_len_i[LenW*c+:LenW] <= LenW'(vta_pkg::MaxBurstBeats)))
  end

endmodule

`default_nettype wire
