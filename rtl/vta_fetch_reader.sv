// SPDX-License-Identifier: Apache-2.0
//
// Reads the instruction stream ahead: bursts in, one 128-bit instruction per cycle out, in order.
//
// A word is the wider of an instruction and a bus beat. Narrow buses gather several beats to a
// word; wide ones bring several instructions in a word, and the first word may start in its middle.
// Words wait in a buffer, and a burst is only requested when the buffer has room for it, so
// responses are always taken at once. Bursts end at multiples of 16 beats and so never cross 4 KiB.

`include "vta_assert.svh"
`default_nettype none

module vta_fetch_reader (
    input  logic                          clk_i,
    input  logic                          rst_ni,        // synchronous, active low

    input  logic                          start_i,       // pulse; only when idle_o and drained
    input  logic [31:0]                   insn_addr_i,   // bytes, a multiple of 16
    input  logic [31:0]                   insn_count_i,

    output logic                          req_valid_o,
    input  logic                          req_ready_i,
    output logic [vta_pkg::AxiAddrW-1:0]  req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0] req_len_o,
    input  logic                          rsp_valid_i,   // taken in the same cycle
    input  logic [vta_pkg::AxiDataW-1:0]  rsp_data_i,
    input  logic                          rsp_error_i,

    output logic                          insn_valid_o,
    input  logic                          insn_ready_i,
    output logic [vta_pkg::InsnW-1:0]     insn_o,
    output logic                          insn_error_o,  // it could not be read
    output logic                          idle_o         // nothing asked, nothing to ask
);

  localparam int DataW     = vta_pkg::AxiDataW;
  localparam int InsnW     = vta_pkg::InsnW;
  localparam int WordW     = DataW > InsnW ? DataW : InsnW;
  localparam int Gather    = WordW / DataW;  // beats of a word
  localparam int LogGather = $clog2(Gather);
  localparam int Lanes     = WordW / InsnW;  // instructions of a word
  localparam int LogLanes  = $clog2(Lanes);
  localparam int LaneW     = LogLanes > 0 ? LogLanes : 1;
  localparam int LogWord   = $clog2(WordW / 8);
  localparam int BurstWords = vta_pkg::MaxBurstBeats / Gather;
  localparam int LogBurst  = $clog2(BurstWords);
  localparam int BufWords  = Lanes > 2 ? 32 : 64;
  localparam int CntW      = $clog2(BufWords + 1);
  localparam int WordAddrW = vta_pkg::AxiAddrW - LogWord;

  // --- Requests --------------------------------------------------------------------------------
  logic [32:0]          words_left_q;  // not requested yet
  logic [WordAddrW-1:0] next_q;        // address of the next one, in words
  logic [CntW-1:0]      space_q;       // words of the buffer that are not promised
  logic [CntW-1:0]      in_flight_q;   // words requested and not received
  logic [LogBurst:0]    room, burst;   // words to the end of the block of 16 beats; of the burst
  logic                 possible, issue, word_valid, word_pop;

  assign room     = (LogBurst + 1)'(BurstWords) - (LogBurst + 1)'(next_q[LogBurst-1:0]);
  assign burst    = (words_left_q < 33'(room)) ? words_left_q[LogBurst:0] : room;
  assign possible = (words_left_q != '0) && (space_q >= CntW'(burst));
  assign issue    = possible && !req_valid_o;

  logic [LaneW-1:0] first_lane;
  logic [32:0]      first_words;
  assign first_lane  = LaneW'(insn_addr_i >> 4) & LaneW'(Lanes - 1);
  assign first_words = (insn_count_i == '0) ? '0 :
      (33'(insn_count_i) + 33'(first_lane) + 33'(Lanes - 1)) >> LogLanes;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      words_left_q <= '0;
      req_valid_o  <= 1'b0;
      space_q      <= CntW'(BufWords);
      in_flight_q  <= '0;
    end else begin
      if (start_i) words_left_q <= first_words;
      else if (issue) words_left_q <= words_left_q - 33'(burst);
      if (issue) req_valid_o <= 1'b1;
      else if (req_ready_i) req_valid_o <= 1'b0;
      if (issue || word_pop) begin
        space_q <= space_q - (issue ? CntW'(burst) : '0) + CntW'(word_pop);
      end
      if (issue || word_valid) begin
        in_flight_q <= in_flight_q + (issue ? CntW'(burst) : '0) - CntW'(word_valid);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) next_q <= insn_addr_i[31:LogWord];
    else if (issue) next_q <= next_q + WordAddrW'(burst);
    if (issue) begin
      req_addr_o <= {next_q, LogWord'(0)};
      req_len_o  <= vta_pkg::BurstLenW'(burst) << LogGather;
    end
  end

  // --- Beats to words --------------------------------------------------------------------------
  logic [WordW-1:0] word;
  logic             word_error;

  if (Gather > 1) begin : gen_gather
    logic [WordW-DataW-1:0] part_q;   // earlier beats, the oldest lowest
    logic [LogGather-1:0]   beats_q;  // how many
    logic                   error_q;

    assign word       = {rsp_data_i, part_q};
    assign word_valid = rsp_valid_i && (beats_q == LogGather'(Gather - 1));
    assign word_error = error_q || rsp_error_i;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        beats_q <= '0;
        error_q <= 1'b0;
      end else if (rsp_valid_i) begin
        beats_q <= beats_q + LogGather'(1);
        error_q <= word_error && !word_valid;
      end
    end

    always_ff @(posedge clk_i) begin
      if (rsp_valid_i) part_q <= word[WordW-1:DataW];
    end
  end else begin : gen_whole
    assign word       = rsp_data_i;
    assign word_valid = rsp_valid_i;
    assign word_error = rsp_error_i;
  end

  logic             head_valid, head_error, unused_ready;
  logic [WordW-1:0] head;
  logic [CntW-1:0]  unused_count;

  vta_fifo #(
      .Width(WordW + 1),
      .Depth(BufWords)
  ) u_words (
      .clk_i,
      .rst_ni,
      .in_valid_i (word_valid),
      .in_ready_o (unused_ready),  // there is room: it was promised
      .in_data_i  ({word_error, word}),
      .out_valid_o(head_valid),
      .out_ready_i(word_pop),
      .out_data_o ({head_error, head}),
      .count_o    (unused_count)
  );

  // --- Words to instructions -------------------------------------------------------------------
  logic [31:0]      insns_left_q;  // not handed out yet
  logic [LaneW-1:0] lane_q;
  logic             take, last_lane;

  assign insn_valid_o = head_valid;
  assign take         = head_valid && insn_ready_i;
  assign last_lane    = (lane_q == LaneW'(Lanes - 1)) || (insns_left_q == 32'd1);
  assign word_pop     = take && last_lane;
  assign insn_error_o = head_error;

  always_comb begin
    insn_o = head[InsnW-1:0];
    for (int l = 1; l < Lanes; l++) begin
      if (lane_q == LaneW'(l)) insn_o = head[InsnW*l+:InsnW];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      insns_left_q <= '0;
      lane_q       <= '0;
    end else if (start_i) begin
      insns_left_q <= insn_count_i;
      lane_q       <= first_lane;
    end else if (take) begin
      insns_left_q <= insns_left_q - 32'd1;
      lane_q       <= last_lane ? '0 : lane_q + LaneW'(1);
    end
  end

  assign idle_o = (in_flight_q == '0) && !possible;

  // Instructions are multiples of 16 bytes; wide words use the low address bits as a lane number.
  logic unused;
  assign unused = &{1'b0, insn_addr_i, unused_count, unused_ready};

  `VTA_ASSERT(PromisedRoom, !(word_valid && !unused_ready))
  `VTA_ASSERT(NothingUnasked, !(word_valid && in_flight_q == '0))
  `VTA_ASSUME(StartWhenIdle, !(start_i && (in_flight_q != '0 || head_valid || words_left_q != '0)))

endmodule

`default_nettype wire
