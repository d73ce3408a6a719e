// SPDX-License-Identifier: Apache-2.0
//
// Third part of the store stage: reads the beats of announced bursts out of the OUT memory.
//
// One beat per cycle, without a gap between bursts. go_i allows to begin a burst; go_taken_o says
// that one has begun, and its first beat comes out two cycles later or, when stalled, after that.

`include "vta_assert.svh"
`default_nettype none

module vta_store_data #(
    parameter int  Depth   = 32,  // bursts that can wait
    localparam int LogBeat = $clog2(vta_pkg::OutElemW / vta_pkg::AxiDataW),
    localparam int PosW    = vta_pkg::AccAddrW + LogBeat
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,         // synchronous, active low

    input  logic                          cmd_valid_i,
    output logic                          cmd_ready_o,
    input  logic [PosW-1:0]               cmd_pos_i,      // first beat, as its position in OUT
    input  logic [vta_pkg::BurstLenW-1:0] cmd_beats_i,
    input  logic                          go_i,
    output logic                          go_taken_o,

    output logic                          out_re_o,
    output logic [vta_pkg::AccAddrW-1:0]  out_raddr_o,
    input  logic [vta_pkg::OutElemW-1:0]  out_rdata_i,    // the cycle after out_re_o, then held

    output logic                          beat_valid_o,
    input  logic                          beat_ready_i,
    output logic [vta_pkg::AxiDataW-1:0]  beat_data_o,
    output logic                          beat_last_o,

    output logic                          empty_o         // nothing waits, nothing moves
);

  localparam int DataW = vta_pkg::AxiDataW;
  localparam int Beats = vta_pkg::OutElemW / DataW;
  localparam int SubW  = LogBeat > 0 ? LogBeat : 1;
  localparam int LenW  = vta_pkg::BurstLenW;
  localparam int CntW  = $clog2(Depth + 1);

  // --- Bursts that wait ------------------------------------------------------------------------
  logic            next_valid, next_take;
  logic [PosW-1:0] next_pos;
  logic [LenW-1:0] next_beats;
  logic [CntW-1:0] unused_count;

  vta_fifo #(
      .Width(PosW + LenW),
      .Depth(Depth)
  ) u_commands (
      .clk_i,
      .rst_ni,
      .in_valid_i (cmd_valid_i),
      .in_ready_o (cmd_ready_o),
      .in_data_i  ({cmd_pos_i, cmd_beats_i}),
      .out_valid_o(next_valid),
      .out_ready_i(next_take),
      .out_data_o ({next_pos, next_beats}),
      .count_o    (unused_count)
  );

  // --- The burst being read: all stages move together ------------------------------------------
  logic             move;                // the last register can take a beat
  logic             valid_q;             // beats of a burst are left to read
  logic [PosW-1:0]  pos_q;
  logic [LenW-1:0]  left_q;
  logic             read_valid_q, read_last_q;  // the memory shows this element
  logic [SubW-1:0]  read_sub_q;
  logic [DataW-1:0] read_beat;

  assign move        = !beat_valid_o || beat_ready_i;
  assign next_take   = next_valid && go_i && (!valid_q || (move && left_q == LenW'(1)));
  assign go_taken_o  = next_take;
  assign out_re_o    = valid_q && move;
  assign out_raddr_o = pos_q[PosW-1:LogBeat];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q      <= 1'b0;
      read_valid_q <= 1'b0;
      beat_valid_o <= 1'b0;
    end else begin
      if (next_take) valid_q <= 1'b1;
      else if (move && left_q == LenW'(1)) valid_q <= 1'b0;
      if (move) read_valid_q <= valid_q;
      if (move) beat_valid_o <= read_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (next_take) begin
      pos_q  <= next_pos;
      left_q <= next_beats;
    end else if (out_re_o) begin
      pos_q  <= pos_q + PosW'(1);
      left_q <= left_q - LenW'(1);
    end
    if (out_re_o) begin
      read_sub_q  <= SubW'(pos_q) & SubW'(Beats - 1);
      read_last_q <= left_q == LenW'(1);
    end
    if (move && read_valid_q) begin
      beat_data_o <= read_beat;
      beat_last_o <= read_last_q;
    end
  end

  always_comb begin
    read_beat = out_rdata_i[DataW-1:0];
    for (int b = 1; b < Beats; b++) begin
      if (read_sub_q == SubW'(b)) read_beat = out_rdata_i[DataW*b+:DataW];
    end
  end

  assign empty_o = !next_valid && !valid_q && !read_valid_q && !beat_valid_o;

  logic unused;
  assign unused = &{1'b0, unused_count, read_sub_q};

  `VTA_ASSERT(BeatsLeft, !valid_q || left_q != '0)

endmodule

`default_nettype wire
