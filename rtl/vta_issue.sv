// SPDX-License-Identifier: Apache-2.0
//
// Decides when the next instruction of the compute stage starts, and where: in the execution
// pipeline, in the tail engine, or as a LOAD.
//
// Instructions start in order, each with its tokens. Beside an older one that is still at work an
// instruction starts only if nobody can tell it from the sequential program:
//   - the older one cannot fail any more: a GEMM whose footprint is known, or an instruction of the
//     tail engine, which was checked before its start; tokens are far from an overflow;
//   - they have no element in common. Behind the tail engine, the execution pipeline looks after
//     that itself, micro-op by micro-op.
// What does not fit these rules waits until it is alone.

`default_nettype none

module vta_issue #(
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int UopAddrW = vta_pkg::UopAddrW
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    input  logic [vta_pkg::FeatureW-1:0]  features_i,    // mechanisms that may be used

    // The next instruction.
    input  logic                          valid_i,
    input  logic                          tokens_i,      // those that it pops are there
    input  logic                          stopped_i,     // nothing starts any more
    input  vta_pkg::mem_desc_t            desc_i,
    input  logic [vta_pkg::InsnW-1:0]     insn_i,
    input  logic                          is_load_i,
    input  logic                          legal_i,       // not found in error by the decoder
    output logic                          start_o,
    output logic                          start_load_o,  // one of these four goes with start_o
    output logic                          start_exec_o,
    output logic                          start_tail_o,
    output logic                          join_tail_o,
    output logic                          offer_load_o,  // start_load_o, once the engine is ready

    input  logic                          tokens_high_i, // an overflow is near

    // Those who execute.
    input  logic                          engine_ready_i,
    input  logic                          engine_empty_i, // all data of LOADs have landed,
    input  logic                          loads_wait_i,   // but not all of them have retired
    input  logic                          exec_ready_i,
    input  logic                          exec_idle_i,
    input  logic                          exec_behind_i, // has ended and not retired all
    input  logic                          safe_i,        // of the GEMM at work: it cannot fail,
    input  logic [AddrW-1:0]              exec_lo_i,     // and touches these elements
    input  logic [AddrW-1:0]              exec_hi_i,
    input  logic [UopAddrW-1:0]           exec_uop_bgn_i,
    input  logic [UopAddrW:0]             exec_uop_end_i,
    input  logic                          tail_ready_i,
    input  logic                          tail_busy_i,
    input  logic                          tail_zeroing_i,
    input  logic [AddrW-1:0]              tail_lo_i,
    input  logic [AddrW-1:0]              tail_hi_i,
    input  logic                          can_join_i,    // MIN or MAX
    input  logic                          can_shift_i,   // any operation with an immediate that the
                                                         // tail engine has
    output logic                          tail_go_o,

    // Micro-ops for the scan.
    output logic                          scan_re_o,
    input  logic                          scan_rready_i,
    output logic [UopAddrW-1:0]           scan_raddr_o,
    input  logic [31:0]                   scan_rdata_i,
    output logic                          tail_add_o,    // for the tail engine
    output logic [AddrW-1:0]              tail_src_o,
    output logic [AddrW-1:0]              tail_base_o,
    output logic [AddrW-1:0]              tail_lo_o,
    output logic [AddrW-1:0]              tail_hi_o,
    output logic [AddrW:0]                tail_uops_o
);
  localparam int IterW = vta_pkg::GemmIterOutW;
  // More micro-ops than this are not worth the cycles that it takes to look at them.
  localparam int MaxScan = 64;
  // How long an ALU operation waits for another one that could join it: when there is no
  // instruction at all; and, if it has many elements, for the LOAD of the other one's micro-ops.
  localparam int Patience = 8;
  localparam int PatienceLoad = 255;
  localparam int ManyElems = 256;

  localparam int ImmSign = vta_pkg::AccW < 16 ? vta_pkg::AccW - 1 : 15;

  logic gemm, alu, reset, imm, left, bias, trips, minmax, is_uop, may_start;
  logic [2:0] alu_op;
  logic [UopAddrW:0] f_bgn, f_end;
  logic [IterW-1:0]  f_out, f_in;
  assign f_bgn = {1'b0, insn_i[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW]};
  assign f_end = insn_i[vta_pkg::GemmUopEndLsb+:vta_pkg::GemmUopEndW];
  assign f_out = insn_i[vta_pkg::GemmIterOutLsb+:IterW];
  assign f_in  = insn_i[vta_pkg::GemmIterInLsb+:IterW];
  assign trips = (f_bgn < f_end) && (f_out != '0) && (f_in != '0);

  assign gemm      = insn_i[2:0] == vta_pkg::OpGemm;
  assign alu       = insn_i[2:0] == vta_pkg::OpAlu;
  assign reset     = gemm && insn_i[vta_pkg::GemmResetLsb];
  assign alu_op    = insn_i[vta_pkg::AluAluOpcodeLsb+:3];
  // The tail engine does not shift to the left.
  assign left      = (alu_op == vta_pkg::AluShr) && insn_i[vta_pkg::AluImmLsb+ImmSign];
  assign imm       = alu && insn_i[vta_pkg::AluUseImmLsb] && (alu_op < vta_pkg::AluMul) && !left;
  // The addition of a tensor with one operand per step of the outer loop.
  assign bias      = alu && !insn_i[vta_pkg::AluUseImmLsb] && (alu_op == vta_pkg::AluAdd) &&
                     (insn_i[vta_pkg::AluSrcFactorInLsb+:vta_pkg::AluSrcFactorInW] == '0) &&
                     (f_end - f_bgn == (UopAddrW + 1)'(1));
  assign minmax    = imm && (alu_op == vta_pkg::AluMin || alu_op == vta_pkg::AluMax);
  assign is_uop    = desc_i.mem_type == vta_pkg::MemUop;
  assign may_start = valid_i && tokens_i && !stopped_i;

  // --- the tail engine: may it? ------------------------------------------------------------------
  logic candidate, scan_done, dense, solid, fits, refused;
  logic [AddrW-1:0] tail_last;
  assign candidate = features_i[vta_pkg::FeatureTail] && valid_i && legal_i && trips &&
                     (reset || imm || bias) && (f_end <= (UopAddrW + 1)'(vta_pkg::UopDepth)) &&
                     (f_end - f_bgn <= (UopAddrW + 1)'(MaxScan));

  vta_scan u_scan (
      .clk_i,
      .rst_ni,
      .want_i  (candidate && engine_empty_i),
      .insn_i,
      .taken_i (start_o),
      .re_o    (scan_re_o),
      .rready_i(scan_rready_i),
      .raddr_o (scan_raddr_o),
      .rdata_i (scan_rdata_i),
      .done_o  (scan_done),
      .dense_o (dense),
      .base_o  (tail_base_o),
      .last_o  (tail_last),
      .uops_o  (tail_uops_o),
      .solid_o (solid),
      .src_o   (tail_src_o),
      .lo_o    (tail_lo_o),
      .hi_o    (tail_hi_o)
  );
  assign tail_add_o = bias;

  assign fits    = candidate && scan_done && dense;   // the tail engine may
  assign refused = !candidate || (scan_done && !dense);  // the execution pipeline must

  // --- joining: a MIN or MAX over the elements of the operation that waits -----------------------
  logic [AddrW-1:0] base_q, last_q, step_in_q, step_out_q;
  logic [AddrW:0]   uops_q;
  logic [IterW-1:0] in_q, out_q;
  logic             same, joins, pops, solid_q;
  logic [3:0]       patience_q;
  logic [7:0]       load_patience_q;
  logic             waits, many;
  assign many = 32'(tail_last) - 32'(tail_base_o) >= 32'(ManyElems);
  logic [AddrW-1:0] f_step_in, f_step_out;
  assign f_step_out = insn_i[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW];
  assign f_step_in  = insn_i[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW];

  always_ff @(posedge clk_i) begin
    if (start_tail_o) begin
      base_q     <= tail_base_o;
      last_q     <= tail_last;
      solid_q    <= solid;
      uops_q     <= tail_uops_o;
      in_q       <= f_in;
      out_q      <= f_out;
      step_in_q  <= f_step_in;
      step_out_q <= f_step_out;
      patience_q <= 4'(Patience);
      load_patience_q <= many ? 8'(PatienceLoad) : '0;
    end else begin
      if (patience_q != '0 && !valid_i) patience_q <= patience_q - 4'd1;
      if (load_patience_q != '0) load_patience_q <= load_patience_q - 8'd1;
    end
  end

  assign pops  = insn_i[vta_pkg::InsnPopPrevLsb] || insn_i[vta_pkg::InsnPopNextLsb];
  assign same  = (f_in == in_q) && (f_out == out_q) && (f_step_in == step_in_q) &&
                 (f_step_out == step_out_q);
  assign joins = features_i[vta_pkg::FeatureFuse] && candidate && !pops && !tokens_high_i &&
                 ((can_join_i && minmax) || (can_shift_i && imm));
  // The same elements in the same order: all between the same two, or the same loops.
  assign join_tail_o = joins && may_start && fits && (tail_base_o == base_q) &&
                       (tail_last == last_q) &&
                       ((solid && solid_q) || (same && tail_uops_o == uops_q));
  // Wait for the scan of one that may join, and for the micro-ops that it may need.
  assign waits       = is_load_i ? is_uop && (load_patience_q != '0)
                                 : joins && !scan_done &&
                                   (engine_empty_i || load_patience_q != '0);
  assign tail_go_o   = valid_i ? !waits && !join_tail_o : (patience_q == '0);

  // --- beside whom? ------------------------------------------------------------------------------
  logic roomy, exec_alone, beside_exec, apart_exec, tail_free;
  assign roomy      = !tokens_high_i;
  assign tail_free  = tail_ready_i;
  assign exec_alone = exec_idle_i && !exec_behind_i && !loads_wait_i;
  assign apart_exec = (tail_hi_o < exec_lo_i) || (tail_lo_o > exec_hi_i);
  assign beside_exec = exec_alone || (features_i[vta_pkg::FeatureBeside] && roomy &&
                                      (exec_idle_i || (safe_i && apart_exec)));
  assign start_tail_o = may_start && fits && tail_free && engine_empty_i && beside_exec;

  // A reset need not wait for an ALU operation in the tail engine when the pipeline has nothing to
  // do; behind another reset it would only slow that down.
  logic to_exec, exec_may;
  assign to_exec      = !is_load_i && (refused || (fits && reset && exec_idle_i && !tail_free &&
                                                   !tail_zeroing_i));
  assign exec_may     = engine_empty_i && ((tail_free && !exec_behind_i && !loads_wait_i) || roomy);
  assign start_exec_o = may_start && to_exec && exec_may && exec_ready_i;

  // --- LOADs -------------------------------------------------------------------------------------
  // Beside others only if it is a plain one: legal, without pads.
  logic [16:0]      load_last;
  logic             plain, apart_uop, apart_load_exec, apart_load_tail, load_may;
  assign load_last = desc_i.last;
  assign plain     = features_i[vta_pkg::FeatureLoads] && roomy && desc_i.has_data &&
                     !desc_i.has_pads && (desc_i.error == vta_pkg::ErrNone);
  assign apart_uop = (load_last < 17'(exec_uop_bgn_i)) ||
                     (17'(desc_i.sram_base) >= 17'(exec_uop_end_i));
  assign apart_load_exec = (load_last < 17'(exec_lo_i)) || (17'(desc_i.sram_base) > 17'(exec_hi_i));
  assign apart_load_tail = (load_last < 17'(tail_lo_i)) || (17'(desc_i.sram_base) > 17'(tail_hi_i));
  assign load_may =
      (exec_alone || (plain && (exec_idle_i ||
                                (safe_i && (is_uop ? apart_uop : apart_load_exec))))) &&
      (tail_free || (plain && (is_uop || !tail_busy_i || apart_load_tail)));
  assign offer_load_o = may_start && is_load_i && load_may;
  assign start_load_o = offer_load_o && engine_ready_i;

  assign start_o = start_load_o || start_exec_o || start_tail_o || join_tail_o;

  logic unused;  // not every field matters here
  assign unused = &{1'b0, desc_i, insn_i};
endmodule

`default_nettype wire
