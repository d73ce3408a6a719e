// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_dma_writer: every element of the padded rectangle is written exactly once
// before its LOAD can retire; a pad with zeros, a datum with its own beat, lane by lane.
//
// One position of the rectangle (row, column, lane) is arbitrary but fixed; the harness counts the
// writes that hit it. The rows behind the first of a LOAD that is read once are repetitions, and
// come behind every lane of that first row. The data stream carries tags: the number of the beat, or
// for micro-ops, two to a beat, the address of each word, in beats as the rows of vta_dma_requests
// touch them. Sizes are below 4, pads below 2, rows up to 7 elements apart, so that the affine
// formulas of the specification stay short; the walkers only count down to one and add, so no size
// is special. Bases are arbitrary, stalls on both sides too. Tiles are of 2 x 8, so that a beat
// number has 8 bits (at most 8 lanes). Throwing data away (drop_i) is left out.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_dma_writer_fv #(
    parameter  bit Narrow = 1'b0,  // micro-ops; else all other types
    localparam int AddrW = vta_pkg::SramAddrW,
    localparam int CountW = vta_pkg::SramCountW,
    localparam int WordW = vta_pkg::UopWordW
) (
    input logic        clk_i,
    input logic        rst_ni,
    input logic        desc_valid_i,
    input logic [2:0]  type_i,
    input logic        once_i,        // rows that are one element: read it once
    input logic        error_i,       // found in error by the decoder: moves nothing
    input logic [AddrW-1:0] base_i,
    input logic [5:0]  first_i,       // word of the first micro-op
    input logic [2:0]  stride_i,
    input logic [1:0]  x_i,
    input logic [1:0]  y_i,
    input logic        xp0_i,
    input logic        xp1_i,
    input logic        yp0_i,
    input logic        yp1_i,
    input logic        rsp_valid_i,
    input logic        rsp_error_i,
    input logic        wr_ready_i,
    input logic        done_ready_i
);
  // --- a description as vta_mem_decode makes it -------------------------------------------------
  vta_pkg::write_desc_t  desc;
  vta_pkg::done_desc_t   done_desc;
  vta_pkg::mem_id_bits_t mem_type;
  logic [7:0]            width_d, total_d, top_d, bottom_d;
  logic                  once_d;
  assign mem_type = type_i;
  assign once_d   = once_i && (type_i == vta_pkg::MemAcc || type_i == vta_pkg::MemAcc8) &&
                    x_i == 2'd1 && y_i > 2'd1 && stride_i == '0;
  assign width_d  = 8'(x_i) + 8'(xp0_i) + 8'(xp1_i);
  assign total_d  = width_d * (8'(y_i) + 8'(yp0_i) + 8'(yp1_i));
  assign top_d    = y_i == '0 ? total_d : 8'(yp0_i) * width_d + 8'(xp0_i);
  assign bottom_d = y_i == '0 ? 8'd0 : 8'(yp1_i) * width_d + 8'(xp1_i);
  always_comb begin
    desc              = '0;
    desc.mem_type     = mem_type.id;
    desc.error        = error_i ? vta_pkg::ErrSramOutOfRange : vta_pkg::ErrNone;
    desc.has_data     = x_i != '0 && y_i != '0;
    desc.has_pads     = x_i != '0 && total_d != 8'(x_i) * 8'(y_i);
    desc.merged       = 3'(x_i) == stride_i || y_i == 2'd1;
    desc.once         = once_d;
    desc.first_word   = WordW'(first_i);
    desc.sram_base    = base_i;
    desc.x_size       = CountW'(x_i);
    desc.y_size       = CountW'(y_i);
    desc.x_stride     = WordW'(stride_i);
    desc.row_gap      = 5'(xp0_i) + 5'(xp1_i);
    desc.top_zeros    = CountW'(top_d);
    desc.bottom_zeros = CountW'(bottom_d);
  end

  logic desc_ready, rsp_ready, wr_valid, wr_zero, wr_again, done_valid, moving;
  vta_pkg::mem_id_e             wr_type;
  logic [15:0]                  wr_addr;
  logic [7:0]                   wr_lane;
  logic [vta_pkg::AxiDataW-1:0] rsp_data, wr_data;

  vta_dma_writer u_dut (
      .clk_i,
      .rst_ni,
      .desc_valid_i,
      .desc_ready_o(desc_ready),
      .desc_i      (desc),
      .rsp_valid_i,
      .rsp_ready_o (rsp_ready),
      .rsp_data_i  (rsp_data),
      .rsp_error_i,
      .drop_i      (1'b0),
      .wr_valid_o  (wr_valid),
      .wr_ready_i,
      .wr_type_o   (wr_type),
      .wr_zero_o   (wr_zero),
      .wr_again_o  (wr_again),
      .wr_addr_o   (wr_addr),
      .wr_lane_o   (wr_lane),
      .wr_data_o   (wr_data),
      .done_valid_o(done_valid),
      .done_ready_i,
      .done_desc_o (done_desc),
      .moving_o    (moving)
  );

  `VTA_FORMAL_RESET
  `VTA_ASSUME(DecodedType, Narrow ? type_i == 3'd0
      : type_i <= 3'd5 && type_i != 3'd4 && type_i != 3'd0)
  `VTA_ASSUME(InsideTheMemory, CountW'(base_i) + CountW'(total_d) <= CountW'(1 << AddrW))

  // --- the LOAD at work -------------------------------------------------------------------------
  logic        busy_q, fault_q;
  logic [2:0]  type_q, stride_q;
  logic [AddrW-1:0] base_q;
  logic [5:0]  first_q;
  logic        none_q;  // moves nothing
  logic        once_q;
  logic [7:0]  sizes_q;
  logic [7:0]  x_q, y_q, xp0_q, xp1_q, yp0_q, yp1_q;
  logic        start, finish;
  assign x_q     = 8'(sizes_q[7:6]);
  assign y_q     = 8'(sizes_q[5:4]);
  assign xp0_q   = 8'(sizes_q[3]);
  assign xp1_q   = 8'(sizes_q[2]);
  assign yp0_q   = 8'(sizes_q[1]);
  assign yp1_q   = 8'(sizes_q[0]);
  assign start  = desc_valid_i && desc_ready;
  assign finish = done_valid && done_ready_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) busy_q <= 1'b0;
    else if (start) busy_q <= 1'b1;
    else if (finish) busy_q <= 1'b0;
    if (start) begin
      {type_q, base_q, first_q, stride_q} <= {type_i, base_i, first_i, stride_i};
      none_q <= error_i || x_i == '0;
      once_q <= once_d;
      sizes_q <= {x_i, y_i, xp0_i, xp1_i, yp0_i, yp1_i};
    end
  end
  logic       narrow, merged;
  logic [7:0] lanes, width, height;
  assign narrow = Narrow;
  assign merged = x_q == 8'(stride_q) || y_q == 8'd1;
  assign lanes  = type_q == vta_pkg::MemWgt ? 8'(vta_pkg::WgtElemW / vta_pkg::AxiDataW) :
                  type_q == vta_pkg::MemInp ? 8'(vta_pkg::InpElemW / vta_pkg::AxiDataW) :
                  type_q == vta_pkg::MemAcc ? 8'(vta_pkg::AccElemW / vta_pkg::AxiDataW) :
                  type_q == vta_pkg::MemAcc8 ? 8'(vta_pkg::Acc8ElemW / vta_pkg::AxiDataW) : 8'd1;
  assign width  = xp0_q + x_q + xp1_q;
  assign height = yp0_q + y_q + yp1_q;

  // --- the data stream --------------------------------------------------------------------------
  logic [7:0] beat_q;              // wide: beats taken; narrow: address of the beat
  logic [1:0] beat_row_q;          // narrow: its row
  logic [7:0] last_of_row;         // narrow: the last beat that the row touches
  logic       take;
  assign take        = rsp_valid_i && rsp_ready;
  assign last_of_row = merged ? (8'(first_q) + x_q * y_q - 8'd1) >> 1
                              : (8'(first_q) + 8'(beat_row_q) * 8'(stride_q) + x_q - 8'd1) >> 1;
  assign rsp_data    = narrow ? {24'd0, beat_q[6:0], 1'b1, 24'd0, beat_q[6:0], 1'b0} : 64'(beat_q);
  logic waiting_q, error_q;
  logic [7:0] beats;  // of tiles
  logic data_left;    // a beat that comes is one of this LOAD
  assign beats     = once_q ? lanes : x_q * y_q * lanes;
  assign data_left = busy_q && !none_q && (narrow ? 8'(beat_row_q) < (merged ? 8'(y_q != '0) : y_q)
                                                  : beat_q < beats);
  always_ff @(posedge clk_i) begin
    if (start) begin
      beat_q     <= type_i == vta_pkg::MemUop ? 8'(first_i >> 1) : 8'd0;
      beat_row_q <= '0;
    end else if (take) begin
      if (narrow && beat_q == last_of_row) begin
        beat_row_q <= beat_row_q + 2'd1;
        beat_q     <= (8'(first_q) + 8'(beat_row_q + 2'd1) * 8'(stride_q)) >> 1;
      end else begin
        beat_q <= beat_q + 8'd1;
      end
    end
    fault_q   <= !start && (fault_q || (data_left && rsp_valid_i && rsp_error_i &&
                              (!wr_valid || wr_ready_i)));
    waiting_q <= rst_ni && rsp_valid_i && !rsp_ready;
    error_q   <= rsp_error_i;
  end
  `VTA_ASSUME(StableUntilTaken, !waiting_q || (rsp_valid_i && rsp_error_i == error_q))

  // --- the position that is followed ------------------------------------------------------------
  (* anyconst *) logic [2:0] row, col;
  (* anyconst *) logic [7:0] lane;
  logic [7:0]  offset;
  logic        inside, is_data, shown, hit;
  logic [1:0]  seen_q, seen;  // `seen` counts a write that still waits
  assign offset  = 8'(row) * width + 8'(col);
  assign inside  = busy_q && !none_q && 8'(row) < height && 8'(col) < width && lane < lanes;
  assign is_data = 8'(row) >= yp0_q && 8'(row) < yp0_q + y_q && 8'(col) >= xp0_q &&
                   8'(col) < xp0_q + x_q;
  assign shown   = wr_valid && wr_addr == 16'(base_q) + 16'(offset) &&
                   (wr_zero || wr_again || wr_lane == lane);
  assign hit     = shown && wr_ready_i;
  assign seen    = seen_q + 2'(shown && seen_q != 2'd3);
  always_ff @(posedge clk_i) begin
    if (start) seen_q <= '0;
    else if (inside && hit) seen_q <= seen;
  end

  logic [7:0] data_row, data_col, tag;
  assign data_row = 8'(row) - yp0_q;
  assign data_col = 8'(col) - xp0_q;
  assign tag      = narrow ? 8'(first_q) + data_row * 8'(stride_q) + data_col
                           : (data_row * x_q + data_col) * lanes + lane;

  // Proves: load.types, load.pads, zero.y_size, zero.x_size
  `VTA_ASSERT(ExactlyOnceBeforeDone, !(inside && done_valid && !fault_q) ||
      (seen == 2'd1 && (hit || !shown)))
  `VTA_ASSERT(NeverTwice, !inside || seen <= 2'd1)
  `VTA_ASSERT(ZeroIffPad, !(inside && shown) || wr_zero == !is_data)
  `VTA_ASSERT(OwnDatum, !(inside && shown && is_data && !wr_again) || wr_data[31:0] == 32'(tag))
  `VTA_ASSERT(AgainIffALaterRow, !(inside && shown) ||
      wr_again == (once_q && is_data && data_row != '0))
  `VTA_ASSERT(AgainBehindEveryLane, !(inside && is_data && data_row == '0 && wr_valid && wr_again) ||
      seen_q == 2'd1)
  `VTA_ASSERT(FaultNotRepeated, !(wr_valid && wr_again) || (once_q && !fault_q))
  `VTA_ASSERT(NothingOutside, !wr_valid || (busy_q && !none_q && wr_type == type_q &&
      wr_addr - 16'(base_q) < 16'(8'(width * height))))

  // A write that has to wait stays what it is.
  logic                         waits_q;
  logic [3+1+1+16+8+vta_pkg::AxiDataW-1:0] write, write_q;
  assign write = {wr_type, wr_zero, wr_again, wr_addr, wr_lane, wr_data};
  always_ff @(posedge clk_i) begin
    waits_q <= rst_ni && wr_valid && !wr_ready_i;
    write_q <= write;
  end
  `VTA_ASSERT(StaysUntilWritten, !waits_q || (wr_valid && write == write_q))

  logic all_taken;
  assign all_taken = narrow ? 8'(beat_row_q) == (merged ? 8'd1 : y_q) : beat_q == beats;
  `VTA_ASSERT(EveryBeatTaken, !(done_valid && !none_q && y_q != '0) || all_taken)
  // Proves: error.axi
  `VTA_ASSERT(FaultTold, !busy_q || (fault_q && !none_q) ==
      (done_desc.error == vta_pkg::ErrAxiError))

  `VTA_COVER(PadsOnTwoSides, finish && inside && !is_data && x_q == 8'd1 && y_q == 8'd1 &&
      width == 8'd2 && height == 8'd2)
  `VTA_COVER(PadsAmongData, hit && inside && wr_zero && rsp_valid_i && col != '0)
  if (Narrow) begin : gen_narrow
    `VTA_COVER(MicroOpsAcrossBeats, hit && inside && is_data && !merged && first_q[0] &&
        data_row == 8'd1)
  end else begin : gen_wide
    `VTA_COVER(SecondLane, hit && inside && is_data && lane == 8'd1 && type_q == vta_pkg::MemInp)
    `VTA_COVER(LastRowAgainWithPads, hit && inside && is_data && wr_again && !wr_zero &&
        data_row == 8'd1 && xp1_q != '0 && type_q == vta_pkg::MemAcc8)
  end

  // --- helper invariants: the walkers stand where the counters say ------------------------------
  logic              d_busy, p_busy, d_narrow, d_word, d_row_word, d_again;
  logic              d_merged, d_once, d_stride;
  logic [AddrW-1:0]  d_addr, p_addr;
  logic [CountW-1:0] col_left, row_left, p_rows, p_left, x_size, bottom_zeros;
  logic [4:0]        row_gap;
  logic [2:0]        d_lane, last_lane;
  logic [7:0]        r, c, g, top, length, begins, at_d, at_p, word;
  `VTA_COVER(LastWriteWaits, inside && shown && hit && waits_q && !d_busy && !p_busy)
  assign r      = 8'(y_q[1:0] - row_left[1:0]);
  assign c      = 8'(x_q[1:0] - col_left[1:0]);
  assign g      = 8'(y_q[1:0] - p_rows[1:0]);
  assign top    = y_q == '0 ? width * height : yp0_q * width + xp0_q;
  assign length = g == '0 ? top : g < y_q ? xp0_q + xp1_q : yp1_q * width + xp1_q;
  assign begins = g == '0 ? 8'd0 : yp0_q * width + xp0_q + 8'(g[1:0] - 2'd1) * width + x_q;
  assign at_d   = (yp0_q + r) * width + xp0_q + c;
  assign at_p   = begins + length - p_left[7:0];
  assign word   = 8'(first_q) + r * 8'(stride_q) + c;
  logic data_done;  // the data walker is behind the position
  assign data_done = !d_busy || at_d > offset || (at_d == offset && 8'(d_lane) > lane);

  `VTA_HELPER(TypeHeld, !busy_q || narrow == (type_q == vta_pkg::MemUop))
  `VTA_HELPER(StaysInside, !busy_q ||
      CountW'(base_q) + CountW'(8'(width * height)) <= CountW'(1 << AddrW))
  `VTA_HELPER(DescriptionHeld, !busy_q || (x_size == CountW'(x_q) &&
      row_gap == 5'(xp0_q + xp1_q) && d_merged == merged && d_once == once_q &&
      bottom_zeros == (y_q == '0 ? CountW'(0) : CountW'(8'(yp1_q * width + xp1_q))) &&
      d_stride == WordW'(stride_q) && done_desc.mem_type == type_q))
  `VTA_HELPER(DataWalks, !d_busy || (busy_q && !none_q && row_left != '0 &&
      row_left <= CountW'(y_q) && col_left != '0 && col_left <= CountW'(x_q) &&
      d_addr == base_q + AddrW'(at_d)))
  `VTA_HELPER(LanesHeld, !d_busy || (8'(last_lane) == lanes - 8'd1 && d_lane <= last_lane &&
      d_narrow == narrow))
  `VTA_HELPER(BeatHeld, !d_busy || (narrow
      ? beat_q == word >> 1 && 8'(beat_row_q) == (merged ? 8'd0 : r) && d_word == word[0] &&
        d_row_word == 1'(8'(first_q) + r * 8'(stride_q))
      : d_again ? beat_q == lanes && d_lane == '0 : beat_q == (r * x_q + c) * lanes + 8'(d_lane)))
  `VTA_HELPER(AgainHeld, !d_busy || d_again == (once_q && r != '0))
  `VTA_HELPER(OnceHeld, !busy_q || !once_q || (x_q == 8'd1 && y_q > 8'd1 && stride_q == '0 &&
      (type_q == vta_pkg::MemAcc || type_q == vta_pkg::MemAcc8)))
  `VTA_HELPER(PadsWalk, !p_busy || (busy_q && !none_q && p_rows <= CountW'(y_q) &&
      p_left <= CountW'(length) && p_addr == base_q + AddrW'(at_p)))
  `VTA_HELPER(DataLeft, (d_busy && !d_again) == data_left &&
      (d_busy || !busy_q || none_q || y_q == '0 || all_taken))
  `VTA_HELPER(SeenDatum, !(inside && is_data && !fault_q) || seen == 2'(data_done))
  `VTA_HELPER(SeenAtMost, !(inside && is_data) || (data_done ? seen <= 2'd1 : seen == '0))
  `VTA_HELPER(SeenPad, !(inside && !is_data) || seen == 2'(!p_busy || at_p > offset))
  `VTA_HELPER(BusyHeld, busy_q == !desc_ready && done_valid == (busy_q && !d_busy && !p_busy &&
      (!wr_valid || wr_ready_i)))
endmodule
`default_nettype wire
