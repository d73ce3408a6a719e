// SPDX-License-Identifier: Apache-2.0
//
// vta_axi_write: bursts and beats go out once, in order, unchanged and stable; data never run ahead of
// their address; every response reaches the client, in order, and none is expected twice.
//
// Environment: a client that begins the data of a burst that it has handed in, when go_o allows it, and
// brings the beats later; what vta_store does with these ports is proved in vta_store_data_fv and
// vta_store_fv. A slave that answers a burst after its address and its last beat. Reference: for each
// of the three channels the words inside, in order, moved by the handshakes alone.
//
// Data are 16 bits and addresses 16 wide: they pass through and are never computed with.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_axi_write_fv #(
    parameter int  MaxOutstanding = 4,
    localparam int AddrW = vta_pkg::AxiAddrW,
    localparam int DataW = vta_pkg::AxiDataW,
    localparam int LenW  = vta_pkg::BurstLenW,
    localparam int CntW  = $clog2(MaxOutstanding + 1)
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             burst_valid_i,
    input logic [AddrW-1:0] burst_addr_i,
    input logic [LenW-1:0]  burst_beats_i,
    input logic             begin_i,        // the client would begin a burst
    input logic             beat_valid_i,
    input logic [DataW-1:0] beat_data_i,
    input logic             beat_last_i,
    input logic             done_ready_i,
    input logic             flush_i,
    input logic             awready_i,
    input logic             wready_i,
    input logic             bvalid_i,
    input logic [1:0]       bresp_i
);
  `VTA_FORMAL_RESET

  logic             burst_ready, go, go_taken, beat_ready, done_valid, done_error, idle, stalled;
  logic             awvalid, wvalid, wlast, bready;
  logic [AddrW-1:0] awaddr;
  logic [7:0]       awlen;
  logic [DataW-1:0] wdata;
  logic [CntW-1:0]  outstanding;

  vta_axi_write #(
      .MaxOutstanding(MaxOutstanding)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .burst_valid_i,
      .burst_ready_o  (burst_ready),
      .burst_addr_i,
      .burst_beats_i,
      .go_o           (go),
      .go_taken_i     (go_taken),
      .beat_valid_i,
      .beat_ready_o   (beat_ready),
      .beat_data_i,
      .beat_last_i,
      .done_valid_o   (done_valid),
      .done_ready_i,
      .done_error_o   (done_error),
      .flush_i,
      .idle_o         (idle),
      .outstanding_o  (outstanding),
      .stalled_o      (stalled),
      .m_axi_awvalid_o(awvalid),
      .m_axi_awready_i(awready_i),
      .m_axi_awaddr_o (awaddr),
      .m_axi_awlen_o  (awlen),
      .m_axi_wvalid_o (wvalid),
      .m_axi_wready_i (wready_i),
      .m_axi_wdata_o  (wdata),
      .m_axi_wlast_o  (wlast),
      .m_axi_bvalid_i (bvalid_i),
      .m_axi_bready_o (bready),
      .m_axi_bresp_i  (bresp_i)
  );

  logic burst, beat, done, aw_take, w_take, b_take;
  assign burst   = burst_valid_i && burst_ready;
  assign beat    = beat_valid_i && beat_ready;
  assign done    = done_valid && done_ready_i;
  assign aw_take = awvalid && awready_i;
  assign w_take  = wvalid && wready_i;
  assign b_take  = bvalid_i && bready;

  // --- Bursts between their stations, each counted from one to the next --------------------------
  logic [7:0] to_bus_q;    // handed in, address not taken by the bus
  logic [7:0] to_begin_q;  // handed in, data not begun
  logic [7:0] to_last_q;   // begun, last beat not brought
  logic [7:0] w_lasts_q;   // last beat brought and not taken by the bus
  logic [7:0] to_answer_q; // handed in and not answered

  // Data on the bus belong to a burst of which the bus has taken, or sees, the address.
  logic [7:0] addresses;   // bursts whose address the bus has taken or sees, and whose last beat it
                           // has not taken
  assign addresses = to_begin_q + to_last_q + w_lasts_q - to_bus_q + 8'(awvalid);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      to_bus_q    <= '0;
      to_begin_q  <= '0;
      to_last_q   <= '0;
      w_lasts_q   <= '0;
      to_answer_q <= '0;
    end else begin
      to_bus_q    <= to_bus_q + 8'(burst) - 8'(aw_take);
      to_begin_q  <= to_begin_q + 8'(burst) - 8'(go_taken);
      to_last_q   <= to_last_q + 8'(go_taken) - 8'(beat && beat_last_i);
      w_lasts_q   <= w_lasts_q + 8'(beat && beat_last_i) - 8'(w_take && wlast);
      to_answer_q <= to_answer_q + 8'(burst) - 8'(b_take);
    end
  end

  // The client.
  assign go_taken = begin_i && go && to_begin_q != '0;
  `VTA_ASSUME(BeatsOfBegunBursts, !beat_valid_i || to_last_q != '0)

  // The slave: something is to be answered of which address and last beat have been taken.
  logic [7:0] open;  // bursts whose address or last beat has not been taken; at most one has neither
  assign open = (to_bus_q > to_begin_q + to_last_q + w_lasts_q) ? to_bus_q
                                                               : to_begin_q + to_last_q + w_lasts_q;
  `VTA_ASSUME(AnswersWhatItGot, !bvalid_i || to_answer_q > open)

  // --- Addresses -------------------------------------------------------------------------------
  localparam int AwW = AddrW + LenW;
  logic [AwW-1:0] aw_old_q, aw_young_q;

  always_ff @(posedge clk_i) begin
    if (aw_take || to_bus_q == 8'd0) begin
      aw_old_q <= (to_bus_q == 8'd2) ? aw_young_q : {burst_addr_i, burst_beats_i};
    end
    if (burst) aw_young_q <= {burst_addr_i, burst_beats_i};
  end

  // A burst that AXI and the package allow: beat aligned, 1 to 16 beats, not across 4 KiB.
  function automatic logic legal(input logic [AwW-1:0] b);
    legal = b[LenW-1:0] != '0 && b[LenW-1:0] <= LenW'(16) &&
        b[LenW+:vta_pkg::AxiSizeLog] == '0 &&
        32'(b[LenW+:12]) + (32'(b[LenW-1:0]) << vta_pkg::AxiSizeLog) <= 32'd4096;
  endfunction

  `VTA_ASSUME(HandsInLegalBursts, !burst_valid_i || legal({burst_addr_i, burst_beats_i}))

  logic [AwW-1:0] aw_out;
  assign aw_out = {awaddr, awlen[LenW-1:0] + LenW'(1)};

  // Proves: axi.writes
  `VTA_ASSERT(AsksForWhatItTook, awvalid == (to_bus_q != '0))
  // Proves: axi.writes
  `VTA_ASSERT(AsksInOrder, !awvalid || aw_out == aw_old_q)
  // Proves: axi.requests
  `VTA_ASSERT(AsksForLegalBursts, !awvalid || (awlen <= 8'd15 && legal(aw_out)))
  // Proves: axi.requests
  `VTA_ASSERT(NoMoreThanMax, 8'(outstanding) == to_answer_q && to_answer_q <= 8'(MaxOutstanding))

  // --- Data ------------------------------------------------------------------------------------
  logic [1:0]     w_held_q;
  logic [DataW:0] w_old_q, w_young_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) w_held_q <= '0;
    else w_held_q <= w_held_q + 2'(beat) - 2'(w_take);
    if (w_take || w_held_q == 2'd0) begin
      w_old_q <= (w_held_q == 2'd2) ? w_young_q : {beat_last_i, beat_data_i};
    end
    if (beat) w_young_q <= {beat_last_i, beat_data_i};
  end

  // Proves: axi.writes
  `VTA_ASSERT(SendsWhatItTook, wvalid == (w_held_q != 2'd0))
  // Proves: axi.writes
  `VTA_ASSERT(SendsInOrder, !wvalid || {wlast, wdata} == w_old_q)
  // Proves: axi.requests
  `VTA_ASSERT(DataNotBeforeAddress, !wvalid || (addresses != '0 && !addresses[7]))
  // Proves: axi.requests
  `VTA_ASSERT(GoMeansAnAddress, !go_taken || awvalid || to_begin_q > to_bus_q)

  // --- Answers ---------------------------------------------------------------------------------
  logic [1:0] b_held_q;
  logic       b_old_q, b_young_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) b_held_q <= '0;
    else b_held_q <= b_held_q + 2'(b_take) - 2'(done);
    if (done || b_held_q == 2'd0) b_old_q <= (b_held_q == 2'd2) ? b_young_q : bresp_i != 2'b00;
    if (b_take) b_young_q <= bresp_i != 2'b00;
  end

  // Proves: axi.writes
  `VTA_ASSERT(GivesEveryAnswer, done_valid == (b_held_q != 2'd0))
  // Proves: axi.writes
  `VTA_ASSERT(AnswersInOrder, !done_valid || done_error == b_old_q)
  // Proves: axi.writes
  `VTA_ASSERT(TakesWhileThereIsRoom, bready == (b_held_q != 2'd2) && beat_ready == (w_held_q != 2'd2))
  // Proves: done.idle, reset.soft
  `VTA_ASSERT(IdleWhenAllIsAnswered, idle == (to_answer_q == '0 && b_held_q == 2'd0))
  // Proves: reset.soft
  `VTA_ASSERT(FlushTakesNothing, !flush_i || !burst)
  `VTA_ASSERT(TakesBursts, flush_i || burst_ready == (to_bus_q < 8'd2 &&
      to_answer_q < 8'(MaxOutstanding)))
  `VTA_ASSERT(StalledByTheBus, stalled == ((awvalid && !awready_i) || (wvalid && !wready_i)))

  // --- Stable until ready ------------------------------------------------------------------------
  logic             aw_stalled_q, w_stalled_q, wlast_q;
  logic [AddrW-1:0] awaddr_q;
  logic [7:0]       awlen_q;
  logic [DataW-1:0] wdata_q;

  always_ff @(posedge clk_i) begin
    aw_stalled_q <= rst_ni && awvalid && !awready_i;
    w_stalled_q  <= rst_ni && wvalid && !wready_i;
    awaddr_q     <= awaddr;
    awlen_q      <= awlen;
    wdata_q      <= wdata;
    wlast_q      <= wlast;
  end

  // Proves: axi.requests
  `VTA_ASSERT(AddressStable, !aw_stalled_q || (awvalid && awaddr == awaddr_q && awlen == awlen_q))
  // Proves: axi.requests
  `VTA_ASSERT(DataStable, !w_stalled_q || (wvalid && wdata == wdata_q && wlast == wlast_q))

  // --- Helpers ---------------------------------------------------------------------------------
  logic [AwW-1:0] aw_skid;                    // probes; the length is one less
  logic [DataW:0] w_skid;
  logic           b_skid, aw_full, w_full, b_full;
  logic [CntW:0]  lead;
  logic [1:0]     w_lasts;  // in the buffer of the data
  assign w_lasts = 2'(w_held_q >= 2'd1 && w_old_q[DataW]) + 2'(w_held_q == 2'd2 && w_young_q[DataW]);

  `VTA_HELPER(AtMostTwo, to_bus_q <= 8'd2 && w_held_q <= 2'd2 && b_held_q <= 2'd2)
  `VTA_HELPER(FullWithTwo, aw_full == (to_bus_q == 8'd2) && w_full == (w_held_q == 2'd2) &&
      b_full == (b_held_q == 2'd2))
  `VTA_HELPER(YoungWaits, (!aw_full || aw_skid + AwW'(1) == aw_young_q) &&
      (!w_full || w_skid == w_young_q) && (!b_full || b_skid == b_young_q))
  `VTA_HELPER(LegalInside, (to_bus_q < 8'd1 || legal(aw_old_q)) && (!aw_full || legal(aw_young_q)))
  `VTA_HELPER(LastsInside, w_lasts_q == 8'(w_lasts))
  `VTA_HELPER(FewOpen, to_begin_q <= to_answer_q && to_last_q <= to_answer_q &&
      w_lasts_q <= to_answer_q && open <= to_answer_q)
  `VTA_HELPER(OpenIsASum, to_begin_q + to_last_q + w_lasts_q <= to_answer_q)
  // Begun bursts: their address is on the bus or has been taken.
  `VTA_HELPER(LeadIsTheRest, 8'(lead) + to_bus_q == to_begin_q + 8'd1)
  // A beat that waits belongs to a burst whose last beat has not been taken.
  `VTA_HELPER(BeatsHaveABurst, w_held_q == 2'd0 ||
      to_last_q + w_lasts_q >= 8'd1 + 8'(w_held_q == 2'd2 && w_old_q[DataW] && !w_young_q[DataW]))

  `VTA_COVER(AllOutstanding, to_answer_q == 8'(MaxOutstanding) && b_held_q == 2'd2)
  `VTA_COVER(DataWithTheirAddress, w_take && aw_take && addresses == 8'd1)
  `VTA_COVER(AddressesAhead, to_begin_q == 8'd3 && to_bus_q == '0)
  `VTA_COVER(ErrorReachesTheClient, done && done_error && w_take)
endmodule

`default_nettype wire
