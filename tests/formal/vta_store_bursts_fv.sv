// SPDX-License-Identifier: Apache-2.0
//
// vta_store_bursts: the bursts of an instruction cover its rows, beat by beat, once and in order, and
// each is legal: 1 to 16 beats, inside one page of 4 KiB.
//
// Environment: what vta_store_decode starts, with one claim more than its ports make: an instruction
// that moves something has rows and row elements. Reference: the rows are walked beat by beat, with
// two counters, from the row and the beat at which the last burst ended; a copy of the instruction
// walks for the burst that is shown. Addresses are 24 bits wide, so that a stride fits; the bits above
// only carry. OUT has 64 elements.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_store_bursts_fv #(
    localparam int AddrW   = vta_pkg::AxiAddrW,
    localparam int AccW    = vta_pkg::AccAddrW,
    localparam int ElemsW  = AccW + 1,
    localparam int LogBeat = $clog2(vta_pkg::OutElemW / vta_pkg::AxiDataW),
    localparam int PosW    = AccW + LogBeat,
    localparam int LenW    = vta_pkg::BurstLenW,
    localparam int BeatsW  = ElemsW + LogBeat
) (
    input logic              clk_i,
    input logic              rst_ni,
    input logic              valid_i,
    input logic              empty_i,
    input logic [1:0]        verdict_i,
    input logic              push_i,
    input logic [AddrW-1:0]  addr_i,
    input logic [AccW-1:0]   sram_base_i,
    input logic [ElemsW-1:0] row_elems_i,
    input logic [ElemsW-1:0] rows_i,
    input logic [15:0]       stride_i,
    input logic [ElemsW-1:0] elems_i,
    input logic              burst_ready_i
);
  `VTA_FORMAL_RESET

  logic              ready, burst_valid, burst_empty, burst_last, burst_push, empty;
  logic [AddrW-1:0]  burst_addr;
  logic [LenW-1:0]   burst_beats;
  logic [PosW-1:0]   burst_pos;
  logic [1:0]        burst_verdict;
  logic [ElemsW-1:0] burst_elems;

  vta_store_bursts u_dut (
      .clk_i,
      .rst_ni,
      .start_valid_i    (valid_i),
      .start_ready_o    (ready),
      .start_empty_i    (empty_i),
      .start_verdict_i  (verdict_i),
      .start_push_i     (push_i),
      .start_addr_i     (addr_i),
      .start_sram_base_i(sram_base_i),
      .start_row_elems_i(row_elems_i),
      .start_rows_i     (rows_i),
      .start_stride_i   (stride_i),
      .start_elems_i    (elems_i),
      .burst_valid_o    (burst_valid),
      .burst_ready_i,
      .burst_empty_o    (burst_empty),
      .burst_last_o     (burst_last),
      .burst_addr_o     (burst_addr),
      .burst_beats_o    (burst_beats),
      .burst_pos_o      (burst_pos),
      .burst_verdict_o  (burst_verdict),
      .burst_push_o     (burst_push),
      .burst_elems_o    (burst_elems),
      .empty_o          (empty)
  );

  localparam int LogBytes = vta_pkg::AxiSizeLog;
  localparam int LogElem  = vta_pkg::OutElemLog;

  `VTA_ASSUME(AlignedToElements, !valid_i || addr_i[LogElem-1:0] == '0)
  `VTA_ASSUME(MovesSomething, !valid_i || empty_i || (rows_i != '0 && row_elems_i != '0 &&
      rows_i <= ElemsW'(vta_pkg::AccDepth) && row_elems_i <= ElemsW'(vta_pkg::AccDepth)))

  // --- Reference -------------------------------------------------------------------------------
  // Instructions in order: `now` is the one whose bursts are shown, `next` one that was started
  // behind it.
  localparam int InsnW = 1 + 2 + 1 + AddrW + AccW + 2 * ElemsW + 16 + ElemsW;

  logic              start, burst, now_valid_q, next_valid_q, now_ends;
  logic [InsnW-1:0]  insn, now_q, next_q;
  logic              n_empty, n_push;
  logic [1:0]        n_verdict;
  logic [AddrW-1:0]  n_addr;
  logic [AccW-1:0]   n_sram_base;
  logic [ElemsW-1:0] n_row_elems, n_rows, n_elems;
  logic [15:0]       n_stride;

  assign start = valid_i && ready;
  assign burst = burst_valid && burst_ready_i;
  assign insn  = {empty_i, verdict_i, push_i, addr_i, sram_base_i, row_elems_i, rows_i, stride_i,
                  elems_i};
  assign {n_empty, n_verdict, n_push, n_addr, n_sram_base, n_row_elems, n_rows, n_stride, n_elems} =
      now_q;

  // Where the walk is: row, the beat of it, and the byte address and OUT beat of the row.
  logic [ElemsW-1:0] row_q;
  logic [BeatsW-1:0] beat_q, row_beats;
  logic [AddrW-1:0]  row_addr_q;
  logic [PosW-1:0]   row_pos_q;
  logic              row_ends;

  // Sums are assigned before they are compared: Yosys 0.23 gives a cast that cuts the width of its
  // argument, so that a carry would be kept in a comparison.
  logic [PosW-1:0]  burst_begin, next_row_pos;
  logic [AddrW-1:0] byte_begin;
  assign burst_begin  = row_pos_q + PosW'(beat_q);
  assign next_row_pos = row_pos_q + PosW'(row_beats);
  assign byte_begin   = row_addr_q + (AddrW'(beat_q) << LogBytes);

  assign row_beats = BeatsW'(n_row_elems) << LogBeat;
  assign row_ends  = beat_q + BeatsW'(burst_beats) == row_beats;
  assign now_ends  = burst && (n_empty || (row_ends && row_q + ElemsW'(1) == n_rows));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      now_valid_q  <= 1'b0;
      next_valid_q <= 1'b0;
    end else begin
      if (!now_valid_q || now_ends) begin
        now_valid_q  <= next_valid_q || start;
        next_valid_q <= next_valid_q && start;
        now_q        <= next_valid_q ? next_q : insn;
        next_q       <= insn;
        row_q        <= '0;
        beat_q       <= '0;
        row_addr_q   <= next_valid_q ? next_q[InsnW-5-:AddrW] : addr_i;
        row_pos_q    <= PosW'(next_valid_q ? next_q[InsnW-5-AddrW-:AccW] : sram_base_i) << LogBeat;
      end else begin
        if (start) begin
          next_valid_q <= 1'b1;
          next_q       <= insn;
        end
        if (burst) begin
          beat_q <= beat_q + BeatsW'(burst_beats);
          if (row_ends) begin
            row_q      <= row_q + ElemsW'(1);
            beat_q     <= '0;
            row_addr_q <= row_addr_q + (AddrW'(n_stride) << LogElem);
            row_pos_q  <= next_row_pos;
          end
        end
      end
    end
  end

  // Proves: store.rows
  `VTA_ASSERT(BurstsOfAnInstruction, !burst_valid || now_valid_q)
  // Proves: store.rows
  `VTA_ASSERT(CarriesItsInstruction, !burst_valid || (burst_empty == n_empty &&
      burst_verdict == n_verdict && burst_push == n_push && burst_elems == n_elems))
  // Proves: store.rows
  `VTA_ASSERT(GoesOnWhereItEnded, !burst_valid || n_empty ||
      (burst_addr == byte_begin && burst_pos == burst_begin))
  // Proves: store.rows
  `VTA_ASSERT(StaysInItsRow, !burst_valid || n_empty ||
      32'(beat_q) + 32'(burst_beats) <= 32'(row_beats))
  // Proves: store.rows, zero.y_size
  `VTA_ASSERT(LastIsTheLast, !burst_valid ||
      burst_last == (n_empty || (row_ends && row_q + ElemsW'(1) == n_rows)))
  // Proves: axi.requests
  `VTA_ASSERT(OneTo16Beats, !burst_valid || n_empty ||
      (burst_beats != '0 && burst_beats <= LenW'(16)))
  // Proves: axi.requests
  `VTA_ASSERT(StaysInItsPage, !burst_valid || n_empty ||
      32'(burst_addr[11:0]) + (32'(burst_beats) << LogBytes) <= 32'd4096)
  `VTA_ASSERT(EmptyIffNothing, empty == !(now_valid_q || next_valid_q))

  // --- It never stops --------------------------------------------------------------------------
  logic waits_q;  // last cycle an instruction was inside and no burst was shown
  always_ff @(posedge clk_i) waits_q <= rst_ni && now_valid_q && !burst_valid;
  // Proves: error.no_hang
  `VTA_ASSERT(ShowsABurstAtOnce, !waits_q || burst_valid)

  // --- Last cycle ------------------------------------------------------------------------------
  localparam int BurstW = 2 + AddrW + LenW + PosW;
  logic              stalled_q;
  logic [BurstW-1:0] out, out_q;
  assign out = {burst_empty, burst_last, burst_addr, burst_beats, burst_pos};
  always_ff @(posedge clk_i) begin
    stalled_q <= rst_ni && burst_valid && !burst_ready_i;
    out_q     <= out;
  end
  `VTA_ASSERT(StableUntilReady, !stalled_q || (burst_valid && out == out_q))

  // --- Helpers ---------------------------------------------------------------------------------
  localparam int BeatAddrW = AddrW - LogBytes;
  logic                 i_valid, i_empty, r_valid, r_last;  // probes
  logic [BeatAddrW-1:0] i_addr, i_stride;
  logic [PosW-1:0]      i_pos;
  logic [BeatsW-1:0]    i_beats, r_left;
  logic [ElemsW-1:0]    i_rows;
  logic [3+ElemsW-1:0]  i_meta;

  logic              x_empty, x_push;  // of `next`
  logic [1:0]        x_verdict;
  logic [AddrW-1:0]  x_addr;
  logic [AccW-1:0]   x_sram_base;
  logic [ElemsW-1:0] x_row_elems, x_rows, x_elems;
  logic [15:0]       x_stride;
  assign {x_empty, x_verdict, x_push, x_addr, x_sram_base, x_row_elems, x_rows, x_stride, x_elems} =
      next_q;

  // The row register holds the row that is walked. The instruction register holds the rows behind it
  // or, when there are none, the next instruction.
  logic more;  // rows of `now` behind the one that is walked
  assign more = now_valid_q && (r_valid ? !r_last : 1'b1);

  `VTA_HELPER(BurstIsARow, burst_valid == r_valid)
  `VTA_HELPER(HeldSomewhere, i_valid == (more || next_valid_q) && (!r_valid || now_valid_q))
  `VTA_HELPER(OneInstructionWaits, !(more && next_valid_q))
  `VTA_HELPER(NextInOrder, !next_valid_q || now_valid_q)
  `VTA_HELPER(LegalNow, !now_valid_q || n_empty || (row_q < n_rows && beat_q < row_beats &&
      n_rows <= ElemsW'(vta_pkg::AccDepth) && n_row_elems <= ElemsW'(vta_pkg::AccDepth) &&
      row_addr_q[LogElem-1:0] == '0))
  `VTA_HELPER(LegalNext, !next_valid_q || x_empty || (x_rows != '0 && x_row_elems != '0 &&
      x_rows <= ElemsW'(vta_pkg::AccDepth) && x_row_elems <= ElemsW'(vta_pkg::AccDepth) &&
      x_addr[LogElem-1:0] == '0))
  `VTA_HELPER(EmptyHasOneRow, !(now_valid_q && n_empty && r_valid) || r_last)
  `VTA_HELPER(NotBegun, !now_valid_q || r_valid || (row_q == '0 && beat_q == '0))
  `VTA_HELPER(RowOfTheWalk, !r_valid || n_empty ||
      (r_left == row_beats - beat_q && r_last == (row_q + ElemsW'(1) == n_rows)))
  `VTA_HELPER(RowsBehind, !more || (i_empty == n_empty && i_meta == {n_verdict, n_push, n_elems} &&
      (n_empty || (i_beats == row_beats && i_stride == BeatAddrW'(n_stride) << LogBeat &&
       i_rows == n_rows - row_q - ElemsW'(r_valid) &&
       i_addr == row_addr_q[AddrW-1:LogBytes] + (r_valid ? i_stride : '0) &&
       i_pos == (r_valid ? next_row_pos : row_pos_q)))))
  `VTA_HELPER(NextWaits, !next_valid_q || (i_empty == x_empty &&
      i_meta == {x_verdict, x_push, x_elems} &&
      (x_empty || (i_beats == BeatsW'(x_row_elems) << LogBeat && i_rows == x_rows &&
       i_stride == BeatAddrW'(x_stride) << LogBeat && i_addr == x_addr[AddrW-1:LogBytes] &&
       i_pos == PosW'(x_sram_base) << LogBeat))))

  `VTA_COVER(CutsARow, burst && !n_empty && beat_q != '0 && row_q == ElemsW'(1) && burst_last)
  `VTA_COVER(EndsAtAPage, burst && burst_addr[11:8] == 4'hf && burst_addr[7:0] != '0 && !row_ends)
  `VTA_COVER(EmptyBetweenTwo, burst && n_empty && next_valid_q)
  `VTA_COVER(WrapsAround, burst && burst_addr < row_addr_q)
endmodule

`default_nettype wire
