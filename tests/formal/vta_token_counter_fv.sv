// SPDX-License-Identifier: Apache-2.0
//
// vta_token_counter between two stages: tokens are conserved, none is taken that was not posted, and
// the post that would be one too many is seen.
//
// The environment is what the stages do. The producer asks full_o in the cycle in which it retires:
// it posts, or it stops with the overflow error until reset. The consumer waits for avail_o. The
// proof has the true capacity of 1023; the covers, which must count up to it, one of 7.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_token_counter_fv (
    input logic clk_i,
    input logic rst_ni,
    input logic retire_i,  // the producer has a token to post
    input logic start_i    // the consumer wants one
);
  `VTA_FORMAL_RESET

  localparam int TokenW = vta_pkg::TokenW;

  logic              full, avail, post, take, overflow, overflow_q;
  logic [TokenW-1:0] count;

  assign post     = retire_i && !overflow_q && !full;
  assign overflow = retire_i && !overflow_q && full;
  assign take     = start_i && avail;

  vta_token_counter u_dut (
      .clk_i,
      .rst_ni,
      .post_i (post),
      .full_o (full),
      .take_i (take),
      .avail_o(avail),
      .count_o(count)
  );

  // --- Reference -------------------------------------------------------------------------------
  logic [31:0] waiting_q;             // tokens posted and not taken
  logic [15:0] posted_q, taken_q;     // modulo 2^16

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      overflow_q <= 1'b0;
      waiting_q  <= '0;
      posted_q   <= '0;
      taken_q    <= '0;
    end else begin
      if (overflow) overflow_q <= 1'b1;
      waiting_q <= waiting_q + 32'(post) - 32'(take);
      posted_q  <= posted_q + 16'(post);
      taken_q   <= taken_q + 16'(take);
    end
  end

  // Proves: tokens.capacity
  `VTA_ASSERT(Conserved, 16'(count) == posted_q - taken_q)
  // Proves: tokens.capacity
  `VTA_ASSERT(AtMostTokenMax, waiting_q <= 32'(vta_pkg::TokenMax) && 32'(count) == waiting_q)
  // Proves: tokens.pop
  `VTA_ASSERT(TakenWerePosted, !take || waiting_q != '0)
  // Proves: tokens.pop
  `VTA_ASSERT(AvailableIffWaiting, avail == (waiting_q != '0))
  // Proves: tokens.capacity
  `VTA_ASSERT(OverflowIffOneTooMany,
      overflow == (retire_i && !overflow_q && waiting_q == 32'(vta_pkg::TokenMax)))
  // Proves: tokens.push
  `VTA_ASSERT(PostedUnlessOverflow, !(retire_i && !overflow_q) || post || overflow)

  `VTA_COVER(Full, full)
  `VTA_COVER(Overflows, overflow)
  `VTA_COVER(EmptyAgain, !avail && posted_q == 16'd3)
  `VTA_COVER(PostAndTakeAtTheTop, take && post && waiting_q == 32'(vta_pkg::TokenMax - 1))
endmodule

`default_nettype wire
