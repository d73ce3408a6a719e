// SPDX-License-Identifier: Apache-2.0
//
// The compute stage: LOAD UOP, ACC and ACC_8BIT, GEMM, ALU and FINISH, in order.
//
// GEMM and ALU follow each other through the pipeline without a gap. A LOAD starts when the
// pipeline is empty, and GEMM or ALU when no LOAD is in flight; LOADs follow each other without
// waiting. The micro-op and accumulator memories are here; OUT, which follows every write of ACC,
// is outside.

`include "vta_assert.svh"
`default_nettype none

module vta_compute #(
    localparam int AccLanesBus = vta_pkg::AccElemW / vta_pkg::AxiDataW
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
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

    output logic                          req_valid_o,
    input  logic                          req_ready_i,
    output logic [31:0]                   req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0] req_len_o,
    input  logic                          rsp_valid_i,
    output logic                          rsp_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0]  rsp_data_i,
    input  logic                          rsp_error_i,
    input  logic                          rsp_last_i,

    output logic                          mul_re_o,      // INP and WGT, data one cycle later
    output logic [vta_pkg::InpAddrW-1:0]  inp_raddr_o,
    output logic [vta_pkg::WgtAddrW-1:0]  wgt_raddr_o,
    input  logic [vta_pkg::InpElemW-1:0]  inp_rdata_i,
    input  logic [vta_pkg::WgtElemW-1:0]  wgt_rdata_i,

    output logic                          out_we_o,
    output logic [AccLanesBus-1:0]        out_wlane_o,
    output logic [vta_pkg::AccAddrW-1:0]  out_waddr_o,
    output logic [vta_pkg::OutElemW-1:0]  out_wdata_o,

    output logic                          error_o,
    output vta_pkg::error_e               error_code_o,
    output logic [vta_pkg::IndexW-1:0]    error_index_o,
    output logic                          quiet_o,
    output logic                          head_valid_o,
    output logic [vta_pkg::IndexW-1:0]    head_index_o,
    output logic                          busy_o,
    output logic                          token_wait_o,
    output logic                          memory_wait_o,
    output logic                          acc_write_o,   // GEMM or ALU writes an element
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
      .clk_i,
      .rst_ni,
      .insn_valid_i,
      .insn_ready_o,
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
  logic stop_q;  // an instruction in error has started, or the stage has stopped
  logic pop_prev, pop_next, tokens, may_start, start_load, start_exec;
  logic engine_ready, engine_empty, engine_quiet, exec_ready, exec_idle, error_q;

  assign pop_prev   = insn[vta_pkg::InsnPopPrevLsb];
  assign pop_next   = insn[vta_pkg::InsnPopNextLsb];
  assign tokens     = (!pop_prev || l2c_avail_i) && (!pop_next || s2c_avail_i);
  assign may_start  = desc_valid && tokens && !stop_q;
  assign start_load = may_start && is_load && exec_idle;
  assign start_exec = may_start && !is_load && engine_empty;
  assign start      = (start_load && engine_ready) || (start_exec && exec_ready);
  assign l2c_pop_o  = start && pop_prev;
  assign s2c_pop_o  = start && pop_next;

  // --- LOADs -------------------------------------------------------------------------------------
  logic               wr_valid, wr_zero, load_done, moving;
  vta_pkg::mem_id_e   wr_type;
  logic [15:0]        wr_addr;
  logic [7:0]         wr_lane;
  vta_pkg::mem_desc_t load_desc;
  logic [vta_pkg::IndexW-1:0]   engine_oldest;
  logic [vta_pkg::AxiDataW-1:0] wr_data;

  vta_load_engine u_engine (
      .clk_i,
      .rst_ni,
      .start_valid_i(start_load),
      .start_ready_o(engine_ready),
      .start_desc_i (desc),
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
      .wr_type_o    (wr_type),
      .wr_zero_o    (wr_zero),
      .wr_addr_o    (wr_addr),
      .wr_lane_o    (wr_lane),
      .wr_data_o    (wr_data),
      .done_valid_o (load_done),
      .done_ready_i (!error_q),
      .done_desc_o  (load_desc),
      .halt_i       (error_q),
      .empty_o      (engine_empty),
      .oldest_o     (engine_oldest),
      .quiet_o      (engine_quiet),
      .moving_o     (moving)
  );

  // --- GEMM, ALU, FINISH, NOP --------------------------------------------------------------------
  logic                         uop_re, acc_re, exec_we;
  logic [vta_pkg::UopAddrW-1:0] uop_raddr;
  logic [31:0]                  uop_rdata;
  logic [vta_pkg::AccAddrW-1:0] acc_raddr, exec_waddr;
  logic [vta_pkg::AccElemW-1:0] acc_rdata, exec_wdata;
  logic                         exec_done, exec_finish, exec_push_prev, exec_push_next;
  logic                         range_error, exec_oldest_valid, overflow;
  vta_pkg::error_e              exec_done_error;
  logic [vta_pkg::IndexW-1:0]   exec_done_index, range_index, exec_oldest;
  logic [vta_pkg::StatW-1:0]    exec_gemm, exec_alu;

  vta_exec u_exec (
      .clk_i,
      .rst_ni,
      .start_valid_i   (start_exec),
      .start_ready_o   (exec_ready),
      .insn_i          (insn),
      .index_i         (desc.index),
      .error_i         (exec_error),
      .uop_re_o        (uop_re),
      .uop_raddr_o     (uop_raddr),
      .uop_rdata_i     (uop_rdata),
      .mul_re_o,
      .inp_raddr_o,
      .wgt_raddr_o,
      .inp_rdata_i,
      .wgt_rdata_i,
      .acc_re_o        (acc_re),
      .acc_raddr_o     (acc_raddr),
      .acc_rdata_i     (acc_rdata),
      .acc_we_o        (exec_we),
      .acc_waddr_o     (exec_waddr),
      .acc_wdata_o     (exec_wdata),
      .done_o          (exec_done),
      .done_error_o    (exec_done_error),
      .done_finish_o   (exec_finish),
      .done_push_prev_o(exec_push_prev),
      .done_push_next_o(exec_push_next),
      .done_index_o    (exec_done_index),
      .done_gemm_o     (exec_gemm),
      .done_alu_o      (exec_alu),
      .stop_i          (!retire_o),
      .range_error_o   (range_error),
      .range_index_o   (range_index),
      .idle_o          (exec_idle),
      .oldest_valid_o  (exec_oldest_valid),
      .oldest_index_o  (exec_oldest)
  );

  // --- memories ----------------------------------------------------------------------------------
  vta_ram_1r1w #(
      .Width(vta_pkg::UopElemW),
      .Depth(vta_pkg::UopDepth)
  ) u_uop_ram (
      .clk_i,
      .we_i   (wr_valid && wr_type == vta_pkg::MemUop),
      .wlane_i(1'b1),
      .waddr_i(wr_addr[vta_pkg::UopAddrW-1:0]),
      .wdata_i(wr_zero ? '0 : wr_data[31:0]),
      .re_i   (uop_re),
      .raddr_i(uop_raddr),
      .rdata_o(uop_rdata)
  );

  logic                         acc_we;
  logic [AccLanesBus-1:0]       acc_wlane;
  logic [vta_pkg::AccAddrW-1:0] acc_waddr;
  logic [vta_pkg::AccElemW-1:0] acc_wdata, load_wdata;
  logic                         load_acc;
  assign load_acc = wr_valid && (wr_type != vta_pkg::MemUop);

  vta_acc_load u_acc_load (
      .narrow_i(wr_type == vta_pkg::MemAcc8),
      .zero_i  (wr_zero),
      .lane_i  (wr_lane),
      .data_i  (wr_data),
      .wlane_o (acc_wlane),
      .wdata_o (load_wdata)
  );

  assign acc_we    = exec_we || load_acc;
  assign acc_waddr = exec_we ? exec_waddr : wr_addr[vta_pkg::AccAddrW-1:0];
  assign acc_wdata = exec_we ? exec_wdata : load_wdata;

  vta_ram_1r1w #(
      .Width(vta_pkg::AccElemW),
      .Depth(vta_pkg::AccDepth),
      .Lanes(AccLanesBus)
  ) u_acc_ram (
      .clk_i,
      .we_i   (acc_we),
      .wlane_i(out_wlane_o),
      .waddr_i(acc_waddr),
      .wdata_i(acc_wdata),
      .re_i   (acc_re),
      .raddr_i(acc_raddr),
      .rdata_o(acc_rdata)
  );

  assign out_we_o    = acc_we;
  assign out_wlane_o = exec_we ? '1 : acc_wlane;
  assign out_waddr_o = acc_waddr;
  for (genvar l = 0; l < vta_pkg::AccLanes; l++) begin : gen_out
    assign out_wdata_o[vta_pkg::OutW*l+:vta_pkg::OutW] =
        acc_wdata[vta_pkg::AccW*l+:vta_pkg::OutW];
  end
  assign acc_write_o = exec_we;

  // --- retire ------------------------------------------------------------------------------------
  // One of the two ends an instruction at a time: each starts only when the other is empty.
  logic                       done, done_push_prev, done_push_next;
  logic [vta_pkg::IndexW-1:0] done_index, error_index_q;
  vta_pkg::error_e            done_error, error_code_q;
  logic                       exec_stopped_q;  // a range error: what still retires is older

  always_comb begin
    done           = load_done && !error_q;
    done_error     = load_desc.error;
    done_push_prev = load_desc.push_prev;
    done_push_next = load_desc.push_next;
    done_index     = load_desc.index;
    if (exec_done) begin
      done           = 1'b1;
      done_error     = exec_done_error;
      done_push_prev = exec_push_prev;
      done_push_next = exec_push_next;
      done_index     = exec_done_index;
    end
  end
  assign overflow   = (done_push_prev && c2l_full_i) || (done_push_next && c2s_full_i);
  assign retire_o   = done && (done_error == vta_pkg::ErrNone) && !overflow;
  assign finish_o   = retire_o && exec_done && exec_finish;
  assign c2l_push_o = retire_o && done_push_prev;
  assign c2s_push_o = retire_o && done_push_next;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      stop_q         <= 1'b0;
      error_q        <= 1'b0;
      exec_stopped_q <= 1'b0;
    end else begin
      if (start && (is_load ? desc.error : exec_error) != vta_pkg::ErrNone) stop_q <= 1'b1;
      if (range_error) begin
        stop_q         <= 1'b1;
        exec_stopped_q <= 1'b1;
      end
      if (done && !retire_o) begin
        stop_q  <= 1'b1;
        error_q <= 1'b1;
      end else if (exec_stopped_q && exec_idle) begin
        error_q <= 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (done && !retire_o) begin
      error_code_q  <= (done_error != vta_pkg::ErrNone) ? done_error : vta_pkg::ErrTokenOverflow;
      error_index_q <= done_index;
    end else if (range_error) begin
      error_code_q  <= vta_pkg::ErrSramOutOfRange;
      error_index_q <= range_index;
    end
  end

  always_comb begin
    stat_uop_o  = '0;
    stat_acc_o  = '0;
    stat_gemm_o = '0;
    stat_alu_o  = '0;
    if (exec_done) begin
      stat_gemm_o = exec_gemm;
      stat_alu_o  = exec_alu;
    end else if (load_desc.has_data) begin
      if (load_desc.mem_type == vta_pkg::MemUop)
        stat_uop_o = vta_pkg::StatW'(load_desc.elems) << vta_pkg::UopElemLog;
      else stat_acc_o = vta_pkg::StatW'(load_desc.elems) << vta_pkg::AccElemLog;
    end
  end

  // --- state -------------------------------------------------------------------------------------
  logic starved;
  assign starved       = desc_valid && !tokens;
  assign error_o       = error_q;
  assign error_code_o  = error_code_q;
  assign error_index_o = error_index_q;
  assign quiet_o       = exec_idle && engine_quiet &&
                         (error_q || (!exec_stopped_q &&
                                      (starved || (!insn_valid_i && !pending && !desc_valid))));
  // What has stopped the stage has not retired.
  assign head_valid_o  = error_q || exec_oldest_valid || !engine_empty || desc_valid;
  assign head_index_o  = error_q ? error_index_q : exec_oldest_valid ? exec_oldest
                         : !engine_empty ? engine_oldest : desc.index;
  assign busy_o        = !exec_idle || moving;
  assign memory_wait_o = exec_idle && !engine_empty && !moving && !error_q;
  assign token_wait_o  = exec_idle && engine_empty && starved && !error_q;

  // Not every field of a descriptor and not every bit of an address matters here.
  logic unused;
  assign unused = &{1'b0, load_desc, wr_addr, insn};

  `VTA_ASSERT(OneRetiresAtATime, !(exec_done && load_done && !error_q))
  `VTA_ASSERT(OneWritesAcc, !(exec_we && load_acc))
endmodule

`default_nettype wire
