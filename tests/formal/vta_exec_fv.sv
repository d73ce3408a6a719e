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
// Environment: any instructions, micro-ops, operands and token stops; instructions that have ended
// wait for as long as the solver likes. A LOAD may write A or B unless a micro-op that has passed
// s2, or a tensor operation, could tell; the tail engine may write them while they lie in its range,
// which only shrinks, and which is apart from what has passed s2 when it begins (vta_issue). That
// the pipeline stays out of the range from then on is a property. Others read micro-ops when they
// may. Behind s2 nothing ever stalls, so seven steps flush what the induction assumes of s3 to s6;
// for s0 to s2 and for a source that waits for its second half there are invariants. Tiles are of
// 1 x 4 with lanes of 4 bits and operands of 1 bit: the network moves whole words, and the
// operations are the same expressions for every lane and width.

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
    input logic                         tail_busy_i,
    input logic [vta_pkg::AccAddrW-1:0] tail_lo_i,
    input logic [vta_pkg::AccAddrW-1:0] tail_hi_i,
    input logic                         uop_taken_i,
    input logic                         write_i,       // somebody else writes ACC,
    input logic                         by_tail_i,     // the tail engine, or a LOAD
    input logic [vta_pkg::AccAddrW-1:0] write_addr_i,
    input logic [vta_pkg::AccElemW-1:0] write_data_i,
    input logic                         done_take_i,
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

  logic start_ready, uop_re, uop_free, mul_re, acc_re, acc_we, done, behind, range_error, idle;
  logic seen, seen_first;
  logic [OffW-1:0] seen_dst, seen_src, seen_wgt;
  logic [vta_pkg::AccAddrW-1:0] acc_raddr, acc_waddr;
  logic [vta_pkg::AccElemW-1:0] acc_rdata_q, acc_wdata;
  logic [vta_pkg::AccBanks*vta_pkg::AccElemW-1:0] acc_rdata;

  vta_exec u_dut (
      .clk_i,
      .rst_ni,
      .start_valid_i,
      .start_ready_o   (start_ready),
      .insn_i,
      .index_i,
      .error_i         (error.code),
      .tail_busy_i,
      .tail_lo_i,
      .tail_hi_i,
      .uop_free_o      (uop_free),
      .uop_taken_i,
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
      .acc_rdata_i     (acc_rdata),
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
      .behind_o        (behind),
      .done_take_i,
      .stop_i,
      .range_error_o   (range_error),
      .range_index_o   (),
      .seen_o          (seen),
      .seen_first_o    (seen_first),
      .seen_dst_o      (seen_dst),
      .seen_src_o      (seen_src),
      .seen_wgt_o      (seen_wgt),
      .idle_o          (idle),
      .oldest_valid_o  (),
      .oldest_index_o  ()
  );

  // Probes: what the loop nest hands to the pipeline (its own harness proves that it is the right
  // thing), and the counts that the invariants speak of.
  logic [OpW-1:0]             s0;
  logic [vta_pkg::UopAddrW:0] s0_uop;
  logic [OffW-1:0]            s0_dst, s0_src, s0_wgt;
  logic                       loop_busy, loop_trip, loop_half, s0_sweep;
  logic [13:0]                loop_iter_in;
  logic [3:0]                 info_count, trips_count, ended;
  logic [OpW-1:0]             s1, s2, s3, s4, s5;
  logic [vta_pkg::AccAddrW-1:0] s3_addr, s4_addr, s5_addr;
  logic [OffW-1:0]            s1_dst, s1_src, s1_wgt, s2_dst, s2_src, s2_wgt;
  logic                       s1_far, s2_far, s1_sweep, s2_sweep;
  logic [1:0]                 tag, s1_tag, s2_tag;
  logic [vta_pkg::AccElemW-1:0] source;

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
  logic [vta_pkg::InpElemW-1:0] inp3_q, inp4_q, inp5_q, inp6_q;
  logic [vta_pkg::WgtElemW-1:0] wgt3_q, wgt4_q, wgt5_q, wgt6_q;
  logic [31:0]                  uop_q, first_uop_q;
  logic                         uop_read_q;

  logic                         sweep1_q, sweep2_q, young1_q, young2_q, start;
  logic                         hold, s0_waits, tensor_flies;
  logic [vta_pkg::AccAddrW-1:0] addr2;

  assign g0       = s0;
  assign start    = start_valid_i && start_ready;
  assign addr2    = g2_q[Src] ? src2_q[vta_pkg::AccAddrW-1:0] : dst2_q[vta_pkg::AccAddrW-1:0];
  assign hold     = g2_q[Valid] && tail_busy_i && addr2 >= tail_lo_i && addr2 <= tail_hi_i;
  assign s0_waits = hold || uop_taken_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) {g1_q, g2_q, g3_q, g4_q, g5_q, g6_q} <= '0;
    else begin
      {g4_q, g5_q, g6_q} <= {g3_q, g4_q, g5_q};
      g3_q               <= bad || hold ? '0 : g2_q;
      if (bad) {g1_q, g2_q} <= '0;
      else if (!hold) begin
        g1_q <= uop_taken_i ? '0 : g0;
        g2_q <= g1_q;
      end
    end
    young1_q <= young1_q && !start;
    young2_q <= young2_q && !start;
    if (!hold) begin
      {dst1_q, src1_q, wgt1_q} <= {s0_dst, s0_src, s0_wgt};
      far1_q   <= s0_uop[vta_pkg::UopAddrW];
      far2_q   <= far1_q;
      sweep1_q <= s0_sweep;
      sweep2_q <= sweep1_q;
      young1_q <= !start;  // what is in s0 is of the youngest instruction
      young2_q <= young1_q && !start;
      dst2_q <= dst1_q + OffW'(uop_rdata_i[vta_pkg::UopDstLsb+:vta_pkg::UopDstW]);
      src2_q <= src1_q + OffW'(uop_rdata_i[vta_pkg::UopSrcLsb+:vta_pkg::UopSrcW]);
      wgt2_q <= wgt1_q + OffW'(uop_rdata_i[vta_pkg::UopWgtLsb+:vta_pkg::UopWgtW]);
    end
    {dst3_q, dst4_q, dst5_q, dst6_q} <= {dst2_q[vta_pkg::AccAddrW-1:0], dst3_q, dst4_q, dst5_q};
    {src3_q, src4_q, src5_q, src6_q} <= {src2_q[vta_pkg::AccAddrW-1:0], src3_q, src4_q, src5_q};
    {inp3_q, inp4_q, inp5_q, inp6_q} <= {inp_rdata_i, inp3_q, inp4_q, inp5_q};
    {wgt3_q, wgt4_q, wgt5_q, wgt6_q} <= {wgt_rdata_i, wgt3_q, wgt4_q, wgt5_q};
    if (g1_q[Valid] && g1_q[Src]) first_uop_q <= uop_rdata_i;
    uop_q      <= uop_rdata_i;
    uop_read_q <= uop_re || uop_taken_i;
  end

  // The two halves of a tensor operation read the same micro-op, which stays until the next read.
  `VTA_ASSUME(MicroOpHeld, uop_read_q || uop_rdata_i == uop_q)
  `VTA_ASSUME(MicroOpStays, !(g1_q[Valid] && second_half(g1_q)) || uop_rdata_i == first_uop_q)
  `VTA_ASSUME(ReadsWhenItMay, !uop_taken_i || uop_free)

  function automatic logic second_half(input logic [OpW-1:0] op);
    second_half = op[Alu] && !op[UseImm] && !op[Src];
  endfunction

  localparam logic [OffW-1:0] InpDepth = OffW'(1) << vta_pkg::InpAddrW;
  localparam logic [OffW-1:0] WgtDepth = OffW'(1) << vta_pkg::WgtAddrW;
  localparam logic [OffW-1:0] AccDepth = OffW'(1) << vta_pkg::AccAddrW;
  assign bad = g2_q[Valid] &&
      (far2_q || dst2_q >= AccDepth ||
       (!g2_q[Alu] && !g2_q[Reset] && (src2_q >= InpDepth || wgt2_q >= WgtDepth)) ||
       (g2_q[Alu] && !g2_q[UseImm] && src2_q >= AccDepth));

  // --- A and B ----------------------------------------------------------------------------------
  logic [vta_pkg::AccElemW-1:0] mem_a_q, mem_b_q, value_b;
  logic                         acc_bank_q;  // the other one shows anything
  assign value_b   = addr_a == addr_b ? mem_a_q : mem_b_q;
  assign acc_rdata = acc_bank_q ? {acc_rdata_q, other_i} : {other_i, acc_rdata_q};
  always_ff @(posedge clk_i) begin
    if (acc_we && acc_waddr == addr_a) mem_a_q <= acc_wdata;
    else if (write_i && write_addr_i == addr_a) mem_a_q <= write_data_i;
    if (acc_we && acc_waddr == addr_b) mem_b_q <= acc_wdata;
    else if (write_i && write_addr_i == addr_b) mem_b_q <= write_data_i;
    if (acc_re) begin
      acc_bank_q  <= acc_raddr[0];
      acc_rdata_q <= acc_raddr == addr_a ? mem_a_q : acc_raddr == addr_b ? value_b : other_i;
    end
  end

  // --- the others ---------------------------------------------------------------------------------
  function automatic logic is_tensor(input logic [OpW-1:0] op);
    is_tensor = op[Valid] && op[Alu] && !op[UseImm];
  endfunction
  assign tensor_flies = (loop_busy && is_tensor(g0)) || is_tensor(g1_q) || is_tensor(g2_q) ||
                        is_tensor(g3_q) || is_tensor(g4_q) || is_tensor(g5_q) || is_tensor(g6_q);

  // Does a micro-op behind s2 use an element between these two?
  function automatic logic within(input logic [OpW-1:0] op,
                                  input logic [vta_pkg::AccAddrW-1:0] dst, src, lo, hi);
    within = op[Valid] && (op[Src] ? src >= lo && src <= hi : dst >= lo && dst <= hi);
  endfunction
  function automatic logic used(input logic [vta_pkg::AccAddrW-1:0] lo, hi);
    used = within(g3_q, dst3_q, src3_q, lo, hi) || within(g4_q, dst4_q, src4_q, lo, hi) ||
           within(g5_q, dst5_q, src5_q, lo, hi) || within(g6_q, dst6_q, src6_q, lo, hi);
  endfunction

  logic                         tail_busy_q, tail_uses;
  logic [vta_pkg::AccAddrW-1:0] tail_lo_q, tail_hi_q;
  always_ff @(posedge clk_i) begin
    tail_busy_q <= rst_ni && tail_busy_i;
    tail_lo_q   <= tail_lo_i;
    tail_hi_q   <= tail_hi_i;
  end
  assign tail_uses = tail_busy_i && used(tail_lo_i, tail_hi_i);
  `VTA_ASSUME(TailShrinks, !(tail_busy_i && tail_busy_q) ||
      (tail_lo_i >= tail_lo_q && tail_hi_i <= tail_hi_q))
  `VTA_ASSUME(TailBeginsApart, !(tail_busy_i && !tail_busy_q) || (!tail_uses && !tensor_flies))
  `VTA_ASSUME(TailWritesItsOwn, !(write_i && by_tail_i) ||
      (tail_busy_i && write_addr_i >= tail_lo_i && write_addr_i <= tail_hi_i))
  `VTA_ASSUME(LoadWritesApart, !(write_i && !by_tail_i) ||
      (!tensor_flies && !used(write_addr_i, write_addr_i)))
  `VTA_ASSUME(TakesWhatIsDone, !done_take_i || done)
  `VTA_ASSUME(StopsWhatIsTaken, !stop_i || done_take_i)

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
  // Instructions at their end, that wait to be taken.
  logic [3:0] ended_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill) ended_q <= '0;
    else ended_q <= ended_q + 4'(g6_q[Last]) - 4'(done_take_i);
  end
  `VTA_ASSERT(DoneFromLastUntilTaken, done == (g6_q[Last] || ended_q != '0))
  `VTA_ASSERT(BehindIfItWaits, behind == (ended_q != '0))
  `VTA_ASSERT(FreeUnlessHeld, uop_free == !hold)
  // What s2 multiplies was read when it left s1, and stays while it waits.
  `VTA_ASSERT(ReadsForTheNext, mul_re == (g1_q[Valid] && !g1_q[Alu] && !g1_q[Reset] && !hold))
  // Proves: acc.hazards
  `VTA_ASSERT(LeavesTheTailAlone, !tail_busy_i ||
      (!(acc_re && acc_raddr >= tail_lo_i && acc_raddr <= tail_hi_i) &&
       !(acc_we && acc_waddr >= tail_lo_i && acc_waddr <= tail_hi_i)))
  `VTA_ASSERT(SeenIsOfTheYoungest, seen == (g2_q[Valid] && !g2_q[Alu] && young2_q))
  `VTA_ASSERT(SeenAsItIs, !seen || (seen_first == sweep2_q && seen_dst == dst2_q &&
      seen_src == src2_q && seen_wgt == wgt2_q))

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
  logic held_q, held_a_q;  // A was waited for, and then written by the tail engine
  always_ff @(posedge clk_i) begin
    held_q   <= rst_ni && hold && addr2 == addr_a && write_i && write_addr_i == addr_a;
    held_a_q <= rst_ni && (held_q || held_a_q);
  end
  `VTA_COVER(AddsBehindTheTail, adds && held_a_q && wrote_a_q == '0)
  `VTA_COVER(TwoWait, ended_q == 4'd2 && done_take_i)
  logic [4:0] taken_q;
  always_ff @(posedge clk_i) taken_q <= {taken_q[3:0], uop_taken_i};
  `VTA_COVER(OthersReadBetween, adds && wrote_a_q[1:0] == 2'b10 && taken_q[4])

  // Invariants of the pipeline and its queues, for the induction.
  // Only an ALU operation with a tensor has a first half, and none is a reset.
  function automatic logic is_odd(input logic [OpW-1:0] op);
    is_odd = op[Valid] && ((op[Alu] && op[Reset]) || (op[Src] && !(op[Alu] && !op[UseImm])));
  endfunction
  `VTA_HELPER(OpsAreSound, !(loop_busy && s0[Alu] && s0[Reset]) && !is_odd(g1_q) &&
      !is_odd(g2_q) && !is_odd(g3_q) && !is_odd(g4_q) && !is_odd(g5_q) && !is_odd(g6_q))
  logic [4:0] lasts, started;  // instructions behind s0, and all
  assign lasts = 5'(g1_q[Last]) + 5'(g2_q[Last]) + 5'(g3_q[Last]) + 5'(g4_q[Last]) +
                 5'(g5_q[Last]) + 5'(g6_q[Last]) + 5'(ended_q);
  assign started = lasts + 5'(loop_busy);
  `VTA_HELPER(InnerLoopRuns, !loop_busy || !loop_trip || loop_iter_in != '0)
  `VTA_HELPER(TripsHeld, stopped_q || 5'(trips_count) == lasts)
  `VTA_HELPER(InfoHeld, stopped_q || 5'(info_count) == started)
  `VTA_HELPER(StoppedIsIdle, !stopped_q || !loop_busy)
  `VTA_HELPER(InfoHeldStopped, info_count >= trips_count && 5'(trips_count) >= lasts)
  `VTA_HELPER(EndedInList, ended == ended_q && ended_q <= 4'd12 && info_count <= 4'd12)

  // s1 and s2, which may stay for long.
  `VTA_HELPER(StagesHeld, s1[Valid] == g1_q[Valid] && s1[Last] == g1_q[Last] &&
      s2[Valid] == g2_q[Valid] && s2[Last] == g2_q[Last] && (!s1[Valid] || s1 == g1_q) &&
      (!s2[Valid] || s2 == g2_q))
  `VTA_HELPER(IndicesHeld,
      (!s1[Valid] || ({s1_dst, s1_src, s1_wgt} == {dst1_q, src1_q, wgt1_q} && s1_far == far1_q &&
                      s1_sweep == sweep1_q && young1_q == (s1_tag == tag))) &&
      (!s2[Valid] || ({s2_dst, s2_src, s2_wgt} == {dst2_q, src2_q, wgt2_q} && s2_far == far2_q &&
                      s2_sweep == sweep2_q && young2_q == (s2_tag == tag))))
  function automatic logic [vta_pkg::AccAddrW-1:0] touched(
      input logic [OpW-1:0] op, input logic [vta_pkg::AccAddrW-1:0] dst, src);
    touched = op[Src] ? src : dst;
  endfunction
  `VTA_HELPER(LaterStagesHeld,
      s3[Valid] == g3_q[Valid] && s4[Valid] == g4_q[Valid] && s5[Valid] == g5_q[Valid] &&
      (!s3[Valid] || (s3 == g3_q && s3_addr == touched(g3_q, dst3_q, src3_q))) &&
      (!s4[Valid] || (s4 == g4_q && s4_addr == touched(g4_q, dst4_q, src4_q))) &&
      (!s5[Valid] || (s5 == g5_q && s5_addr == touched(g5_q, dst5_q, src5_q))))
  // No more than three instructions are in s0 to s2, fewer than tags.
  `VTA_HELPER(TagsAreClose, (!s1[Valid] || tag - s1_tag <= 2'(loop_busy)) &&
      (!s2[Valid] || tag - s2_tag <= 2'd1 + 2'(loop_busy)))
  `VTA_HELPER(NotInTheTail, !tail_uses)

  // The halves of a tensor operation may lie apart: the first has left s2 (pend_q, age_q cycles ago,
  // with this source) and the second has not; or both are still there.
  localparam int AddrW = vta_pkg::AccAddrW;
  logic             pend_q, s0_second, g1_second, g2_second;
  logic [2:0]       age_q;
  logic [OffW-1:0]  half_off_q;
  logic [AddrW-1:0] pend_src_q, half_src;
  assign half_src  = half_off_q[AddrW-1:0] +
                     AddrW'(first_uop_q[vta_pkg::UopSrcLsb+:vta_pkg::UopSrcW]);
  assign s0_second = loop_busy && loop_trip && loop_half && second_half(g0);
  assign g1_second = g1_q[Valid] && second_half(g1_q);
  assign g2_second = g2_q[Valid] && second_half(g2_q);
  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill || bad) pend_q <= 1'b0;
    else if (!hold && g2_q[Valid]) pend_q <= g2_q[Src];
    if (!hold && g2_q[Valid] && g2_q[Src]) begin
      pend_src_q <= src2_q[AddrW-1:0];
      age_q      <= '0;
    end else if (age_q != 3'd4) begin
      age_q <= age_q + 3'd1;
    end
    if (g0[Valid] && g0[Src] && !s0_waits) half_off_q <= s0_src;
  end
  `VTA_HELPER(LoopHalf, !(loop_busy && loop_trip) ||
      (g0[Valid] && (loop_half ? second_half(g0) : g0[Src] == (g0[Alu] && !g0[UseImm]))))
  `VTA_HELPER(SecondFollows,
      (!pend_q || (g2_q[Valid] ? g2_second : g1_q[Valid] ? g1_second : s0_second)) &&
      (!(g2_q[Valid] && g2_q[Src]) || (g1_q[Valid] ? g1_second : s0_second)) &&
      (!(g1_q[Valid] && g1_q[Src]) || s0_second))
  `VTA_HELPER(FirstPrecedes, (!g2_second || pend_q) &&
      (!g1_second || (g2_q[Valid] ? g2_q[Src] : pend_q)) &&
      (!s0_second || (g1_q[Valid] ? g1_q[Src] : g2_q[Valid] ? g2_q[Src] : pend_q)))
  `VTA_HELPER(HalvesAgree, (!g2_second || src2_q[AddrW-1:0] == pend_src_q) &&
      (!g1_second || src1_q == half_off_q) && (!s0_second || s0_src == half_off_q) &&
      (!(g1_q[Valid] && g1_q[Src]) || src1_q == half_off_q) &&
      (!(g2_q[Valid] && g2_q[Src]) || src2_q[AddrW-1:0] == half_src) &&
      (!pend_q || g2_second || pend_src_q == half_src))
  `VTA_HELPER(SourceApart, !(pend_q && tail_busy_i) ||
      pend_src_q < tail_lo_i || pend_src_q > tail_hi_i)
  `VTA_HELPER(NothingBetween, !pend_q || (age_q <= 3'd4 &&
      (age_q == 3'd0 ? g3_q[Valid] && g3_q[Src] && src3_q == pend_src_q : !g3_q[Valid]) &&
      (age_q == 3'd1 ? g4_q[Valid] && g4_q[Src] && src4_q == pend_src_q
                     : age_q == 3'd0 || !g4_q[Valid]) &&
      (age_q == 3'd2 ? g5_q[Valid] && g5_q[Src] && src5_q == pend_src_q
                     : age_q < 3'd2 || !g5_q[Valid]) &&
      (age_q == 3'd3 ? g6_q[Valid] && g6_q[Src] : age_q < 3'd3 || !g6_q[Valid])))
  `VTA_HELPER(SourceHeld, !(pend_q && age_q >= 3'd3 && pend_src_q == addr_b) ||
      source[AccW*lane+:AccW] == value_b[AccW*lane+:AccW])
endmodule
`default_nettype wire
