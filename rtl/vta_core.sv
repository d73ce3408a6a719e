// SPDX-License-Identifier: Apache-2.0
//
// The accelerator behind its registers: fetch, the three stages, the token counters between them,
// the memories they share, the AXI read port and the control of a run.

`default_nettype none

module vta_core #(
    parameter  int PackedMac = 0,  // see vta_mac
    localparam int CntW = 16  // bursts in flight, as the registers show them
) (
    input  logic                           clk_i,
    input  logic                           rst_ni,        // also low at the end of a soft reset

    input  logic                           start_i,
    input  logic [31:0]                    insn_addr_i,
    input  logic [31:0]                    insn_count_i,
    input  logic [vta_pkg::FeatureW-1:0]   features_i,    // constant during a run
    input  logic [31:0]                    uop_base_i,
    input  logic [31:0]                    inp_base_i,
    input  logic [31:0]                    wgt_base_i,
    input  logic [31:0]                    acc_base_i,
    input  logic [31:0]                    acc8_base_i,
    input  logic [31:0]                    out_base_i,

    output logic                           end_o,         // pulse: the run is over
    output vta_pkg::error_e                end_code_o,
    output logic [vta_pkg::IndexW-1:0]     end_index_o,

    // Soft reset: no new AXI transaction; idle when the last one is over.
    input  logic                           flush_i,
    output logic                           read_idle_o,
    output logic                           write_idle_o,

    // For the counters. Units: 0 fetch, 1 load, 2 compute, 3 store.
    output logic [3:0]                     busy_o,
    output logic [3:0]                     token_wait_o,  // fetch: a queue is full
    output logic [3:0]                     memory_wait_o,
    output logic [6:0]                     stat_valid_o,  // inp wgt acc uop out gemm alu
    output logic [7*vta_pkg::StatW-1:0]    stat_o,        // increments
    output logic [2:0]                     acc_writes_o,

    // For whoever looks for the reason of a stall.
    output logic [4*vta_pkg::TokenW-1:0]   tokens_o,      // c2l l2c c2s s2c
    output logic [2:0]                     head_valid_o,  // load, compute, store
    output logic [4*vta_pkg::IndexW-1:0]   head_index_o,
    output logic [2*CntW-1:0]              outstanding_o, // reads, writes

    output logic                           m_axi_arvalid_o,
    input  logic                           m_axi_arready_i,
    output logic [vta_pkg::AxiIdW-1:0]     m_axi_arid_o,
    output logic [vta_pkg::AxiAddrW-1:0]   m_axi_araddr_o,
    output logic [7:0]                     m_axi_arlen_o,
    input  logic                           m_axi_rvalid_i,
    output logic                           m_axi_rready_o,
    input  logic [vta_pkg::AxiIdW-1:0]     m_axi_rid_i,
    input  logic [vta_pkg::AxiDataW-1:0]   m_axi_rdata_i,
    input  logic [1:0]                     m_axi_rresp_i,
    input  logic                           m_axi_rlast_i,
    output logic                           m_axi_awvalid_o,
    input  logic                           m_axi_awready_i,
    output logic [vta_pkg::AxiAddrW-1:0]   m_axi_awaddr_o,
    output logic [7:0]                     m_axi_awlen_o,
    output logic                           m_axi_wvalid_o,
    input  logic                           m_axi_wready_i,
    output logic [vta_pkg::AxiDataW-1:0]   m_axi_wdata_o,
    output logic                           m_axi_wlast_o,
    input  logic                           m_axi_bvalid_i,
    output logic                           m_axi_bready_o,
    input  logic [1:0]                     m_axi_bresp_i
);
  localparam int IndexW = vta_pkg::IndexW;
  localparam int StatW = vta_pkg::StatW;
  localparam int TokenW = vta_pkg::TokenW;
  localparam int Clients = vta_pkg::ReadClients;
  localparam int Banks = vta_pkg::AccBanks;
  localparam int BankW = vta_pkg::AccAddrW - $clog2(Banks);
  localparam int AccLanesBus = vta_pkg::AccElemW / vta_pkg::AxiDataW;

  // --- AXI read port -----------------------------------------------------------------------------
  logic [Clients-1:0]                    req_valid, req_ready, rsp_valid, rsp_ready;
  logic [Clients*vta_pkg::AxiAddrW-1:0]  req_addr;
  logic [Clients*vta_pkg::BurstLenW-1:0] req_len;
  logic [vta_pkg::AxiDataW-1:0]          rsp_data;
  logic [5:0]                            reads;
  logic                                  rsp_error, rsp_last, load_wants, compute_wants;

  vta_axi_read #(.MaxOutstanding(32)) u_axi_read (
      .clk_i, .rst_ni,
      .req_valid_i  (req_valid),
      .req_ready_o  (req_ready),
      .req_addr_i   (req_addr),
      .req_len_i    (req_len),
      .rsp_valid_o  (rsp_valid),
      .rsp_ready_i  (rsp_ready),
      .rsp_data_o   (rsp_data),
      .rsp_error_o  (rsp_error),
      .rsp_last_o   (rsp_last),
      .flush_i,
      .idle_o       (read_idle_o),
      .outstanding_o(reads),
      .m_axi_arvalid_o, .m_axi_arready_i, .m_axi_arid_o, .m_axi_araddr_o, .m_axi_arlen_o,
      .m_axi_rvalid_i, .m_axi_rready_o, .m_axi_rid_i, .m_axi_rdata_i, .m_axi_rresp_i,
      .m_axi_rlast_i
  );

  // --- fetch -------------------------------------------------------------------------------------
  logic [2:0]                  insn_valid, insn_ready, retire;
  logic [3*vta_pkg::InsnW-1:0] insn;
  logic [3*IndexW-1:0]         insn_index;
  logic                        running;
  logic [3:0]                  quiet, failed, head_valid;
  logic [4*IndexW-1:0]         head_index, error_index;
  logic                        fetch_done;
  vta_pkg::error_e             load_code, compute_code, store_code;

  vta_fetch u_fetch (
      .clk_i, .rst_ni,
      .start_i,
      .insn_addr_i,
      .insn_count_i,
      .others_i     ((load_wants || compute_wants) && head_valid[1] && head_valid[2]),
      .req_valid_o  (req_valid[vta_pkg::ReadFetch]),
      .req_ready_i  (req_ready[vta_pkg::ReadFetch]),
      .req_addr_o   (req_addr[32*vta_pkg::ReadFetch+:32]),
      .req_len_o    (req_len[vta_pkg::BurstLenW*vta_pkg::ReadFetch+:vta_pkg::BurstLenW]),
      .rsp_valid_i  (rsp_valid[vta_pkg::ReadFetch]),
      .rsp_ready_o  (rsp_ready[vta_pkg::ReadFetch]),
      .rsp_data_i   (rsp_data),
      .rsp_error_i  (rsp_error),
      .rsp_last_i   (rsp_last),
      .insn_valid_o (insn_valid),
      .insn_ready_i (insn_ready),
      .insn_o       (insn),
      .insn_index_o (insn_index),
      .retire_i     (retire),
      .done_o       (fetch_done),
      .error_o      (failed[0]),
      .head_index_o (head_index[0+:IndexW]),
      .quiet_o      (quiet[0]),
      .busy_o       (busy_o[0]),
      .queue_wait_o (token_wait_o[0]),
      .memory_wait_o(memory_wait_o[0])
  );
  assign head_valid[0]            = running && !fetch_done;
  assign error_index[0+:IndexW]   = head_index[0+:IndexW];

  // --- tokens ------------------------------------------------------------------------------------
  localparam int C2l = 0, L2c = 1, C2s = 2, S2c = 3;  // compute to load, and so on
  logic [3:0] push, full, pop, avail, high;

  for (genvar q = 0; q < 4; q++) begin : gen_token
    vta_token_counter u_count (
        .clk_i, .rst_ni,
        .post_i (push[q]),
        .full_o (full[q]),
        .take_i (pop[q]),
        .avail_o(avail[q]),
        .count_o(tokens_o[TokenW*q+:TokenW])
    );
    assign high[q] = &tokens_o[TokenW*q+TokenW-4+:4];  // no more than 63 places are left
  end

  // --- load --------------------------------------------------------------------------------------
  logic [vta_pkg::InpParts-1:0] inp_we;
  logic [vta_pkg::WgtParts-1:0] wgt_we;
  logic [15:0]                  load_waddr;
  logic [vta_pkg::LoadPartW-1:0] load_wdata;
  logic [StatW-1:0]             load_inp, load_wgt;

  vta_load u_load (
      .clk_i, .rst_ni,
      .inp_base_i,
      .wgt_base_i,
      .insn_valid_i (insn_valid[0]),
      .insn_ready_o (insn_ready[0]),
      .insn_i       (insn[0*vta_pkg::InsnW+:vta_pkg::InsnW]),
      .insn_index_i (insn_index[0*IndexW+:IndexW]),
      .retire_o     (retire[0]),
      .c2l_avail_i  (avail[C2l]),
      .c2l_pop_o    (pop[C2l]),
      .l2c_full_i   (full[L2c]),
      .l2c_push_o   (push[L2c]),
      .wants_o      (load_wants),
      .req_valid_o  (req_valid[vta_pkg::ReadLoad]),
      .req_ready_i  (req_ready[vta_pkg::ReadLoad]),
      .req_addr_o   (req_addr[32*vta_pkg::ReadLoad+:32]),
      .req_len_o    (req_len[vta_pkg::BurstLenW*vta_pkg::ReadLoad+:vta_pkg::BurstLenW]),
      .rsp_valid_i  (rsp_valid[vta_pkg::ReadLoad]),
      .rsp_ready_o  (rsp_ready[vta_pkg::ReadLoad]),
      .rsp_data_i   (rsp_data),
      .rsp_error_i  (rsp_error),
      .rsp_last_i   (rsp_last),
      .inp_we_o     (inp_we),
      .wgt_we_o     (wgt_we),
      .waddr_o      (load_waddr),
      .wdata_o      (load_wdata),
      .error_o      (failed[1]),
      .error_code_o (load_code),
      .error_index_o(error_index[1*IndexW+:IndexW]),
      .quiet_o      (quiet[1]),
      .head_valid_o (head_valid[1]),
      .head_index_o (head_index[1*IndexW+:IndexW]),
      .busy_o       (busy_o[1]),
      .token_wait_o (token_wait_o[1]),
      .memory_wait_o(memory_wait_o[1]),
      .stat_inp_o   (load_inp),
      .stat_wgt_o   (load_wgt)
  );

  logic                         mul_re;
  logic [vta_pkg::InpAddrW-1:0] inp_raddr;
  logic [vta_pkg::WgtAddrW-1:0] wgt_raddr;
  logic [vta_pkg::InpElemW-1:0] inp_rdata;
  logic [vta_pkg::WgtElemW-1:0] wgt_rdata;

  vta_ram_1r1w #(
      .Width(vta_pkg::InpElemW),
      .Depth(vta_pkg::InpDepth),
      .Lanes(vta_pkg::InpParts)
  ) u_inp_ram (
      .clk_i,
      .we_i   (|inp_we),
      .wlane_i(inp_we),
      .waddr_i(load_waddr[vta_pkg::InpAddrW-1:0]),
      .wdata_i({vta_pkg::InpParts{load_wdata[vta_pkg::InpPartW-1:0]}}),
      .re_i(mul_re), .raddr_i(inp_raddr), .rdata_o(inp_rdata)
  );

  vta_wide_ram #(
      .Width(vta_pkg::WgtElemW),
      .Depth(vta_pkg::WgtDepth),
      .Lanes(vta_pkg::WgtParts)
  ) u_wgt_ram (
      .clk_i,
      .we_i   (|wgt_we),
      .wlane_i(wgt_we),
      .waddr_i(load_waddr[vta_pkg::WgtAddrW-1:0]),
      .wdata_i({vta_pkg::WgtParts{load_wdata[vta_pkg::WgtPartW-1:0]}}),
      .re_i(mul_re), .raddr_i(wgt_raddr), .rdata_o(wgt_rdata)
  );

  // --- compute -----------------------------------------------------------------------------------
  logic                         finish, ahead;
  logic [vta_pkg::AccAddrW-1:0] ahead_lo, ahead_hi;
  logic [Banks-1:0]             out_we;
  logic [Banks*AccLanesBus-1:0] out_wlane;
  logic [Banks*BankW-1:0]       out_waddr;
  logic [Banks*vta_pkg::OutElemW-1:0] out_wdata;
  logic [StatW-1:0]             compute_uop, compute_acc, compute_gemm, compute_alu;

  vta_compute #(.PackedMac(PackedMac)) u_compute (
      .clk_i, .rst_ni,
      .features_i,
      .uop_base_i,
      .acc_base_i,
      .acc8_base_i,
      .insn_valid_i (insn_valid[1]),
      .insn_ready_o (insn_ready[1]),
      .insn_i       (insn[1*vta_pkg::InsnW+:vta_pkg::InsnW]),
      .insn_index_i (insn_index[1*IndexW+:IndexW]),
      .retire_o     (retire[1]),
      .finish_o     (finish),
      .l2c_avail_i  (avail[L2c]),
      .l2c_pop_o    (pop[L2c]),
      .s2c_avail_i  (avail[S2c]),
      .s2c_pop_o    (pop[S2c]),
      .c2l_full_i   (full[C2l]),
      .c2l_push_o   (push[C2l]),
      .c2s_full_i   (full[C2s]),
      .c2s_push_o   (push[C2s]),
      .ahead_o(ahead), .ahead_lo_o(ahead_lo), .ahead_hi_o(ahead_hi),
      .tokens_high_i(high[C2l] || high[C2s]),
      .wants_o      (compute_wants),
      .req_valid_o  (req_valid[vta_pkg::ReadCompute]),
      .req_ready_i  (req_ready[vta_pkg::ReadCompute]),
      .req_addr_o   (req_addr[32*vta_pkg::ReadCompute+:32]),
      .req_len_o    (req_len[vta_pkg::BurstLenW*vta_pkg::ReadCompute+:vta_pkg::BurstLenW]),
      .rsp_valid_i  (rsp_valid[vta_pkg::ReadCompute]),
      .rsp_ready_o  (rsp_ready[vta_pkg::ReadCompute]),
      .rsp_data_i   (rsp_data),
      .rsp_error_i  (rsp_error),
      .rsp_last_i   (rsp_last),
      .mul_re_o     (mul_re),
      .inp_raddr_o  (inp_raddr),
      .wgt_raddr_o  (wgt_raddr),
      .inp_rdata_i  (inp_rdata),
      .wgt_rdata_i  (wgt_rdata),
      .out_we_o     (out_we),
      .out_wlane_o  (out_wlane),
      .out_waddr_o  (out_waddr),
      .out_wdata_o  (out_wdata),
      .error_o      (failed[2]),
      .error_code_o (compute_code),
      .error_index_o(error_index[2*IndexW+:IndexW]),
      .quiet_o      (quiet[2]),
      .head_valid_o (head_valid[2]),
      .head_index_o (head_index[2*IndexW+:IndexW]),
      .busy_o       (busy_o[2]),
      .token_wait_o (token_wait_o[2]),
      .memory_wait_o(memory_wait_o[2]),
      .acc_writes_o,
      .stat_uop_o   (compute_uop),
      .stat_acc_o   (compute_acc),
      .stat_gemm_o  (compute_gemm),
      .stat_alu_o   (compute_alu)
  );

  logic                         out_re;
  logic [vta_pkg::AccAddrW-1:0] out_raddr;
  logic [vta_pkg::OutElemW-1:0] out_rdata;

  vta_out_banks u_out (
      .clk_i,
      .we_i   (out_we),
      .wlane_i(out_wlane),
      .waddr_i(out_waddr),
      .wdata_i(out_wdata),
      .re_i(out_re), .raddr_i(out_raddr), .rdata_o(out_rdata)
  );

  // --- store -------------------------------------------------------------------------------------
  logic [StatW-1:0] store_out;
  logic [5:0]       writes;

  vta_store u_store (
      .clk_i, .rst_ni,
      .insn_valid_i (insn_valid[2]),
      .insn_ready_o (insn_ready[2]),
      .insn_i       (insn[2*vta_pkg::InsnW+:vta_pkg::InsnW]),
      .insn_index_i (insn_index[2*IndexW+:IndexW]),
      .retire_o     (retire[2]),
      .c2s_avail_i  (avail[C2s]),
      .c2s_pop_o    (pop[C2s]),
      .s2c_full_i   (full[S2c]),
      .s2c_high_i   (high[S2c]),
      .ahead_i(ahead), .ahead_lo_i(ahead_lo), .ahead_hi_i(ahead_hi),
      .s2c_push_o   (push[S2c]),
      .out_base_i,
      .out_re_o     (out_re),
      .out_raddr_o  (out_raddr),
      .out_rdata_i  (out_rdata),
      .error_o      (failed[3]),
      .error_code_o (store_code),
      .error_index_o(error_index[3*IndexW+:IndexW]),
      .quiet_o      (quiet[3]),
      .head_valid_o (head_valid[3]),
      .head_index_o (head_index[3*IndexW+:IndexW]),
      .busy_o       (busy_o[3]),
      .token_wait_o (token_wait_o[3]),
      .memory_wait_o(memory_wait_o[3]),
      .stat_out_o   (store_out),
      .flush_i,
      .idle_o       (write_idle_o),
      .outstanding_o(writes),
      .m_axi_awvalid_o,
      .m_axi_awready_i,
      .m_axi_awaddr_o,
      .m_axi_awlen_o,
      .m_axi_wvalid_o,
      .m_axi_wready_i,
      .m_axi_wdata_o,
      .m_axi_wlast_o,
      .m_axi_bvalid_i,
      .m_axi_bready_o,
      .m_axi_bresp_i
  );

  // --- the run -----------------------------------------------------------------------------------
  vta_run_control u_run (
      .clk_i, .rst_ni,
      .start_i,
      .insn_count_i,
      .finish_i     (finish),
      .quiet_i      (quiet),
      .axi_idle_i   (read_idle_o && write_idle_o),
      .error_i      (failed),
      .error_code_i ({store_code, compute_code, load_code, vta_pkg::ErrAxiError}),
      .error_index_i(error_index),
      .head_valid_i (head_valid),
      .head_index_i (head_index),
      .running_o    (running),
      .end_o,
      .end_code_o,
      .end_index_o
  );

  assign stat_valid_o  = {{2{retire[1]}}, retire[2], {2{retire[1]}}, {2{retire[0]}}};
  assign stat_o        = {compute_alu, compute_gemm, store_out, compute_uop, compute_acc, load_wgt,
                          load_inp};
  assign head_valid_o  = head_valid[3:1];
  assign head_index_o  = head_index;
  assign outstanding_o = {CntW'(writes), CntW'(reads)};
  logic unused;  // addresses are as wide as the widest memory
  assign unused = &{1'b0, load_waddr, high};
endmodule

`default_nettype wire
