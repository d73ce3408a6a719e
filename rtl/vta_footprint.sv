// SPDX-License-Identifier: Apache-2.0
//
// Finds out which accumulator elements the GEMM at work will touch, and that it will not fail.
//
// GEMM repeats its micro-ops with growing offsets. Once they have all been seen, in the first
// sweep, the largest index is that of the sweep plus the offsets at the end of both loops, which
// are added up here bit by bit. safe_o: every index to come lies inside its memory, and dst in
// lo_o .. hi_o.

`default_nettype none

module vta_footprint #(
    localparam int OffW = vta_pkg::IndexOffW,
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int IterW = vta_pkg::GemmIterOutW
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,

    input  logic                      start_i,        // the next instruction of vta_exec
    input  logic                      gemm_i,         // it is a GEMM or a reset
    input  logic [vta_pkg::InsnW-1:0] insn_i,

    // Micro-ops of this instruction, in order, as they pass.
    input  logic                      seen_i,
    input  logic                      first_sweep_i,
    input  logic [OffW-1:0]           dst_i,
    input  logic [OffW-1:0]           src_i,
    input  logic [OffW-1:0]           wgt_i,

    output logic                      safe_o,
    output logic [AddrW-1:0]          lo_o,
    output logic [AddrW-1:0]          hi_o,
    output logic [vta_pkg::UopAddrW-1:0] uop_bgn_o,
    output logic [vta_pkg::UopAddrW:0]   uop_end_o
);
  logic             gemm_q, reset_q, swept_q, some_q;
  logic [OffW-1:0]  dst_lo_q, dst_hi_q, src_hi_q, wgt_hi_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      gemm_q  <= 1'b0;
      swept_q <= 1'b0;
      some_q  <= 1'b0;
    end else if (start_i) begin
      gemm_q  <= gemm_i;
      swept_q <= 1'b0;
      some_q  <= 1'b0;
    end else if (seen_i) begin
      if (first_sweep_i) some_q <= 1'b1;
      else swept_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      reset_q   <= insn_i[vta_pkg::GemmResetLsb];
      uop_bgn_o <= insn_i[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW];
      uop_end_o <= insn_i[vta_pkg::GemmUopEndLsb+:vta_pkg::GemmUopEndW];
    end
    if (seen_i && first_sweep_i && !swept_q) begin
      if (!some_q || dst_i < dst_lo_q) dst_lo_q <= dst_i;
      if (!some_q || dst_i > dst_hi_q) dst_hi_q <= dst_i;
      if (!some_q || src_i > src_hi_q) src_hi_q <= src_i;
      if (!some_q || wgt_i > wgt_hi_q) wgt_hi_q <= wgt_i;
    end
  end

  // --- offsets at the end: factor_in * (iter_in - 1) + factor_out * (iter_out - 1) ---------------
  localparam int StepW = $clog2(2 * IterW + 1);
  logic [StepW-1:0] left_q;   // steps
  logic [IterW-1:0] times_q, times_out_q;
  logic [OffW-1:0]  dst_f_q, src_f_q, wgt_f_q, dst_out_q, src_out_q, wgt_out_q;
  logic [OffW-1:0]  dst_end_q, src_end_q, wgt_end_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) left_q <= StepW'(2 * IterW);
    else if (start_i) left_q <= StepW'(2 * IterW);
    else if (left_q != '0) left_q <= left_q - StepW'(1);
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      times_q     <= insn_i[vta_pkg::GemmIterInLsb+:IterW] - IterW'(1);
      times_out_q <= insn_i[vta_pkg::GemmIterOutLsb+:IterW] - IterW'(1);
      dst_f_q     <= OffW'(insn_i[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW]);
      src_f_q     <= OffW'(insn_i[vta_pkg::GemmSrcFactorInLsb+:vta_pkg::GemmSrcFactorInW]);
      wgt_f_q     <= OffW'(insn_i[vta_pkg::GemmWgtFactorInLsb+:vta_pkg::GemmWgtFactorInW]);
      dst_out_q   <= OffW'(insn_i[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW]);
      src_out_q   <= OffW'(insn_i[vta_pkg::GemmSrcFactorOutLsb+:vta_pkg::GemmSrcFactorOutW]);
      wgt_out_q   <= OffW'(insn_i[vta_pkg::GemmWgtFactorOutLsb+:vta_pkg::GemmWgtFactorOutW]);
      dst_end_q   <= '0;
      src_end_q   <= '0;
      wgt_end_q   <= '0;
    end else if (left_q != '0) begin
      if (times_q[0]) begin
        dst_end_q <= dst_end_q + dst_f_q;
        src_end_q <= src_end_q + src_f_q;
        wgt_end_q <= wgt_end_q + wgt_f_q;
      end
      if (left_q == StepW'(IterW + 1)) begin  // on with the outer loop
        times_q <= times_out_q;
        dst_f_q <= dst_out_q;
        src_f_q <= src_out_q;
        wgt_f_q <= wgt_out_q;
      end else begin
        times_q <= times_q >> 1;
        dst_f_q <= dst_f_q << 1;
        src_f_q <= src_f_q << 1;
        wgt_f_q <= wgt_f_q << 1;
      end
    end
  end

  // --- verdict, one cycle behind -----------------------------------------------------------------
  logic [OffW:0] dst_last, src_last, wgt_last;
  logic          legal;
  assign dst_last = {1'b0, dst_hi_q} + {1'b0, dst_end_q};
  assign src_last = {1'b0, src_hi_q} + {1'b0, src_end_q};
  assign wgt_last = {1'b0, wgt_hi_q} + {1'b0, wgt_end_q};
  assign legal    = (dst_last[OffW:AddrW] == '0) &&
      (uop_end_o <= (vta_pkg::UopAddrW + 1)'(vta_pkg::UopDepth)) &&
      (reset_q || (src_last[OffW:vta_pkg::InpAddrW] == '0 &&
                   wgt_last[OffW:vta_pkg::WgtAddrW] == '0));

  always_ff @(posedge clk_i) begin
    if (!rst_ni || start_i) safe_o <= 1'b0;
    else safe_o <= gemm_q && swept_q && (left_q == '0) && legal;
  end

  always_ff @(posedge clk_i) begin
    lo_o <= dst_lo_q[AddrW-1:0];
    hi_o <= dst_last[AddrW-1:0];
  end

  logic unused;  // low bits do not matter for the verdict
  assign unused = &{1'b0, insn_i, src_last, wgt_last};
endmodule

`default_nettype wire
