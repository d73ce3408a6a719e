// SPDX-License-Identifier: Apache-2.0
//
// vta_store_data: every announced burst leaves once and in order, with the beats of its own place in
// OUT and with `last` on its last beat and on no other.
//
// Reference: the solver marks one burst of its choice as it is announced, and counts the bursts in
// front of it by their last beats. The beats that leave then are those of the marked burst. OUT is a
// memory of which one word is watched: at an address that the solver chooses once and for all it has
// a fixed content, elsewhere it may answer anything. So a beat is right when it is right for every
// choice. Elements have 2 beats of 16 bits, OUT 16 of them, 4 bursts wait: positions only step by one
// and bursts have their true length of 1 to 16 beats.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_store_data_fv #(
    parameter int  Depth   = 4,
    localparam int DataW   = vta_pkg::AxiDataW,
    localparam int ElemW   = vta_pkg::OutElemW,
    localparam int AccW    = vta_pkg::AccAddrW,
    localparam int LogBeat = $clog2(ElemW / DataW),
    localparam int PosW    = AccW + LogBeat,
    localparam int LenW    = vta_pkg::BurstLenW
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             cmd_valid_i,
    input logic [PosW-1:0]  cmd_pos_i,
    input logic [LenW-1:0]  cmd_beats_i,
    input logic             mark_i,
    input logic             go_i,
    input logic             beat_ready_i,
    input logic [ElemW-1:0] noise_i  // what OUT answers elsewhere
);
  `VTA_FORMAL_RESET

  logic             cmd_ready, go_taken, out_re, beat_valid, beat_last, empty;
  logic [AccW-1:0]  out_raddr;
  logic [ElemW-1:0] out_rdata_q;
  logic [DataW-1:0] beat_data;

  vta_store_data #(
      .Depth(Depth)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .cmd_valid_i,
      .cmd_ready_o (cmd_ready),
      .cmd_pos_i,
      .cmd_beats_i,
      .go_i,
      .go_taken_o  (go_taken),
      .out_re_o    (out_re),
      .out_raddr_o (out_raddr),
      .out_rdata_i (out_rdata_q),
      .beat_valid_o(beat_valid),
      .beat_ready_i,
      .beat_data_o (beat_data),
      .beat_last_o (beat_last),
      .empty_o     (empty)
  );

  `VTA_ASSUME(AnnouncesBursts, !cmd_valid_i || (cmd_beats_i != '0 && cmd_beats_i <= LenW'(16)))

  // --- OUT -------------------------------------------------------------------------------------
  (* anyconst *) logic [AccW-1:0]  watched;
  (* anyconst *) logic [ElemW-1:0] content;

  always_ff @(posedge clk_i) begin
    if (out_re) out_rdata_q <= (out_raddr == watched) ? content : noise_i;
  end

  // --- The marked burst ------------------------------------------------------------------------
  logic            announce, beat, read_first, marked_q, reading_q;
  logic [7:0]      front_q;  // bursts in front of it whose last beat has not left
  logic [7:0]      held_q;   // bursts announced whose last beat has not left
  logic [7:0]      waiting;  // of them, bursts that are not begun: see the helpers
  logic [PosW-1:0] pos_q, at;
  logic [LenW-1:0] beats_q, left_q;  // of it; that have left
  logic [DataW-1:0] right;           // the beat of the watched element

  assign announce = cmd_valid_i && cmd_ready;
  assign beat     = beat_valid && beat_ready_i;
  assign at       = pos_q + PosW'(left_q);
  assign right    = content[DataW*at[LogBeat-1:0]+:DataW];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      marked_q <= 1'b0;
      held_q   <= '0;
    end else begin
      held_q <= held_q + 8'(announce) - 8'(beat && beat_last);
      if (!marked_q && announce && mark_i) begin
        marked_q <= 1'b1;
        front_q  <= held_q - 8'(beat && beat_last);
        pos_q    <= cmd_pos_i;
        beats_q  <= cmd_beats_i;
        left_q   <= '0;
      end else if (marked_q && beat) begin
        if (front_q == '0) begin
          left_q <= left_q + LenW'(1);
          if (beat_last) marked_q <= 1'b0;
        end else if (beat_last) begin
          front_q <= front_q - 8'd1;
        end
      end
    end
  end

  logic mine;  // the beat that is shown is one of the marked burst
  assign mine = marked_q && front_q == '0 && beat_valid;

  // Proves: axi.writes
  `VTA_ASSERT(LastOnTheLastBeat, !mine || beat_last == (left_q + LenW'(1) == beats_q))
  // Proves: store.rows
  `VTA_ASSERT(BeatOfItsPlace, !(mine && at[PosW-1:LogBeat] == watched) || beat_data == right)
  // Proves: axi.writes
  `VTA_ASSERT(NothingUnannounced, !beat_valid || held_q != '0)
  `VTA_ASSERT(EmptyIffAllHaveLeft, empty == (held_q == '0))
  // Proves: axi.writes
  `VTA_ASSERT(BeginsWhenAllowed, !go_taken || (go_i && waiting != '0))

  // --- Last cycle ------------------------------------------------------------------------------
  logic             stalled_q, last_q, move;
  logic [DataW-1:0] data_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= rst_ni && beat_valid && !beat_ready_i;
    data_q    <= beat_data;
    last_q    <= beat_last;
  end
  // Proves: axi.requests
  `VTA_ASSERT(StableUntilReady, !stalled_q || (beat_valid && beat_data == data_q &&
      beat_last == last_q))

  // --- Helpers: the way of the marked burst ------------------------------------------------------
  localparam int CntW = $clog2(Depth + 1);
  localparam int PtrW = $clog2(Depth);
  localparam int CmdW = PosW + LenW;

  logic                  v, r_valid, r_last;  // probes
  logic [PosW-1:0]       c_pos;
  logic [LenW-1:0]       c_left;
  logic [LogBeat-1:0]    r_sub;
  logic [PtrW-1:0]       wptr, rptr;
  logic [CntW-1:0]       count;
  logic [CmdW*Depth-1:0] mem;

  logic            r_mine_q, b_mine_q;  // the beat in the memory register, at the output, is its own
  logic [LenW-1:0] read_q;              // its beats that were read
  logic [7:0]      lasts, ahead;
  logic [31:0]     place;
  logic [PosW-1:0] r_at, c_at;

  assign move    = !beat_valid || beat_ready_i;
  assign waiting = 8'(count);
  assign lasts   = 8'(beat_valid && beat_last) + 8'(r_valid && r_last);
  assign ahead   = front_q - lasts - 8'(v);  // while it waits: bursts in front that wait, too
  assign place   = (32'(rptr) + 32'(ahead) >= 32'(Depth)) ? 32'(rptr) + 32'(ahead) - 32'(Depth)
                                                          : 32'(rptr) + 32'(ahead);
  assign read_first = go_taken && marked_q && !reading_q && ahead == '0;
  assign r_at    = at + PosW'(b_mine_q);
  assign c_at    = pos_q + PosW'(read_q);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reading_q <= 1'b0;
      r_mine_q  <= 1'b0;
      b_mine_q  <= 1'b0;
    end else begin
      if (read_first) begin
        reading_q <= 1'b1;
        read_q    <= '0;
      end else if (marked_q && reading_q && out_re && read_q != beats_q) begin
        read_q <= read_q + LenW'(1);
      end
      if (move) begin
        r_mine_q <= reading_q && out_re && read_q != beats_q;
        b_mine_q <= r_mine_q;
      end
      if (mine && beat && beat_last) reading_q <= 1'b0;
    end
  end

  `VTA_HELPER(PointersInRange, 32'(rptr) < 32'(Depth) && 32'(wptr) < 32'(Depth) &&
      32'(count) <= 32'(Depth))
  `VTA_HELPER(PointersApart, 32'(wptr) == 32'(rptr) + 32'(count) ||
      32'(wptr) + 32'(Depth) == 32'(rptr) + 32'(count))
  `VTA_HELPER(HeldSomewhere, held_q == 8'(count) + 8'(v) + lasts)
  `VTA_HELPER(MarkedIsHeld, !marked_q || (front_q < held_q && left_q < beats_q))
  `VTA_HELPER(MarkedIsLegal, !marked_q || (beats_q != '0 && beats_q <= LenW'(16)))
  for (genvar d = 0; d < Depth; d++) begin : gen_slot
    logic [31:0]     turn;  // commands in front of the one in this place
    logic [LenW-1:0] slot_beats;
    assign turn       = (32'(d) >= 32'(rptr)) ? 32'(d) - 32'(rptr) : 32'(d) + 32'(Depth) - 32'(rptr);
    assign slot_beats = mem[CmdW*d+:LenW];
    `VTA_HELPER(CommandsAreLegal, turn >= 32'(count) || (slot_beats != '0 && slot_beats <= LenW'(16)))
  end
  `VTA_HELPER(BurstIsLegal, !v || (c_left != '0 && c_left <= LenW'(16)))
  // Waits: nothing of it has left, and its command is in its place.
  `VTA_HELPER(Waits, !(marked_q && !reading_q) || (left_q == '0 && !r_mine_q && !b_mine_q &&
      front_q >= lasts + 8'(v) && ahead < 8'(count) &&
      mem[CmdW*place[PtrW-1:0]+:CmdW] == {pos_q, beats_q}))
  // Is read: what has been read has left or is on its way.
  `VTA_HELPER(ReadsOnlyTheMarked, marked_q || (!reading_q && !r_mine_q && !b_mine_q))
  `VTA_HELPER(Reads, !(marked_q && reading_q) ||
      (read_q == left_q + LenW'(r_mine_q) + LenW'(b_mine_q) && read_q <= beats_q &&
       front_q == 8'(beat_valid && beat_last && !b_mine_q && left_q == '0) +
                  8'(r_valid && r_last && read_q == '0)))
  `VTA_HELPER(IsBeingRead, !(marked_q && reading_q && read_q != beats_q) ||
      (v && c_pos == c_at && c_left == beats_q - read_q))
  // A burst moves without a gap: behind a beat that is not the last comes the next one.
  `VTA_HELPER(NoGap, (!beat_valid || beat_last || r_valid) && (!r_valid || r_last || v))
  // In front of its first beat is the last one of another burst.
  `VTA_HELPER(FirstFollowsLast, !(marked_q && reading_q) ||
      ((read_q != '0 || !r_valid || r_last) &&
       (!r_mine_q || b_mine_q || left_q != '0 || !beat_valid || beat_last)))
  `VTA_HELPER(NothingBetween, !(marked_q && reading_q) ||
      ((read_q == '0 || read_q == beats_q || r_mine_q) &&
       (!r_mine_q || left_q == '0 || b_mine_q || !beat_valid)))
  `VTA_HELPER(InTheRegister, !r_mine_q || (reading_q && r_valid && r_sub == r_at[LogBeat-1:0] &&
      r_last == (left_q + LenW'(b_mine_q) + LenW'(1) == beats_q) &&
      (r_at[PosW-1:LogBeat] != watched || out_rdata_q == content)))
  `VTA_HELPER(AtTheOutput, !b_mine_q || (reading_q && beat_valid && front_q == '0))
  `VTA_HELPER(MineIsMine, mine == b_mine_q)

  `VTA_COVER(FiveBeats, mine && beat && beat_last && beats_q == LenW'(5))
  `VTA_COVER(SecondBehindFirst, marked_q && front_q == 8'd1 && b_mine_q == 1'b0 && r_mine_q && beat_last)
  `VTA_COVER(StalledInTheMiddle, mine && !beat_ready_i && left_q == LenW'(1) && r_mine_q)
  `VTA_COVER(WatchedBeat, mine && at[PosW-1:LogBeat] == watched && at[0])
endmodule

`default_nettype wire
