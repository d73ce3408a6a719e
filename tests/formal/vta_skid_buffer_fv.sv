// SPDX-License-Identifier: Apache-2.0
//
// vta_skid_buffer: no word is lost, doubled, reordered or invented.
//
// Reference: the words inside, in order, as two registers that only the handshakes move. What the
// buffer shows is the older one. The width is a parameter of the proof; a data bit never meets
// another, so one width stands for all of them.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_skid_buffer_fv #(
    parameter int Width = 4
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             in_valid_i,
    input logic [Width-1:0] in_data_i,
    input logic             out_ready_i
);
  `VTA_FORMAL_RESET

  logic             in_ready, out_valid;
  logic [Width-1:0] out_data;

  vta_skid_buffer #(
      .Width(Width)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o (in_ready),
      .in_data_i,
      .out_valid_o(out_valid),
      .out_ready_i,
      .out_data_o (out_data)
  );

  // --- Reference -------------------------------------------------------------------------------
  logic             push, pop;
  logic [1:0]       held_q;         // words inside
  logic [Width-1:0] old_q, young_q;  // valid for held_q >= 1, held_q == 2

  assign push = in_valid_i && in_ready;
  assign pop  = out_valid && out_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) held_q <= '0;
    else held_q <= held_q + 2'(push) - 2'(pop);
    if (pop || held_q == 2'd0) old_q <= (held_q == 2'd2) ? young_q : in_data_i;
    if (push) young_q <= in_data_i;
  end

  // Helpers: how many words there can be, and where the second one waits.
  logic [Width-1:0] skid_data;  // probe
  `VTA_HELPER(AtMostTwo, held_q <= 2'd2)
  `VTA_HELPER(YoungWaits, held_q != 2'd2 || skid_data == young_q)

  // --- Last cycle ------------------------------------------------------------------------------
  logic             stalled_q;
  logic [Width-1:0] data_q;

  always_ff @(posedge clk_i) begin
    stalled_q <= rst_ni && out_valid && !out_ready_i;
    data_q    <= out_data;
  end

  // Proves: axi.requests
  `VTA_ASSERT(ValidIffHeld, out_valid == (held_q != 2'd0))
  // Proves: axi.requests
  `VTA_ASSERT(ReadyIffRoom, in_ready == (held_q < 2'd2))
  // Proves: axi.requests
  `VTA_ASSERT(OldestFirst, !out_valid || out_data == old_q)
  // Proves: axi.requests
  `VTA_ASSERT(StableUntilReady, !stalled_q || (out_valid && out_data == data_q))

  `VTA_COVER(Full, held_q == 2'd2 && in_valid_i)
  `VTA_COVER(Flows, push && pop && held_q == 2'd1)
  `VTA_COVER(DrainsWhenFull, pop && held_q == 2'd2)
endmodule

`default_nettype wire
