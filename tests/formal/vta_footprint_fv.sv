// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_footprint: when it says `safe`, no micro-op of the GEMM at work leaves
// lo .. hi, or a memory.
//
// The micro-ops are a table that the solver fills once and for all. A position in the nest walks
// over them at any pace, shows each at least once, and may stay for as long as it likes; a new
// instruction may come at any time. Another position (o, i, u), chosen once and for all, stands for
// any micro-op of the instruction, those to come included: its indices by the affine formula must
// keep what `safe` promises. Trip counts of 3 bits and 4 micro-ops keep the products short; the
// hardware only adds, compares and shifts, bit by bit.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_footprint_fv (
    input logic                       clk_i,
    input logic                       rst_ni,
    input logic                       start_i,
    input logic                       gemm_i,
    input logic [vta_pkg::InsnW-1:0]  insn_i,
    input logic                       seen_i,
    input logic                       step_i  // on to the next one
);
  localparam int IterW = vta_pkg::GemmIterOutW;
  localparam int OffW = vta_pkg::IndexOffW;
  localparam int AddrW = vta_pkg::AccAddrW;
  localparam int UopW = vta_pkg::UopAddrW + 1;
  localparam int Uops = vta_pkg::UopDepth;
  localparam int FieldW = 3;  // of a micro-op

  (* anyconst *) logic [Uops*FieldW-1:0] dst_table, src_table, wgt_table;
  (* anyconst *) logic [IterW-1:0]       any_o, any_i;
  (* anyconst *) logic [UopW-2:0]        any_u;

  logic                     safe, first_sweep;
  logic [AddrW-1:0]         lo, hi;
  logic [vta_pkg::UopAddrW-1:0] uop_bgn;
  logic [UopW-1:0]          uop_end;
  logic [OffW-1:0]          dst, src, wgt;

  vta_footprint u_dut (
      .clk_i,
      .rst_ni,
      .start_i,
      .gemm_i,
      .insn_i,
      .seen_i,
      .first_sweep_i(first_sweep),
      .dst_i        (dst),
      .src_i        (src),
      .wgt_i        (wgt),
      .safe_o       (safe),
      .lo_o         (lo),
      .hi_o         (hi),
      .uop_bgn_o    (uop_bgn),
      .uop_end_o    (uop_end)
  );

  `VTA_FORMAL_RESET

  // --- the instruction at work --------------------------------------------------------------------
  logic                      gemm_q, valid_q;
  logic [vta_pkg::InsnW-1:0] insn_q;
  logic [UopW-2:0]           bgn;
  logic [UopW-1:0]           stop;
  logic [IterW-1:0]          outer, inner;
  logic                      trips;
  logic [OffW-1:0]           dst_out, dst_in, src_out, src_in, wgt_out, wgt_in;
  assign bgn     = insn_q[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW];
  assign stop    = insn_q[vta_pkg::GemmUopEndLsb+:vta_pkg::GemmUopEndW];
  assign outer   = insn_q[vta_pkg::GemmIterOutLsb+:IterW];
  assign inner   = insn_q[vta_pkg::GemmIterInLsb+:IterW];
  assign dst_out = OffW'(insn_q[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW]);
  assign dst_in  = OffW'(insn_q[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW]);
  assign src_out = OffW'(insn_q[vta_pkg::GemmSrcFactorOutLsb+:vta_pkg::GemmSrcFactorOutW]);
  assign src_in  = OffW'(insn_q[vta_pkg::GemmSrcFactorInLsb+:vta_pkg::GemmSrcFactorInW]);
  assign wgt_out = OffW'(insn_q[vta_pkg::GemmWgtFactorOutLsb+:vta_pkg::GemmWgtFactorOutW]);
  assign wgt_in  = OffW'(insn_q[vta_pkg::GemmWgtFactorInLsb+:vta_pkg::GemmWgtFactorInW]);
  assign trips   = valid_q && gemm_q && {1'b0, bgn} < stop && outer != '0 && inner != '0;

  function automatic logic [OffW-1:0] index(input logic [OffW-1:0] f_out, f_in,
                                            input logic [IterW-1:0] o, i,
                                            input logic [Uops*FieldW-1:0] fields,
                                            input logic [UopW-2:0] u);
    index = OffW'(o) * f_out + OffW'(i) * f_in + OffW'(fields[FieldW*u+:FieldW]);
  endfunction

  // --- the position that walks --------------------------------------------------------------------
  logic [IterW-1:0] o_q, i_q;
  logic [UopW-1:0]  u_q;
  logic             ended_q, walks, u_ends, i_ends;
  assign walks       = trips && !ended_q;
  assign u_ends      = u_q + UopW'(1) == stop;
  assign i_ends      = i_q + IterW'(1) == inner;
  assign first_sweep = o_q == '0 && i_q == '0;
  assign dst = index(dst_out, dst_in, o_q, i_q, dst_table, u_q[UopW-2:0]);
  assign src = index(src_out, src_in, o_q, i_q, src_table, u_q[UopW-2:0]);
  assign wgt = index(wgt_out, wgt_in, o_q, i_q, wgt_table, u_q[UopW-2:0]);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else if (start_i) valid_q <= 1'b1;
    if (start_i) begin
      insn_q  <= insn_i;
      gemm_q  <= gemm_i;
      ended_q <= 1'b0;
      o_q     <= '0;
      i_q     <= '0;
      u_q     <= {1'b0, insn_i[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW]};
    end else if (walks && step_i) begin
      u_q <= u_ends ? {1'b0, bgn} : u_q + UopW'(1);
      if (u_ends) i_q <= i_ends ? '0 : i_q + IterW'(1);
      if (u_ends && i_ends) begin
        o_q <= o_q + IterW'(1);
        if (o_q + IterW'(1) == outer) ended_q <= 1'b1;
      end
    end
  end
  `VTA_ASSUME(ShowsWhatWalks, !seen_i || walks)
  `VTA_ASSUME(EachIsShown, !(walks && step_i) || seen_i)

  // --- any micro-op of the instruction --------------------------------------------------------------
  logic            inside;
  logic [OffW-1:0] any_dst, any_src, any_wgt;
  assign inside  = trips && any_o < outer && any_i < inner && any_u >= bgn && {1'b0, any_u} < stop;
  assign any_dst = index(dst_out, dst_in, any_o, any_i, dst_table, any_u);
  assign any_src = index(src_out, src_in, any_o, any_i, src_table, any_u);
  assign any_wgt = index(wgt_out, wgt_in, any_o, any_i, wgt_table, any_u);

  // Proves: acc.hazards, error.index
  `VTA_ASSERT(StaysInTheFootprint, !(safe && inside) ||
      (any_dst >= OffW'(lo) && any_dst <= OffW'(hi)))
  // Proves: error.index
  `VTA_ASSERT(NeverOutOfRange, !(safe && inside) || (any_dst < OffW'(vta_pkg::AccDepth) &&
      (insn_q[vta_pkg::GemmResetLsb] ||
       (any_src < OffW'(vta_pkg::InpDepth) && any_wgt < OffW'(vta_pkg::WgtDepth)))))
  // Proves: error.index
  `VTA_ASSERT(MicroOpsExist, !safe || (trips && stop <= UopW'(Uops)))
  `VTA_ASSERT(MicroOpsTold, !safe || (uop_bgn == bgn && uop_end == stop))

  logic       again_q, late_q;
  logic [4:0] age_q;
  always_ff @(posedge clk_i) begin
    again_q <= rst_ni && (again_q || (start_i && safe));
    if (start_i) age_q <= '0;
    else if (age_q != '1) age_q <= age_q + 5'd1;
    late_q <= age_q > 5'd8;
  end
  `VTA_COVER(SafeWhileMuchIsToCome, safe && walks && o_q == '0 && i_q == IterW'(1) &&
      outer == IterW'(3) && stop - {1'b0, bgn} == UopW'(2) && hi - lo == 3'd5)
  `VTA_COVER(ResetLooksAtDstOnly, safe && walks && insn_q[vta_pkg::GemmResetLsb] &&
      any_src >= OffW'(vta_pkg::InpDepth) && inside)
  `VTA_COVER(NeverSafeWithAWeightTooFar, !safe && walks && late_q && inside &&
      any_wgt >= OffW'(vta_pkg::WgtDepth) && any_dst == '0 && o_q == IterW'(2))
  `VTA_COVER(SafeAgain, safe && again_q)

  // --- helpers --------------------------------------------------------------------------------------
  logic             d_gemm, d_reset, d_swept, d_some;
  logic [OffW-1:0]  dst_lo, dst_hi, src_hi, wgt_hi, dst_f, src_f, wgt_f, dst_end, src_end, wgt_end;
  logic [OffW-1:0]  d_dst_out, d_src_out, d_wgt_out;
  logic [IterW-1:0] times, times_out, rest, done_in, done_out, again_in, again_out, mask;
  logic [$clog2(2*IterW+1)-1:0] left;
  logic             passed;
  assign passed    = !first_sweep || ended_q || u_q > {1'b0, any_u};
  assign again_in  = inner - IterW'(1);
  assign again_out = outer - IterW'(1);
  // Bits of both counts that have been added up.
  assign mask      = 32'(left) > IterW ? IterW'((32'd1 << (2 * IterW - 32'(left))) - 32'd1)
                                       : IterW'((32'd1 << (IterW - 32'(left))) - 32'd1);
  assign rest      = 32'(left) > IterW ? again_in >> (2 * IterW - 32'(left))
                                       : again_out >> (IterW - 32'(left));
  assign done_in   = 32'(left) > IterW ? again_in & mask : again_in;
  assign done_out  = 32'(left) > IterW ? '0 : again_out & mask;
  function automatic logic [OffW-1:0] shifted(input logic [OffW-1:0] f_out, f_in,
                                              input logic [$clog2(2*IterW+1)-1:0] steps);
    shifted = 32'(steps) > IterW ? f_in << (2 * IterW - 32'(steps)) : f_out << (IterW - 32'(steps));
  endfunction
  `VTA_HELPER(FieldsHeld, !valid_q || (d_gemm == gemm_q &&
      d_reset == insn_q[vta_pkg::GemmResetLsb] && uop_bgn == bgn && uop_end == stop &&
      d_dst_out == dst_out && d_src_out == src_out && d_wgt_out == wgt_out &&
      times_out == again_out))
  `VTA_HELPER(NothingAtFirst, valid_q || (!d_gemm && !safe))
  `VTA_HELPER(StepsInRange, 32'(left) <= 2 * IterW)
  `VTA_HELPER(Shifted, !valid_q || (times == rest && dst_f == shifted(dst_out, dst_in, left) &&
      src_f == shifted(src_out, src_in, left) && wgt_f == shifted(wgt_out, wgt_in, left)))
  `VTA_HELPER(DstAdded, !valid_q ||
      dst_end == OffW'(done_in) * dst_in + OffW'(done_out) * dst_out)
  `VTA_HELPER(SrcAdded, !valid_q ||
      src_end == OffW'(done_in) * src_in + OffW'(done_out) * src_out)
  `VTA_HELPER(WgtAdded, !valid_q ||
      wgt_end == OffW'(done_in) * wgt_in + OffW'(done_out) * wgt_out)
  `VTA_HELPER(WalksInside, !trips || (i_q < inner && u_q >= {1'b0, bgn} && u_q < stop &&
      (ended_q ? o_q == outer && i_q == '0 : o_q < outer)))
  `VTA_HELPER(SweptIsPast, !d_swept || (trips && (!first_sweep || ended_q)))
  `VTA_HELPER(SomeHeld, !(trips && (!first_sweep || ended_q || u_q > {1'b0, bgn})) || d_some)
  `VTA_HELPER(SomeIsGemm, !d_some || trips)
  logic any_uop;
  assign any_uop = trips && any_u >= bgn && {1'b0, any_u} < stop && passed;
  `VTA_HELPER(SweepHeld, !any_uop ||
      (dst_lo <= OffW'(dst_table[FieldW*any_u+:FieldW]) &&
       dst_hi >= OffW'(dst_table[FieldW*any_u+:FieldW]) &&
       src_hi >= OffW'(src_table[FieldW*any_u+:FieldW]) &&
       wgt_hi >= OffW'(wgt_table[FieldW*any_u+:FieldW])))
  `VTA_HELPER(FieldsAreSmall, !(trips && d_some) || (dst_lo < OffW'(8) && dst_hi < OffW'(8) &&
      src_hi < OffW'(8) && wgt_hi < OffW'(8)))
endmodule
`default_nettype wire
