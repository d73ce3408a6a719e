// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_fetch_reader: it asks for exactly the bytes of the instruction stream, in
// order and once, never for more than its buffer holds, and hands out as many instructions.
//
// Environment: a run starts when nothing of the last one is left, which is when the module may be
// started; beats come back, one at a time, only when asked for. The stream begins anywhere and has
// any length. Reference: the next byte to ask for and the beats left. Words keep their order in
// vta_fifo, which has proofs of its own. All widths are those of the design (bus of 64).

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_fetch_reader_fv (
    input logic                         clk_i,
    input logic                         rst_ni,
    input logic                         start_i,
    input logic [27:0]                  insn_i,        // address of the first one, in instructions
    input logic [31:0]                  insn_count_i,
    input logic                         req_ready_i,
    input logic                         rsp_valid_i,
    input logic [vta_pkg::AxiDataW-1:0] rsp_data_i,
    input logic                         rsp_error_i,
    input logic                         insn_ready_i
);
  localparam int BufBeats = 128;

  logic req_valid, insn_valid, insn_error, idle;
  logic [31:0]                   req_addr;
  logic [vta_pkg::BurstLenW-1:0] req_len;
  logic [vta_pkg::InsnW-1:0]     insn;

  vta_fetch_reader u_dut (
      .clk_i,
      .rst_ni,
      .start_i,
      .insn_addr_i ({insn_i, 4'd0}),
      .insn_count_i,
      .req_valid_o (req_valid),
      .req_ready_i,
      .req_addr_o  (req_addr),
      .req_len_o   (req_len),
      .rsp_valid_i,
      .rsp_data_i,
      .rsp_error_i,
      .insn_valid_o(insn_valid),
      .insn_ready_i,
      .insn_o      (insn),
      .insn_error_o(insn_error),
      .idle_o      (idle)
  );

  `VTA_FORMAL_RESET

  // --- the reference ----------------------------------------------------------------------------
  logic [28:0] next_q;   // beat to ask for next
  logic [33:0] left_q;   // beats not asked for
  logic [32:0] insns_q;  // instructions not handed out
  logic [8:0]  owed_q;   // beats asked for and not come
  logic        ask, take;
  assign ask  = req_valid && req_ready_i;
  assign take = insn_valid && insn_ready_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {left_q, insns_q, owed_q} <= '0;
    end else if (start_i) begin
      next_q  <= {insn_i, 1'b0};
      left_q  <= {1'b0, insn_count_i, 1'b0};
      insns_q <= 33'(insn_count_i);
    end else begin
      if (ask) begin
        next_q <= next_q + 29'(req_len);
        left_q <= left_q - 34'(req_len);
      end
      if (take) insns_q <= insns_q - 33'd1;
      owed_q <= owed_q + (ask ? 9'(req_len) : 9'd0) - 9'(rsp_valid_i);
    end
  end
  `VTA_ASSUME(StartsWhenDone, !start_i || (left_q == '0 && insns_q == '0 && owed_q == '0 && idle))
  `VTA_ASSUME(OnlyWhatWasAskedFor, !rsp_valid_i || owed_q != '0)

  logic        stalled_q, quiet_q;
  logic [36:0] req_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= rst_ni && req_valid && !req_ready_i;
    req_q     <= {req_addr, req_len};
    quiet_q   <= rst_ni && !start_i && !req_valid && !insn_valid && owed_q == '0 && left_q != '0;
  end

  // Proves: fetch.order
  `VTA_ASSERT(AsksForTheStream, !req_valid ||
      (req_addr == {next_q, 3'd0} && 34'(req_len) <= left_q))
  `VTA_ASSERT(NoMoreThanTheStream, !insn_valid || insns_q != '0)
  `VTA_ASSERT(RoomForWhatWasAsked, owed_q <= 9'(BufBeats))
  // Proves: error.no_hang
  `VTA_ASSERT(GoesOnAsking, !quiet_q || req_valid)
  `VTA_ASSERT(AllHandedOut, left_q != '0 || owed_q != '0 || insn_valid == (insns_q != '0))
  // Proves: done.idle
  `VTA_ASSERT(IdleOwesNothing, !idle || owed_q == '0)
  // Proves: axi.requests
  `VTA_ASSERT(BurstLength, !req_valid || (req_len != '0 && req_len <= 5'd16))
  `VTA_ASSERT(NoCrossing, !req_valid || 16'(req_addr[11:0]) + 16'({req_len, 3'd0}) <= 16'd4096)
  `VTA_ASSERT(StableUntilReady, !stalled_q || (req_valid && req_q == {req_addr, req_len}))

  `VTA_COVER(CutAtTheBlock, ask && req_len == 5'd2 && left_q > 34'd2)
  `VTA_COVER(TwoBurstsOwed, owed_q > 9'd16)
  `VTA_COVER(OneInstruction, take && insns_q == 33'd1 && idle)

  // --- helper invariants: every word is waiting, on its way, or not asked for -------------------
  logic [32:0] words_left;
  logic [27:0] next_word;
  logic [6:0]  space, in_flight, held;
  logic [31:0] insns_left;
  logic        half, lane;
  logic [4:0]  waiting;
  assign waiting = req_valid ? req_len : 5'd0;
  logic [8:0]  promised;
  assign promised = 9'(space) + 9'(in_flight) + 9'(held);
  `VTA_HELPER(WordsLeft, left_q == 34'({words_left, 1'b0}) + 34'(waiting))
  `VTA_HELPER(NextWord, words_left == '0 || {next_word, 1'b0} == next_q + 29'(waiting))
  `VTA_HELPER(InFlight, {1'b0, in_flight, 1'b0} == owed_q + 9'(waiting) + 9'(half))
  `VTA_HELPER(SpaceHeld, promised == 9'd64)
  `VTA_HELPER(InsnsHeld, 33'(insns_left) == insns_q &&
      35'(insns_q) == 35'(words_left) + 35'(in_flight) + 35'(held))
  `VTA_HELPER(OneLane, !lane)
  `VTA_HELPER(EvenLength, !req_valid || !req_len[0])
  `VTA_HELPER(HalfIsOwed, !half || owed_q != '0)
endmodule
`default_nettype wire
