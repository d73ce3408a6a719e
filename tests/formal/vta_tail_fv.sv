// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_tail: every element of the nest is written once, in rising order, with what
// the chain of operations makes of its old value; and nothing else is touched.
//
// A walker of its own says which element is to be written next. Besides, one position (o, i, u) of
// the nest is arbitrary but fixed: its element A, and the operand B of its addition, have the values
// that the solver chose at the start; all other words are arbitrary. Environment: operations as
// vta_scan lets them through, any that join, banks taken by others at any time. Elements of one lane
// of 4 bits, 8 of them, loops of at most 3: lanes are alike, and the walk adds, compares and counts.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_tail_fv #(
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int IterW = vta_pkg::GemmIterOutW,
    localparam int AccW  = vta_pkg::AccW
) (
    input logic                         clk_i,
    input logic                         rst_ni,
    input logic                         start_i,
    input logic                         reset_i,
    input logic                         add_i,
    input logic [AddrW-1:0]             src_i,
    input logic [AddrW-1:0]             src_step_i,
    input logic [2:0]                   alu_op_i,
    input logic [15:0]                  imm_i,
    input logic [AddrW-1:0]             base_i,
    input logic [AddrW:0]               uops_i,
    input logic [IterW-1:0]             iter_in_i,
    input logic [IterW-1:0]             iter_out_i,
    input logic [AddrW-1:0]             factor_in_i,
    input logic [AddrW-1:0]             factor_out_i,
    input logic                         join_i,
    input logic [2:0]                   join_op_i,
    input logic [15:0]                  join_imm_i,
    input logic                         go_i,
    input logic                         rready_i,
    input logic [1:0]                   wready_i,
    input logic [AccW-1:0]              old_i,    // A and B at the start
    input logic [AccW-1:0]              operand_i,
    input logic [AccW-1:0]              other_i,  // any other word
    input logic                         clear_i
);
  localparam int SumW = 6;  // holds every sum
  localparam logic [SumW-1:0] Depth = SumW'(vta_pkg::AccDepth);

  `VTA_FORMAL_RESET

  // --- an operation as vta_scan lets it through ---------------------------------------------------
  logic [SumW-1:0]  row, whole, src_last;
  logic [AddrW-1:0] last, lo_i, hi_i;
  assign row      = SumW'(factor_in_i) * (SumW'(iter_in_i) - SumW'(1)) + SumW'(uops_i);
  assign whole    = SumW'(base_i) + SumW'(factor_out_i) * (SumW'(iter_out_i) - SumW'(1)) + row;
  assign src_last = SumW'(src_i) + SumW'(src_step_i) * (SumW'(iter_out_i) - SumW'(1));
  assign last     = AddrW'(whole - SumW'(1));
  assign lo_i     = (add_i && src_i < base_i) ? src_i : base_i;
  assign hi_i     = (add_i && AddrW'(src_last) > last) ? AddrW'(src_last) : last;

  logic ready, can_join, can_shift, re, zeroing, busy, done;
  logic [1:0]                we, joined;
  logic [AddrW-1:0]          raddr, waddr, lo, hi;
  logic [AccW-1:0]           rdata_q, wdata;
  logic [vta_pkg::StatW-1:0] elems;

  // One operation, at once: whatever a former one may have left in registers is arbitrary here.
  logic started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= started_q || (rst_ni && start_i);
  `VTA_ASSUME(OneOperationAtOnce, start_i == !started_q)
  `VTA_ASSUME(StartsWhenReady, !start_i || ready)
  `VTA_ASSUME(SomeTrip, !start_i || (uops_i != '0 && iter_in_i != '0 && iter_out_i != '0))
  `VTA_ASSUME(Rises, !start_i ||
      ((iter_in_i == IterW'(1) || SumW'(factor_in_i) >= SumW'(uops_i)) &&
       (iter_out_i == IterW'(1) || SumW'(factor_out_i) >= row) && whole <= Depth))
  `VTA_ASSUME(OneKind, !start_i || (!(reset_i && add_i) && alu_op_i < vta_pkg::AluMul))
  `VTA_ASSUME(ShiftsRight, !(start_i && !reset_i && !add_i && alu_op_i == vta_pkg::AluShr) ||
                           !imm_i[AccW-1])
  `VTA_ASSUME(OperandsApart, !(start_i && add_i) || (uops_i == (AddrW + 1)'(1) &&
      (src_last < SumW'(base_i) || (SumW'(src_i) >= whole && src_last < Depth))))
  `VTA_ASSUME(JoinsWhatItMay, !join_i || (join_op_i < vta_pkg::AluMul &&
      (can_shift || (can_join && join_op_i <= vta_pkg::AluMax)) &&
      (join_op_i != vta_pkg::AluShr || !join_imm_i[AccW-1])))
  `VTA_ASSUME(ClearsWhatIsDone, !clear_i || done)
  `VTA_ASSUME(PairInOrder, !wready_i[1] || !we[0] || wready_i[0])  // vta_acc_banks

  vta_tail u_dut (
      .clk_i,
      .rst_ni,
      .start_i,
      .ready_o    (ready),
      .reset_i,
      .add_i,
      .src_i,
      .src_step_i,
      .alu_op_i,
      .imm_i,
      .base_i,
      .lo_i,
      .hi_i,
      .uops_i,
      .iter_in_i,
      .iter_out_i,
      .factor_in_i,
      .factor_out_i,
      .join_i,
      .join_op_i,
      .join_imm_i,
      .can_join_o (can_join),
      .can_shift_o(can_shift),
      .go_i,
      .re_o       (re),
      .rready_i,
      .raddr_o    (raddr),
      .rdata_i    (rdata_q),
      .we_o       (we),
      .wready_i,
      .waddr_o    (waddr),
      .wdata_o    (wdata),
      .zeroing_o  (zeroing),
      .busy_o     (busy),
      .lo_o       (lo),
      .hi_o       (hi),
      .done_o     (done),
      .joined_o   (joined),
      .elems_o    (elems),
      .clear_i
  );

  // --- the operation at work --------------------------------------------------------------------
  logic             reset_q, add_q;
  logic [AddrW-1:0] base_q, factor_in_q, factor_out_q, src_q, src_step_q, lo_q, hi_q;
  logic [AddrW:0]   uops_q;
  logic [IterW-1:0] in_q, out_q;
  logic [AccW-1:0]  old_q, operand_q;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      {reset_q, add_q, base_q, factor_in_q, factor_out_q} <=
          {reset_i, add_i, base_i, factor_in_i, factor_out_i};
      {src_q, src_step_q, uops_q, in_q, out_q} <=
          {src_i, src_step_i, uops_i, iter_in_i, iter_out_i};
      {old_q, operand_q} <= {old_i, operand_i};
    end
  end

  // What it does, in order: the first, and up to three that joined.
  logic [2:0]      op0_q, op1_q, op2_q, op3_q;
  logic [AccW-1:0] imm0_q, imm1_q, imm2_q, imm3_q;
  logic [1:0]      joins_q;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      joins_q         <= 2'd0;
      {op0_q, imm0_q} <= {alu_op_i, imm_i[AccW-1:0]};
    end else if (join_i) begin
      joins_q <= joins_q + 2'd1;
      case (joins_q)
        2'd0: {op1_q, imm1_q} <= {join_op_i, join_imm_i[AccW-1:0]};
        2'd1: {op2_q, imm2_q} <= {join_op_i, join_imm_i[AccW-1:0]};
        default: {op3_q, imm3_q} <= {join_op_i, join_imm_i[AccW-1:0]};
      endcase
    end
  end

  function automatic logic [AccW-1:0] operate(input logic [2:0] op, input logic [AccW-1:0] x,
                                              input logic [AccW-1:0] y);
    logic signed [AccW-1:0] a;
    logic signed [AccW-1:0] b;
    logic signed [31:0]     b32;
    a   = x;
    b   = y;
    b32 = 32'(b);
    case (op)
      vta_pkg::AluMin: operate = a < b ? a : b;
      vta_pkg::AluMax: operate = a < b ? b : a;
      vta_pkg::AluAdd: operate = a + b;
      default: begin
        if (b32 >= AccW - 1) operate = {AccW{a[AccW-1]}};
        else operate = a >>> b;
      end
    endcase
  endfunction

  logic [AccW-1:0] want0, want1, want2, want;
  assign want0 = reset_q ? '0 : add_q ? old_q + operand_q : operate(op0_q, old_q, imm0_q);
  assign want1 = joins_q > 2'd0 ? operate(op1_q, want0, imm1_q) : want0;
  assign want2 = joins_q > 2'd1 ? operate(op2_q, want1, imm2_q) : want1;
  assign want  = joins_q > 2'd2 ? operate(op3_q, want2, imm3_q) : want2;

  // --- the walker ---------------------------------------------------------------------------------
  logic [IterW-1:0]          o_q, i_q;
  logic [AddrW:0]            u_q;
  logic                      ended_q;
  logic [vta_pkg::StatW-1:0] count_q;
  logic [AddrW-1:0]          here, addr1;
  logic [AddrW:0]            u_next;
  logic                      write0, write1;
  assign here   = base_q + AddrW'(o_q) * factor_out_q + AddrW'(i_q) * factor_in_q + AddrW'(u_q);
  assign addr1  = waddr | AddrW'(1);
  assign write0 = we[0] && wready_i[0];
  assign write1 = we[1] && wready_i[1];
  assign u_next = u_q + (AddrW + 1)'(write0) + (AddrW + 1)'(write1);
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      {o_q, i_q, u_q, ended_q, count_q} <= '0;
    end else begin
      count_q <= count_q + vta_pkg::StatW'(write0) + vta_pkg::StatW'(write1);
      u_q     <= u_next;
      if (u_next >= uops_q) begin
        u_q <= '0;
        i_q <= i_q + IterW'(1) == in_q ? '0 : i_q + IterW'(1);
        if (i_q + IterW'(1) == in_q) begin
          o_q <= o_q + IterW'(1);
          if (o_q + IterW'(1) == out_q) ended_q <= 1'b1;
        end
      end
    end
  end

  // --- properties -----------------------------------------------------------------------------------
  // Proves: gemm.nest
  `VTA_ASSERT(WritesTheNextElement, (!write0 || (!ended_q && waddr == here)) &&
      (!write1 || (!ended_q && addr1 == here + AddrW'(write0) && u_next <= uops_q)))
  // Proves: gemm.nest
  `VTA_ASSERT(AllWrittenAtTheEnd, !done || ended_q)
  `VTA_ASSERT(ElementsCounted, !done || (elems == count_q && joined == joins_q))
  logic [AddrW-1:0] highest_q;
  logic             some_q;
  always_ff @(posedge clk_i) begin
    some_q <= !start_i && (some_q || write0 || write1);
    if (write0 || write1) highest_q <= write1 ? addr1 : waddr;
  end
  // Proves: acc.hazards
  `VTA_ASSERT(WritesRise, !(some_q && write0) || waddr > highest_q)
  // Proves: acc.hazards
  `VTA_ASSERT(StaysInItsRange, (!re || (busy && raddr >= lo && raddr <= hi)) &&
      (we == '0 || (busy && waddr >= lo && waddr <= hi)) && (!we[1] || addr1 <= hi))
  logic             busy_q;
  logic [AddrW-1:0] shown_lo_q, shown_hi_q;
  always_ff @(posedge clk_i) begin
    busy_q     <= rst_ni && busy;
    shown_lo_q <= lo;
    shown_hi_q <= hi;
  end
  // Proves: acc.hazards
  `VTA_ASSERT(RangeShrinks, !(busy && busy_q) || (lo >= shown_lo_q && hi == shown_hi_q))
  `VTA_ASSERT(BusyUntilAllIsWritten, !(busy_q && !busy) || ended_q)
  `VTA_ASSERT(ZeroingTold, !busy || zeroing == reset_q)

  // --- one element ------------------------------------------------------------------------------------
  (* anyconst *) logic [IterW-1:0] any_o, any_i;
  (* anyconst *) logic [AddrW:0]   any_u;
  logic                            inside, hit, read_a, seen_q;
  logic [AddrW-1:0]                addr_a, addr_b;
  assign inside = any_o < out_q && any_i < in_q && any_u < uops_q;
  assign addr_a = base_q + AddrW'(any_o) * factor_out_q + AddrW'(any_i) * factor_in_q +
                  AddrW'(any_u);
  assign addr_b = src_q + AddrW'(any_o) * src_step_q;
  assign hit    = (write0 && waddr == addr_a) || (write1 && addr1 == addr_a);
  assign read_a = re && rready_i && raddr == addr_a;
  always_ff @(posedge clk_i) begin
    seen_q <= !start_i && (seen_q || hit);
    if (re && rready_i) begin  // it stays until the next one
      if (read_a) rdata_q <= old_q;
      else rdata_q <= (add_q && raddr == addr_b) ? operand_q : other_i;
    end
  end
  // Proves: alu.operands, alu.operations, alu.shift, arithmetic.wraps, gemm.product
  `VTA_ASSERT(ChainOfOperations, !(inside && hit) || wdata == want)
  // Proves: acc.hazards
  `VTA_ASSERT(ReadBeforeWritten, !(inside && read_a && busy) || (!seen_q && !hit))

  `VTA_COVER(PairSplitByABank, write1 && !write0 && reset_q)
  `VTA_COVER(ThreeJoinAnAddition, inside && hit && add_q && joins_q == 2'd3)
  `VTA_COVER(TwoOperands, done && add_q && out_q == IterW'(2) && src_step_q != '0)
  `VTA_COVER(LoopsTurn, done && out_q == IterW'(2) && in_q == IterW'(2) && !reset_q && factor_in_q == 3'd2)
  `VTA_COVER(OperandsBelow, done && add_q && src_q < base_q)
endmodule
`default_nettype wire
