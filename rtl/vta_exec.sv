// SPDX-License-Identifier: Apache-2.0
//
// The execution pipeline of the compute stage: GEMM, reset and ALU micro-ops, one per cycle.
//
//   s0 loop nest: micro-op address      s4 dot products, ACC word arrives
//   s1 micro-op arrives, indices added; s5 dot product and operand ready: operate
//      INP, WGT read                    s6 result written to ACC and OUT; retire
//   s2 INP, WGT arrive; indices checked
//   s3 dot products; ACC read
//
// Results under way are forwarded (vta_operate), so that ACC behaves like a memory written at once,
// in any order of indices. The first index out of range stops the stage: younger micro-ops vanish,
// older ones complete. s0 to s2 wait while the accumulator of s2 is among those that the tail
// engine, at work on an older instruction, may still change; s0 waits while others read micro-ops.

`include "vta_assert.svh"
`default_nettype none

module vta_exec #(
    parameter  int PackedMac = 0,  // see vta_mac
    localparam int OffW = vta_pkg::IndexOffW
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,

    // The next instruction; error_i other than ErrNone: it stops the stage when it retires.
    input  logic                          start_valid_i,
    output logic                          start_ready_o,
    input  logic [vta_pkg::InsnW-1:0]     insn_i,
    input  logic [vta_pkg::IndexW-1:0]    index_i,
    input  vta_pkg::error_e               error_i,

    // Elements that must not be touched now.
    input  logic                          tail_busy_i,
    input  logic [vta_pkg::AccAddrW-1:0]  tail_lo_i,
    input  logic [vta_pkg::AccAddrW-1:0]  tail_hi_i,

    // Memories: data one cycle after the address. When uop_free_o, another may read a micro-op.
    output logic                          uop_free_o,
    input  logic                          uop_taken_i,
    output logic                          uop_re_o,
    output logic [vta_pkg::UopAddrW-1:0]  uop_raddr_o,
    input  logic [31:0]                   uop_rdata_i,
    output logic                          mul_re_o,      // INP and WGT together
    output logic [vta_pkg::InpAddrW-1:0]  inp_raddr_o,
    output logic [vta_pkg::WgtAddrW-1:0]  wgt_raddr_o,
    input  logic [vta_pkg::InpElemW-1:0]  inp_rdata_i,
    input  logic [vta_pkg::WgtElemW-1:0]  wgt_rdata_i,
    output logic                          acc_re_o,
    output logic [vta_pkg::AccAddrW-1:0]  acc_raddr_o,
    input  logic [vta_pkg::AccBanks*vta_pkg::AccElemW-1:0] acc_rdata_i,  // of every bank
    output logic                          acc_we_o,
    output logic [vta_pkg::AccAddrW-1:0]  acc_waddr_o,
    output logic [vta_pkg::AccElemW-1:0]  acc_wdata_o,

    // The oldest instruction that has come to the end of the pipeline, until done_take_i. `stop_i`
    // tells that it may not retire (an error).
    output logic                          done_o,
    output vta_pkg::error_e               done_error_o,
    output logic                          done_finish_o,
    output logic                          done_push_prev_o,
    output logic                          done_push_next_o,
    output logic [vta_pkg::IndexW-1:0]    done_index_o,
    output logic [vta_pkg::StatW-1:0]     done_gemm_o,   // micro-ops to count
    output logic [vta_pkg::StatW-1:0]     done_alu_o,
    output logic                          behind_o,      // some have waited for longer
    input  logic                          done_take_i,
    input  logic                          stop_i,

    // A micro-op named an index out of range (pulse); older instructions may still retire.
    output logic                          range_error_o,
    output logic [vta_pkg::IndexW-1:0]    range_index_o,

    // Micro-ops of the youngest instruction on their way, for vta_footprint.
    output logic                          seen_o,
    output logic                          seen_first_o,  // in the first sweep
    output logic [OffW-1:0]               seen_dst_o,
    output logic [OffW-1:0]               seen_src_o,
    output logic [OffW-1:0]               seen_wgt_o,

    output logic                          idle_o,        // the pipeline is empty
    output logic                          oldest_valid_o,
    output logic [vta_pkg::IndexW-1:0]    oldest_index_o
);
  localparam int Lanes = vta_pkg::AccLanes;
  localparam int AccW = vta_pkg::AccW;
  localparam int Banks = vta_pkg::AccBanks;

  // What an operation is, from s1 to s5.
  typedef struct packed {
    logic        valid;
    logic        last;     // its instruction ends here
    logic        src;      // first half of a tensor operation: fetch the source
    logic        alu;
    logic        reset;
    logic        use_imm;
    logic [2:0]  alu_op;
    logic [15:0] imm;
  } op_t;

  op_t  s1, s2, s3, s4, s5;
  logic kill;  // s0 .. s5 vanish
  logic range_bad;
  logic hold;      // s0, s1 and s2 stay
  logic s0_wait;
  logic       s0_sweep, s1_sweep_q, s2_sweep_q;  // micro-ops of a first sweep
  logic [1:0] tag_q, s1_tag_q, s2_tag_q;         // changes with the instruction

  // --- s0: loop nest -----------------------------------------------------------------------------
  op_t                         s0;
  logic                        gen_ready, gen_idle, is_gemm, is_alu;
  logic [vta_pkg::UopAddrW:0]  s0_uop;
  logic [OffW-1:0]             s0_dst, s0_src, s0_wgt;
  logic [vta_pkg::StatW-1:0]   s0_trips;

  assign is_gemm = (insn_i[2:0] == vta_pkg::OpGemm) && (error_i == vta_pkg::ErrNone);
  assign is_alu  = (insn_i[2:0] == vta_pkg::OpAlu) && (error_i == vta_pkg::ErrNone);

  vta_loop_gen #(
      .OffW(OffW)
  ) u_loops (
      .clk_i,
      .rst_ni,
      .kill_i       (kill || range_bad),
      .wait_i       (s0_wait),
      .start_valid_i(start_valid_i && start_ready_o),
      .start_ready_o(gen_ready),
      .start_gemm_i (is_gemm),
      .start_alu_i  (is_alu),
      .insn_i,
      .valid_o      (s0.valid),
      .last_o       (s0.last),
      .src_o        (s0.src),
      .sweep_o      (s0_sweep),
      .alu_o        (s0.alu),
      .reset_o      (s0.reset),
      .use_imm_o    (s0.use_imm),
      .alu_op_o     (s0.alu_op),
      .imm_o        (s0.imm),
      .uop_o        (s0_uop),
      .dst_o        (s0_dst),
      .src_off_o    (s0_src),
      .wgt_o        (s0_wgt),
      .trips_o      (s0_trips),
      .idle_o       (gen_idle)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) tag_q <= '0;
    else if (start_valid_i && start_ready_o) tag_q <= tag_q + 2'd1;
  end
  assign uop_free_o = !hold;
  assign s0_wait    = hold || uop_taken_i;

  assign uop_re_o    = s0.valid && !s0_wait;
  assign uop_raddr_o = s0_uop[vta_pkg::UopAddrW-1:0];

  // --- instructions in the pipeline, for retirement ----------------------------------------------
  // Written at the start, so that the index is known throughout; the trips follow at the end.
  localparam int InfoW = vta_pkg::IndexW + 2 + 1 + 4 + 2;
  localparam int MaxInsns = 12;
  logic              info_ready, info_valid;
  logic [InfoW-1:0]  info_in, info;
  logic              trips_ready, trips_valid;
  logic [vta_pkg::StatW-1:0] trips;
  logic [$clog2(MaxInsns + 1)-1:0] info_count, trips_count;

  assign start_ready_o = gen_ready && info_ready;
  assign info_in = {index_i, insn_i[vta_pkg::InsnPushPrevLsb], insn_i[vta_pkg::InsnPushNextLsb],
                    insn_i[2:0] == vta_pkg::OpFinish, error_i,
                    is_gemm && !insn_i[vta_pkg::GemmResetLsb], is_alu};

  vta_fifo #(
      .Width(InfoW),
      .Depth(MaxInsns)
  ) u_info (
      .clk_i,
      .rst_ni,
      .in_valid_i (start_valid_i && start_ready_o),
      .in_ready_o (info_ready),
      .in_data_i  (info_in),
      .out_valid_o(info_valid),
      .out_ready_i(done_take_i),
      .out_data_o (info),
      .count_o    (info_count)
  );

  vta_fifo #(
      .Width(vta_pkg::StatW),
      .Depth(MaxInsns)
  ) u_trips (
      .clk_i,
      .rst_ni,
      .in_valid_i (s0.last && !s0_wait),
      .in_ready_o (trips_ready),
      .in_data_i  (s0_trips),
      .out_valid_o(trips_valid),
      .out_ready_i(done_take_i),
      .out_data_o (trips),
      .count_o    (trips_count)
  );

  // The index of the instruction in s0: it changes when a new one starts.
  logic [vta_pkg::IndexW-1:0] s0_index_q, s1_index_q, s2_index_q;
  always_ff @(posedge clk_i) begin
    if (start_valid_i && start_ready_o) s0_index_q <= index_i;
    if (s0.valid && !s0_wait) s1_index_q <= s0_index_q;
    if (s1.valid && !hold) s2_index_q <= s1_index_q;
  end

  // --- s1: indices, read INP and WGT -------------------------------------------------------------
  logic            s1_uop_bad_q, s2_uop_bad_q;
  logic [OffW-1:0] s1_dst_q, s1_src_q, s1_wgt_q, s2_dst_q, s2_src_q, s2_wgt_q;
  logic [OffW-1:0] s1_dst, s1_src, s1_wgt;
  assign s1_dst = s1_dst_q + OffW'(uop_rdata_i[vta_pkg::UopDstLsb+:vta_pkg::UopDstW]);
  assign s1_src = s1_src_q + OffW'(uop_rdata_i[vta_pkg::UopSrcLsb+:vta_pkg::UopSrcW]);
  assign s1_wgt = s1_wgt_q + OffW'(uop_rdata_i[vta_pkg::UopWgtLsb+:vta_pkg::UopWgtW]);

  // What an index out of range reads is not used. Data stay while s2 does.
  assign mul_re_o    = s1.valid && !s1.alu && !s1.reset && !hold;
  assign inp_raddr_o = s1_src[vta_pkg::InpAddrW-1:0];
  assign wgt_raddr_o = s1_wgt[vta_pkg::WgtAddrW-1:0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill || range_bad) s1 <= '0;
    else if (!hold) begin
      s1 <= s0;
      if (s0_wait) begin
        s1.valid <= 1'b0;
        s1.last  <= 1'b0;
      end
    end
    if (s0.valid && !s0_wait) begin
      s1_sweep_q   <= s0_sweep;
      s1_tag_q     <= tag_q;
      s1_uop_bad_q <= s0_uop[vta_pkg::UopAddrW];
      s1_dst_q     <= s0_dst;
      s1_src_q     <= s0_src;
      s1_wgt_q     <= s0_wgt;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill || range_bad) s2 <= '0;
    else if (!hold) s2 <= s1;
    if (s1.valid && !hold) begin
      s2_sweep_q   <= s1_sweep_q;
      s2_tag_q     <= s1_tag_q;
      s2_uop_bad_q <= s1_uop_bad_q;
      {s2_dst_q, s2_src_q, s2_wgt_q} <= {s1_dst, s1_src, s1_wgt};
    end
  end

  // --- s2: check, multiply -----------------------------------------------------------------------
  logic multiply;  // a GEMM that is not a reset
  assign multiply  = !s2.alu && !s2.reset;
  assign range_bad = s2.valid &&
      (s2_uop_bad_q || (|s2_dst_q[OffW-1:vta_pkg::AccAddrW]) ||
       (multiply && ((|s2_src_q[OffW-1:vta_pkg::InpAddrW]) ||
                     (|s2_wgt_q[OffW-1:vta_pkg::WgtAddrW]))) ||
       (s2.alu && !s2.use_imm && (|s2_src_q[OffW-1:vta_pkg::AccAddrW])));
  assign range_error_o = range_bad && !kill;
  assign range_index_o = s2_index_q;

  logic [vta_pkg::AccAddrW-1:0] s2_addr;
  assign s2_addr = s2.src ? s2_src_q[vta_pkg::AccAddrW-1:0] : s2_dst_q[vta_pkg::AccAddrW-1:0];
  assign hold    = s2.valid && tail_busy_i && (s2_addr >= tail_lo_i) && (s2_addr <= tail_hi_i);

  assign seen_o       = s2.valid && !s2.alu && (s2_tag_q == tag_q);
  assign seen_first_o = s2_sweep_q;
  assign seen_dst_o   = s2_dst_q;
  assign seen_src_o   = s2_src_q;
  assign seen_wgt_o   = s2_wgt_q;

  logic [vta_pkg::AccAddrW-1:0] s3_addr_q, s4_addr_q, s5_addr_q, s6_addr_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill || range_bad || hold) s3 <= '0;
    else s3 <= s2;
    if (s2.valid) s3_addr_q <= s2_addr;
  end

  // --- s3: read ACC, compare with the results under way ------------------------------------------
  // Where vta_operate takes the operand from, as one number: so it is one LUT per bit.
  localparam int FromW = $clog2(Banks + 2);
  logic [FromW-1:0] s4_from_q;
  logic             s4_from_1_q, s5_from_1_q, s6_we_q;
  assign acc_re_o    = s3.valid && !s3.reset;
  assign acc_raddr_o = s3_addr_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) s4 <= '0;
    else s4 <= s3;
    if (s3.valid) begin
      s4_addr_q   <= s3_addr_q;
      s4_from_1_q <= s4.valid && !s4.src && (s4_addr_q == s3_addr_q);
      s4_from_q   <= FromW'(s3_addr_q[$clog2(Banks)-1:0]);
      if (s5.valid && !s5.src && (s5_addr_q == s3_addr_q)) s4_from_q <= FromW'(Banks);
      else if (s6_we_q && (s6_addr_q == s3_addr_q)) s4_from_q <= FromW'(Banks + 1);
    end
  end

  logic [Lanes*AccW-1:0] dot;
  vta_mac #(.Packed(PackedMac)) u_mac (
      .clk_i,
      .valid_i (s2.valid && multiply && !hold),
      .valid2_i(s3.valid && !s3.alu && !s3.reset),
      .valid3_i(s4.valid && !s4.alu && !s4.reset),
      .inp_i   (inp_rdata_i),
      .wgt_i   (wgt_rdata_i),
      .dot_o   (dot)
  );

  // --- s4, s5: capture the operand, operate ------------------------------------------------------
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) s5 <= '0;
    else s5 <= s4;
    if (s4.valid) begin
      s5_addr_q   <= s4_addr_q;
      s5_from_1_q <= s4_from_1_q;
    end
  end

  vta_operate #(.PackedMac(PackedMac)) u_operate (
      .clk_i,
      .s4_operand_i  (s4.valid && !s4.reset),
      .s4_from_i     (s4_from_q),
      .s4_imm_i      (s4.valid && s4.alu && s4.use_imm),
      .s4_imm_value_i(s4.imm),
      .acc_rdata_i,
      .s5_src_i      (s5.valid && s5.src),
      .s5_zero_i     (s5.valid && !s5.alu && s5.reset),
      .s5_operate_i  (s5.valid && !s5.src),
      .s5_from_1_i   (s5_from_1_q),
      .s5_gemm_i     (!s5.alu),
      .s5_op_i       (s5.alu_op),
      .dot_i         (dot),
      .s6_we_i       (s6_we_q),
      .result_o      (acc_wdata_o)
  );

  logic s6_last_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) begin
      s6_we_q   <= 1'b0;
      s6_last_q <= 1'b0;
    end else begin
      s6_we_q   <= s5.valid && !s5.src;
      s6_last_q <= s5.last;
    end
    if (s5.valid) s6_addr_q <= s5_addr_q;
  end

  // --- s6: write and retire ----------------------------------------------------------------------
  // Instructions that came to the end and still wait for an older one elsewhere.
  localparam int EndedW = $clog2(MaxInsns + 1);
  logic [EndedW-1:0] ended_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) ended_q <= '0;
    else if (s6_last_q && !done_take_i) ended_q <= ended_q + EndedW'(1);
    else if (!s6_last_q && done_take_i) ended_q <= ended_q - EndedW'(1);
  end

  logic info_gemm, info_alu;
  vta_pkg::error_bits_t info_error;

  assign {done_index_o, done_push_prev_o, done_push_next_o, done_finish_o, info_error, info_gemm,
          info_alu} = info;
  assign done_error_o = info_error.code;
  assign behind_o     = ended_q != '0;
  assign done_o       = s6_last_q || (ended_q != '0);
  assign done_gemm_o  = info_gemm ? trips : '0;
  assign done_alu_o   = info_alu ? trips : '0;

  assign acc_we_o    = s6_we_q;
  assign acc_waddr_o = s6_addr_q;

  assign kill = done_o && stop_i;

  assign idle_o = gen_idle && !(s1.valid || s1.last || s2.valid || s2.last || s3.valid ||
                                s3.last || s4.valid || s4.last || s5.valid || s5.last ||
                                s6_last_q);
  assign oldest_valid_o = info_valid;
  assign oldest_index_o = done_index_o;

  // A geometry may leave bits of the micro-op unused; s4 was the last to need an immediate.
  logic unused;
  assign unused = &{1'b0, info_count, trips_count, uop_rdata_i, s5};

  `VTA_ASSERT(RetireHasInfo, !s6_last_q || (info_valid && trips_valid))
  `VTA_ASSERT(TripsHaveRoom, !s0.last || trips_ready)
endmodule

`default_nettype wire
