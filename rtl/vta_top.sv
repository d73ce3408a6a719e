// SPDX-License-Identifier: Apache-2.0
//
// VTA: the accelerator with its AXI4-Lite registers, AXI4 master and interrupt. One clock.
//
// AXI4: INCR bursts of full-width beats, at most 16, never across 4 KiB; reads carry the number of
// their client as id and return in order per id; writes have id 0.

`default_nettype none

module vta_top #(
    parameter int PackedMac = 0,   // two products per multiplier, for DSP blocks: vta_mac
    parameter int Mechanisms = 31  // those that exist: bits of the register `features`
) (
    input  logic                         clk,
    input  logic                         rst_n,           // synchronous, active low
    output logic                         irq,             // level, until cleared by its register

    input  logic [11:0]                  s_axil_awaddr,
    input  logic                         s_axil_awvalid,
    output logic                         s_axil_awready,
    input  logic [31:0]                  s_axil_wdata,
    input  logic [3:0]                   s_axil_wstrb,
    input  logic                         s_axil_wvalid,
    output logic                         s_axil_wready,
    output logic [1:0]                   s_axil_bresp,
    output logic                         s_axil_bvalid,
    input  logic                         s_axil_bready,
    input  logic [11:0]                  s_axil_araddr,
    input  logic                         s_axil_arvalid,
    output logic                         s_axil_arready,
    output logic [31:0]                  s_axil_rdata,
    output logic [1:0]                   s_axil_rresp,
    output logic                         s_axil_rvalid,
    input  logic                         s_axil_rready,

    output logic [vta_pkg::AxiIdW-1:0]   m_axi_arid,
    output logic [vta_pkg::AxiAddrW-1:0] m_axi_araddr,
    output logic [7:0]                   m_axi_arlen,
    output logic [2:0]                   m_axi_arsize,
    output logic [1:0]                   m_axi_arburst,
    output logic [3:0]                   m_axi_arcache,
    output logic [2:0]                   m_axi_arprot,
    output logic                         m_axi_arvalid,
    input  logic                         m_axi_arready,
    input  logic [vta_pkg::AxiIdW-1:0]   m_axi_rid,
    input  logic [vta_pkg::AxiDataW-1:0] m_axi_rdata,
    input  logic [1:0]                   m_axi_rresp,
    input  logic                         m_axi_rlast,
    input  logic                         m_axi_rvalid,
    output logic                         m_axi_rready,
    output logic [vta_pkg::AxiIdW-1:0]   m_axi_awid,
    output logic [vta_pkg::AxiAddrW-1:0] m_axi_awaddr,
    output logic [7:0]                   m_axi_awlen,
    output logic [2:0]                   m_axi_awsize,
    output logic [1:0]                   m_axi_awburst,
    output logic [3:0]                   m_axi_awcache,
    output logic [2:0]                   m_axi_awprot,
    output logic                         m_axi_awvalid,
    input  logic                         m_axi_awready,
    output logic [vta_pkg::AxiDataW-1:0] m_axi_wdata,
    output logic [vta_pkg::AxiStrbW-1:0] m_axi_wstrb,
    output logic                         m_axi_wlast,
    output logic                         m_axi_wvalid,
    input  logic                         m_axi_wready,
    input  logic [vta_pkg::AxiIdW-1:0]   m_axi_bid,
    input  logic [1:0]                   m_axi_bresp,
    input  logic                         m_axi_bvalid,
    output logic                         m_axi_bready
);
  localparam int StatW = vta_pkg::StatW;

  // A tile of WGT has BLOCK rows of BLOCK weights: so many of them as fit make the depth of WGT,
  // and likewise for the others. Constants for BLOCK_IN and BLOCK_OUT that differ say otherwise.
  localparam int WgtLog = vta_pkg::LogWgtBuffSize + 3 - $clog2(vta_pkg::WgtElemW);
  localparam int InpLog = vta_pkg::LogInpBuffSize + 3 - $clog2(vta_pkg::InpElemW);
  localparam int AccLog = vta_pkg::LogAccBuffSize + 3 - $clog2(vta_pkg::AccElemW);
  if (vta_pkg::WgtAddrW != WgtLog || vta_pkg::InpAddrW != InpLog || vta_pkg::AccAddrW != AccLog)
  begin : gen_check
    $error("vta_top: memories have other depths than with BLOCK_IN equal to BLOCK_OUT");
  end

  // What no transaction changes: full-width INCR, normal non-cacheable bufferable, unprivileged.
  localparam logic [1:0] BurstIncr = 2'b01;
  localparam logic [3:0] Cache = 4'b0011;
  assign m_axi_arsize  = 3'(vta_pkg::AxiSizeLog);
  assign m_axi_arburst = BurstIncr;
  assign m_axi_arcache = Cache;
  assign m_axi_arprot  = 3'b000;
  assign m_axi_awid    = '0;
  assign m_axi_awsize  = 3'(vta_pkg::AxiSizeLog);
  assign m_axi_awburst = BurstIncr;
  assign m_axi_awcache = Cache;
  assign m_axi_awprot  = 3'b000;
  assign m_axi_wstrb   = '1;

  // --- registers ---------------------------------------------------------------------------------
  logic              start, run_end, flush, core_rst, read_idle, write_idle, running;
  vta_pkg::error_e   end_code;
  logic [31:0]       end_index, insn_addr, insn_count, outstanding, acc_writes;
  logic [6*32-1:0]   bases;
  logic [vta_pkg::FeatureW-1:0] features;
  logic [StatW-1:0]  cycles;
  logic [19*StatW-1:0] counters;
  logic [4*vta_pkg::TokenW-1:0] tokens;
  logic [4*32-1:0]   head_index;
  logic [2:0]        head_valid;

  vta_csr #(
      .Mechanisms(Mechanisms)
  ) u_csr (
      .clk_i           (clk),
      .rst_ni          (rst_n),
      .s_axil_awvalid_i(s_axil_awvalid),
      .s_axil_awready_o(s_axil_awready),
      .s_axil_awaddr_i (s_axil_awaddr),
      .s_axil_wvalid_i (s_axil_wvalid),
      .s_axil_wready_o (s_axil_wready),
      .s_axil_wdata_i  (s_axil_wdata),
      .s_axil_wstrb_i  (s_axil_wstrb),
      .s_axil_bvalid_o (s_axil_bvalid),
      .s_axil_bready_i (s_axil_bready),
      .s_axil_bresp_o  (s_axil_bresp),
      .s_axil_arvalid_i(s_axil_arvalid),
      .s_axil_arready_o(s_axil_arready),
      .s_axil_araddr_i (s_axil_araddr),
      .s_axil_rvalid_o (s_axil_rvalid),
      .s_axil_rready_i (s_axil_rready),
      .s_axil_rdata_o  (s_axil_rdata),
      .s_axil_rresp_o  (s_axil_rresp),
      .irq_o           (irq),
      .start_o         (start),
      .running_o       (running),
      .insn_addr_o     (insn_addr),
      .insn_count_o    (insn_count),
      .bases_o         (bases),
      .features_o      (features),
      .end_i           (run_end),
      .end_code_i      (end_code),
      .end_index_i     (end_index),
      .flush_o         (flush),
      .core_rst_o      (core_rst),
      .read_idle_i     (read_idle),
      .write_idle_i    (write_idle),
      .cycles_i        (cycles),
      .counters_i      (counters),
      .acc_writes_i    (acc_writes),
      .tokens_i        (tokens),
      .head_valid_i    (head_valid),
      .head_index_i    (head_index),
      .outstanding_i   (outstanding)
  );

  // --- counters ----------------------------------------------------------------------------------
  logic [3:0]         busy, token_wait, memory_wait;
  logic [6:0]         stat_valid;
  logic [7*StatW-1:0] stat;
  logic [11:0]        level;
  logic [2:0]         acc_results;
  for (genvar u = 0; u < 4; u++) begin : gen_level
    assign level[3*u+:3] = {memory_wait[u], token_wait[u], busy[u]};
  end

  vta_counters u_counters (
      .clk_i       (clk),
      .rst_ni      (rst_n),
      .start_i     (start),
      .running_i   (running),
      .stat_valid_i(stat_valid),
      .stat_i      (stat),
      .level_i     (level),
      .acc_writes_i(acc_results),
      .cycles_o    (cycles),
      .counters_o  (counters),
      .acc_writes_o(acc_writes)
  );

  // --- the accelerator ---------------------------------------------------------------------------
  logic core_rst_nq;
  always_ff @(posedge clk) core_rst_nq <= rst_n && !core_rst;

  vta_core #(
      .PackedMac(PackedMac)
  ) u_core (
      .clk_i          (clk),
      .rst_ni         (core_rst_nq),
      .start_i        (start),
      .insn_addr_i    (insn_addr),
      .insn_count_i   (insn_count),
      .features_i     (features),
      .uop_base_i     (bases[32*vta_pkg::MemUop+:32]),
      .inp_base_i     (bases[32*vta_pkg::MemInp+:32]),
      .wgt_base_i     (bases[32*vta_pkg::MemWgt+:32]),
      .acc_base_i     (bases[32*vta_pkg::MemAcc+:32]),
      .acc8_base_i    (bases[32*vta_pkg::MemAcc8+:32]),
      .out_base_i     (bases[32*vta_pkg::MemOut+:32]),
      .end_o          (run_end),
      .end_code_o     (end_code),
      .end_index_o    (end_index),
      .flush_i        (flush),
      .read_idle_o    (read_idle),
      .write_idle_o   (write_idle),
      .busy_o         (busy),
      .token_wait_o   (token_wait),
      .memory_wait_o  (memory_wait),
      .stat_valid_o   (stat_valid),
      .stat_o         (stat),
      .acc_writes_o   (acc_results),
      .tokens_o       (tokens),
      .head_valid_o   (head_valid),
      .head_index_o   (head_index),
      .outstanding_o  (outstanding),
      .m_axi_arvalid_o(m_axi_arvalid),
      .m_axi_arready_i(m_axi_arready),
      .m_axi_arid_o   (m_axi_arid),
      .m_axi_araddr_o (m_axi_araddr),
      .m_axi_arlen_o  (m_axi_arlen),
      .m_axi_rvalid_i (m_axi_rvalid),
      .m_axi_rready_o (m_axi_rready),
      .m_axi_rid_i    (m_axi_rid),
      .m_axi_rdata_i  (m_axi_rdata),
      .m_axi_rresp_i  (m_axi_rresp),
      .m_axi_rlast_i  (m_axi_rlast),
      .m_axi_awvalid_o(m_axi_awvalid),
      .m_axi_awready_i(m_axi_awready),
      .m_axi_awaddr_o (m_axi_awaddr),
      .m_axi_awlen_o  (m_axi_awlen),
      .m_axi_wvalid_o (m_axi_wvalid),
      .m_axi_wready_i (m_axi_wready),
      .m_axi_wdata_o  (m_axi_wdata),
      .m_axi_wlast_o  (m_axi_wlast),
      .m_axi_bvalid_i (m_axi_bvalid),
      .m_axi_bready_o (m_axi_bready),
      .m_axi_bresp_i  (m_axi_bresp)
  );

  // All writes have one id.
  logic unused;
  assign unused = &{1'b0, m_axi_bid};
endmodule

`default_nettype wire
