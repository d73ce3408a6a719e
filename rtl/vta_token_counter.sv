// SPDX-License-Identifier: Apache-2.0
//
// Dependency tokens between two stages: one counter per direction.
//
// The producer posts when an instruction retires, the consumer takes when one starts. Nothing is
// lost silently: the producer looks at full_o in the cycle in which it would post, and stops with
// the token overflow error instead. A token can be taken in the cycle after it was posted.

`include "vta_assert.svh"
`default_nettype none

module vta_token_counter (
    input  logic                       clk_i,
    input  logic                       rst_ni,   // synchronous, active low
    input  logic                       post_i,   // add one token; needs !full_o
    output logic                       full_o,   // TokenMax tokens wait
    input  logic                       take_i,   // remove one token; needs avail_o
    output logic                       avail_o,  // at least one token waits
    output logic [vta_pkg::TokenW-1:0] count_o
);

  localparam int TokenW = vta_pkg::TokenW;

  if (vta_pkg::TokenMax != (1 << TokenW) - 1) begin : gen_check_max
    $error("vta_token_counter: TokenW must hold exactly 0 to TokenMax");
  end

  logic [TokenW-1:0] count_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= '0;
    end else begin
      if (post_i && !take_i) count_q <= count_q + TokenW'(1);
      if (take_i && !post_i) count_q <= count_q - TokenW'(1);
    end
  end

  assign full_o  = (count_q == TokenW'(vta_pkg::TokenMax));
  assign avail_o = (count_q != '0);
  assign count_o = count_q;

  `VTA_ASSUME(PostNeedsRoom, !(post_i && full_o && !take_i))
  `VTA_ASSUME(TakeNeedsToken, !(take_i && !avail_o))

endmodule

`default_nettype wire
