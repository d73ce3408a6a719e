// SPDX-License-Identifier: Apache-2.0
//
// vta_axi_read: legal and stable requests, each made once and in order; each response given once to
// the client whose id it carries; nobody starved.
//
// Environment: clients that keep a request until it is granted, as vta_pkg's bursts demand (beat
// aligned, 1 to 16 beats, not across 4 KiB); a memory that answers only what was asked of it, per id
// as many bursts as the bus has taken, and is otherwise free in time, order and data. Reference: for
// each of the two buffers the words inside, in order, moved by the handshakes alone.
//
// Data are 16 bits and addresses 16 wide: they pass through and are never computed with, and 16 bits
// hold sixteen pages of 4 KiB.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_axi_read_fv #(
    parameter int  MaxOutstanding = 4,
    localparam int N     = vta_pkg::ReadClients,
    localparam int AddrW = vta_pkg::AxiAddrW,
    localparam int DataW = vta_pkg::AxiDataW,
    localparam int IdW   = vta_pkg::AxiIdW,
    localparam int LenW  = vta_pkg::BurstLenW,
    localparam int CntW  = $clog2(MaxOutstanding + 1)
) (
    input logic               clk_i,
    input logic               rst_ni,
    input logic [N-1:0]       req_valid_i,
    input logic [N*AddrW-1:0] req_addr_i,
    input logic [N*LenW-1:0]  req_len_i,
    input logic [N-1:0]       rsp_ready_i,
    input logic               flush_i,
    input logic               arready_i,
    input logic               rvalid_i,
    input logic [IdW-1:0]     rid_i,
    input logic [DataW-1:0]   rdata_i,
    input logic [1:0]         rresp_i,
    input logic               rlast_i
);
  `VTA_FORMAL_RESET

  logic [N-1:0]     req_ready, rsp_valid;
  logic [DataW-1:0] rsp_data;
  logic             rsp_error, rsp_last, idle, arvalid, rready;
  logic [CntW-1:0]  outstanding;
  logic [IdW-1:0]   arid;
  logic [AddrW-1:0] araddr;
  logic [7:0]       arlen;

  vta_axi_read #(
      .MaxOutstanding(MaxOutstanding)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .req_valid_i,
      .req_ready_o    (req_ready),
      .req_addr_i,
      .req_len_i,
      .rsp_valid_o    (rsp_valid),
      .rsp_ready_i,
      .rsp_data_o     (rsp_data),
      .rsp_error_o    (rsp_error),
      .rsp_last_o     (rsp_last),
      .flush_i,
      .idle_o         (idle),
      .outstanding_o  (outstanding),
      .m_axi_arvalid_o(arvalid),
      .m_axi_arready_i(arready_i),
      .m_axi_arid_o   (arid),
      .m_axi_araddr_o (araddr),
      .m_axi_arlen_o  (arlen),
      .m_axi_rvalid_i (rvalid_i),
      .m_axi_rready_o (rready),
      .m_axi_rid_i    (rid_i),
      .m_axi_rdata_i  (rdata_i),
      .m_axi_rresp_i  (rresp_i),
      .m_axi_rlast_i  (rlast_i)
  );

  logic [N-1:0] granted;
  logic         grant, ar_take, r_take;
  assign granted = req_valid_i & req_ready;
  assign grant   = granted != '0;
  assign ar_take = arvalid && arready_i;
  assign r_take  = rvalid_i && rready;

  // --- Last cycle ------------------------------------------------------------------------------
  logic               sure_q, arvalid_q, arready_q, flush_q;
  logic [N-1:0]       req_valid_q, req_ready_q;
  logic [N*AddrW-1:0] req_addr_q;
  logic [N*LenW-1:0]  req_len_q;
  logic [IdW-1:0]     arid_q;
  logic [AddrW-1:0]   araddr_q;
  logic [7:0]         arlen_q;

  always_ff @(posedge clk_i) begin
    {sure_q, arvalid_q, arready_q, flush_q} <= {rst_ni, arvalid, arready_i, flush_i};
    req_valid_q <= req_valid_i;
    req_ready_q <= req_ready;
    req_addr_q  <= req_addr_i;
    req_len_q   <= req_len_i;
    {arid_q, araddr_q, arlen_q} <= {arid, araddr, arlen};
  end

  // A burst that AXI and the package allow: beat aligned, 1 to 16 beats, not across 4 KiB.
  function automatic logic legal(input logic [AddrW+LenW-1:0] burst);
    legal = burst[LenW-1:0] != '0 && burst[LenW-1:0] <= LenW'(16) &&
        burst[LenW+:vta_pkg::AxiSizeLog] == '0 &&
        32'(burst[LenW+:12]) + (32'(burst[LenW-1:0]) << vta_pkg::AxiSizeLog) <= 32'd4096;
  endfunction

  // --- Clients ---------------------------------------------------------------------------------
  for (genvar c = 0; c < N; c++) begin : gen_client
    logic [AddrW-1:0] addr;
    logic [LenW-1:0]  len;
    assign addr = req_addr_i[AddrW*c+:AddrW];
    assign len  = req_len_i[LenW*c+:LenW];

    `VTA_ASSUME(KeepsItsRequest, !(sure_q && req_valid_q[c] && !req_ready_q[c] && !flush_q) ||
        (req_valid_i[c] && addr == req_addr_q[AddrW*c+:AddrW] && len == req_len_q[LenW*c+:LenW]))
    `VTA_ASSUME(AsksForALegalBurst, !req_valid_i[c] || legal({addr, len}))
  end

  // --- Requests --------------------------------------------------------------------------------
  localparam int ArW = IdW + AddrW + LenW;
  logic [1:0]     ar_held_q;  // granted and not taken by the bus
  logic [ArW-1:0] ar_in, ar_old_q, ar_young_q, ar_out;

  always_comb begin
    ar_in = '0;
    for (int c = 0; c < N; c++) begin
      if (granted[c]) ar_in = {IdW'(c), req_addr_i[AddrW*c+:AddrW], req_len_i[LenW*c+:LenW]};
    end
  end
  assign ar_out = {arid, araddr, arlen[LenW-1:0] + LenW'(1)};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) ar_held_q <= '0;
    else ar_held_q <= ar_held_q + 2'(grant) - 2'(ar_take);
    if (ar_take || ar_held_q == 2'd0) ar_old_q <= (ar_held_q == 2'd2) ? ar_young_q : ar_in;
    if (grant) ar_young_q <= ar_in;
  end

  // Proves: axi.reads
  `VTA_ASSERT(GrantsOneRequest, (granted & (granted - N'(1))) == '0)
  // Proves: axi.reads
  `VTA_ASSERT(AsksForWhatIsGranted, arvalid == (ar_held_q != 2'd0))
  // Proves: axi.reads
  `VTA_ASSERT(AsksInOrder, !arvalid || ar_out == ar_old_q)
  // Proves: axi.requests
  `VTA_ASSERT(BurstsOfAtMost16, !arvalid || arlen <= 8'd15)
  // Proves: axi.requests
  `VTA_ASSERT(StaysInItsPage, !arvalid || (araddr[vta_pkg::AxiSizeLog-1:0] == '0 &&
      32'(araddr[11:0]) + ((32'(arlen) + 32'd1) << vta_pkg::AxiSizeLog) <= 32'd4096))
  // Proves: axi.requests
  `VTA_ASSERT(StableUntilReady, !(sure_q && arvalid_q && !arready_q) ||
      (arvalid && arid == arid_q && araddr == araddr_q && arlen == arlen_q))

  // --- Memory: answers what it was asked -------------------------------------------------------
  logic [7:0] taken_q [0:N-1];    // bursts taken by the bus and not answered to their end
  logic [7:0] granted_q [0:N-1];  // bursts granted and not answered to their end
  logic [7:0] granted_sum;
  logic       asked;              // the burst of rid_i

  assign granted_sum = granted_q[0] + granted_q[1] + granted_q[2];
  assign asked = (rid_i == IdW'(0) && taken_q[0] != '0) || (rid_i == IdW'(1) && taken_q[1] != '0) ||
      (rid_i == IdW'(2) && taken_q[2] != '0);

  `VTA_ASSUME(AnswersWhatItWasAsked, !rvalid_i || asked)

  for (genvar c = 0; c < N; c++) begin : gen_taken
    logic ends;
    assign ends = r_take && rlast_i && rid_i == IdW'(c);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        taken_q[c]   <= '0;
        granted_q[c] <= '0;
      end else begin
        taken_q[c]   <= taken_q[c] + 8'(ar_take && arid == IdW'(c)) - 8'(ends);
        granted_q[c] <= granted_q[c] + 8'(granted[c]) - 8'(ends);
      end
    end

    // Helper: what is granted is on the way to the bus or has been taken by it.
    `VTA_HELPER(GrantedOrTaken, granted_q[c] == taken_q[c] +
        8'(ar_held_q >= 2'd1 && ar_old_q[ArW-1-:IdW] == IdW'(c)) +
        8'(ar_held_q == 2'd2 && ar_young_q[ArW-1-:IdW] == IdW'(c)))
    `VTA_HELPER(NoMoreThanAll, taken_q[c] <= granted_q[c] && granted_q[c] <= 8'(MaxOutstanding))
  end

  // Proves: axi.reads
  `VTA_ASSERT(CountsBursts, 8'(outstanding) == granted_sum && granted_sum <= 8'(MaxOutstanding))

  // --- Responses -------------------------------------------------------------------------------
  localparam int RW = IdW + 2 + DataW;
  logic [1:0]    r_held_q;  // taken from the bus and not by a client
  logic [RW-1:0] r_in, r_old_q, r_young_q;
  logic [N-1:0]  r_owner;
  logic          r_give;

  assign r_in   = {rid_i, rresp_i != 2'b00, rlast_i, rdata_i};
  assign r_give = flush_i ? r_held_q != 2'd0 : (rsp_valid & rsp_ready_i) != '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) r_held_q <= '0;
    else r_held_q <= r_held_q + 2'(r_take) - 2'(r_give);
    if (r_give || r_held_q == 2'd0) r_old_q <= (r_held_q == 2'd2) ? r_young_q : r_in;
    if (r_take) r_young_q <= r_in;
  end

  for (genvar c = 0; c < N; c++) begin : gen_owner
    assign r_owner[c] = r_held_q != 2'd0 && r_old_q[RW-1-:IdW] == IdW'(c);
  end

  // Proves: axi.reads
  `VTA_ASSERT(GivesToTheOwner, rsp_valid == (flush_i ? '0 : r_owner))
  // Proves: axi.reads
  `VTA_ASSERT(GivesInOrder, r_owner == '0 || {rsp_error, rsp_last, rsp_data} == r_old_q[RW-IdW-1:0])
  // Proves: axi.reads
  `VTA_ASSERT(OwnerExists, r_held_q == 2'd0 || r_owner != '0)
  // Proves: axi.reads
  `VTA_ASSERT(TakesWhileThereIsRoom, rready == (r_held_q != 2'd2))
  // Proves: done.idle, reset.soft
  `VTA_ASSERT(IdleWhenAllIsAnswered, idle == (granted_sum == '0 && r_held_q == 2'd0))
  // Proves: reset.soft
  `VTA_ASSERT(FlushGrantsNothing, !flush_i || !grant)

  // --- Nobody waits for ever ---------------------------------------------------------------------
  // A request waits only while the bus holds two addresses back or MaxOutstanding bursts are
  // unanswered, and while others are served, each at most once. If the memory never causes such a
  // pause of more than Pause cycles, a client is served within 3 * (Pause + 1) cycles.
  localparam int Pause = 5;
  logic       full;  // nothing can be granted
  logic [7:0] pause_q;
  assign full = ar_held_q == 2'd2 || granted_sum == 8'(MaxOutstanding);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || grant || !full) pause_q <= '0;
    else pause_q <= pause_q + 8'd1;
  end
  `VTA_ASSUME(MemoryGoesOn, !full || pause_q < 8'(Pause))

  // Proves: axi.reads
  `VTA_ASSERT(GrantsWhileThereIsRoom, flush_i || full || req_valid_i == '0 || grant)

  logic [N-1:0] behind;  // probe: clients with a higher number than the one served last
  logic [7:0]   last;    // that one
  assign last = (behind == 3'b110) ? 8'd0 : (behind == 3'b100) ? 8'd1 : 8'd2;

  for (genvar c = 0; c < N; c++) begin : gen_served
    logic [7:0] others_q, wait_q;  // grants to others, cycles, since the request is there

    always_ff @(posedge clk_i) begin
      if (!rst_ni || !req_valid_i[c] || granted[c] || flush_i) begin
        others_q <= '0;
        wait_q   <= '0;
      end else begin
        others_q <= others_q + 8'(grant);
        wait_q   <= wait_q + 8'd1;
      end
    end

    // Proves: axi.reads
    `VTA_ASSERT(OthersAtMostOnce, others_q <= 8'(N - 1))
    // Proves: axi.reads
    `VTA_ASSERT(ServedInTime, wait_q < 8'(N * (Pause + 1)))
    `VTA_HELPER(FewerInFront, others_q + ((8'(c) + 8'd2 - last) % 8'd3) <= 8'd2)
    `VTA_HELPER(WaitsForSomething, wait_q <= 8'(Pause + 1) * others_q + pause_q)
    `VTA_COVER(BothOthersFirst, others_q == 8'(N - 1) && granted[c])
  end

  // --- Helpers ---------------------------------------------------------------------------------
  logic [ArW-1:0] ar_skid;  // probe: its length is one less
  logic [RW-1:0]  r_skid;   // probe
  logic           ar_full;  // probe

  `VTA_HELPER(AtMostTwo, ar_held_q <= 2'd2 && r_held_q <= 2'd2)
  `VTA_HELPER(FullWithTwo, ar_full == (ar_held_q == 2'd2))
  `VTA_HELPER(YoungWaits, ar_held_q != 2'd2 || ar_skid + ArW'(1) == ar_young_q)
  `VTA_HELPER(ResponseWaits, r_held_q != 2'd2 || r_skid == r_young_q)
  `VTA_HELPER(LegalInside, (ar_held_q < 2'd1 || legal(ar_old_q[AddrW+LenW-1:0])) &&
      (ar_held_q < 2'd2 || legal(ar_young_q[AddrW+LenW-1:0])))
  `VTA_HELPER(OwnersInside, (r_held_q < 2'd1 || r_old_q[RW-1-:IdW] < IdW'(N)) &&
      (r_held_q < 2'd2 || r_young_q[RW-1-:IdW] < IdW'(N)))
  `VTA_HELPER(AskersInside, (ar_held_q < 2'd1 || ar_old_q[ArW-1-:IdW] < IdW'(N)) &&
      (ar_held_q < 2'd2 || ar_young_q[ArW-1-:IdW] < IdW'(N)))
  `VTA_HELPER(BehindIsATail, behind == 3'b000 || behind == 3'b100 || behind == 3'b110)

  `VTA_COVER(AllOutstanding, granted_sum == 8'(MaxOutstanding) && r_held_q == 2'd2)
  `VTA_COVER(EndOfAPage, arvalid && arlen == 8'd15 && araddr[11:0] + 12'(16 << vta_pkg::AxiSizeLog) == '0)
  `VTA_COVER(AnswersOvertake, taken_q[0] == 8'd1 && taken_q[2] == 8'd1 && r_take && rid_i == IdW'(2))
  logic answered_q;
  always_ff @(posedge clk_i) answered_q <= rst_ni && (answered_q || (r_give && rsp_last));
  `VTA_COVER(AllAnswered, idle && answered_q)
endmodule

`default_nettype wire
