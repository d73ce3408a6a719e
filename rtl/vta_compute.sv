// SPDX-License-Identifier: Apache-2.0
//
// The compute stage: LOAD UOP, ACC and ACC_8BIT, GEMM, ALU and FINISH.
//
// GEMM and ALU follow each other through the execution pipeline without a gap; LOADs follow each
// other without waiting. Resets and ALU operations with an immediate may run in the tail engine,
// and LOADs, beside a GEMM that they do not touch (vta_issue has the rules). What can be seen from
// outside is the sequential program: instructions start and retire in order. The micro-op and
// accumulator memories are here; OUT, which follows every write of ACC, is outside.

`include "vta_assert.svh"
`default_nettype none

module vta_compute #(
    parameter  int PackedMac = 0,  // see vta_mac
    localparam int AccLanesBus = vta_pkg::AccElemW / vta_pkg::AxiDataW,
    localparam int Banks = vta_pkg::AccBanks,
    localparam int BankW = vta_pkg::AccAddrW - $clog2(vta_pkg::AccBanks)
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    input  logic [vta_pkg::FeatureW-1:0]  features_i,    // constant during a run
    input  logic [31:0]                   uop_base_i,
    input  logic [31:0]                   acc_base_i,
    input  logic [31:0]                   acc8_base_i,

    input  logic                          insn_valid_i,
    output logic                          insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]     insn_i,
    input  logic [vta_pkg::IndexW-1:0]    insn_index_i,
    output logic                          retire_o,
    output logic                          finish_o,      // a FINISH retires

    input  logic                          l2c_avail_i,
    output logic                          l2c_pop_o,
    input  logic                          s2c_avail_i,
    output logic                          s2c_pop_o,
    input  logic                          c2l_full_i,
    output logic                          c2l_push_o,
    input  logic                          c2s_full_i,
    output logic                          c2s_push_o,
    output logic                          ahead_o,       // store must not read these elements:
    output logic [vta_pkg::AccAddrW-1:0]  ahead_lo_o,    // a GEMM before its token writes them
    output logic [vta_pkg::AccAddrW-1:0]  ahead_hi_o,
    input  logic                          tokens_high_i, // no more than 63 places are left

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

    output logic                          mul_re_o,      // INP and WGT, data until the next
    output logic [vta_pkg::InpAddrW-1:0]  inp_raddr_o,
    output logic [vta_pkg::WgtAddrW-1:0]  wgt_raddr_o,
    input  logic [vta_pkg::InpElemW-1:0]  inp_rdata_i,
    input  logic [vta_pkg::WgtElemW-1:0]  wgt_rdata_i,

    output logic [Banks-1:0]              out_we_o,      // per bank
    output logic [Banks*AccLanesBus-1:0]  out_wlane_o,
    output logic [Banks*BankW-1:0]        out_waddr_o,
    output logic [Banks*vta_pkg::OutElemW-1:0] out_wdata_o,

    output logic                          error_o,
    output vta_pkg::error_e               error_code_o,
    output logic [vta_pkg::IndexW-1:0]    error_index_o,
    output logic                          quiet_o,
    output logic                          head_valid_o,
    output logic [vta_pkg::IndexW-1:0]    head_index_o,
    output logic                          busy_o,
    output logic                          token_wait_o,
    output logic                          memory_wait_o,
    output logic [2:0]                    acc_writes_o,  // results of GEMM and ALU in this cycle
    output logic [vta_pkg::StatW-1:0]     stat_uop_o,    // the four: valid with retire_o
    output logic [vta_pkg::StatW-1:0]     stat_acc_o,
    output logic [vta_pkg::StatW-1:0]     stat_gemm_o,
    output logic [vta_pkg::StatW-1:0]     stat_alu_o
);
  // --- decode ------------------------------------------------------------------------------------
  logic                      desc_valid, start, nop, pending;
  vta_pkg::mem_desc_t        desc;
  logic [vta_pkg::InsnW-1:0] insn;

  vta_mem_decode u_decode (
      .clk_i, .rst_ni, .once_i(features_i[vta_pkg::FeatureOnce]),
      .insn_valid_i, .insn_ready_o,
      .insn_i,
      .insn_index_i,
      .uop_base_i,
      .wgt_base_i  (32'd0),
      .inp_base_i  (32'd0),
      .acc_base_i,
      .acc8_base_i,
      .desc_valid_o(desc_valid),
      .desc_ready_i(start),
      .desc_o      (desc),
      .insn_o      (insn),
      .nop_o       (nop),
      .pending_o   (pending)
  );

  logic            is_load;  // goes through the DMA; a NOP does not
  vta_pkg::error_e exec_error;
  assign is_load = (insn[2:0] == vta_pkg::OpLoad) && !nop;
  always_comb begin
    exec_error = vta_pkg::ErrNone;
    if (insn[2:0] > vta_pkg::OpAlu) exec_error = vta_pkg::ErrIllegalOpcode;
    else if (insn[2:0] == vta_pkg::OpAlu && insn[vta_pkg::AluAluOpcodeLsb+:3] > vta_pkg::AluMul)
      exec_error = vta_pkg::ErrIllegalAluOpcode;
  end

  // --- start -------------------------------------------------------------------------------------
  localparam int OffW = vta_pkg::IndexOffW;
  logic stop_q;  // an instruction in error has started, or the stage has stopped
  logic pop_prev, pop_next, tokens, stopping, failing;
  logic start_load, start_exec, start_tail, join_tail, offer_load;
  logic engine_ready, engine_empty, engine_quiet, exec_ready, exec_idle, exec_behind;
  logic safe, tail_ready, tail_busy, tail_zeroing, can_join, can_shift, tail_add, tail_go, error_q;
  logic scan_re, uop_free, list_has_room;
  logic [vta_pkg::UopAddrW-1:0] scan_raddr, exec_uop_bgn;
  logic [vta_pkg::UopAddrW:0]   exec_uop_end;
  logic [vta_pkg::AccAddrW-1:0] exec_lo, exec_hi, tail_lo, tail_hi, tail_base, tail_src;
  logic [vta_pkg::AccAddrW-1:0] next_lo, next_hi;
  logic [vta_pkg::AccAddrW:0]   tail_uops;
  logic [31:0]                  uop_rdata;

  assign pop_prev  = insn[vta_pkg::InsnPopPrevLsb];
  assign pop_next  = insn[vta_pkg::InsnPopNextLsb];
  assign tokens    = (!pop_prev || l2c_avail_i) && (!pop_next || s2c_avail_i);
  assign l2c_pop_o = start && pop_prev;
  assign s2c_pop_o = start && pop_next;

  vta_issue u_issue (
      .clk_i, .rst_ni,
      .features_i,
      .valid_i(desc_valid),
      .tokens_i(tokens),
      .stopped_i(stop_q || !list_has_room),
      .desc_i(desc),
      .insn_i(insn),
      .is_load_i(is_load),
      .legal_i(exec_error == vta_pkg::ErrNone),
      .start_o(start), .start_load_o(start_load), .start_exec_o(start_exec),
      .start_tail_o(start_tail),
      .join_tail_o(join_tail),
      .offer_load_o(offer_load),
      .tokens_high_i,
      .engine_ready_i(engine_ready), .engine_empty_i(engine_empty),
      .loads_wait_i(loads_wait),
      .exec_ready_i(exec_ready), .exec_idle_i(exec_idle), .exec_behind_i(exec_behind),
      .safe_i(safe),
      .exec_lo_i(exec_lo), .exec_hi_i(exec_hi), .exec_uop_bgn_i(exec_uop_bgn),
      .exec_uop_end_i(exec_uop_end),
      .tail_ready_i(tail_ready), .tail_busy_i(tail_busy), .tail_zeroing_i(tail_zeroing),
      .tail_lo_i(tail_lo), .tail_hi_i(tail_hi),
      .can_join_i(can_join), .can_shift_i(can_shift),
      .tail_go_o(tail_go),
      .scan_re_o(scan_re), .scan_rready_i(uop_free), .scan_raddr_o(scan_raddr),
      .scan_rdata_i(uop_rdata),
      .tail_add_o(tail_add), .tail_src_o(tail_src), .tail_base_o(tail_base),
      .tail_lo_o(next_lo), .tail_hi_o(next_hi), .tail_uops_o(tail_uops)
  );

  // --- LOADs -------------------------------------------------------------------------------------
  logic                         load_done, load_take, loads_wait, moving, uop_we;
  logic                         load_we, load_wready;
  vta_pkg::done_desc_t          load_desc;
  logic [vta_pkg::IndexW-1:0]   load_oldest;
  logic [vta_pkg::UopAddrW-1:0] uop_waddr;
  logic [31:0]                  uop_wdata;
  logic [AccLanesBus-1:0]       load_wlane;
  logic [vta_pkg::AccAddrW-1:0] load_waddr;
  logic [vta_pkg::AccElemW-1:0] load_wdata;

  vta_compute_load u_load (
      .clk_i, .rst_ni,
      .start_valid_i(offer_load), .start_ready_o(engine_ready), .start_desc_i(desc),
      .wants_o, .req_valid_o, .req_ready_i, .req_addr_o, .req_len_o,
      .rsp_valid_i, .rsp_ready_o, .rsp_data_i, .rsp_error_i, .rsp_last_i,
      .uop_we_o(uop_we), .uop_waddr_o(uop_waddr), .uop_wdata_o(uop_wdata),
      .acc_we_o(load_we), .acc_wready_i(load_wready), .acc_wlane_o(load_wlane),
      .acc_waddr_o(load_waddr), .acc_wdata_o(load_wdata),
      .done_o(load_done), .desc_o(load_desc), .take_i(load_take), .waits_o(loads_wait),
      .halt_i(error_q), .empty_o(engine_empty), .oldest_o(load_oldest), .quiet_o(engine_quiet),
      .moving_o(moving)
  );

  // --- GEMM, ALU, FINISH, NOP --------------------------------------------------------------------
  logic                         uop_re, acc_re, exec_we;
  logic [vta_pkg::UopAddrW-1:0] uop_raddr;
  logic [vta_pkg::AccAddrW-1:0] acc_raddr, exec_waddr;
  logic [vta_pkg::AccElemW-1:0] exec_wdata;
  logic [Banks*vta_pkg::AccElemW-1:0] acc_rdata;
  logic                         exec_done, exec_take, exec_stop, exec_finish;
  logic                         exec_push_prev, exec_push_next;
  logic                         range_error, exec_oldest_valid, seen, seen_first;
  logic [vta_pkg::IndexW-1:0]   exec_done_index, range_index, exec_oldest;
  vta_pkg::error_e              exec_done_error;
  logic [vta_pkg::StatW-1:0]    exec_gemm, exec_alu;
  logic [OffW-1:0]              seen_dst, seen_src, seen_wgt;

  vta_exec #(.PackedMac(PackedMac)) u_exec (
      .clk_i, .rst_ni,
      .start_valid_i(start_exec), .start_ready_o(exec_ready),
      .insn_i(insn),
      .index_i(desc.index),
      .error_i(exec_error),
      .tail_busy_i(tail_busy), .tail_lo_i(tail_lo), .tail_hi_i(tail_hi),
      .uop_free_o(uop_free), .uop_taken_i(scan_re && uop_free), .uop_re_o(uop_re),
      .uop_raddr_o(uop_raddr), .uop_rdata_i(uop_rdata),
      .mul_re_o,
      .inp_raddr_o,
      .wgt_raddr_o,
      .inp_rdata_i,
      .wgt_rdata_i,
      .acc_re_o(acc_re), .acc_raddr_o(acc_raddr), .acc_rdata_i(acc_rdata), .acc_we_o(exec_we),
      .acc_waddr_o(exec_waddr), .acc_wdata_o(exec_wdata),
      .done_o(exec_done), .done_error_o(exec_done_error), .done_finish_o(exec_finish),
      .done_push_prev_o(exec_push_prev), .done_push_next_o(exec_push_next),
      .done_index_o(exec_done_index), .done_gemm_o(exec_gemm), .done_alu_o(exec_alu),
      .behind_o(exec_behind),
      .done_take_i(exec_take),
      .stop_i(exec_stop),
      .range_error_o(range_error), .range_index_o(range_index),
      .seen_o(seen), .seen_first_o(seen_first), .seen_dst_o(seen_dst), .seen_src_o(seen_src),
      .seen_wgt_o(seen_wgt),
      .idle_o(exec_idle),
      .oldest_valid_o(exec_oldest_valid), .oldest_index_o(exec_oldest)
  );

  vta_footprint u_footprint (
      .clk_i, .rst_ni,
      .start_i(start_exec),
      .gemm_i(insn[2:0] == vta_pkg::OpGemm),
      .insn_i(insn),
      .seen_i(seen),
      .first_sweep_i(seen_first),
      .dst_i(seen_dst),
      .src_i(seen_src),
      .wgt_i(seen_wgt),
      .safe_o(safe),
      .lo_o(exec_lo),
      .hi_o(exec_hi),
      .uop_bgn_o(exec_uop_bgn), .uop_end_o(exec_uop_end)
  );

  // --- the tail engine ---------------------------------------------------------------------------
  logic                         tail_re, tail_rready, tail_done, tail_clear;
  logic [1:0]                   tail_we, tail_wready, tail_written;
  logic [1:0]                   tail_joined;
  logic [vta_pkg::AccAddrW-1:0] tail_raddr, tail_waddr;
  logic [vta_pkg::AccElemW-1:0] tail_rdata, tail_wdata;
  logic [vta_pkg::StatW-1:0]    tail_elems;

  vta_tail u_tail (
      .clk_i, .rst_ni,
      .start_i(start_tail),
      .ready_o(tail_ready),
      .reset_i(insn[2:0] == vta_pkg::OpGemm),
      .add_i(tail_add), .src_i(tail_src),
      .src_step_i(insn[vta_pkg::AluSrcFactorOutLsb+:vta_pkg::AluSrcFactorOutW]),
      .alu_op_i(insn[vta_pkg::AluAluOpcodeLsb+:3]),
      .imm_i(insn[vta_pkg::AluImmLsb+:16]),
      .base_i(tail_base),
      .lo_i(next_lo), .hi_i(next_hi),
      .uops_i(tail_uops),
      .iter_in_i(insn[vta_pkg::GemmIterInLsb+:vta_pkg::GemmIterOutW]),
      .iter_out_i(insn[vta_pkg::GemmIterOutLsb+:vta_pkg::GemmIterOutW]),
      .factor_in_i(insn[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW]),
      .factor_out_i(insn[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW]),
      .join_i(join_tail), .join_op_i(insn[vta_pkg::AluAluOpcodeLsb+:3]),
      .join_imm_i(insn[vta_pkg::AluImmLsb+:16]),
      .can_join_o(can_join), .can_shift_o(can_shift),
      .go_i(tail_go),
      .re_o(tail_re),
      .rready_i(tail_rready),
      .raddr_o(tail_raddr),
      .rdata_i(tail_rdata),
      .we_o(tail_we),
      .wready_i(tail_wready),
      .waddr_o(tail_waddr),
      .wdata_o(tail_wdata),
      .zeroing_o(tail_zeroing),
      .busy_o(tail_busy),
      .lo_o(tail_lo),
      .hi_o(tail_hi),
      .done_o(tail_done),
      .joined_o(tail_joined),
      .elems_o(tail_elems),
      .clear_i(tail_clear)
  );

  // --- memories ----------------------------------------------------------------------------------
  vta_ram_1r1w #(
      .Width(vta_pkg::UopElemW),
      .Depth(vta_pkg::UopDepth)
  ) u_uop_ram (
      .clk_i,
      .we_i   (uop_we),
      .wlane_i(1'b1),
      .waddr_i(uop_waddr),
      .wdata_i(uop_wdata),
      .re_i   (uop_re || (scan_re && uop_free)),
      .raddr_i(uop_re ? uop_raddr : scan_raddr),
      .rdata_o(uop_rdata)
  );

  vta_acc_banks u_acc (
      .clk_i, .rst_ni,
      .gemm_re_i(acc_re), .gemm_raddr_i(acc_raddr), .gemm_rdata_o(acc_rdata), .gemm_we_i(exec_we),
      .gemm_waddr_i(exec_waddr), .gemm_wdata_i(exec_wdata),
      .tail_re_i(tail_re), .tail_rready_o(tail_rready), .tail_raddr_i(tail_raddr),
      .tail_rdata_o(tail_rdata), .tail_we_i(tail_we), .tail_wready_o(tail_wready),
      .tail_waddr_i(tail_waddr), .tail_wdata_i(tail_wdata),
      .load_we_i(load_we), .load_wready_o(load_wready), .load_wlane_i(load_wlane),
      .load_waddr_i(load_waddr), .load_wdata_i(load_wdata),
      .out_we_o, .out_wlane_o, .out_waddr_o, .out_wdata_o
  );

  // Every result of joined operations counts; zeros come in pairs, and nothing joins them.
  assign tail_written = tail_we & tail_wready;
  always_comb begin
    acc_writes_o = 3'(exec_we) + 3'(tail_written[1]);
    if (tail_written[0]) acc_writes_o = 3'(exec_we) + 3'(tail_written[1]) + 3'(tail_joined) + 3'd1;
  end

  // --- retire ------------------------------------------------------------------------------------
  logic                       order_empty;
  logic [1:0]                 oldest_unit;
  logic [vta_pkg::IndexW-1:0] done_index, tail_oldest;

  vta_compute_retire u_retire (
      .clk_i, .rst_ni,
      .start_i(start), .ready_o(list_has_room),
      .early_i(features_i[vta_pkg::FeatureBeside]),
      .unit_i(start_load ? 2'd2 : start_exec ? 2'd0 : 2'd1),
      .index_i(desc.index),
      .push_prev_i(desc.push_prev), .push_next_i(desc.push_next),
      .alu_i(insn[2:0] == vta_pkg::OpAlu),
      .exec_done_i(exec_done), .exec_error_i(exec_done_error), .exec_finish_i(exec_finish),
      .exec_push_prev_i(exec_push_prev), .exec_push_next_i(exec_push_next),
      .exec_index_i(exec_done_index), .exec_gemm_i(exec_gemm), .exec_alu_i(exec_alu),
      .exec_take_o(exec_take), .exec_stop_o(exec_stop), .exec_range_i(range_error),
      .exec_range_index_i(range_index), .exec_idle_i(exec_idle), .exec_lo_i(exec_lo),
      .exec_hi_i(exec_hi),
      .ahead_o, .ahead_lo_o, .ahead_hi_o,
      .tail_done_i(tail_done), .tail_elems_i(tail_elems), .tail_clear_o(tail_clear),
      .load_done_i(load_done), .load_desc_i(load_desc), .load_take_o(load_take),
      .c2l_full_i, .c2l_push_o, .c2s_full_i, .c2s_push_o,
      .retire_o,
      .finish_o,
      .stat_uop_o, .stat_acc_o, .stat_gemm_o, .stat_alu_o,
      .stopping_o(stopping),
      .error_o(error_q), .error_code_o, .error_index_o,
      .failing_o(failing),
      .empty_o(order_empty),
      .unit_o(oldest_unit),
      .tail_index_o(tail_oldest),
      .index_o(done_index)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) stop_q <= 1'b0;
    else if (stopping || (start && (is_load ? desc.error : exec_error) != vta_pkg::ErrNone))
      stop_q <= 1'b1;
  end

  // --- state -------------------------------------------------------------------------------------
  logic starved, quiet, alone;
  assign starved       = desc_valid && !tokens;
  assign alone         = exec_idle && tail_ready;
  assign error_o       = error_q;
  assign quiet         = alone && engine_quiet && (error_q || (order_empty && !failing));
  assign quiet_o       = quiet && (error_q || starved ||
                                   (!insn_valid_i && !pending && !desc_valid));
  // What has stopped the stage has not retired.
  assign head_valid_o  = error_q || !order_empty || desc_valid;
  always_comb begin
    head_index_o = desc.index;
    if (error_q) head_index_o = error_index_o;
    else if (!order_empty) begin
      head_index_o = (oldest_unit == 2'd0) ? exec_oldest
                     : (oldest_unit == 2'd1) ? tail_oldest : load_oldest;
    end
  end
  assign busy_o        = !exec_idle || tail_busy || moving;
  assign memory_wait_o = exec_idle && !tail_busy && !engine_empty && !moving && !error_q;
  assign token_wait_o  = alone && engine_empty && starved && !error_q;

  logic unused;  // not every field of an instruction matters here
  assign unused = &{1'b0, insn, exec_oldest_valid, done_index};
endmodule

`default_nettype wire
