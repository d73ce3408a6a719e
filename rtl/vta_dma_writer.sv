// SPDX-License-Identifier: Apache-2.0
//
// The on-chip side of LOADs: writes data beats and zero padding into the memory of one descriptor
// at a time, then offers it for retirement.
//
// Two walkers share the write port. The data walker follows the beats as they arrive; the pad
// walker writes one element of zeros in every cycle without data. Beats are written as they come,
// one lane of the element each; micro-ops, several per beat, one per cycle. The rows behind the
// first of a descriptor that is read once come without data, one per cycle: `wr_again_o` asks for
// the element as it was written last. Latency: a beat is written to the memory one cycle after it
// was taken.

`include "vta_assert.svh"
`default_nettype none

module vta_dma_writer #(
    localparam int LaneW = 8  // beats of an element: at most 2^15 bits in beats of 32
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,

    input  logic                         desc_valid_i,
    output logic                         desc_ready_o,
    input  vta_pkg::write_desc_t         desc_i,

    input  logic                         rsp_valid_i,
    output logic                         rsp_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0] rsp_data_i,
    input  logic                         rsp_error_i,

    input  logic                         drop_i,   // stopped: take beats, write nothing

    output logic                         wr_valid_o,
    input  logic                         wr_ready_i,
    output vta_pkg::mem_id_e             wr_type_o,
    output logic                         wr_zero_o,  // a whole element of zeros
    output logic                         wr_again_o, // the whole element that was written last
    output logic [15:0]                  wr_addr_o,
    output logic [LaneW-1:0]             wr_lane_o,  // beat within the element
    output logic [vta_pkg::AxiDataW-1:0] wr_data_o,  // micro-ops: in the low bits

    output logic                         done_valid_o,  // the descriptor is complete
    input  logic                         done_ready_i,
    output vta_pkg::done_desc_t          done_desc_o,   // error filled in
    output logic                         moving_o       // something is written in this cycle
);
  localparam int WordW = vta_pkg::UopWordW;
  localparam int AddrW = vta_pkg::SramAddrW;
  localparam int CountW = vta_pkg::SramCountW;
  localparam int LastInp = vta_pkg::InpElemW / vta_pkg::AxiDataW - 1;
  localparam int LastWgt = vta_pkg::WgtElemW / vta_pkg::AxiDataW - 1;
  localparam int LastAcc = vta_pkg::AccElemW / vta_pkg::AxiDataW - 1;
  localparam int LastAcc8 = vta_pkg::Acc8ElemW / vta_pkg::AxiDataW - 1;
  localparam int LastWide = LastWgt > LastAcc ? LastWgt : LastAcc;
  localparam int Last = LastInp > LastWide ? LastInp : LastWide;
  localparam int BeatW = Last > 0 ? $clog2(Last + 1) : 1;

  if (vta_pkg::InpElemW < vta_pkg::AxiDataW || vta_pkg::Acc8ElemW < vta_pkg::AxiDataW)
  begin : gen_check
    $error("a tile must be at least one bus word");
  end

  // --- the descriptor at work --------------------------------------------------------------------
  // What is asked for again behind its start; the walkers have the rest.
  logic                busy_q, axi_error_q;
  vta_pkg::done_desc_t done_q;
  logic                merged_q, once_q;
  logic [WordW-1:0]    x_stride_q;
  logic [CountW-1:0]   x_size_q, bottom_zeros_q;
  logic [4:0]          row_gap_q;
  logic                data_busy_q, pad_busy_q;
  logic                done, blocked;

  assign done         = busy_q && !data_busy_q && !pad_busy_q && !blocked;
  assign desc_ready_o = !busy_q;

  // --- data walker -------------------------------------------------------------------------------
  logic [AddrW-1:0]  d_addr_q;
  logic [CountW-1:0] col_left_q, row_left_q;
  logic [BeatW-1:0]  lane_q, last_lane_q;
  logic              narrow_q;            // several elements per beat
  logic [WordW-1:0]  word_q, row_word_q;  // element within the beat; that of the row's first
  logic [WordW-1:0]  next_row_word;
  logic              again_q;             // the rows left repeat the element

  logic move, bad, elem_done, row_done, data_done, beat_done;
  assign move      = data_busy_q && (rsp_valid_i || again_q) && !drop_i && !blocked;
  assign bad       = again_q ? axi_error_q : rsp_error_i;
  assign elem_done = narrow_q || again_q || (lane_q == last_lane_q);
  assign row_done  = elem_done && (col_left_q == CountW'(1));
  assign data_done = row_done && (row_left_q == CountW'(1));
  // A beat of micro-ops is finished at its last word, or where the data of its row ends.
  assign beat_done = !narrow_q || (word_q == WordW'(vta_pkg::UopsPerBeat - 1)) || data_done ||
                     (row_done && !merged_q);
  assign rsp_ready_o   = drop_i || (data_busy_q && beat_done && !again_q && !blocked);
  assign next_row_word = row_word_q + x_stride_q;

  function automatic logic [BeatW-1:0] last_lane(input logic [2:0] mem_type);
    case (mem_type)
      vta_pkg::MemInp: last_lane = BeatW'(LastInp);
      vta_pkg::MemWgt: last_lane = BeatW'(LastWgt);
      vta_pkg::MemAcc: last_lane = BeatW'(LastAcc);
      vta_pkg::MemAcc8: last_lane = BeatW'(LastAcc8);
      default: last_lane = '0;
    endcase
  endfunction

  // --- pad walker --------------------------------------------------------------------------------
  logic [AddrW-1:0]  p_addr_q;  // next zero
  logic [CountW-1:0] p_rows_q;  // data rows still to be jumped over
  logic [CountW-1:0] p_left_q;  // zeros before the next jump
  logic              pad;
  assign pad = pad_busy_q && (p_left_q != '0) && !move && !drop_i && !blocked;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q      <= 1'b0;
      data_busy_q <= 1'b0;
      pad_busy_q  <= 1'b0;
    end else begin
      if (desc_ready_o && desc_valid_i) begin
        busy_q      <= 1'b1;
        data_busy_q <= desc_i.has_data && (desc_i.error == vta_pkg::ErrNone);
        pad_busy_q  <= desc_i.has_pads && (desc_i.error == vta_pkg::ErrNone);
      end else begin
        if (done && done_ready_i) busy_q <= 1'b0;
        if (move && data_done) data_busy_q <= 1'b0;
        if (pad_busy_q && p_left_q == '0 && p_rows_q == '0) pad_busy_q <= 1'b0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (desc_ready_o && desc_valid_i) begin
      done_q.error     <= desc_i.error;
      done_q.index     <= desc_i.index;
      done_q.push_prev <= desc_i.push_prev;
      done_q.push_next <= desc_i.push_next;
      done_q.mem_type  <= desc_i.mem_type;
      done_q.elems     <= desc_i.elems;
      merged_q         <= desc_i.merged;
      once_q           <= desc_i.once;
      x_stride_q       <= desc_i.x_stride;
      x_size_q         <= desc_i.x_size;
      row_gap_q        <= desc_i.row_gap;
      bottom_zeros_q   <= desc_i.bottom_zeros;
      axi_error_q      <= 1'b0;
      d_addr_q         <= desc_i.sram_base + desc_i.top_zeros[AddrW-1:0];
      col_left_q       <= desc_i.x_size;
      row_left_q       <= desc_i.y_size;
      lane_q           <= '0;
      again_q          <= 1'b0;
      last_lane_q      <= last_lane(desc_i.mem_type);
      narrow_q         <= (desc_i.mem_type == vta_pkg::MemUop) && (vta_pkg::UopsPerBeat > 1);
      word_q           <= desc_i.first_word;
      row_word_q       <= desc_i.first_word;
      p_addr_q         <= desc_i.sram_base;
      p_rows_q         <= desc_i.y_size;
      p_left_q         <= desc_i.top_zeros;
    end else begin
      if (move) begin
        if (bad) axi_error_q <= 1'b1;
        lane_q <= elem_done ? '0 : lane_q + BeatW'(1);
        word_q <= (row_done && !merged_q) ? next_row_word : word_q + WordW'(1);
        if (elem_done) begin
          d_addr_q   <= d_addr_q + AddrW'(1) + (row_done ? AddrW'(row_gap_q) : '0);
          col_left_q <= row_done ? x_size_q : col_left_q - CountW'(1);
        end
        if (row_done) begin
          again_q    <= once_q;
          row_left_q <= row_left_q - CountW'(1);
          row_word_q <= next_row_word;
        end
      end
      if (pad) begin
        p_addr_q <= p_addr_q + AddrW'(1);
        p_left_q <= p_left_q - CountW'(1);
      end else if (pad_busy_q && p_left_q == '0 && p_rows_q != '0) begin
        p_addr_q <= p_addr_q + x_size_q[AddrW-1:0];
        p_rows_q <= p_rows_q - CountW'(1);
        p_left_q <= (p_rows_q == CountW'(1)) ? bottom_zeros_q : CountW'(row_gap_q);
      end
    end
  end

  // --- registered write port ---------------------------------------------------------------------
  logic                         wr_valid_q, wr_zero_q, wr_again_q;
  logic [AddrW-1:0]             wr_addr_q;
  logic [BeatW-1:0]             wr_lane_q;
  logic [vta_pkg::AxiDataW-1:0] wr_data_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) wr_valid_q <= 1'b0;
    else if (!blocked) wr_valid_q <= (move && !bad) || pad;
  end

  always_ff @(posedge clk_i) begin
    if (move || pad) begin
      wr_zero_q  <= !move;
      wr_again_q <= move && again_q;
      wr_addr_q  <= move ? d_addr_q : p_addr_q;
      wr_lane_q  <= lane_q;
    end
    if (move) begin
      wr_data_q <= narrow_q ? rsp_data_i >> {word_q, 5'd0} : rsp_data_i;
    end
  end

  assign blocked    = wr_valid_q && !wr_ready_i;
  assign wr_valid_o = wr_valid_q;
  assign wr_type_o  = done_q.mem_type;  // no write waits for longer than its descriptor
  assign wr_zero_o  = wr_zero_q;
  assign wr_again_o = wr_again_q;
  assign wr_addr_o  = 16'(wr_addr_q);
  assign wr_lane_o  = LaneW'(wr_lane_q);
  assign wr_data_o  = wr_data_q;
  assign moving_o   = move || pad;

  assign done_valid_o = done;
  always_comb begin
    done_desc_o = done_q;
    if (axi_error_q) done_desc_o.error = vta_pkg::ErrAxiError;
  end

  // Both walkers stay inside the range that the decoder has checked; a write never lacks a cause.
  `VTA_ASSERT(DataHasRows, !data_busy_q || (row_left_q != '0 && col_left_q != '0))
  `VTA_ASSERT(ErrorMovesNothing, !busy_q || done_q.error == vta_pkg::ErrNone ||
              (!data_busy_q && !pad_busy_q))
endmodule

`default_nettype wire
