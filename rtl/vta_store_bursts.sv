// SPDX-License-Identifier: Apache-2.0
//
// Second part of the store stage: cuts a started instruction into rows and rows into bursts.
//
// A burst ends at a multiple of 16 beats, so it has at most 16 and never crosses 4 KiB. One burst
// per cycle, also across rows and instructions. An instruction that moves nothing makes one `empty`
// burst, so that it keeps its place in the order. Addresses wrap modulo 2^32.

`include "vta_assert.svh"
`default_nettype none

module vta_store_bursts #(
    localparam int ElemsW  = vta_pkg::AccAddrW + 1,
    localparam int LogBeat = $clog2(vta_pkg::OutElemW / vta_pkg::AxiDataW),  // beats of an element
    localparam int PosW    = vta_pkg::AccAddrW + LogBeat  // position of a beat in OUT
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,           // synchronous, active low

    input  logic                          start_valid_i,
    output logic                          start_ready_o,
    input  logic                          start_empty_i,
    input  logic [1:0]                    start_verdict_i,
    input  logic                          start_push_i,
    input  logic [vta_pkg::AxiAddrW-1:0]  start_addr_i,     // beat aligned
    input  logic [vta_pkg::AccAddrW-1:0]  start_sram_base_i,
    input  logic [ElemsW-1:0]             start_row_elems_i,
    input  logic [ElemsW-1:0]             start_rows_i,
    input  logic [15:0]                   start_stride_i,
    input  logic [ElemsW-1:0]             start_elems_i,

    output logic                          burst_valid_o,
    input  logic                          burst_ready_i,
    output logic                          burst_empty_o,    // moves nothing
    output logic                          burst_last_o,     // last one of its instruction
    output logic [vta_pkg::AxiAddrW-1:0]  burst_addr_o,
    output logic [vta_pkg::BurstLenW-1:0] burst_beats_o,    // 1 to 16
    output logic [PosW-1:0]               burst_pos_o,      // its first beat in OUT
    output logic [1:0]                    burst_verdict_o,  // of the instruction, as the next two
    output logic                          burst_push_o,
    output logic [ElemsW-1:0]             burst_elems_o,

    output logic                          empty_o           // holds nothing
);

  localparam int AddrW     = vta_pkg::AxiAddrW;
  localparam int LogBytes  = vta_pkg::AxiSizeLog;             // bytes of a beat
  localparam int LogElem   = $clog2(vta_pkg::OutElemW / 8);   // bytes of an element
  localparam int BeatsW    = ElemsW + LogBeat;                // beats of a row
  localparam int LenW      = vta_pkg::BurstLenW;
  localparam int LogMax    = $clog2(vta_pkg::MaxBurstBeats);
  localparam int BeatAddrW = AddrW - LogBytes;
  localparam int MetaW     = 2 + 1 + ElemsW;

  // --- Rows ------------------------------------------------------------------------------------
  logic                 insn_valid_q, insn_empty_q;
  logic [MetaW-1:0]     insn_meta_q;
  logic [BeatAddrW-1:0] insn_addr_q, insn_stride_q;  // of the next row, in beats
  logic [PosW-1:0]      insn_pos_q;
  logic [BeatsW-1:0]    insn_beats_q;                // of a row
  logic [ElemsW-1:0]    insn_rows_q;                 // left
  logic                 row_take, row_last;

  assign start_ready_o = !insn_valid_q || (row_take && row_last);
  assign row_last      = insn_empty_q || (insn_rows_q == ElemsW'(1));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) insn_valid_q <= 1'b0;
    else if (start_ready_o) insn_valid_q <= start_valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (start_ready_o && start_valid_i) begin
      insn_empty_q  <= start_empty_i;
      insn_meta_q   <= {start_verdict_i, start_push_i, start_elems_i};
      insn_addr_q   <= start_addr_i[AddrW-1:LogBytes];
      insn_stride_q <= BeatAddrW'(start_stride_i) << (LogElem - LogBytes);
      insn_pos_q    <= PosW'(start_sram_base_i) << LogBeat;
      insn_beats_q  <= BeatsW'(start_row_elems_i) << LogBeat;
      insn_rows_q   <= start_rows_i;
    end else if (row_take) begin
      insn_addr_q <= insn_addr_q + insn_stride_q;
      insn_pos_q  <= insn_pos_q + PosW'(insn_beats_q);
      insn_rows_q <= insn_rows_q - ElemsW'(1);
    end
  end

  // --- Bursts ----------------------------------------------------------------------------------
  logic                 row_valid_q, row_empty_q, row_last_q;
  logic [MetaW-1:0]     row_meta_q;
  logic [BeatAddrW-1:0] row_addr_q;
  logic [PosW-1:0]      row_pos_q;
  logic [BeatsW-1:0]    row_left_q;  // beats
  logic [LenW-1:0]      room;        // beats to the next multiple of 16
  logic                 fits, burst_take;

  assign room       = LenW'(vta_pkg::MaxBurstBeats) - LenW'(row_addr_q[LogMax-1:0]);
  assign fits       = 32'(row_left_q) <= 32'(room);
  assign burst_take = row_valid_q && burst_ready_i;
  assign row_take   = insn_valid_q && (!row_valid_q || (burst_take && fits));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) row_valid_q <= 1'b0;
    else if (!row_valid_q || (burst_take && fits)) row_valid_q <= insn_valid_q;
  end

  always_ff @(posedge clk_i) begin
    if (row_take) begin
      row_empty_q <= insn_empty_q;
      row_last_q  <= row_last;
      row_meta_q  <= insn_meta_q;
      row_addr_q  <= insn_addr_q;
      row_pos_q   <= insn_pos_q;
      row_left_q  <= insn_empty_q ? '0 : insn_beats_q;
    end else if (burst_take) begin
      row_addr_q <= row_addr_q + BeatAddrW'(room);
      row_pos_q  <= row_pos_q + PosW'(room);
      row_left_q <= row_left_q - BeatsW'(room);
    end
  end

  assign burst_valid_o = row_valid_q;
  assign burst_empty_o = row_empty_q;
  assign burst_last_o  = row_last_q && fits;
  assign burst_addr_o  = {row_addr_q, LogBytes'(0)};
  assign burst_beats_o = fits ? LenW'(row_left_q) : room;
  assign burst_pos_o   = row_pos_q;
  assign {burst_verdict_o, burst_push_o, burst_elems_o} = row_meta_q;
  assign empty_o       = !insn_valid_q && !row_valid_q;

  // Elements lie at multiples of a beat.
  logic unused;
  assign unused = &{1'b0, start_addr_i};

  `VTA_ASSERT(BurstLengthLegal, !burst_valid_o || burst_empty_o ||
      (burst_beats_o != '0 && burst_beats_o <= LenW'(vta_pkg::MaxBurstBeats)))

endmodule

`default_nettype wire
