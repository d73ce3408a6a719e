// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_dma_requests: the requests, one behind the other, are exactly the beats of
// the rows of the descriptors, in order, each once, and none crosses 4 KiB.
//
// The reference is a queue of descriptors as they were accepted. Its head walks the beats that
// each row touches; every request must begin where the walk stands and stay within the row. That
// a request comes within three cycles, as long as something is left, makes the walk complete.
// All widths are those of the design, sizes and addresses arbitrary.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_dma_requests_fv (
    input logic                           clk_i,
    input logic                           rst_ni,
    input logic                           desc_valid_i,
    input logic [31:0]                    addr_i,
    input logic [vta_pkg::ByteCountW-1:0] row_bytes_i,
    input logic [15:0]                    rows_i,
    input logic [vta_pkg::ByteCountW-1:0] stride_bytes_i,
    input logic                           req_ready_i
);
  localparam int ByteW = vta_pkg::ByteCountW;
  localparam int SizeLog = vta_pkg::AxiSizeLog;
  localparam int BeatAddrW = 32 - SizeLog;

  logic                          desc_ready, req_valid, idle;
  logic [31:0]                   req_addr;
  logic [vta_pkg::BurstLenW-1:0] req_len;

  vta_dma_requests u_dut (
      .clk_i,
      .rst_ni,
      .desc_valid_i,
      .desc_ready_o(desc_ready),
      .addr_i,
      .row_bytes_i,
      .rows_i,
      .stride_bytes_i,
      .req_valid_o (req_valid),
      .req_ready_i,
      .req_addr_o  (req_addr),
      .req_len_o   (req_len),
      .idle_o      (idle)
  );

  `VTA_FORMAL_RESET
  `VTA_ASSUME(SomeData, !desc_valid_i || (row_bytes_i != '0 && rows_i != '0))

  // --- the reference ----------------------------------------------------------------------------
  // The first and the last byte of a row decide which beats it touches; addresses wrap.
  function automatic logic [BeatAddrW-1:0] beats_of(input logic [31:0] addr,
                                                    input logic [ByteW-1:0] bytes);
    logic [32:0] last_byte;
    last_byte = 33'(addr[SizeLog-1:0]) + 33'(bytes) - 33'd1;
    beats_of  = BeatAddrW'(last_byte >> SizeLog) + BeatAddrW'(1);
  endfunction

  logic [1:0]           n_q;                     // descriptors with beats left; the oldest is 0
  logic [31:0]          a0_q, a1_q, a2_q;        // address of the current row
  logic [ByteW-1:0]     b0_q, b1_q, b2_q, s0_q, s1_q, s2_q;
  logic [15:0]          r0_q, r1_q, r2_q;        // rows left with the current one
  logic [BeatAddrW-1:0] here_q, left_q;          // the next beat; how many of the row with it
  logic                 begun_row_q;             // the walk is within a row
  logic                 take, row_ends, desc_ends, accept;

  assign take      = req_valid && req_ready_i;
  assign row_ends  = take && BeatAddrW'(req_len) == left_q;
  assign desc_ends = row_ends && r0_q == 16'd1;
  assign accept    = desc_valid_i && desc_ready;

  logic [31:0]      next_a;  // the row behind the current one
  logic [ByteW-1:0] next_b;
  assign next_a = r0_q == 16'd1 ? a1_q : a0_q + 32'(s0_q);
  assign next_b = r0_q == 16'd1 ? b1_q : b0_q;

  logic [1:0] n_left;
  assign n_left = n_q - 2'(desc_ends);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) n_q <= '0;
    else n_q <= n_left + 2'(accept);
    if (take) begin
      begun_row_q <= !row_ends;
      here_q        <= row_ends ? next_a[31:SizeLog] : here_q + BeatAddrW'(req_len);
      left_q        <= row_ends ? beats_of(next_a, next_b) : left_q - BeatAddrW'(req_len);
    end
    if (desc_ends) begin
      {a0_q, b0_q, s0_q, r0_q} <= {a1_q, b1_q, s1_q, r1_q};
      {a1_q, b1_q, s1_q, r1_q} <= {a2_q, b2_q, s2_q, r2_q};
    end else if (row_ends) begin
      a0_q <= a0_q + 32'(s0_q);
      r0_q <= r0_q - 16'd1;
    end
    if (accept) begin
      if (n_left == 2'd0) begin
        {a0_q, b0_q, s0_q, r0_q} <= {addr_i, row_bytes_i, stride_bytes_i, rows_i};
        begun_row_q              <= 1'b0;
        here_q                     <= addr_i[31:SizeLog];
        left_q                     <= beats_of(addr_i, row_bytes_i);
      end
      if (n_left == 2'd1) {a1_q, b1_q, s1_q, r1_q} <= {addr_i, row_bytes_i, stride_bytes_i, rows_i};
      if (n_left == 2'd2) {a2_q, b2_q, s2_q, r2_q} <= {addr_i, row_bytes_i, stride_bytes_i, rows_i};
    end
  end

  logic        stalled_q, took_q;
  logic [1:0]  accepted_q, wait_q;
  logic [36:0] req_q;
  always_ff @(posedge clk_i) begin
    stalled_q  <= rst_ni && req_valid && !req_ready_i;
    took_q     <= rst_ni && take;
    accepted_q <= {accepted_q[0], accept};
    req_q      <= {req_addr, req_len};
    wait_q     <= (!rst_ni || n_q == '0 || req_valid) ? '0 : wait_q + 2'(wait_q != 2'd3);
  end

  // Proves: load.types, address.base
  `VTA_ASSERT(NextBeatsOfTheRow, !req_valid ||
      (n_q != '0 && req_addr == {here_q, SizeLog'(0)} && BeatAddrW'(req_len) <= left_q))
  `VTA_ASSERT(IdleWhenAllAsked, idle == (n_q == '0))
  // Proves: error.no_hang
  `VTA_ASSERT(AsksWithinThreeCycles, wait_q != 2'd3)
  `VTA_ASSERT(NoGap, !(took_q && n_q != '0 && accepted_q == '0) || req_valid)
  // Proves: axi.requests
  `VTA_ASSERT(BurstLength, !req_valid || (req_len != '0 && req_len <= 5'd16))
  `VTA_ASSERT(NoCrossing, !req_valid ||
      16'(req_addr[11:0]) + (16'(req_len) << SizeLog) <= 16'd4096)
  `VTA_ASSERT(StableUntilReady, !stalled_q || (req_valid && req_q == {req_addr, req_len}))

  `VTA_COVER(SplitAtBoundary, take && req_len != 5'd16 && !row_ends && !begun_row_q)
  `VTA_COVER(RowsOfOneBeat, take && row_ends && took_q && r0_q == 16'd1 && req_len == 5'd1)
  `VTA_COVER(WrapsBehindTheLastByte, take && !row_ends &&
      here_q == {BeatAddrW{1'b1}} - BeatAddrW'(15) && req_len == 5'd16)
  `VTA_COVER(ThreeDescriptors, n_q == 2'd3 && accept)

  // --- helper invariants: where the two stages and the request stand on the walk ----------------
  logic                          row_busy_q, burst_busy_q;
  logic [31:0]                   row_addr_q;
  logic [ByteW-1:0]              row_bytes_q, stride_q;
  logic [15:0]                   rows_left_q;
  logic [BeatAddrW-1:0]          beat_addr_q;
  logic [ByteW-SizeLog:0]        beats_left_q;

  // Rows behind the current one, P1 and P2: descriptor, address, rows left in it.
  logic [1:0]  i1, i2;
  logic [31:0] p1_a, p2_a;
  logic [15:0] p1_r, p2_r;
  logic        p1_next;
  logic [ByteW-1:0] p1_b;
  assign p1_next = r0_q == 16'd1;
  assign i1   = 2'(p1_next);
  assign p1_a = next_a;
  assign p1_r = p1_next ? r1_q : r0_q - 16'd1;
  assign p1_b = next_b;
  assign i2   = p1_r == 16'd1 ? i1 + 2'd1 : i1;
  assign p2_a = p1_r != 16'd1 ? p1_a + 32'(p1_next ? s1_q : s0_q) : p1_next ? a2_q : a1_q;
  assign p2_r = p1_r != 16'd1 ? p1_r - 16'd1 : p1_next ? r2_q : r1_q;

  logic                 between, fresh;  // the request ends its row; the walk is at a row's begin
  logic [BeatAddrW-1:0] behind, behind_left;
  assign between     = req_valid && BeatAddrW'(req_len) == left_q;
  assign fresh       = !begun_row_q;
  assign behind      = here_q + (req_valid ? BeatAddrW'(req_len) : '0);
  assign behind_left = left_q - (req_valid ? BeatAddrW'(req_len) : '0);

  // The row in the row stage: as many rows behind the walk as there are others under way.
  logic [1:0]  ahead, row_i;
  logic [31:0] row_a;
  logic [15:0] row_r;
  assign ahead = 2'(between) + 2'(burst_busy_q);
  assign row_i = ahead == 2'd0 ? 2'd0 : ahead == 2'd1 ? i1 : i2;
  assign row_a = ahead == 2'd0 ? a0_q : ahead == 2'd1 ? p1_a : p2_a;
  assign row_r = ahead == 2'd0 ? r0_q : ahead == 2'd1 ? p1_r : p2_r;

  `VTA_HELPER(RowStageIsYoungest, row_i + 2'(row_busy_q) == n_q)
  `VTA_HELPER(RowHeld, !row_busy_q || (row_addr_q == row_a && rows_left_q == row_r &&
      row_bytes_q == (row_i == 2'd0 ? b0_q : row_i == 2'd1 ? b1_q : b2_q) &&
      stride_q == (row_i == 2'd0 ? s0_q : row_i == 2'd1 ? s1_q : s2_q)))
  `VTA_HELPER(BurstOnTheWalk, !burst_busy_q || (between ? i1 < n_q : n_q != '0))
  `VTA_HELPER(BurstHeld, !burst_busy_q ||
      (beat_addr_q == (between ? p1_a[31:SizeLog] : behind) &&
       BeatAddrW'(beats_left_q) == (between ? beats_of(p1_a, p1_b) : behind_left)))
  `VTA_HELPER(NoBurstNoMiddle, burst_busy_q || n_q == '0 || (req_valid ? between : fresh))
  `VTA_HELPER(RowsLeft, (n_q < 2'd1 || (r0_q != '0 && b0_q != '0)) &&
      (n_q < 2'd2 || (r1_q != '0 && b1_q != '0)) && (n_q < 2'd3 || (r2_q != '0 && b2_q != '0)))
  `VTA_HELPER(BeatsLeft, n_q == '0 || left_q != '0)
  `VTA_HELPER(RowBegins, n_q == '0 || begun_row_q ||
      (here_q == a0_q[31:SizeLog] && left_q == beats_of(a0_q, b0_q)))
  `VTA_HELPER(RoomInTheReference, !(accept && n_left == 2'd3))
  `VTA_HELPER(WaitHeld, n_q == '0 || req_valid || burst_busy_q || wait_q == '0)
  `VTA_HELPER(WaitHeldBurst, n_q == '0 || req_valid || wait_q <= 2'd1)
endmodule
`default_nettype wire
