// SPDX-License-Identifier: Apache-2.0
//
// The tail engine: resets, and the ALU operations behind a GEMM, beside the next GEMM.
//
// It walks micro-ops that it need not read: vta_scan has found that their dst are base, base + 1,
// ..., and that the loops only ever step upwards, so no element comes twice. It begins with a
// reset, with an ALU operation with an immediate, or with the addition of a tensor that has one
// operand per step of the outer loop (a bias). Over the same elements there may join, before it
// goes: an immediate operation behind an addition, then up to two MIN or MAX. An element goes
// through all of them in one pass:
//
//   t0 address, ACC read    t2 ADD    t4 MIN, MAX
//   t1 ACC word arrives     t3 SHR    t5 ACC write
//
// One adder serves both kinds of addition: the operand of a tensor, too, goes through t2, where it
// gets the immediate of an ADD that joined. SHR goes to the right only. However many MIN and MAX
// there are, between two bounds lies what they let through, so t4 has two bounds.
//
// Everything waits when the bank to be written is taken; a read that finds its bank taken leaves a
// bubble. lo_o .. hi_o are the elements that may still change, or are still needed.

`include "vta_assert.svh"
`default_nettype none

module vta_tail #(
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int IterW = vta_pkg::GemmIterOutW
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,

    // An operation; needs ready_o.
    input  logic                          start_i,
    output logic                          ready_o,       // nothing is at work
    input  logic                          reset_i,       // writes zeros
    input  logic                          add_i,         // adds src_i, then the next, and so on
    input  logic [AddrW-1:0]              src_i,
    input  logic [AddrW-1:0]              src_step_i,
    input  logic [2:0]                    alu_op_i,      // without add_i; not MUL, nor a SHR
    input  logic [15:0]                   imm_i,         // whose imm_i is negative
    input  logic [AddrW-1:0]              base_i,
    input  logic [AddrW-1:0]              lo_i,          // between these is all that it
    input  logic [AddrW-1:0]              hi_i,          // touches; lo_i is base_i or below
    input  logic [AddrW:0]                uops_i,        // 1 or more
    input  logic [IterW-1:0]              iter_in_i,     // 1 or more
    input  logic [IterW-1:0]              iter_out_i,    // 1 or more
    input  logic [AddrW-1:0]              factor_in_i,
    input  logic [AddrW-1:0]              factor_out_i,

    // An operation that joins.
    input  logic                          join_i,
    input  logic [2:0]                    join_op_i,
    input  logic [15:0]                   join_imm_i,
    output logic                          can_join_o,    // a MIN or MAX,
    output logic                          can_shift_o,   // any of those of alu_op_i
    input  logic                          go_i,          // no more will join

    // ACC
    output logic                          re_o,
    input  logic                          rready_i,
    output logic [AddrW-1:0]              raddr_o,
    input  logic [vta_pkg::AccElemW-1:0]  rdata_i,       // from the cycle after re_o and rready_i
                                                         // to the next such read
    output logic [1:0]                    we_o,          // this element, and the one behind it
    input  logic [1:0]                    wready_i,      // each of them
    output logic [AddrW-1:0]              waddr_o,
    output logic [vta_pkg::AccElemW-1:0]  wdata_o,

    output logic                          zeroing_o,     // it is a reset that is at work
    output logic                          busy_o,        // elements will still change:
    output logic [AddrW-1:0]              lo_o,          // none below
    output logic [AddrW-1:0]              hi_o,          // none above
    output logic                          done_o,        // all is written; until clear_i
    output logic [1:0]                    joined_o,      // so many have joined
    output logic [vta_pkg::StatW-1:0]     elems_o,       // elements of each operation; with done_o
    input  logic                          clear_i        // all of them have retired; with done_o
);
  localparam int AccW    = vta_pkg::AccW;
  localparam int Lanes   = vta_pkg::AccLanes;
  localparam int ElemW   = vta_pkg::AccElemW;
  localparam int AmountW = vta_pkg::LogAccWidth;
  localparam int Half    = AccW / 2;
  localparam int ImmW    = AccW < 16 ? AccW : 16;  // so much of an immediate counts
  localparam int CountW  = AddrW + 1;              // no element comes twice
  localparam logic [AmountW-1:0] Fine   = AmountW'(3);  // of a SHR, t2 does these bits already
  localparam logic [AmountW-1:0] Coarse = ~Fine;

  typedef enum logic [1:0] {Idle, Gather, Run, Done} state_e;
  state_e state_q;

  // --- the operations ----------------------------------------------------------------------------
  logic             reset_q, add_q, op_valid_q;
  logic [1:0]       joined_q, clips_q;
  logic [AddrW-1:0] hi_q;
  logic             fresh, joins, finished, move;

  assign fresh       = start_i && ready_o;
  assign joins       = join_i && (can_shift_o || can_join_o);
  assign ready_o     = state_q == Idle;
  assign can_join_o  = (state_q == Gather) && !reset_q && (clips_q != 2'd2);
  assign can_shift_o = (state_q == Gather) && !op_valid_q && !reset_q;
  assign joined_o    = joined_q;
  assign zeroing_o   = reset_q;
  assign busy_o     = (state_q == Gather) || (state_q == Run);
  assign done_o     = state_q == Done;
  assign hi_o       = hi_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Idle;
    end else begin
      case (state_q)
        Idle: if (start_i) state_q <= Gather;
        Gather: if (go_i || reset_q) state_q <= Run;
        Run: if (finished) state_q <= Done;
        default: if (clear_i) state_q <= Idle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (fresh) begin
      reset_q    <= reset_i;
      add_q      <= add_i;
      op_valid_q <= !add_i;
      hi_q       <= hi_i;
      joined_q   <= 2'd0;
      clips_q    <= 2'd0;
    end else if (joins) begin
      joined_q   <= joined_q + 2'd1;
      op_valid_q <= 1'b1;
      if (!can_shift_o) clips_q <= clips_q + 2'd1;
    end
  end

  // What it adds, by how much it shifts, and the bounds. Between 0 and 0 a reset leaves zeros only.
  logic               low_new, high_new;
  logic [2:0]         op;
  logic [ImmW-1:0]    imm, sum_q, low_q, high_q;
  logic               low_valid_q, high_valid_q;
  logic [AmountW-1:0] amount_q;

  assign op  = fresh ? alu_op_i : join_op_i;
  assign imm = !fresh ? join_imm_i[ImmW-1:0] : reset_i ? '0 : imm_i[ImmW-1:0];

  // A MAX lifts both bounds to its immediate, a MIN lowers them.
  assign low_new  = !low_valid_q || (op == vta_pkg::AluMax ? $signed(imm) > $signed(low_q)
                                                           : $signed(imm) < $signed(low_q));
  assign high_new = !high_valid_q || (op == vta_pkg::AluMax ? $signed(imm) > $signed(high_q)
                                                            : $signed(imm) < $signed(high_q));

  always_ff @(posedge clk_i) begin
    if (fresh) begin
      sum_q        <= '0;
      amount_q     <= '0;
      low_valid_q  <= reset_i;
      high_valid_q <= reset_i;
      low_q        <= imm;
      high_q       <= imm;
    end
    if (joins || (fresh && !add_i && !reset_i)) begin
      case (op)
        vta_pkg::AluAdd: sum_q <= imm;
        vta_pkg::AluShr: amount_q <= |imm[ImmW-1:AmountW] ? '1 : imm[AmountW-1:0];
        vta_pkg::AluMax: low_valid_q <= 1'b1;
        default: high_valid_q <= 1'b1;
      endcase
    end
    if (joins) begin
      if (low_new) low_q <= imm;
      if (high_new) high_q <= imm;
    end
  end

  // --- t0: addresses -----------------------------------------------------------------------------
  logic             walk_q;  // elements are left to read
  logic [AddrW-1:0] addr_q, in_base_q, out_base_q, factor_in_q, factor_out_q;
  logic [AddrW:0]   uops_q, uop_left_q;
  logic [IterW-1:0] iter_in_q, in_left_q, out_left_q;
  logic             fetch_q, fetch;  // the operand of the addition comes first
  logic [AddrW-1:0] src_q, src_step_q;
  logic [CountW-1:0] count_q;
  logic             take, pair, uop_last, in_last, last;

  // Zeros go two at a time, from an even element on.
  assign pair     = reset_q && !addr_q[0] && (uop_left_q != (AddrW + 1)'(1));
  assign uop_last = uop_left_q == (pair ? (AddrW + 1)'(2) : (AddrW + 1)'(1));
  assign in_last  = in_left_q == IterW'(1);
  assign last     = uop_last && in_last && (out_left_q == IterW'(1));
  assign elems_o  = vta_pkg::StatW'(count_q);
  assign re_o     = (state_q == Run) && walk_q && !reset_q && move;
  assign raddr_o  = fetch_q ? src_q : addr_q;
  assign fetch    = (state_q == Run) && walk_q && move && fetch_q && rready_i;
  assign take     = (state_q == Run) && walk_q && move && !fetch_q && (reset_q || rready_i);

  always_ff @(posedge clk_i) begin
    if (fresh) begin
      walk_q       <= 1'b1;
      addr_q       <= base_i;
      in_base_q    <= base_i;
      out_base_q   <= base_i;
      factor_in_q  <= factor_in_i;
      factor_out_q <= factor_out_i;
      uops_q       <= uops_i;
      uop_left_q   <= uops_i;
      iter_in_q    <= iter_in_i;
      in_left_q    <= iter_in_i;
      out_left_q   <= iter_out_i;
      count_q      <= '0;
      fetch_q      <= add_i;
      src_q        <= src_i;
      src_step_q   <= src_step_i;
    end else if (fetch) begin
      fetch_q <= 1'b0;
      src_q   <= src_q + src_step_q;
    end else if (take) begin
      count_q <= count_q + (pair ? CountW'(2) : CountW'(1));
      if (last) walk_q <= 1'b0;
      if (!uop_last) begin
        uop_left_q <= uop_left_q - (pair ? (AddrW + 1)'(2) : (AddrW + 1)'(1));
        addr_q     <= addr_q + (pair ? AddrW'(2) : AddrW'(1));
      end else begin
        uop_left_q <= uops_q;
        if (!in_last) begin
          in_left_q <= in_left_q - IterW'(1);
          in_base_q <= in_base_q + factor_in_q;
          addr_q    <= in_base_q + factor_in_q;
        end else begin
          fetch_q    <= add_q;
          in_left_q  <= iter_in_q;
          out_left_q <= out_left_q - IterW'(1);
          out_base_q <= out_base_q + factor_out_q;
          in_base_q  <= out_base_q + factor_out_q;
          addr_q     <= out_base_q + factor_out_q;
        end
      end
    end
  end

  // --- t1 .. t5: read, operate -------------------------------------------------------------------
  logic             v1_q, v2_q, v3_q, v4_q, v5_q, s1_q, s2_q;
  logic [1:0]       written_q;                 // of the pair in t5
  logic             p1_q, p2_q, p3_q, p4_q, p5_q;  // pairs
  logic [AddrW-1:0] a1_q, a2_q, a3_q, a4_q, a5_q;
  logic [ElemW-1:0] addend_q, r2_q, r3_q, r4_q, r5_q;
  logic [ElemW-1:0] sum, nudged, shifted, clipped;

  assign move = (we_o & ~wready_i) == '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      v1_q      <= 1'b0;
      v2_q      <= 1'b0;
      v3_q      <= 1'b0;
      v4_q      <= 1'b0;
      v5_q      <= 1'b0;
      s1_q      <= 1'b0;
      s2_q      <= 1'b0;
      written_q <= '0;
    end else begin
      if (move) begin
        v1_q <= take;
        s1_q <= fetch;
        v2_q <= v1_q;
        s2_q <= s1_q;
        v3_q <= v2_q;
        v4_q <= v3_q;
        v5_q <= v4_q;
      end
      written_q <= move ? '0 : written_q | (we_o & wready_i);
    end
  end

  // An operand gets the immediate, an element the operand; without a tensor there is only the
  // immediate.
  logic            plus_imm;
  logic [AccW-1:0] wide_sum, wide_low, wide_high;
  assign plus_imm  = s2_q || !add_q;
  assign wide_sum  = AccW'($signed(sum_q));
  assign wide_low  = AccW'($signed(low_q));
  assign wide_high = AccW'($signed(high_q));

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic [AccW-1:0]    r2, r3, r4, total;
    logic [AccW-ImmW:0] top;
    logic               narrow, below, above;
    assign r2 = r2_q[AccW*l+:AccW];
    assign r3 = r3_q[AccW*l+:AccW];
    assign r4 = r4_q[AccW*l+:AccW];

    // In two halves, which Yosys takes as the second operand: the first goes to the carry chain
    // directly, so that choice and sum are one LUT.
    assign total = r2 + {plus_imm ? wide_sum[AccW-1:Half] : addend_q[AccW*l+Half+:AccW-Half],
                         plus_imm ? wide_sum[Half-1:0] : addend_q[AccW*l+:Half]};
    assign sum[AccW*l+:AccW]     = total;
    assign nudged[AccW*l+:AccW]  = $signed(total) >>> (amount_q & Fine);
    assign shifted[AccW*l+:AccW] = $signed(r3) >>> (amount_q & Coarse);

    // Most bits tell only whether it is as small as the bounds are.
    assign top    = r4[AccW-1:ImmW-1];
    assign narrow = (top == '0) || (top == '1);
    assign below  = low_valid_q && (narrow ? $signed(r4[ImmW-1:0]) < $signed(low_q) : r4[AccW-1]);
    assign above  = high_valid_q &&
                    (narrow ? $signed(r4[ImmW-1:0]) > $signed(high_q) : !r4[AccW-1]);
    assign clipped[AccW*l+:AccW] = below ? wide_low : above ? wide_high : r4;
  end

  always_ff @(posedge clk_i) begin
    if (move) begin
      a1_q <= addr_q;
      p1_q <= pair;
      if (s1_q || v1_q) r2_q <= rdata_i;
      if (s2_q) addend_q <= sum;
      if (v1_q) begin
        a2_q <= a1_q;
        p2_q <= p1_q;
      end
      if (v2_q) begin
        a3_q <= a2_q;
        p3_q <= p2_q;
        r3_q <= nudged;
      end
      if (v3_q) begin
        a4_q <= a3_q;
        p4_q <= p3_q;
        r4_q <= shifted;
      end
      if (v4_q) begin
        a5_q <= a4_q;
        p5_q <= p4_q;
        r5_q <= clipped;
      end
    end
  end

  assign we_o     = {v5_q && p5_q && !written_q[1], v5_q && !written_q[0]};
  assign waddr_o  = a5_q;
  assign wdata_o  = r5_q;
  assign finished = (state_q == Run) && !walk_q && !(v1_q || v2_q || v3_q || v4_q) && move;

  // Addresses only rise: what has been written is below all that is to come, unless operands lie
  // there.
  logic low_src_q;
  always_ff @(posedge clk_i) begin
    if (fresh) begin
      lo_o      <= lo_i;
      low_src_q <= lo_i != base_i;
    end else if (v5_q && move && !low_src_q && (a5_q | AddrW'(p5_q)) != hi_q) begin
      lo_o <= (a5_q | AddrW'(p5_q)) + AddrW'(1);
    end
  end

  `VTA_ASSERT(Rises, !(v5_q && state_q == Run) || (a5_q >= lo_o && a5_q <= hi_q))
  `VTA_ASSERT(JoinsWhatItMay, !join_i || can_join_o || can_shift_o)
endmodule

`default_nettype wire
