// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_yield: what is asked for arrives, once, and not much later.
//
// Environment: a request stays until it is taken; the others ask and the other side takes as they
// like. Reference: for how long the request at the door has been held back. Patience 5 and 1 stand
// for 255: the counter only counts down.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_yield_fv #(
    parameter int Patience = 5
) (
    input logic clk_i,
    input logic rst_ni,
    input logic others_i,
    input logic valid_i,
    input logic ready_i
);
  logic in_ready, out_valid;

  vta_yield #(
      .Patience(Patience)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .others_i,
      .valid_i,
      .ready_o(in_ready),
      .valid_o(out_valid),
      .ready_i
  );

  `VTA_FORMAL_RESET

  logic       waits_q;  // the request of the last cycle was not taken
  logic       shown_q;  // it was shown to the other side
  logic [7:0] held_q;   // cycles in which it was held back
  always_ff @(posedge clk_i) begin
    waits_q <= rst_ni && valid_i && !in_ready;
    shown_q <= rst_ni && out_valid && !ready_i;
    if (!rst_ni || !valid_i || out_valid) held_q <= '0;
    else held_q <= held_q + 8'd1;
  end
  `VTA_ASSUME(AsksUntilTaken, !waits_q || valid_i)

  // Proves: axi.requests
  `VTA_ASSERT(NothingInvented, !out_valid || valid_i)
  // Proves: axi.requests
  `VTA_ASSERT(TakenOnBothSides, (valid_i && in_ready) == (out_valid && ready_i))
  // Proves: axi.requests
  `VTA_ASSERT(StaysUntilTaken, !shown_q || out_valid)
  // Proves: axi.reads, error.no_hang
  `VTA_ASSERT(PatienceEnds, held_q <= 8'(Patience) &&
      (held_q != 8'(Patience) || !valid_i || out_valid))
  `VTA_ASSERT(PassesWhenAlone, !(valid_i && !others_i) || out_valid)
  `VTA_ASSERT(YieldsToOthers, !(valid_i && others_i && !shown_q && held_q < 8'(Patience)) ||
      !out_valid)

  logic taken_q;
  always_ff @(posedge clk_i) taken_q <= rst_ni && valid_i && in_ready;
  `VTA_COVER(PassesAfterPatience, out_valid && ready_i && others_i && held_q == 8'(Patience))
  `VTA_COVER(PassesWhenTheOthersPause, out_valid && ready_i && !others_i && held_q == 8'd1)
  `VTA_COVER(StaysWhenTheOthersComeBack, out_valid && others_i && shown_q && held_q == '0)
  `VTA_COVER(TwoInARow, in_ready && valid_i && !waits_q && held_q == '0 && taken_q)

  logic                         u_show;  // probes
  logic [$clog2(Patience+1)-1:0] u_patience;
  `VTA_HELPER(HeldIsAsked, waits_q || (held_q == '0 && !shown_q))
  `VTA_HELPER(PatienceHeld, u_show == (shown_q || held_q == 8'(Patience)) &&
      (shown_q || 8'(u_patience) == 8'(Patience) - held_q))
endmodule
`default_nettype wire
