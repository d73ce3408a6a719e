// SPDX-License-Identifier: Apache-2.0
//
// vta_store as a whole: on the bus, every burst of addresses has as many beats as it says, WLAST on the
// last and on no other, no beat before its address; nothing retires before its answers; and the parts
// keep what they promise each other (their assumptions are claims here).
//
// The parts have proofs by induction of their own. What is left is how they are put together, and that
// shows in short runs: a bounded check, long enough for one instruction to retire with its answer.
// Instructions have up to 3 rows of up to 3 elements of 2 beats around the end of a page, in or behind
// an OUT of 16 elements; 2 bursts are outstanding. What is only carried (data, index) is constant.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_store_fv #(
    parameter int  MaxOutstanding = 2,
    localparam int AddrW = vta_pkg::AxiAddrW,
    localparam int DataW = vta_pkg::AxiDataW,
    localparam int InsnW = vta_pkg::InsnW
) (
    input logic                          clk_i,
    input logic                          rst_ni,
    input logic                          insn_valid_i,
    input logic [1:0]                    x_size_i,
    input logic [1:0]                    y_size_i,
    input logic [1:0]                    stride_i,
    input logic                          beyond_i,      // behind the end of OUT
    input logic [4:0]                    dram_base_i,   // elements from the end of a page
    input logic                          pop_i,
    input logic                          push_i,
    input logic                          wrong_type_i,
    input logic                          avail_i,
    input logic                          full_i,
    input logic                          high_i,
    input logic                          ahead_i,     // any: only the time of a start depends on it
    input logic [vta_pkg::AccAddrW-1:0]  ahead_lo_i,
    input logic [vta_pkg::AccAddrW-1:0]  ahead_hi_i,
    input logic                          flush_i,
    input logic                          awready_i,
    input logic                          wready_i,
    input logic                          bvalid_i,
    input logic [1:0]                    bresp_i
);
  `VTA_FORMAL_RESET
  always_comb if (begun_q) assume (rst_ni);  // one reset: a later one only makes a run shorter

  logic [InsnW-1:0] insn;
  always_comb begin
    insn = '0;
    insn[vta_pkg::InsnOpcodeLsb+:3]     = vta_pkg::OpStore;
    insn[vta_pkg::InsnPopPrevLsb]       = pop_i;
    insn[vta_pkg::InsnPushPrevLsb]      = push_i;
    insn[vta_pkg::MemMemoryTypeLsb+:3]  = wrong_type_i ? vta_pkg::MemAcc : vta_pkg::MemOut;
    insn[vta_pkg::MemSramBaseLsb+:16]   = beyond_i ? 16'd15 : 16'd0;
    insn[vta_pkg::MemDramBaseLsb+:32]   = 32'd1008 + 32'(dram_base_i);
    insn[vta_pkg::MemXSizeLsb+:16]      = 16'(x_size_i);
    insn[vta_pkg::MemYSizeLsb+:16]      = 16'(y_size_i);
    insn[vta_pkg::MemXStrideLsb+:16]    = 16'(stride_i);
  end

  logic             insn_ready, retire, pop, push, error, quiet, idle, awvalid, wvalid, wlast, bready;
  logic [AddrW-1:0] awaddr;
  logic [7:0]       awlen;
  logic [DataW-1:0] wdata;
  logic             out_re, head_valid, busy, token_wait, memory_wait;
  vta_pkg::error_e  code;
  logic [vta_pkg::AccAddrW-1:0]              out_raddr;
  logic [vta_pkg::IndexW-1:0]                error_index, head_index;
  logic [vta_pkg::StatW-1:0]                 stat;
  logic [$clog2(MaxOutstanding + 1)-1:0]     outstanding;

  vta_store #(
      .MaxOutstanding(MaxOutstanding)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .insn_valid_i,
      .insn_ready_o   (insn_ready),
      .insn_i         (insn),
      .insn_index_i   ('0),
      .retire_o       (retire),
      .c2s_avail_i    (avail_i),
      .c2s_pop_o      (pop),
      .s2c_full_i     (full_i),
      .s2c_high_i     (high_i || full_i),
      .ahead_i,
      .ahead_lo_i,
      .ahead_hi_i,
      .s2c_push_o     (push),
      .out_base_i     ('0),
      .out_re_o       (out_re),
      .out_raddr_o    (out_raddr),
      .out_rdata_i    ('0),
      .error_o        (error),
      .error_code_o   (code),
      .error_index_o  (error_index),
      .quiet_o        (quiet),
      .head_valid_o   (head_valid),
      .head_index_o   (head_index),
      .busy_o         (busy),
      .token_wait_o   (token_wait),
      .memory_wait_o  (memory_wait),
      .stat_out_o     (stat),
      .flush_i,
      .idle_o         (idle),
      .outstanding_o  (outstanding),
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

  logic aw_take, w_take, b_take, take;
  assign aw_take = awvalid && awready_i;
  assign w_take  = wvalid && wready_i;
  assign b_take  = bvalid_i && bready;
  assign take    = insn_valid_i && insn_ready;

  // --- Reference: lengths of the bursts that the bus has taken and that lack beats --------------
  logic [7:0] len_q [0:3];  // the oldest in len_q[0]
  logic [7:0] lens_q;       // how many
  logic [7:0] sent_q;       // beats of the oldest one that were sent
  logic [7:0] taken_q, sent_all_q, answered_q;  // bursts: address, last beat, answer
  logic [7:0] len_now, lens_next;
  logic       ends;

  assign len_now   = (lens_q != '0) ? len_q[0] : awlen;  // an address may come with its data
  assign ends      = w_take && wlast;
  assign lens_next = lens_q - 8'(ends);

  for (genvar d = 0; d < 4; d++) begin : gen_len
    always_ff @(posedge clk_i) begin
      if (aw_take && lens_next == 8'(d)) len_q[d] <= awlen;
      else if (ends && d < 3) len_q[d] <= len_q[(d + 1) % 4];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      lens_q     <= '0;
      sent_q     <= '0;
      taken_q    <= '0;
      sent_all_q <= '0;
      answered_q <= '0;
    end else begin
      lens_q     <= lens_next + 8'(aw_take);
      if (w_take) sent_q <= wlast ? '0 : sent_q + 8'd1;
      taken_q    <= taken_q + 8'(aw_take);
      sent_all_q <= sent_all_q + 8'(ends);
      answered_q <= answered_q + 8'(b_take);
    end
  end

  // The slave takes data with or after their address, and answers what it has.
  logic [7:0] complete;
  assign complete = (taken_q < sent_all_q) ? taken_q : sent_all_q;
  `VTA_ASSUME(TakesDataAfterAddress, !w_take || lens_q != '0 || aw_take)
  `VTA_ASSUME(AnswersWhatItGot, !bvalid_i || answered_q < complete)
  `VTA_ASSUME(NoSoftReset, !flush_i)

  // Proves: axi.writes
  `VTA_ASSERT(LastOnTheLastBeat, !wvalid || wlast == (sent_q == len_now))
  // Proves: axi.requests
  `VTA_ASSERT(DataNotBeforeAddress, !wvalid || lens_q != '0 || awvalid)
  // Proves: axi.requests
  `VTA_ASSERT(StaysInItsPage, !awvalid || (awlen <= 8'd15 &&
      32'(awaddr[11:0]) + ((32'(awlen) + 32'd1) << vta_pkg::AxiSizeLog) <= 32'd4096))

  // --- Retirement: one instruction, marked as it comes in ----------------------------------------
  logic [7:0] inside_q;   // instructions taken and not retired
  logic [7:0] retired_q, popped_q, pushed_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      inside_q  <= '0;
      retired_q <= '0;
      popped_q  <= '0;
      pushed_q  <= '0;
    end else begin
      inside_q  <= inside_q + 8'(take) - 8'(retire);
      retired_q <= retired_q + 8'(retire);
      popped_q  <= popped_q + 8'(pop);
      pushed_q  <= pushed_q + 8'(push);
    end
  end

  // Proves: tokens.push
  `VTA_ASSERT(RetiresWhatItHolds, !retire || inside_q != '0)
  // Proves: done.idle
  `VTA_ASSERT(QuietMeansIdle, !quiet || (idle && outstanding == '0 && taken_q == answered_q))
  // Proves: tokens.push
  `VTA_ASSERT(NothingOwedWhenAllRetired, inside_q != '0 || (taken_q == answered_q && !awvalid && !wvalid))
  // Proves: tokens.pop
  `VTA_ASSERT(PopsWhatIsThere, !pop || avail_i)
  // Proves: error.stage
  `VTA_ASSERT(ErrorRetiresNothing, !error || (!retire && !push && head_valid))

  `VTA_COVER(RetiresAMove, retire && answered_q == 8'd1)
  `VTA_COVER(AddressWithData, aw_take && w_take && lens_q == '0)
  `VTA_COVER(WrongType, error && code == vta_pkg::ErrIllegalMemoryType)
endmodule

`default_nettype wire
