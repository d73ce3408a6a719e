// SPDX-License-Identifier: Apache-2.0
//
// Retires the instructions of the compute stage, wherever they have been executed.
//
// An instruction that has come to its end waits here until it is the oldest; then its tokens are
// pushed and its work is counted. The first one that may not retire stops the stage for good. Only
// the tail engine may go ahead of older instructions, which cannot fail when it starts beside them
// (vta_issue). A token says that everything before it is done; so an instruction goes ahead only
//   - without a token for load, which might overwrite what the older GEMM still reads,
//   - when no older one has a token for store left, and
//   - with a warning to store: it must not read the accumulators ahead_lo_o .. ahead_hi_o, those of
//     the older GEMM, before that has retired.

`include "vta_assert.svh"
`default_nettype none

module vta_compute_retire #(
    localparam int IndexW = vta_pkg::IndexW,
    localparam int StatW  = vta_pkg::StatW,
    localparam int Depth  = 32  // instructions that have started
) (
    input  logic              clk_i,
    input  logic              rst_ni,

    // Starts, and by whom: 0 execution pipeline, 1 tail engine, 2 LOADs.
    input  logic              start_i,        // needs ready_o
    output logic              ready_o,
    input  logic              early_i,        // the tail engine may go ahead
    input  logic [1:0]        unit_i,
    input  logic [IndexW-1:0] index_i,        // for the tail engine, which keeps no list of its own
    input  logic              push_prev_i,
    input  logic              push_next_i,
    input  logic              alu_i,

    // Execution pipeline: its oldest instruction at the end.
    input  logic              exec_done_i,
    input  vta_pkg::error_e   exec_error_i,
    input  logic              exec_finish_i,
    input  logic              exec_push_prev_i,
    input  logic              exec_push_next_i,
    input  logic [IndexW-1:0] exec_index_i,
    input  logic [StatW-1:0]  exec_gemm_i,
    input  logic [StatW-1:0]  exec_alu_i,
    output logic              exec_take_o,    // it leaves
    output logic              exec_stop_o,    // it may not retire
    input  logic              exec_range_i,   // an index was out of range: who is it?
    input  logic [IndexW-1:0] exec_range_index_i,
    input  logic              exec_idle_i,
    input  logic [vta_pkg::AccAddrW-1:0] exec_lo_i,  // accumulators of the GEMM at work
    input  logic [vta_pkg::AccAddrW-1:0] exec_hi_i,

    // Tail engine: everything it was given is done.
    input  logic              tail_done_i,
    input  logic [StatW-1:0]  tail_elems_i,   // of each instruction
    output logic              tail_clear_o,   // the last of them leaves

    // LOADs: the oldest one is done.
    input  logic              load_done_i,
    input  vta_pkg::done_desc_t load_desc_i,
    output logic              load_take_o,    // it leaves, or stops the stage

    input  logic              c2l_full_i,
    output logic              c2l_push_o,
    input  logic              c2s_full_i,
    output logic              c2s_push_o,
    output logic              retire_o,
    output logic              finish_o,       // a FINISH retires
    output logic [StatW-1:0]  stat_uop_o,     // the four: valid with retire_o
    output logic [StatW-1:0]  stat_acc_o,
    output logic [StatW-1:0]  stat_gemm_o,
    output logic [StatW-1:0]  stat_alu_o,

    output logic              ahead_o,        // some have gone ahead: store must not read these
    output logic [vta_pkg::AccAddrW-1:0] ahead_lo_o,
    output logic [vta_pkg::AccAddrW-1:0] ahead_hi_o,
    output logic              stopping_o,     // nothing may start any more
    output logic              error_o,        // until reset
    output vta_pkg::error_e   error_code_o,
    output logic [IndexW-1:0] error_index_o,
    output logic              failing_o,      // error_o will follow
    output logic              empty_o,        // all that started has retired
    output logic [1:0]        unit_o,         // who has the oldest; if not empty_o
    output logic [IndexW-1:0] tail_index_o,   // the oldest of the tail engine
    output logic [IndexW-1:0] index_o         // of what ends in this cycle
);
  localparam int InfoW = IndexW + 3;
  localparam int CntW  = $clog2(Depth + 1);

  // --- who has the oldest instruction? -----------------------------------------------------------
  logic                         order_valid, order_ready, stale, early, from_tail;
  logic [1:0]                   unit;
  logic [$clog2(Depth + 1)-1:0] order_count;

  vta_fifo #(
      .Width(2),
      .Depth(Depth)
  ) u_order (
      .clk_i,
      .rst_ni,
      .in_valid_i (start_i),
      .in_ready_o (order_ready),
      .in_data_i  (unit_i),
      .out_valid_o(order_valid),
      .out_ready_i((done && !early) || stale),
      .out_data_o (unit),
      .count_o    (order_count)
  );

  logic             tail_valid, tail_ready, tail_push_prev, tail_push_next, tail_alu;
  logic [2:0]       tail_count;

  vta_fifo #(
      .Width(InfoW),
      .Depth(4)
  ) u_tail (
      .clk_i,
      .rst_ni,
      .in_valid_i (start_i && unit_i == 2'd1),
      .in_ready_o (tail_ready),
      .in_data_i  ({index_i, push_prev_i, push_next_i, alu_i}),
      .out_valid_o(tail_valid),
      .out_ready_i(done && from_tail),
      .out_data_o ({tail_index_o, tail_push_prev, tail_push_next, tail_alu}),
      .count_o    (tail_count)
  );

  assign ready_o = order_ready;
  assign empty_o = !order_valid;
  assign unit_o  = unit;

  // --- the one that ends -------------------------------------------------------------------------
  logic              in_turn, done, push_prev, push_next, overflow, error_q, range_q;
  logic [IndexW-1:0] index, error_index_q;
  vta_pkg::error_e   error, error_code_q;

  // Instructions of the tail engine that have gone ahead are still in the list.
  logic [CntW-1:0] gone_q;
  assign stale     = order_valid && (unit == 2'd1) && (gone_q != '0);
  assign early     = early_i && tail_done_i && tail_valid && !in_turn && !error_q &&
                     !tail_push_prev && !(tail_push_next && before_next_q != '0);
  assign from_tail = early || (unit == 2'd1);

  always_comb begin
    done      = exec_done_i;
    error     = exec_error_i;
    push_prev = exec_push_prev_i;
    push_next = exec_push_next_i;
    index     = exec_index_i;
    if (from_tail) begin
      done      = tail_done_i;
      error     = vta_pkg::ErrNone;
      push_prev = tail_push_prev;
      push_next = tail_push_next;
      index     = tail_index_o;
    end else if (unit == 2'd2) begin
      done      = load_done_i;
      error     = load_desc_i.error;
      push_prev = load_desc_i.push_prev;
      push_next = load_desc_i.push_next;
      index     = load_desc_i.index;
    end
    if (error_q || !(in_turn || early)) done = 1'b0;
  end

  // The oldest one has come to its end.
  always_comb begin
    in_turn = 1'b0;
    if (order_valid && !stale) begin
      in_turn = (unit == 2'd0) ? exec_done_i : (unit == 2'd1) ? tail_done_i : load_done_i;
    end
  end

  // Older instructions that have tokens for store: of all in the list that are not of the tail
  // engine, and of those before its youngest.
  logic [CntW-1:0]              all_next_q, before_next_q;
  logic                         tail_starts, gave_next, beside_q;
  logic [vta_pkg::AccAddrW-1:0] lo_q, hi_q;
  assign tail_starts = start_i && (unit_i == 2'd1);
  assign gave_next   = done && !from_tail && push_next;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      gone_q        <= '0;
      all_next_q    <= '0;
      before_next_q <= '0;
      beside_q      <= 1'b0;
    end else begin
      gone_q     <= gone_q + CntW'(early) - CntW'(stale);
      all_next_q <= all_next_q + CntW'(start_i && unit_i != 2'd1 && push_next_i) -
                    CntW'(gave_next);
      if (tail_starts) before_next_q <= all_next_q - CntW'(gave_next);
      else if (gave_next && before_next_q != '0) before_next_q <= before_next_q - CntW'(1);
      if (tail_starts && !exec_idle_i) beside_q <= 1'b1;
      else if (tail_starts && gone_q == '0) beside_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (tail_starts && !exec_idle_i) begin
      lo_q <= exec_lo_i;
      hi_q <= exec_hi_i;
    end
  end

  assign ahead_o    = beside_q && (gone_q != '0);
  assign ahead_lo_o = lo_q;
  assign ahead_hi_o = hi_q;

  assign overflow     = (push_prev && c2l_full_i) || (push_next && c2s_full_i);
  assign retire_o     = done && (error == vta_pkg::ErrNone) && !overflow;
  assign finish_o     = exec_take_o && retire_o && exec_finish_i;
  assign c2l_push_o   = retire_o && push_prev;
  assign c2s_push_o   = retire_o && push_next;
  assign exec_take_o  = done && !from_tail && (unit == 2'd0);
  assign exec_stop_o  = exec_take_o && !retire_o;
  assign load_take_o  = done && !from_tail && (unit == 2'd2);
  assign tail_clear_o = done && from_tail && (tail_count == 3'd1);
  assign index_o      = index;

  always_comb begin
    stat_uop_o  = '0;
    stat_acc_o  = '0;
    stat_gemm_o = '0;
    stat_alu_o  = '0;
    if (from_tail) begin
      stat_alu_o = tail_alu ? tail_elems_i : '0;
    end else if (unit == 2'd0) begin
      stat_gemm_o = exec_gemm_i;
      stat_alu_o  = exec_alu_i;
    end else begin
      if (load_desc_i.mem_type == vta_pkg::MemUop)
        stat_uop_o = StatW'(load_desc_i.elems) << vta_pkg::UopElemLog;
      else stat_acc_o = StatW'(load_desc_i.elems) << vta_pkg::AccElemLog;
    end
  end

  // --- errors ------------------------------------------------------------------------------------
  // After a range error what still retires is older; then it is the turn of the one in error.
  logic stuck;
  assign stuck = range_q && exec_idle_i && order_valid && (unit == 2'd0) && !exec_done_i &&
                 !early;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      error_q <= 1'b0;
      range_q <= 1'b0;
    end else begin
      if (exec_range_i) range_q <= 1'b1;
      if ((done && !retire_o) || stuck) error_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (done && !retire_o) begin
      error_code_q  <= (error != vta_pkg::ErrNone) ? error : vta_pkg::ErrTokenOverflow;
      error_index_q <= index;
    end else if (exec_range_i && !error_q) begin
      error_code_q  <= vta_pkg::ErrSramOutOfRange;
      error_index_q <= exec_range_index_i;
    end
  end

  assign stopping_o    = exec_range_i || range_q || (done && !retire_o) || error_q;
  assign failing_o     = range_q;
  assign error_o       = error_q;
  assign error_code_o  = error_code_q;
  assign error_index_o = error_index_q;

  logic unused;
  assign unused = &{1'b0, order_count, tail_ready};

  `VTA_ASSERT(OrderHasRoom, !start_i || order_ready)
  `VTA_ASSERT(TailIsListed, !(done && from_tail) || tail_valid)
  `VTA_ASSERT(EarlyIsSafe, !early || retire_o)
  `VTA_ASSERT(TailHasRoom, !(start_i && unit_i == 2'd1) || tail_ready)
endmodule

`default_nettype wire
