// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_exec: ACC behaves like a memory that every micro-op reads and writes at
// once, in program order, whatever lies between two micro-ops of the same element.
//
// Two ACC elements, A and B, are arbitrary but fixed; A may be B. The harness is their memory, and
// a delay line of its own says which micro-op leaves the pipeline in a cycle. A micro-op that
// writes A (and takes its second operand from B, if from ACC at all) must write what the operation
// makes of the values that the older micro-ops left in A and B. As A and B are arbitrary, every
// write is right given those before it, so by induction over the writes all of them are.
//
// Environment: any instructions, micro-ops, operands and token stops; a LOAD may write A or B
// whenever the pipeline is idle. The pipeline never stalls, so nine steps flush what the induction
// assumes of its seven stages. Tiles are of 1 x 4 with lanes of 4 bits and operands of 1 bit: the
// network moves whole words, and the operations are the same expressions for every lane and width.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_exec_fv (
    input logic                         clk_i,
    input logic                         rst_ni,
    input logic                         start_valid_i,
    input logic [vta_pkg::InsnW-1:0]    insn_i,
    input logic [vta_pkg::IndexW-1:0]   index_i,
    input logic [3:0]                   error_i,
    input logic [31:0]                  uop_rdata_i,
    input logic [vta_pkg::InpElemW-1:0] inp_rdata_i,
    input logic [vta_pkg::WgtElemW-1:0] wgt_rdata_i,
    input logic [vta_pkg::AccElemW-1:0] other_i,       // contents of the elements that are not A, B
    input logic                         load_valid_i,  // a LOAD writes A or B
    input logic [vta_pkg::AccAddrW-1:0] load_addr_i,
    input logic [vta_pkg::AccElemW-1:0] load_data_i,
    input logic                         stop_i
);
  localparam int AccW = vta_pkg::AccW;
  localparam int OffW = vta_pkg::GemmIterOutW + 2 + 2;
  localparam int OpW = 25;

  (* anyconst *) logic [vta_pkg::AccAddrW-1:0]         addr_a;
  (* anyconst *) logic [vta_pkg::AccAddrW-1:0]         addr_b;
  (* anyconst *) logic [$clog2(vta_pkg::AccLanes)-1:0] lane;

  vta_pkg::error_bits_t error;
  assign error = error_i;

  logic start_ready, uop_re, mul_re, acc_re, acc_we, done, range_error, idle;
  logic [vta_pkg::AccAddrW-1:0] acc_raddr, acc_waddr;
  logic [vta_pkg::AccElemW-1:0] acc_rdata_q, acc_wdata;

  vta_exec u_dut (
      .clk_i,
      .rst_ni,
      .start_valid_i,
      .start_ready_o   (start_ready),
      .insn_i,
      .index_i,
      .error_i         (error.code),
      .uop_re_o        (uop_re),
      .uop_raddr_o     (),
      .uop_rdata_i,
      .mul_re_o        (mul_re),
      .inp_raddr_o     (),
      .wgt_raddr_o     (),
      .inp_rdata_i,
      .wgt_rdata_i,
      .acc_re_o        (acc_re),
      .acc_raddr_o     (acc_raddr),
      .acc_rdata_i     (acc_rdata_q),
      .acc_we_o        (acc_we),
      .acc_waddr_o     (acc_waddr),
      .acc_wdata_o     (acc_wdata),
      .done_o          (done),
      .done_error_o    (),
      .done_finish_o   (),
      .done_push_prev_o(),
      .done_push_next_o(),
      .done_index_o    (),
      .done_gemm_o     (),
      .done_alu_o      (),
      .stop_i,
      .range_error_o   (range_error),
      .range_index_o   (),
      .idle_o          (idle),
      .oldest_valid_o  (),
      .oldest_index_o  ()
  );

  // Probes: what the loop nest hands to the pipeline (its own harness proves that it is the right
  // thing), and the counts that the invariants speak of.
  logic [OpW-1:0]             s0;
  logic [vta_pkg::UopAddrW:0] s0_uop;
  logic [OffW-1:0]            s0_dst, s0_src, s0_wgt;
  logic                       loop_busy, loop_trip;
  logic [13:0]                loop_iter_in;
  logic [3:0]                 info_count, trips_count;

  `VTA_FORMAL_RESET

  // Once stopped, the stage starts nothing until reset.
  logic stopped_q, kill;
  assign kill = done && stop_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) stopped_q <= 1'b0;
    else if (kill || range_error) stopped_q <= 1'b1;
  end
  `VTA_ASSUME(StoppedStartsNothing, !(stopped_q && start_valid_i))

  // --- the micro-ops in flight ------------------------------------------------------------------
  // Fields of an operation: valid, last, src, alu, reset, use_imm, alu_op, imm from the top.
  localparam int Valid = 24, Last = 23, Src = 22, Alu = 21, Reset = 20, UseImm = 19;
  logic [OpW-1:0]               g0, g1_q, g2_q, g3_q, g4_q, g5_q, g6_q;
  logic [OffW-1:0]              dst1_q, src1_q, wgt1_q, dst2_q, src2_q, wgt2_q;
  logic                         far1_q, far2_q, bad;
  logic [vta_pkg::AccAddrW-1:0] dst3_q, dst4_q, dst5_q, dst6_q, src3_q, src4_q, src5_q, src6_q;
  logic [vta_pkg::InpElemW-1:0] inp4_q, inp5_q, inp6_q;
  logic [vta_pkg::WgtElemW-1:0] wgt4_q, wgt5_q, wgt6_q;
  logic [31:0]                  uop_q;

  assign g0 = s0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) {g1_q, g2_q, g3_q, g4_q, g5_q, g6_q} <= '0;
    else if (bad) {g1_q, g2_q, g3_q, g4_q, g5_q, g6_q} <= {{3 * OpW{1'b0}}, g3_q, g4_q, g5_q};
    else {g1_q, g2_q, g3_q, g4_q, g5_q, g6_q} <= {g0, g1_q, g2_q, g3_q, g4_q, g5_q};
    {dst1_q, src1_q, wgt1_q} <= {s0_dst, s0_src, s0_wgt};
    far1_q <= s0_uop[vta_pkg::UopAddrW];
    far2_q <= far1_q;
    dst2_q <= dst1_q + OffW'(uop_rdata_i[vta_pkg::UopDstLsb+:vta_pkg::UopDstW]);
    src2_q <= src1_q + OffW'(uop_rdata_i[vta_pkg::UopSrcLsb+:vta_pkg::UopSrcW]);
    wgt2_q <= wgt1_q + OffW'(uop_rdata_i[vta_pkg::UopWgtLsb+:vta_pkg::UopWgtW]);
    {dst3_q, dst4_q, dst5_q, dst6_q} <= {dst2_q[vta_pkg::AccAddrW-1:0], dst3_q, dst4_q, dst5_q};
    {src3_q, src4_q, src5_q, src6_q} <= {src2_q[vta_pkg::AccAddrW-1:0], src3_q, src4_q, src5_q};
    {inp4_q, inp5_q, inp6_q} <= {inp_rdata_i, inp4_q, inp5_q};
    {wgt4_q, wgt5_q, wgt6_q} <= {wgt_rdata_i, wgt4_q, wgt5_q};
    uop_q <= uop_rdata_i;
  end

  // The two halves of a tensor operation read the same micro-op.
  `VTA_ASSUME(MicroOpStays, !(g1_q[Valid] && g2_q[Valid] && g2_q[Src]) || uop_rdata_i == uop_q)

  localparam logic [OffW-1:0] InpDepth = OffW'(1) << vta_pkg::InpAddrW;
  localparam logic [OffW-1:0] WgtDepth = OffW'(1) << vta_pkg::WgtAddrW;
  localparam logic [OffW-1:0] AccDepth = OffW'(1) << vta_pkg::AccAddrW;
  assign bad = g2_q[Valid] &&
      (far2_q || dst2_q >= AccDepth ||
       (!g2_q[Alu] && !g2_q[Reset] && (src2_q >= InpDepth || wgt2_q >= WgtDepth)) ||
       (g2_q[Alu] && !g2_q[UseImm] && src2_q >= AccDepth));

  // --- A and B ----------------------------------------------------------------------------------
  logic [vta_pkg::AccElemW-1:0] mem_a_q, mem_b_q, value_b;
  logic                         load;
  assign load = load_valid_i && idle;  // a LOAD and the pipeline exclude each other
  assign value_b = addr_a == addr_b ? mem_a_q : mem_b_q;
  always_ff @(posedge clk_i) begin
    if (acc_we && acc_waddr == addr_a) mem_a_q <= acc_wdata;
    else if (load && load_addr_i == addr_a) mem_a_q <= load_data_i;
    if (acc_we && acc_waddr == addr_b) mem_b_q <= acc_wdata;
    else if (load && load_addr_i == addr_b) mem_b_q <= load_data_i;
    if (acc_re) begin
      acc_rdata_q <= acc_raddr == addr_a ? mem_a_q : acc_raddr == addr_b ? value_b : other_i;
    end
  end

  // --- what the micro-op that leaves must write -------------------------------------------------
  logic signed [AccW-1:0] a, b, dot, alu, want, got;
  logic signed [31:0]     a32, b32;
  logic [5:0]             dot_lane;
  assign a   = mem_a_q[AccW*lane+:AccW];
  assign b   = g6_q[UseImm] ? AccW'(g6_q[15:0]) : value_b[AccW*lane+:AccW];
  assign got = acc_wdata[AccW*lane+:AccW];
  assign a32 = 32'(a);
  assign b32 = 32'(b);

  logic signed [AccW-1:0] sum;
  always_comb begin
    sum = '0;
    for (int k = 0; k < vta_pkg::Block; k++) begin
      sum = sum + AccW'($signed(inp6_q[vta_pkg::InpW*k+:vta_pkg::InpW])) *
                  AccW'($signed(wgt6_q[vta_pkg::WgtW*(vta_pkg::Block*lane+k)+:vta_pkg::WgtW]));
    end
  end

  always_comb begin
    case (g6_q[18:16])
      vta_pkg::AluMin: alu = a < b ? a : b;
      vta_pkg::AluMax: alu = a < b ? b : a;
      vta_pkg::AluAdd: alu = a + b;
      vta_pkg::AluShr: begin
        if (b32 >= AccW - 1) alu = {AccW{a[AccW-1]}};
        else if (b32 >= 0) alu = a >>> b;
        else if (b32 <= -AccW) alu = '0;
        else alu = a << -b32;
      end
      default: alu = a * b;
    endcase
    want = g6_q[Reset] && !g6_q[Alu] ? '0 : g6_q[Alu] ? alu : a + sum;
  end

  logic leaves, tracked;
  assign leaves  = g6_q[Valid] && !g6_q[Src];
  assign tracked = leaves && dst6_q == addr_a &&
                   (!g6_q[Alu] || g6_q[UseImm] || src6_q == addr_b);

  // Proves: acc.hazards, gemm.product, alu.operands, alu.operations, alu.shift, arithmetic.wraps
  `VTA_ASSERT(AccIsSequential, !tracked || got == want)
  // Proves: error.index
  `VTA_ASSERT(WritesWhatLeaves, acc_we == leaves && (!leaves || acc_waddr == dst6_q))
  `VTA_ASSERT(RangeErrorExact, range_error == (bad && !kill))
  `VTA_ASSERT(RetiresAtLast, done == g6_q[Last])

  // How many cycles ago A was written, up to four.
  logic [3:0] wrote_a_q;
  logic [1:0] wrote_b_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) {wrote_a_q, wrote_b_q} <= '0;
    else {wrote_a_q, wrote_b_q} <= {wrote_a_q[2:0], acc_we && acc_waddr == addr_a,
                                    wrote_b_q[0], acc_we && acc_waddr == addr_b};
  end
  logic adds, tensor;
  assign adds   = tracked && !g6_q[Alu] && !g6_q[Reset];
  assign tensor = tracked && g6_q[Alu] && !g6_q[UseImm];
  `VTA_COVER(DistanceOne, adds && wrote_a_q[0])
  `VTA_COVER(DistanceTwo, adds && wrote_a_q[1:0] == 2'b10)
  `VTA_COVER(DistanceThree, adds && wrote_a_q[2:0] == 3'b100)
  `VTA_COVER(DistanceFour, adds && wrote_a_q == 4'b1000)
  // The source is read a cycle before the destination: two behind the write is next to it.
  `VTA_COVER(SourceJustWritten, tensor && addr_a != addr_b && wrote_b_q[1])
  `VTA_COVER(OlderCompleteBehindError, acc_we && stopped_q)

  // Invariants of the pipeline and its queues, for the induction.
  `VTA_HELPER(ResetIsGemm, !loop_busy || !(s0[Alu] && s0[Reset]))
  logic [3:0] lasts;
  assign lasts = 4'(g1_q[Last]) + 4'(g2_q[Last]) + 4'(g3_q[Last]) + 4'(g4_q[Last]) +
                 4'(g5_q[Last]) + 4'(g6_q[Last]);
  `VTA_HELPER(InnerLoopRuns, !loop_busy || !loop_trip || loop_iter_in != '0)
  `VTA_HELPER(TripsHeld, stopped_q || trips_count == lasts)
  `VTA_HELPER(InfoHeld, stopped_q || info_count == lasts + 4'(loop_busy))
  `VTA_HELPER(StoppedIsIdle, !stopped_q || !loop_busy)
  `VTA_HELPER(InfoHeldStopped, info_count >= trips_count && trips_count >= lasts)
endmodule
`default_nettype wire
