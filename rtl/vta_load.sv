// SPDX-License-Identifier: Apache-2.0
//
// The load stage: LOAD INP and LOAD WGT, in order.
//
// An instruction starts when its token is there: its requests go out while the data of earlier ones
// still arrives. It retires when its last element is written, and then pushes its token.

`include "vta_assert.svh"
`default_nettype none

module vta_load (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    input  logic [31:0]                   inp_base_i,
    input  logic [31:0]                   wgt_base_i,

    input  logic                          insn_valid_i,
    output logic                          insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]     insn_i,
    input  logic [vta_pkg::IndexW-1:0]    insn_index_i,
    output logic                          retire_o,

    input  logic                          c2l_avail_i,
    output logic                          c2l_pop_o,
    input  logic                          l2c_full_i,
    output logic                          l2c_push_o,

    output logic                          wants_o,       // there are requests to make
    output logic                          req_valid_o,
    input  logic                          req_ready_i,
    output logic [31:0]                   req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0] req_len_o,
    input  logic                          rsp_valid_i,
    output logic                          rsp_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0]  rsp_data_i,
    input  logic                          rsp_error_i,
    input  logic                          rsp_last_i,

    // A bit per part of an element; data in the low bits, where a part of INP is the smaller one.
    output logic [vta_pkg::InpParts-1:0]  inp_we_o,
    output logic [vta_pkg::WgtParts-1:0]  wgt_we_o,
    output logic [15:0]                   waddr_o,
    output logic [vta_pkg::LoadPartW-1:0] wdata_o,

    output logic                          error_o,
    output vta_pkg::error_e               error_code_o,
    output logic [vta_pkg::IndexW-1:0]    error_index_o,
    output logic                          quiet_o,
    output logic                          head_valid_o,
    output logic [vta_pkg::IndexW-1:0]    head_index_o,
    output logic                          busy_o,
    output logic                          token_wait_o,
    output logic                          memory_wait_o,
    output logic [vta_pkg::StatW-1:0]     stat_inp_o,  // bytes, valid with retire_o
    output logic [vta_pkg::StatW-1:0]     stat_wgt_o
);
  // --- decode ------------------------------------------------------------------------------------
  logic                      desc_valid, desc_ready, nop, pending;
  vta_pkg::mem_desc_t        desc;
  logic [vta_pkg::InsnW-1:0] insn;

  vta_mem_decode u_decode (
      .clk_i,
      .rst_ni,
      .insn_valid_i,
      .insn_ready_o,
      .insn_i,
      .insn_index_i,
      .uop_base_i  (32'd0),
      .wgt_base_i,
      .inp_base_i,
      .acc_base_i  (32'd0),
      .acc8_base_i (32'd0),
      .once_i      (1'b0),
      .desc_valid_o(desc_valid),
      .desc_ready_i(desc_ready),
      .desc_o      (desc),
      .insn_o      (insn),
      .nop_o       (nop),
      .pending_o   (pending)
  );

  // --- start -------------------------------------------------------------------------------------
  logic stop_q;  // an instruction in error has started, or the stage has stopped
  logic pop_next, tokens, engine_ready, start;
  assign pop_next   = insn[vta_pkg::InsnPopNextLsb];
  assign tokens     = !pop_next || c2l_avail_i;
  assign start      = desc_valid && tokens && engine_ready && !stop_q;
  assign desc_ready = start;
  assign c2l_pop_o  = start && pop_next;

  // --- transfer ----------------------------------------------------------------------------------
  logic               wr_valid, wr_zero, wr_again;  // never again: that is for accumulators
  logic               done_valid, done_ready, empty, engine_quiet, moving;
  vta_pkg::mem_id_e   wr_type;
  logic [7:0]         wr_lane;
  vta_pkg::done_desc_t done_desc;
  logic [vta_pkg::IndexW-1:0] oldest;
  logic [vta_pkg::AxiDataW-1:0] wr_data;
  logic               error_q;

  vta_load_engine u_engine (
      .clk_i,
      .rst_ni,
      .start_valid_i(desc_valid && tokens && !stop_q),
      .start_ready_o(engine_ready),
      .start_desc_i (desc),
      .wants_o,
      .req_valid_o,
      .req_ready_i,
      .req_addr_o,
      .req_len_o,
      .rsp_valid_i,
      .rsp_ready_o,
      .rsp_data_i,
      .rsp_error_i,
      .rsp_last_i,
      .wr_valid_o   (wr_valid),
      .wr_ready_i   (1'b1),
      .wr_type_o    (wr_type),
      .wr_zero_o    (wr_zero),
      .wr_again_o   (wr_again),
      .wr_addr_o    (waddr_o),
      .wr_lane_o    (wr_lane),
      .wr_data_o    (wr_data),
      .done_valid_o (done_valid),
      .done_ready_i (done_ready),
      .done_desc_o  (done_desc),
      .halt_i       (error_q),
      .empty_o      (empty),
      .oldest_o     (oldest),
      .quiet_o      (engine_quiet),
      .moving_o     (moving)
  );

  // The last beat of a part writes it; the beats before it wait here. Zeros may come in between.
  localparam int Bus = vta_pkg::AxiDataW;
  localparam int PartW = vta_pkg::LoadPartW;
  localparam int InpBeats = vta_pkg::InpPartW / Bus;
  localparam int WgtBeats = vta_pkg::WgtPartW / Bus;
  logic [PartW-1:0] part;
  if (PartW == Bus) begin : gen_whole
    assign part = wr_data;
  end else begin : gen_parts
    logic [PartW-Bus-1:0] held_q;
    assign part = {wr_data, held_q};
    always_ff @(posedge clk_i) begin
      if (wr_valid && !wr_zero) held_q <= part[PartW-1:Bus];
    end
  end

  assign wdata_o = wr_zero ? '0
                   : (wr_type == vta_pkg::MemInp) ? part >> (PartW - vta_pkg::InpPartW)
                   : part >> (PartW - vta_pkg::WgtPartW);
  always_comb begin
    inp_we_o = '0;
    wgt_we_o = '0;
    if (wr_valid) begin
      for (int p = 0; p < vta_pkg::InpParts; p++) begin
        inp_we_o[p] = (wr_type == vta_pkg::MemInp) &&
                      (wr_zero || wr_lane == 8'(InpBeats * p + InpBeats - 1));
      end
      for (int p = 0; p < vta_pkg::WgtParts; p++) begin
        wgt_we_o[p] = (wr_type == vta_pkg::MemWgt) &&
                      (wr_zero || wr_lane == 8'(WgtBeats * p + WgtBeats - 1));
      end
    end
  end

  // --- retire ------------------------------------------------------------------------------------
  vta_pkg::error_e            error_code_q, error_code_d;
  logic [vta_pkg::IndexW-1:0] error_index_q;

  always_comb begin
    error_code_d = done_desc.error;
    if (done_desc.error == vta_pkg::ErrNone && done_desc.push_next && l2c_full_i) begin
      error_code_d = vta_pkg::ErrTokenOverflow;
    end
  end
  assign done_ready = !error_q;
  assign retire_o   = done_valid && done_ready && (error_code_d == vta_pkg::ErrNone);
  assign l2c_push_o = retire_o && done_desc.push_next;
  assign stat_inp_o = (done_desc.mem_type == vta_pkg::MemInp)
                      ? vta_pkg::StatW'(done_desc.elems) << vta_pkg::InpElemLog : '0;
  assign stat_wgt_o = (done_desc.mem_type == vta_pkg::MemWgt)
                      ? vta_pkg::StatW'(done_desc.elems) << vta_pkg::WgtElemLog : '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      stop_q  <= 1'b0;
      error_q <= 1'b0;
    end else begin
      if (start && desc.error != vta_pkg::ErrNone) stop_q <= 1'b1;
      if (done_valid && done_ready && !retire_o) begin
        stop_q  <= 1'b1;
        error_q <= 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (done_valid && done_ready && !retire_o) begin
      error_code_q  <= error_code_d;
      error_index_q <= done_desc.index;
    end
  end

  // --- state -------------------------------------------------------------------------------------
  logic starved;
  assign starved       = desc_valid && !tokens;
  assign error_o       = error_q;
  assign error_code_o  = error_code_q;
  assign error_index_o = error_index_q;
  assign quiet_o       = engine_quiet &&
                         (error_q || starved || (!insn_valid_i && !pending && !desc_valid));
  // What has stopped the stage has not retired.
  assign head_valid_o  = error_q || !empty || desc_valid;
  assign head_index_o  = error_q ? error_index_q : empty ? desc.index : oldest;
  assign busy_o        = moving;
  assign memory_wait_o = !empty && !moving && !error_q;
  assign token_wait_o  = empty && starved && !error_q;

  // Only loads of INP and WGT come here; the rest of the instruction is in the descriptor.
  logic unused;
  assign unused = &{1'b0, insn, nop, done_desc, wr_again};
endmodule

`default_nettype wire
