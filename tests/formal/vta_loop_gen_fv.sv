// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_loop_gen: it visits exactly the loop nest, in order, a trip per cycle.
//
// The reference is three counters, stepped like the loops of the specification: every cycle in
// which an instruction is at work shows the micro-op that they point to, with indices of the affine
// formula; the last one is marked, and only that one. A cycle in which wait_i is set does not count.
// Products of a counter and a factor are what the formula says and the hardware never computes, so
// trip counts of 4 bits and factors of 2 keep the solver quick. The induction goes from one trip to
// the next and takes a width nowhere, except that OffW, derived as in vta_exec, holds every sum.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_loop_gen_fv (
    input logic                      clk_i,
    input logic                      rst_ni,
    input logic                      kill_i,
    input logic                      wait_i,
    input logic                      start_valid_i,
    input logic                      start_gemm_i,
    input logic                      start_alu_i,
    input logic [vta_pkg::InsnW-1:0] insn_i
);
  localparam int IterW = vta_pkg::GemmIterOutW;
  localparam int OffW = IterW + vta_pkg::AccAddrW + 2;  // as vta_exec makes it
  localparam int UopW = vta_pkg::UopAddrW + 1;

  logic start_ready, valid, last, src_half, sweep, alu, reset, use_imm, idle;
  logic [2:0]                alu_op;
  logic [15:0]               imm;
  logic [UopW-1:0]           uop;
  logic [OffW-1:0]           dst, src, wgt;
  logic [vta_pkg::StatW-1:0] trips;

  vta_loop_gen #(
      .OffW(OffW)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .kill_i,
      .wait_i,
      .start_valid_i,
      .start_ready_o(start_ready),
      .start_gemm_i,
      .start_alu_i,
      .insn_i,
      .valid_o      (valid),
      .last_o       (last),
      .src_o        (src_half),
      .sweep_o      (sweep),
      .alu_o        (alu),
      .reset_o      (reset),
      .use_imm_o    (use_imm),
      .alu_op_o     (alu_op),
      .imm_o        (imm),
      .uop_o        (uop),
      .dst_o        (dst),
      .src_off_o    (src),
      .wgt_o        (wgt),
      .trips_o      (trips),
      .idle_o       (idle)
  );

  `VTA_FORMAL_RESET
  `VTA_ASSUME(OneKind, !(start_gemm_i && start_alu_i))

  // --- the reference ----------------------------------------------------------------------------
  // Fields of the instruction at work.
  logic                         busy_q, is_gemm_q, is_alu_q, second_q;
  logic [vta_pkg::InsnW-1:0]    insn_q;
  logic [vta_pkg::UopAddrW-1:0] bgn;
  logic [UopW-1:0]              stop;
  logic [IterW-1:0]             outer, inner;
  logic [OffW-1:0]              dst_out, dst_in, src_out, src_in, wgt_out, wgt_in;
  assign bgn     = insn_q[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW];
  assign stop    = insn_q[vta_pkg::GemmUopEndLsb+:vta_pkg::GemmUopEndW];
  assign outer   = insn_q[vta_pkg::GemmIterOutLsb+:vta_pkg::GemmIterOutW];
  assign inner   = insn_q[vta_pkg::GemmIterInLsb+:vta_pkg::GemmIterInW];
  assign dst_out = OffW'(insn_q[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW]);
  assign dst_in  = OffW'(insn_q[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW]);
  assign src_out = is_alu_q ? OffW'(insn_q[vta_pkg::AluSrcFactorOutLsb+:vta_pkg::AluSrcFactorOutW])
                            : 
      OffW'(insn_q[vta_pkg::GemmSrcFactorOutLsb+:vta_pkg::GemmSrcFactorOutW]);
  assign src_in  = is_alu_q ? OffW'(insn_q[vta_pkg::AluSrcFactorInLsb+:vta_pkg::AluSrcFactorInW])
                            : OffW'(insn_q[vta_pkg::GemmSrcFactorInLsb+:vta_pkg::GemmSrcFactorInW]);
  assign wgt_out = OffW'(insn_q[vta_pkg::GemmWgtFactorOutLsb+:vta_pkg::GemmWgtFactorOutW]);
  assign wgt_in  = OffW'(insn_q[vta_pkg::GemmWgtFactorInLsb+:vta_pkg::GemmWgtFactorInW]);

  // The loop counters: outer, inner, micro-op; of a tensor operation the half.
  logic [IterW-1:0]          o_q, i_q;
  logic [UopW-1:0]           u_q;
  logic [vta_pkg::StatW-1:0] count_q;  // trips behind
  logic                      some_trip, tensor, u_ends, i_ends, o_ends, ends;
  assign some_trip = (is_gemm_q || is_alu_q) && outer != '0 && inner != '0 && {1'b0, bgn} < stop;
  assign tensor    = is_alu_q && !insn_q[vta_pkg::AluUseImmLsb];
  assign u_ends    = 32'(u_q) + 32'd1 >= 32'(stop);
  assign i_ends    = 32'(i_q) + 32'd1 >= 32'(inner);
  assign o_ends    = 32'(o_q) + 32'd1 >= 32'(outer);
  assign ends      = !some_trip || (u_ends && i_ends && o_ends && (!tensor || second_q));

  logic accept;
  assign accept = start_valid_i && (!busy_q || (ends && !wait_i));
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill_i) busy_q <= 1'b0;
    else if (accept) busy_q <= 1'b1;
    else if (ends && !wait_i) busy_q <= 1'b0;
    if (accept) begin
      insn_q    <= insn_i;
      is_gemm_q <= start_gemm_i;
      is_alu_q  <= start_alu_i;
      second_q  <= 1'b0;
      o_q       <= '0;
      i_q       <= '0;
      u_q       <= {1'b0, insn_i[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW]};
      count_q   <= '0;
    end else if (busy_q && some_trip && !wait_i) begin
      if (tensor && !second_q) begin
        second_q <= 1'b1;
      end else begin
        second_q <= 1'b0;
        count_q  <= count_q + vta_pkg::StatW'(1);
        u_q      <= u_ends ? {1'b0, bgn} : u_q + UopW'(1);
        if (u_ends) i_q <= i_ends ? '0 : i_q + IterW'(1);
        if (u_ends && i_ends) o_q <= o_q + IterW'(1);
      end
    end
  end

  function automatic logic [OffW-1:0] affine(input logic [OffW-1:0] f_out, f_in,
                                             input logic [IterW-1:0] o, i);
    affine = OffW'(o) * f_out + OffW'(i) * f_in;
  endfunction

  logic trip, waited_q;
  assign trip = busy_q && some_trip;
  always_ff @(posedge clk_i) waited_q <= trip && !accept && (waited_q || (wait_i && !sweep));

  // Proves: gemm.nest, zero.loops
  `VTA_ASSERT(VisitsExactlyTheNest, valid == trip)
  `VTA_ASSERT(MicroOpOfTheNest, !trip || uop == u_q)
  `VTA_ASSERT(DstIsAffine, !trip || dst == affine(dst_out, dst_in, o_q, i_q))
  `VTA_ASSERT(SrcIsAffine, !trip || src == affine(src_out, src_in, o_q, i_q))
  `VTA_ASSERT(WgtIsAffine, !trip || wgt == affine(wgt_out, wgt_in, o_q, i_q))
  `VTA_ASSERT(FirstSweepMarked, !trip || sweep == (o_q == '0 && i_q == '0))
  `VTA_ASSERT(LastExactlyOnce, last == (busy_q && ends))
  `VTA_ASSERT(TwoHalvesOfATensorTrip, !trip || src_half == (tensor && !second_q))
  `VTA_ASSERT(NoBubble, start_ready == (!busy_q || (ends && !wait_i)) && idle == !busy_q)
  `VTA_ASSERT(KindKept, !trip || (alu == is_alu_q &&
      reset == (is_gemm_q && insn_q[vta_pkg::GemmResetLsb])))
  `VTA_ASSERT(OperandsKept, !(trip && alu) || (use_imm == insn_q[vta_pkg::AluUseImmLsb] &&
      alu_op == insn_q[vta_pkg::AluAluOpcodeLsb+:3] && imm == insn_q[vta_pkg::AluImmLsb+:16]))
  // Proves: statistics
  `VTA_ASSERT(TripsCounted, !last || trips == count_q + vta_pkg::StatW'(some_trip))

  `VTA_COVER(AllThreeLoopsTurn, last && trip && outer == IterW'(2) &&
      inner == IterW'(2) && 32'(stop) == 32'(bgn) + 32'd2)
  `VTA_COVER(TensorEnds, last && tensor && trip && count_q != '0)
  `VTA_COVER(ZeroTripsEnd, last && !trip && is_gemm_q)
  `VTA_COVER(NextStartsAtOnce, last && trip && start_valid_i && !kill_i && !wait_i)
  `VTA_COVER(WaitsInTheNest, last && trip && waited_q && outer == IterW'(2))

  // --- invariants: the registers hold the counters and products of the reference ----------------
  logic             trip_q, half_q;
  logic [UopW-1:0]  uop_bgn_q, uop_end_q;
  logic [IterW-1:0] in_left_q, out_left_q, iter_in_q;
  logic [OffW-1:0]  dst_row_q, src_row_q, wgt_row_q;
  logic [OffW-1:0]  dst_in_q, src_in_q, wgt_in_q, dst_out_q, src_out_q, wgt_out_q;
  logic [vta_pkg::StatW-1:0] trips_q;
  `VTA_HELPER(InRange, !trip || (o_q < outer && i_q < inner && u_q >= {1'b0, bgn} && u_q < stop))
  `VTA_HELPER(TripHeld, !busy_q || trip_q == some_trip)
  `VTA_HELPER(LimitsHeld, !trip || (half_q == second_q && uop_bgn_q == {1'b0, bgn} &&
      uop_end_q == stop && iter_in_q == inner && alu == is_alu_q && trips_q == count_q))
  `VTA_HELPER(SecondIsTensor, !trip || !second_q || tensor)
  `VTA_HELPER(UseImmHeld, !trip || use_imm == insn_q[vta_pkg::AluUseImmLsb])
  `VTA_HELPER(LeftHeld, !trip || (in_left_q == inner - i_q && out_left_q == outer - o_q))
  `VTA_HELPER(FactorsHeld, !trip || (dst_in_q == dst_in && src_in_q == src_in &&
      wgt_in_q == wgt_in && dst_out_q == dst_out && src_out_q == src_out && wgt_out_q == wgt_out))
  `VTA_HELPER(RowsHeld, !trip || (dst_row_q == affine(dst_out, dst_in, o_q, '0) &&
      src_row_q == affine(src_out, src_in, o_q, '0) &&
      wgt_row_q == affine(wgt_out, wgt_in, o_q, '0)))
endmodule
`default_nettype wire
