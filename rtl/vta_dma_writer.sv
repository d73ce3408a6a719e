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
    input  vta_pkg::mem_desc_t           desc_i,

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
    output vta_pkg::mem_desc_t           done_desc_o,   // error filled in
    output logic                         moving_o       // something is written in this cycle
);
  localparam int WordW = vta_pkg::UopsPerBeat > 1 ? $clog2(vta_pkg::UopsPerBeat) : 1;
  localparam int LastInp = vta_pkg::InpElemW / vta_pkg::AxiDataW - 1;
  localparam int LastWgt = vta_pkg::WgtElemW / vta_pkg::AxiDataW - 1;
  localparam int LastAcc = vta_pkg::AccElemW / vta_pkg::AxiDataW - 1;
  localparam int LastAcc8 = vta_pkg::Acc8ElemW / vta_pkg::AxiDataW - 1;

  if (vta_pkg::InpElemW < vta_pkg::AxiDataW || vta_pkg::Acc8ElemW < vta_pkg::AxiDataW)
  begin : gen_check
    $error("a tile must be at least one bus word");
  end

  // --- the descriptor at work --------------------------------------------------------------------
  logic               busy_q, axi_error_q;
  vta_pkg::mem_desc_t desc_q;
  logic               data_busy_q, pad_busy_q;
  logic               done, blocked;

  assign done         = busy_q && !data_busy_q && !pad_busy_q && !blocked;
  assign desc_ready_o = !busy_q;

  // --- data walker -------------------------------------------------------------------------------
  logic [15:0]      d_addr_q, col_left_q, row_left_q;
  logic [LaneW-1:0] lane_q, last_lane_q;
  logic             narrow_q;                  // several elements per beat
  logic [WordW-1:0] word_q, row_word_q;        // element within the beat; that of the row's first
  logic [WordW-1:0] next_row_word, first_word;
  logic             again_q;                   // the rows left repeat the element

  logic move, bad, elem_done, row_done, data_done, beat_done;
  assign move      = data_busy_q && (rsp_valid_i || again_q) && !drop_i && !blocked;
  assign bad       = again_q ? axi_error_q : rsp_error_i;
  assign elem_done = narrow_q || again_q || (lane_q == last_lane_q);
  assign row_done  = elem_done && (col_left_q == 16'd1);
  assign data_done = row_done && (row_left_q == 16'd1);
  // A beat of micro-ops is finished at its last word, or where the data of its row ends.
  assign beat_done = !narrow_q || (word_q == WordW'(vta_pkg::UopsPerBeat - 1)) || data_done ||
                     (row_done && !desc_q.merged);
  assign rsp_ready_o   = drop_i || (data_busy_q && beat_done && !again_q && !blocked);
  assign next_row_word = row_word_q + WordW'(desc_q.x_stride);
  assign first_word    = WordW'(desc_i.addr >> vta_pkg::UopElemLog);

  function automatic logic [LaneW-1:0] last_lane(input logic [2:0] mem_type);
    case (mem_type)
      vta_pkg::MemInp: last_lane = LaneW'(LastInp);
      vta_pkg::MemWgt: last_lane = LaneW'(LastWgt);
      vta_pkg::MemAcc: last_lane = LaneW'(LastAcc);
      vta_pkg::MemAcc8: last_lane = LaneW'(LastAcc8);
      default: last_lane = '0;
    endcase
  endfunction

  // --- pad walker --------------------------------------------------------------------------------
  logic [15:0] p_addr_q, p_rows_q;  // next zero, data rows still to be jumped over
  logic [16:0] p_left_q;            // zeros before the next jump
  logic        pad;
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
      desc_q      <= desc_i;
      axi_error_q <= 1'b0;
      d_addr_q    <= desc_i.sram_base + desc_i.top_zeros[15:0];
      col_left_q  <= desc_i.x_size;
      row_left_q  <= desc_i.y_size;
      lane_q      <= '0;
      again_q     <= 1'b0;
      last_lane_q <= last_lane(desc_i.mem_type);
      narrow_q    <= (desc_i.mem_type == vta_pkg::MemUop) && (vta_pkg::UopsPerBeat > 1);
      word_q      <= first_word;
      row_word_q  <= first_word;
      p_addr_q    <= desc_i.sram_base;
      p_rows_q    <= desc_i.y_size;
      p_left_q    <= desc_i.top_zeros;
    end else begin
      if (move) begin
        if (bad) axi_error_q <= 1'b1;
        lane_q <= elem_done ? '0 : lane_q + LaneW'(1);
        word_q <= (row_done && !desc_q.merged) ? next_row_word : word_q + WordW'(1);
        if (elem_done) begin
          d_addr_q   <= d_addr_q + 16'd1 + (row_done ? 16'(desc_q.row_gap) : 16'd0);
          col_left_q <= row_done ? desc_q.x_size : col_left_q - 16'd1;
        end
        if (row_done) begin
          again_q    <= desc_q.once;
          row_left_q <= row_left_q - 16'd1;
          row_word_q <= next_row_word;
        end
      end
      if (pad) begin
        p_addr_q <= p_addr_q + 16'd1;
        p_left_q <= p_left_q - 17'd1;
      end else if (pad_busy_q && p_left_q == '0 && p_rows_q != '0) begin
        p_addr_q <= p_addr_q + desc_q.x_size;
        p_rows_q <= p_rows_q - 16'd1;
        p_left_q <= (p_rows_q == 16'd1) ? desc_q.bottom_zeros : 17'(desc_q.row_gap);
      end
    end
  end

  // --- registered write port ---------------------------------------------------------------------
  logic                         wr_valid_q, wr_zero_q, wr_again_q;
  vta_pkg::mem_id_e             wr_type_q;
  logic [15:0]                  wr_addr_q;
  logic [LaneW-1:0]             wr_lane_q;
  logic [vta_pkg::AxiDataW-1:0] wr_data_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) wr_valid_q <= 1'b0;
    else if (!blocked) wr_valid_q <= (move && !bad) || pad;
  end

  always_ff @(posedge clk_i) begin
    if (move || pad) begin
      wr_type_q  <= desc_q.mem_type;
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
  assign wr_type_o  = wr_type_q;
  assign wr_zero_o  = wr_zero_q;
  assign wr_again_o = wr_again_q;
  assign wr_addr_o  = wr_addr_q;
  assign wr_lane_o  = wr_lane_q;
  assign wr_data_o  = wr_data_q;
  assign moving_o   = move || pad;

  assign done_valid_o = done;
  always_comb begin
    done_desc_o = desc_q;
    if (axi_error_q) done_desc_o.error = vta_pkg::ErrAxiError;
  end

  // Both walkers stay inside the range that the decoder has checked; a write never lacks a cause.
  `VTA_ASSERT(DataHasRows, !data_busy_q || (row_left_q != '0 && col_left_q != '0))
  `VTA_ASSERT(ErrorMovesNothing, !busy_q || desc_q.error == vta_pkg::ErrNone ||
              (!data_busy_q && !pad_busy_q))
endmodule

`default_nettype wire
