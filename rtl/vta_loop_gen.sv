// SPDX-License-Identifier: Apache-2.0
//
// Walks the loop nest of GEMM and ALU: outer, inner, micro-ops; one micro-op per cycle, no bubble
// between loop levels nor between two instructions.
//
// An ALU operation with a tensor operand takes two cycles per micro-op: first its source, then its
// destination. An instruction without a single trip (FINISH, NOP, zero-trip loops, one in error)
// takes one cycle in which only `last_o` is set, so that everything retires in order behind the
// pipeline.

`include "vta_assert.svh"
`default_nettype none

module vta_loop_gen #(
    parameter int OffW = 32  // width of an index: holds every sum without loss
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                        kill_i,  // forget the instruction at work
    input  logic                        wait_i,  // this cycle does not count: stay

    input  logic                        start_valid_i,
    output logic                        start_ready_o,
    input  logic                        start_gemm_i,  // walk as GEMM
    input  logic                        start_alu_i,   // walk as ALU; neither: no trip
    input  logic [vta_pkg::InsnW-1:0]   insn_i,

    output logic                        valid_o,  // a micro-op (for ALU, half of one) in this cycle
    output logic                        last_o,   // the instruction ends in this cycle
    output logic                        src_o,    // first half of a tensor ALU operation
    output logic                        sweep_o,  // the first time through the micro-ops
    output logic                        alu_o,
    output logic                        reset_o,
    output logic                        use_imm_o,
    output logic [2:0]                  alu_op_o,
    output logic [15:0]                 imm_o,
    output logic [vta_pkg::UopAddrW:0]  uop_o,    // may lie one memory beyond the depth
    output logic [OffW-1:0]             dst_o,    // loop offsets, without the micro-op's
    output logic [OffW-1:0]             src_off_o,
    output logic [OffW-1:0]             wgt_o,
    output logic [vta_pkg::StatW-1:0]   trips_o,  // micro-ops of the instruction up to this cycle
    output logic                        idle_o
);
  localparam int IterW = vta_pkg::GemmIterOutW;

  logic                       busy_q, trip_q, half_q, sweep_q;
  logic                       alu_q, reset_q, use_imm_q;
  logic [2:0]                 alu_op_q;
  logic [15:0]                imm_q;
  logic [vta_pkg::UopAddrW:0] uop_q, uop_bgn_q, uop_end_q;
  logic [IterW-1:0]           in_left_q, out_left_q, iter_in_q;
  logic [OffW-1:0]            dst_q, src_q, wgt_q, dst_row_q, src_row_q, wgt_row_q;
  logic [OffW-1:0]            dst_in_q, src_in_q, wgt_in_q, dst_out_q, src_out_q, wgt_out_q;
  logic [vta_pkg::StatW-1:0]  trips_q;

  logic tensor, half, uop_last, in_last, out_last, finish;
  assign tensor   = alu_q && !use_imm_q;
  assign half     = trip_q && tensor && !half_q;  // only the first half in this cycle
  assign uop_last = (uop_q + (vta_pkg::UopAddrW + 1)'(1)) == uop_end_q;
  assign in_last  = in_left_q == IterW'(1);
  assign out_last = out_left_q == IterW'(1);
  assign finish   = busy_q && (!trip_q || (uop_last && in_last && out_last && !half));

  assign start_ready_o = !busy_q || (finish && !wait_i);

  // Positions shared by the two formats; they differ in the width of the source factors.
  logic [vta_pkg::UopAddrW-1:0] f_bgn;
  logic [vta_pkg::UopAddrW:0]   f_end;
  logic [IterW-1:0]             f_out, f_in;
  logic                         some_trip;
  assign f_bgn     = insn_i[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW];
  assign f_end     = insn_i[vta_pkg::GemmUopEndLsb+:vta_pkg::GemmUopEndW];
  assign f_out     = insn_i[vta_pkg::GemmIterOutLsb+:IterW];
  assign f_in      = insn_i[vta_pkg::GemmIterInLsb+:IterW];
  assign some_trip = (start_gemm_i || start_alu_i) && ({1'b0, f_bgn} < f_end) &&
                     (f_out != '0) && (f_in != '0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill_i) begin
      busy_q <= 1'b0;
    end else if (start_ready_o) begin
      busy_q <= start_valid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_ready_o && start_valid_i) begin
      trip_q     <= some_trip;
      half_q     <= 1'b0;
      sweep_q    <= 1'b1;
      alu_q      <= start_alu_i;
      reset_q    <= start_gemm_i && insn_i[vta_pkg::GemmResetLsb];
      use_imm_q  <= insn_i[vta_pkg::AluUseImmLsb];
      alu_op_q   <= insn_i[vta_pkg::AluAluOpcodeLsb+:3];
      imm_q      <= insn_i[vta_pkg::AluImmLsb+:16];
      uop_q      <= {1'b0, f_bgn};
      uop_bgn_q  <= {1'b0, f_bgn};
      uop_end_q  <= f_end;
      in_left_q  <= f_in;
      out_left_q <= f_out;
      iter_in_q  <= f_in;
      dst_out_q  <= OffW'(insn_i[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW]);
      dst_in_q   <= OffW'(insn_i[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW]);
      if (start_alu_i) begin
        src_out_q <= OffW'(insn_i[vta_pkg::AluSrcFactorOutLsb+:vta_pkg::AluSrcFactorOutW]);
        src_in_q  <= OffW'(insn_i[vta_pkg::AluSrcFactorInLsb+:vta_pkg::AluSrcFactorInW]);
      end else begin
        src_out_q <= OffW'(insn_i[vta_pkg::GemmSrcFactorOutLsb+:vta_pkg::GemmSrcFactorOutW]);
        src_in_q  <= OffW'(insn_i[vta_pkg::GemmSrcFactorInLsb+:vta_pkg::GemmSrcFactorInW]);
      end
      wgt_out_q  <= OffW'(insn_i[vta_pkg::GemmWgtFactorOutLsb+:vta_pkg::GemmWgtFactorOutW]);
      wgt_in_q   <= OffW'(insn_i[vta_pkg::GemmWgtFactorInLsb+:vta_pkg::GemmWgtFactorInW]);
      dst_q      <= '0;
      src_q      <= '0;
      wgt_q      <= '0;
      dst_row_q  <= '0;
      src_row_q  <= '0;
      wgt_row_q  <= '0;
      trips_q    <= '0;
    end else if (busy_q && trip_q && !wait_i) begin
      half_q <= half;
      if (!half) begin
        trips_q <= trips_q + vta_pkg::StatW'(1);
        if (!uop_last) begin
          uop_q <= uop_q + (vta_pkg::UopAddrW + 1)'(1);
        end else begin
          uop_q   <= uop_bgn_q;
          sweep_q <= 1'b0;
          if (!in_last) begin
            in_left_q <= in_left_q - IterW'(1);
            dst_q     <= dst_q + dst_in_q;
            src_q     <= src_q + src_in_q;
            wgt_q     <= wgt_q + wgt_in_q;
          end else begin
            in_left_q  <= iter_in_q;
            out_left_q <= out_left_q - IterW'(1);
            dst_q      <= dst_row_q + dst_out_q;
            src_q      <= src_row_q + src_out_q;
            wgt_q      <= wgt_row_q + wgt_out_q;
            dst_row_q  <= dst_row_q + dst_out_q;
            src_row_q  <= src_row_q + src_out_q;
            wgt_row_q  <= wgt_row_q + wgt_out_q;
          end
        end
      end
    end
  end

  assign valid_o   = busy_q && trip_q;
  assign last_o    = finish;
  assign src_o     = half;
  assign sweep_o   = sweep_q;
  assign alu_o     = alu_q;
  assign reset_o   = reset_q;
  assign use_imm_o = use_imm_q;
  assign alu_op_o  = alu_op_q;
  assign imm_o     = imm_q;
  assign uop_o     = uop_q;
  assign dst_o     = dst_q;
  assign src_off_o = src_q;
  assign wgt_o     = wgt_q;
  assign trips_o   = trips_q + vta_pkg::StatW'(trip_q);
  assign idle_o    = !busy_q;

  // Fields that only one of the formats has.
  logic unused;
  assign unused = &{1'b0, insn_i};

  `VTA_ASSERT(LoopsCountDown, !(busy_q && trip_q) || (in_left_q != '0 && out_left_q != '0))
endmodule

`default_nettype wire
