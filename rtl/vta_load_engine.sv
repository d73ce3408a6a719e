// SPDX-License-Identifier: Apache-2.0
//
// DMA of the LOADs of one stage: makes the read requests of a descriptor at once, and writes the
// data of several descriptors in flight in their order.
//
// The request side runs ahead of the data by up to Depth descriptors and as many bursts as the AXI
// read port takes. Descriptors leave in order through `done`; one found in error moves nothing and
// leaves like any other.

`include "vta_assert.svh"
`default_nettype none

module vta_load_engine #(
    parameter int Depth = 4,      // descriptors in flight besides the one being written
    parameter int MaxBeats = 128, // in flight: enough to hide the latency of memory, few enough
                                  // that the requests of others need not wait behind them for long
    localparam int LaneW = 8
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,

    input  logic                          start_valid_i,
    output logic                          start_ready_o,
    input  vta_pkg::mem_desc_t            start_desc_i,

    // AXI read client
    output logic                          wants_o,      // there are requests to make
    output logic                          req_valid_o,
    input  logic                          req_ready_i,
    output logic [31:0]                   req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0] req_len_o,
    input  logic                          rsp_valid_i,
    output logic                          rsp_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0]  rsp_data_i,
    input  logic                          rsp_error_i,
    input  logic                          rsp_last_i,

    // On-chip memory
    output logic                          wr_valid_o,
    input  logic                          wr_ready_i,
    output vta_pkg::mem_id_e              wr_type_o,
    output logic                          wr_zero_o,
    output logic                          wr_again_o,
    output logic [15:0]                   wr_addr_o,
    output logic [LaneW-1:0]              wr_lane_o,
    output logic [vta_pkg::AxiDataW-1:0]  wr_data_o,

    output logic                          done_valid_o,
    input  logic                          done_ready_i,
    output vta_pkg::done_desc_t           done_desc_o,

    input  logic                          halt_i,    // the stage has stopped: throw data away
    output logic                          empty_o,   // no descriptor in flight
    output logic [vta_pkg::IndexW-1:0]    oldest_o,  // index of the oldest one in flight
    output logic                          quiet_o,   // no request to make, no response to come
    output logic                          moving_o   // something is written in this cycle
);
  localparam int BeatsW = $clog2(MaxBeats + vta_pkg::MaxBurstBeats + 1);

  vta_pkg::write_desc_t start_write, head;
  logic                 fifo_valid, fifo_ready, head_valid, head_ready;
  logic [vta_pkg::WriteDescW-1:0] head_bits;
  logic [$clog2(Depth + 1)-1:0] unused_count;

  if ($bits(start_desc_i) != vta_pkg::MemDescW) begin : gen_check
    $error("MemDescW does not match mem_desc_t");
  end
  if ($bits(start_write) != vta_pkg::WriteDescW) begin : gen_check_write
    $error("WriteDescW does not match write_desc_t");
  end

  // --- requests ----------------------------------------------------------------------------------
  logic wants_data, req_desc_ready, req_idle, wants, has_room;
  assign wants_data    = start_desc_i.has_data && (start_desc_i.error == vta_pkg::ErrNone);
  assign start_ready_o = fifo_ready && (req_desc_ready || !wants_data);
  assign fifo_valid    = start_valid_i && (req_desc_ready || !wants_data);

  vta_dma_requests u_requests (
      .clk_i,
      .rst_ni,
      .desc_valid_i  (start_valid_i && fifo_ready && wants_data),
      .desc_ready_o  (req_desc_ready),
      .addr_i        (start_desc_i.addr),
      .row_bytes_i   (start_desc_i.row_bytes),
      .rows_i        (start_desc_i.rows),
      .stride_bytes_i(start_desc_i.stride_bytes),
      .req_valid_o   (wants),
      .req_ready_i   (req_ready_i && has_room),
      .req_addr_o,
      .req_len_o,
      .idle_o        (req_idle)
  );

  // --- descriptors in flight ---------------------------------------------------------------------
  // The requests have a copy of what they need; what waits for the data does without.
  always_comb begin
    start_write.error        = start_desc_i.error;
    start_write.index        = start_desc_i.index;
    start_write.push_prev    = start_desc_i.push_prev;
    start_write.push_next    = start_desc_i.push_next;
    start_write.mem_type     = start_desc_i.mem_type;
    start_write.elems        = vta_pkg::SramCountW'(start_desc_i.elems);
    start_write.has_data     = start_desc_i.has_data;
    start_write.has_pads     = start_desc_i.has_pads;
    start_write.merged       = start_desc_i.merged;
    start_write.once         = start_desc_i.once;
    start_write.first_word   = vta_pkg::UopWordW'(start_desc_i.addr >> vta_pkg::UopElemLog);
    start_write.x_stride     = start_desc_i.x_stride;
    start_write.sram_base    = vta_pkg::SramAddrW'(start_desc_i.sram_base);
    start_write.x_size       = vta_pkg::SramCountW'(start_desc_i.x_size);
    start_write.y_size       = vta_pkg::SramCountW'(start_desc_i.y_size);
    start_write.row_gap      = start_desc_i.row_gap;
    start_write.top_zeros    = vta_pkg::SramCountW'(start_desc_i.top_zeros);
    start_write.bottom_zeros = vta_pkg::SramCountW'(start_desc_i.bottom_zeros);
  end

  vta_fifo #(
      .Width(vta_pkg::WriteDescW),
      .Depth(Depth)
  ) u_in_flight (
      .clk_i,
      .rst_ni,
      .in_valid_i (fifo_valid),
      .in_ready_o (fifo_ready),
      .in_data_i  (start_write),
      .out_valid_o(head_valid),
      .out_ready_i(head_ready),
      .out_data_o (head_bits),
      .count_o    (unused_count)
  );
  assign head = head_bits;

  logic writer_ready;
  assign head_ready = writer_ready && !halt_i;

  vta_dma_writer u_writer (
      .clk_i,
      .rst_ni,
      .desc_valid_i(head_valid && !halt_i),
      .desc_ready_o(writer_ready),
      .desc_i      (head),
      .rsp_valid_i,
      .rsp_ready_o,
      .rsp_data_i,
      .rsp_error_i,
      .drop_i      (halt_i),
      .wr_valid_o,
      .wr_ready_i,
      .wr_type_o,
      .wr_zero_o,
      .wr_again_o,
      .wr_addr_o,
      .wr_lane_o,
      .wr_data_o,
      .done_valid_o,
      .done_ready_i,
      .done_desc_o,
      .moving_o
  );

  // --- beats asked for and not yet there ---------------------------------------------------------
  logic [BeatsW-1:0] beats_q;
  logic              asked, arrived;
  assign wants_o     = wants;
  assign has_room    = beats_q < BeatsW'(MaxBeats);
  assign req_valid_o = wants && has_room;
  assign asked       = req_valid_o && req_ready_i;
  assign arrived     = rsp_valid_i && rsp_ready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) beats_q <= '0;
    else if (asked) beats_q <= beats_q + BeatsW'(req_len_o) - BeatsW'(arrived);
    else beats_q <= beats_q - BeatsW'(arrived);
  end

  assign oldest_o = writer_ready ? head.index : done_desc_o.index;
  assign empty_o  = !head_valid && writer_ready;
  assign quiet_o  = req_idle && (beats_q == '0) && (halt_i || empty_o);

  // Beats are counted, neither bursts nor descriptors; the last element is for vta_issue.
  logic unused;
  assign unused = &{1'b0, rsp_last_i, unused_count, start_desc_i.last};

  `VTA_ASSERT(NoAnswerFromNowhere, !arrived || beats_q != '0)
endmodule

`default_nettype wire
