// SPDX-License-Identifier: Apache-2.0
//
// The store stage: OUT memory to DRAM, with the AXI4 write master.
//
// decode (checks, token) -> bursts (addresses) -> data (OUT memory) and axi_write -> retire
// (answers, token). Everything is pipelined over instructions: a stream of stores of one element
// runs at the rate of the bus. Instructions retire in order, each after the answers to its own
// bursts.

`include "vta_assert.svh"
`default_nettype none

module vta_store #(
    parameter int  MaxOutstanding = 32,  // write bursts
    localparam int CntW = $clog2(MaxOutstanding + 1)
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,          // synchronous, active low

    // Instructions, tokens.
    input  logic                          insn_valid_i,
    output logic                          insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]     insn_i,
    input  logic [vta_pkg::IndexW-1:0]    insn_index_i,
    output logic                          retire_o,
    input  logic                          c2s_avail_i,
    output logic                          c2s_pop_o,
    input  logic                          s2c_full_i,
    input  logic                          s2c_high_i,      // no more than 63 places are left
    output logic                          s2c_push_o,
    input  logic                          ahead_i,         // these elements are not ready, though
    input  logic [vta_pkg::AccAddrW-1:0]  ahead_lo_i,      // their token is there
    input  logic [vta_pkg::AccAddrW-1:0]  ahead_hi_i,
    input  logic [vta_pkg::AxiAddrW-1:0]  out_base_i,      // multiple of 64

    // Read port of the OUT memory: data one cycle after out_re_o, then held.
    output logic                          out_re_o,
    output logic [vta_pkg::AccAddrW-1:0]  out_raddr_o,
    input  logic [vta_pkg::OutElemW-1:0]  out_rdata_i,

    // Status.
    output logic                          error_o,
    output vta_pkg::error_e               error_code_o,
    output logic [vta_pkg::IndexW-1:0]    error_index_o,
    output logic                          quiet_o,
    output logic                          head_valid_o,
    output logic [vta_pkg::IndexW-1:0]    head_index_o,
    output logic                          busy_o,
    output logic                          token_wait_o,
    output logic                          memory_wait_o,
    output logic [vta_pkg::StatW-1:0]     stat_out_o,      // bytes, with retire_o

    // Soft reset.
    input  logic                          flush_i,
    output logic                          idle_o,          // no AXI transaction in flight
    output logic [CntW-1:0]               outstanding_o,   // write bursts in flight

    // AXI4, one id; what is constant the top adds.
    output logic                          m_axi_awvalid_o,
    input  logic                          m_axi_awready_i,
    output logic [vta_pkg::AxiAddrW-1:0]  m_axi_awaddr_o,
    output logic [7:0]                    m_axi_awlen_o,
    output logic                          m_axi_wvalid_o,
    input  logic                          m_axi_wready_i,
    output logic [vta_pkg::AxiDataW-1:0]  m_axi_wdata_o,
    output logic                          m_axi_wlast_o,
    input  logic                          m_axi_bvalid_i,
    output logic                          m_axi_bready_o,
    input  logic [1:0]                    m_axi_bresp_i
);

  localparam int AddrW   = vta_pkg::AxiAddrW;
  localparam int ElemsW  = vta_pkg::AccAddrW + 1;
  localparam int LogBeat = $clog2(vta_pkg::OutElemW / vta_pkg::AxiDataW);
  localparam int PosW    = vta_pkg::AccAddrW + LogBeat;

  if (vta_pkg::OutElemW < vta_pkg::AxiDataW) begin : gen_check_width
    $error("vta_store: an OUT element must be at least as wide as the bus");
  end
  // Two more are on the way to their bursts: all of them have a place in 63.
  if (MaxOutstanding < 2 || MaxOutstanding > 48) begin : gen_check_outstanding
    $error("vta_store: MaxOutstanding must be 2 to 48");
  end

  // --- Decode and start ------------------------------------------------------------------------
  logic                         decode_ready, decode_empty, lacks_token;
  logic                         start_valid, start_ready, start_empty, start_push;
  logic [1:0]                   start_verdict;
  logic [AddrW-1:0]             start_addr;
  logic [vta_pkg::AccAddrW-1:0] start_sram_base;
  logic [ElemsW-1:0]            start_row_elems, start_rows, start_elems;
  logic [15:0]                  start_stride;
  logic                         held_ready, bursts_empty, retire_empty, may_start;

  // What is behind a token overflow must not move data: when one is near, an instruction starts
  // only when all before it have retired. Otherwise all that are under way find a place.
  assign may_start = !error_o && !not_ready && (!s2c_high_i || (bursts_empty && retire_empty));

  // What a GEMM ahead of the token still writes must not be read.
  logic              not_ready;
  logic [ElemsW-1:0] start_end;  // behind the last element
  assign start_end = ElemsW'(start_sram_base) + start_elems;
  assign not_ready = ahead_i && (start_end > ElemsW'(ahead_lo_i)) &&
                     (start_sram_base <= ahead_hi_i);

  vta_store_decode u_decode (
      .clk_i,
      .rst_ni,
      .insn_valid_i     (insn_valid_i && held_ready),
      .insn_ready_o     (decode_ready),
      .insn_i,
      .out_base_i,
      .c2s_avail_i,
      .c2s_pop_o,
      .start_valid_o    (start_valid),
      .start_ready_i    (start_ready && may_start),
      .start_empty_o    (start_empty),
      .start_verdict_o  (start_verdict),
      .start_push_o     (start_push),
      .start_addr_o     (start_addr),
      .start_sram_base_o(start_sram_base),
      .start_row_elems_o(start_row_elems),
      .start_rows_o     (start_rows),
      .start_stride_o   (start_stride),
      .start_elems_o    (start_elems),
      .lacks_token_o    (lacks_token),
      .empty_o          (decode_empty)
  );

  assign insn_ready_o = decode_ready && held_ready;

  // Positions in the stream of the instructions held here, the oldest first: decode holds 3, bursts
  // 2, and retire at most MaxOutstanding.
  logic [$clog2(MaxOutstanding + 9)-1:0] unused_count;

  vta_fifo #(
      .Width(vta_pkg::IndexW),
      .Depth(MaxOutstanding + 8)
  ) u_held (
      .clk_i,
      .rst_ni,
      .in_valid_i (insn_valid_i && decode_ready),
      .in_ready_o (held_ready),
      .in_data_i  (insn_index_i),
      .out_valid_o(head_valid_o),
      .out_ready_i(retire_o),
      .out_data_o (head_index_o),
      .count_o    (unused_count)
  );

  assign error_index_o = head_index_o;  // an instruction in error never retires

  // --- Bursts ----------------------------------------------------------------------------------
  logic                          burst_valid, burst_ready, burst_empty, burst_last, burst_push;
  logic [AddrW-1:0]              burst_addr;
  logic [vta_pkg::BurstLenW-1:0] burst_beats;
  logic [PosW-1:0]               burst_pos;
  logic [1:0]                    burst_verdict;
  logic [ElemsW-1:0]             burst_elems;
  logic                          aw_ready, cmd_ready, retire_ready, burst_move;

  vta_store_bursts u_bursts (
      .clk_i,
      .rst_ni,
      .start_valid_i    (start_valid && may_start),
      .start_ready_o    (start_ready),
      .start_empty_i    (start_empty),
      .start_verdict_i  (start_verdict),
      .start_push_i     (start_push),
      .start_addr_i     (start_addr),
      .start_sram_base_i(start_sram_base),
      .start_row_elems_i(start_row_elems),
      .start_rows_i     (start_rows),
      .start_stride_i   (start_stride),
      .start_elems_i    (start_elems),
      .burst_valid_o    (burst_valid),
      .burst_ready_i    (burst_ready),
      .burst_empty_o    (burst_empty),
      .burst_last_o     (burst_last),
      .burst_addr_o     (burst_addr),
      .burst_beats_o    (burst_beats),
      .burst_pos_o      (burst_pos),
      .burst_verdict_o  (burst_verdict),
      .burst_push_o     (burst_push),
      .burst_elems_o    (burst_elems),
      .empty_o          (bursts_empty)
  );

  // A burst goes to the bus, to the data reader and to the list of unanswered bursts at once.
  assign burst_ready = retire_ready && (burst_empty || (aw_ready && cmd_ready));
  assign burst_move  = burst_valid && !burst_empty && retire_ready;

  // --- Data and bus ----------------------------------------------------------------------------
  logic                         go, go_taken, beat_valid, beat_ready, beat_last, data_empty;
  logic [vta_pkg::AxiDataW-1:0] beat_data;
  logic                         done_valid, done_ready, done_error, stalled;

  vta_store_data #(
      .Depth(MaxOutstanding)
  ) u_data (
      .clk_i,
      .rst_ni,
      .cmd_valid_i (burst_move && aw_ready),
      .cmd_ready_o (cmd_ready),
      .cmd_pos_i   (burst_pos),
      .cmd_beats_i (burst_beats),
      .go_i        (go),
      .go_taken_o  (go_taken),
      .out_re_o,
      .out_raddr_o,
      .out_rdata_i,
      .beat_valid_o(beat_valid),
      .beat_ready_i(beat_ready),
      .beat_data_o (beat_data),
      .beat_last_o (beat_last),
      .empty_o     (data_empty)
  );

  vta_axi_write #(
      .MaxOutstanding(MaxOutstanding)
  ) u_axi (
      .clk_i,
      .rst_ni,
      .burst_valid_i(burst_move && cmd_ready),
      .burst_ready_o(aw_ready),
      .burst_addr_i (burst_addr),
      .burst_beats_i(burst_beats),
      .go_o         (go),
      .go_taken_i   (go_taken),
      .beat_valid_i (beat_valid),
      .beat_ready_o (beat_ready),
      .beat_data_i  (beat_data),
      .beat_last_i  (beat_last),
      .done_valid_o (done_valid),
      .done_ready_i (done_ready),
      .done_error_o (done_error),
      .flush_i,
      .idle_o,
      .outstanding_o,
      .stalled_o    (stalled),
      .m_axi_awvalid_o,
      .m_axi_awready_i,
      .m_axi_awaddr_o,
      .m_axi_awlen_o,
      .m_axi_wvalid_o,
      .m_axi_wready_i,
      .m_axi_wdata_o,
      .m_axi_wlast_o,
      .m_axi_bvalid_i,
      .m_axi_bready_o,
      .m_axi_bresp_i
  );

  // --- Retirement ------------------------------------------------------------------------------
  vta_store_retire #(
      .Depth(MaxOutstanding)
  ) u_retire (
      .clk_i,
      .rst_ni,
      .burst_valid_i  (burst_valid && (burst_empty || (aw_ready && cmd_ready))),
      .burst_ready_o  (retire_ready),
      .burst_empty_i  (burst_empty),
      .burst_last_i   (burst_last),
      .burst_verdict_i(burst_verdict),
      .burst_push_i   (burst_push),
      .burst_elems_i  (burst_elems),
      .done_valid_i   (done_valid),
      .done_ready_o   (done_ready),
      .done_error_i   (done_error),
      .s2c_full_i,
      .s2c_push_o,
      .retire_o,
      .stat_out_o,
      .error_o,
      .error_code_o,
      .empty_o        (retire_empty)
  );

  // --- What the stage is doing -----------------------------------------------------------------
  logic sending, in_flight, waiting;
  assign sending   = !bursts_empty || !data_empty || m_axi_wvalid_o;
  assign waiting   = stalled || (data_empty && !m_axi_wvalid_o && burst_valid && !burst_ready);
  assign in_flight = sending || !retire_empty || !idle_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      quiet_o       <= 1'b0;
      busy_o        <= 1'b0;
      token_wait_o  <= 1'b0;
      memory_wait_o <= 1'b0;
    end else begin
      quiet_o       <= !in_flight && (error_o || lacks_token || (decode_empty && !insn_valid_i));
      busy_o        <= sending && !waiting;
      token_wait_o  <= !in_flight && lacks_token && !error_o;
      memory_wait_o <= sending ? waiting : !retire_empty;
    end
  end

  logic unused;
  assign unused = &{1'b0, unused_count};

  `VTA_ASSERT(RetireWhatIsHeld, !(retire_o && !head_valid_o))
  `VTA_ASSERT(ErrorHasAnIndex, !error_o || head_valid_o)

endmodule

`default_nettype wire
