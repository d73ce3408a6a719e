// SPDX-License-Identifier: Apache-2.0
//
// Turns the DRAM side of a LOAD into AXI read requests: rows, then bursts.
//
// A burst ends at the next address that is a multiple of MaxBurstBeats beats, so it never crosses 4
// KiB. Two registered stages, rows and bursts: one request per cycle, also when every row is a
// single burst, and the rows of the next descriptor follow those of the previous one without a gap.

`include "vta_assert.svh"
`default_nettype none

module vta_dma_requests (
    input  logic                           clk_i,
    input  logic                           rst_ni,

    input  logic                           desc_valid_i,  // has_data holds for every descriptor
    output logic                           desc_ready_o,
    input  logic [31:0]                    addr_i,
    input  logic [vta_pkg::ByteCountW-1:0] row_bytes_i,    // at least 1
    input  logic [15:0]                    rows_i,         // at least 1
    input  logic [vta_pkg::ByteCountW-1:0] stride_bytes_i,

    output logic                           req_valid_o,
    input  logic                           req_ready_i,
    output logic [31:0]                    req_addr_o,     // a multiple of the beat
    output logic [vta_pkg::BurstLenW-1:0]  req_len_o,      // beats, 1..MaxBurstBeats
    output logic                           idle_o          // no request left to make
);
  localparam int SizeLog = vta_pkg::AxiSizeLog;
  localparam int BurstLog = $clog2(vta_pkg::MaxBurstBeats);
  localparam int BeatCountW = vta_pkg::ByteCountW - SizeLog + 1;

  // --- rows --------------------------------------------------------------------------------------
  logic                           row_busy_q;
  logic [31:0]                    row_addr_q;
  logic [vta_pkg::ByteCountW-1:0] row_bytes_q, stride_q;
  logic [15:0]                    rows_left_q;
  logic                           row_take;  // the burst stage takes the current row

  assign desc_ready_o = !row_busy_q || (row_take && rows_left_q == 16'd1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) row_busy_q <= 1'b0;
    else if (desc_ready_o) row_busy_q <= desc_valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (desc_ready_o) begin
      if (desc_valid_i) begin
        row_addr_q  <= addr_i;
        row_bytes_q <= row_bytes_i;
        stride_q    <= stride_bytes_i;
        rows_left_q <= rows_i;
      end
    end else if (row_take) begin
      row_addr_q  <= row_addr_q + 32'(stride_q);
      rows_left_q <= rows_left_q - 16'd1;
    end
  end

  // Beats that the row touches, its first and last ones perhaps in part.
  logic [vta_pkg::ByteCountW:0] row_span;
  logic [BeatCountW-1:0]        row_beats;
  assign row_span  = (vta_pkg::ByteCountW + 1)'(row_addr_q[SizeLog-1:0]) +
                     (vta_pkg::ByteCountW + 1)'(row_bytes_q) +
                     (vta_pkg::ByteCountW + 1)'((1 << SizeLog) - 1);
  assign row_beats = BeatCountW'(row_span >> SizeLog);

  // --- bursts ------------------------------------------------------------------------------------
  logic                          burst_busy_q;
  logic [31-SizeLog:0]           beat_addr_q;   // in beats
  logic [BeatCountW-1:0]         beats_left_q;
  logic                          req_valid_q;
  logic [31-SizeLog:0]           req_addr_q;
  logic [vta_pkg::BurstLenW-1:0] req_len_q;

  logic [vta_pkg::BurstLenW-1:0] to_boundary, len;
  logic                          emit, last;
  assign to_boundary = vta_pkg::BurstLenW'(vta_pkg::MaxBurstBeats) -
                       vta_pkg::BurstLenW'(beat_addr_q[BurstLog-1:0]);
  assign last        = beats_left_q <= BeatCountW'(to_boundary);
  assign len         = last ? beats_left_q[vta_pkg::BurstLenW-1:0] : to_boundary;
  assign emit        = burst_busy_q && (!req_valid_q || req_ready_i);
  assign row_take    = row_busy_q && (!burst_busy_q || (emit && last));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      burst_busy_q <= 1'b0;
      req_valid_q  <= 1'b0;
    end else begin
      if (row_take) burst_busy_q <= 1'b1;
      else if (emit && last) burst_busy_q <= 1'b0;
      if (emit) req_valid_q <= 1'b1;
      else if (req_ready_i) req_valid_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (row_take) begin
      beat_addr_q  <= row_addr_q[31:SizeLog];
      beats_left_q <= row_beats;
    end else if (emit) begin
      beat_addr_q  <= beat_addr_q + (32 - SizeLog)'(len);
      beats_left_q <= beats_left_q - BeatCountW'(len);
    end
    if (emit) begin
      req_addr_q <= beat_addr_q;
      req_len_q  <= len;
    end
  end

  assign req_valid_o = req_valid_q;
  assign req_addr_o  = {req_addr_q, SizeLog'(0)};
  assign req_len_o   = req_len_q;
  assign idle_o      = !row_busy_q && !burst_busy_q && !req_valid_q;

  `VTA_ASSERT(LenInRange, !req_valid_q || (req_len_q != '0 &&
              req_len_q <= vta_pkg::BurstLenW'(vta_pkg::MaxBurstBeats)))
  `VTA_ASSERT(RowsNotEmpty, !row_busy_q || (rows_left_q != '0 && row_bytes_q != '0))
endmodule

`default_nettype wire
