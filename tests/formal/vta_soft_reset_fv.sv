// SPDX-License-Identifier: Apache-2.0
//
// vta_soft_reset: the core is reset exactly after both ports have been idle long enough, and the
// sequence ends.
//
// Reference: counters of idle and of reset cycles. The time of the whole sequence is bounded by the
// time that the ports take: when both stay idle it ends after IdleCycles + ResetCycles + 1 cycles.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_soft_reset_fv #(
    parameter int IdleCycles  = 4,
    parameter int ResetCycles = 4
) (
    input logic clk_i,
    input logic rst_ni,
    input logic request_i,
    input logic read_idle_i,
    input logic write_idle_i
);
  `VTA_FORMAL_RESET

  logic active, core_rst, idle;

  vta_soft_reset #(
      .IdleCycles (IdleCycles),
      .ResetCycles(ResetCycles)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .request_i,
      .read_idle_i,
      .write_idle_i,
      .active_o  (active),
      .core_rst_o(core_rst)
  );

  assign idle = read_idle_i && write_idle_i;

  // --- Reference -------------------------------------------------------------------------------
  logic       active_q, core_rst_q, request_q, sure_q;  // last cycle; sure_q: it was out of reset
  logic [7:0] idle_q;   // last cycles in a row in which the flush found both ports idle
  logic [7:0] reset_q;  // last cycles in a row with core_rst
  logic [7:0] calm_q;   // last cycles in a row active with both ports idle

  always_ff @(posedge clk_i) begin
    sure_q     <= rst_ni;
    active_q   <= active;
    core_rst_q <= core_rst;
    request_q  <= request_i;
    if (!rst_ni) begin
      idle_q  <= '0;
      reset_q <= '0;
      calm_q  <= '0;
    end else begin
      idle_q  <= (active && !core_rst && idle) ? idle_q + 8'd1 : '0;
      reset_q <= core_rst ? reset_q + 8'd1 : '0;
      calm_q  <= (active && (idle || core_rst)) ? calm_q + 8'd1 : '0;
    end
  end

  // Proves: reset.soft
  `VTA_ASSERT(EveryRequestBegins, !(sure_q && request_q) || active || reset_q == 8'(ResetCycles))
  // Proves: reset.soft
  `VTA_ASSERT(NothingUnasked, !(sure_q && active && !active_q) || request_q)
  // Proves: reset.soft
  `VTA_ASSERT(FlushesWhileItResets, !core_rst || active)
  // Proves: reset.soft
  `VTA_ASSERT(WaitsForBothPorts, !(sure_q && core_rst && !core_rst_q) || idle_q == 8'(IdleCycles))
  // Proves: reset.soft
  `VTA_ASSERT(ResetsLongEnough, !(sure_q && core_rst_q && !core_rst) || reset_q == 8'(ResetCycles))
  // Proves: reset.soft
  `VTA_ASSERT(EndsWithTheReset, !(sure_q && active_q && !active) || (core_rst_q && !core_rst))
  // Proves: reset.soft
  `VTA_ASSERT(EndsInTime, calm_q <= 8'(IdleCycles + ResetCycles))

  // --- Helpers ---------------------------------------------------------------------------------
  localparam int Longest = IdleCycles > ResetCycles ? IdleCycles : ResetCycles;
  logic [$clog2(Longest + 1)-1:0] count;  // probe

  `VTA_HELPER(CountIsIdleOrReset, !active || 8'(count) == (core_rst ? reset_q : idle_q))
  `VTA_HELPER(ReferenceFollows, !sure_q || (reset_q != '0) == core_rst_q)
  `VTA_HELPER(IdleInRange, idle_q <= 8'(IdleCycles) && reset_q <= 8'(ResetCycles))
  `VTA_HELPER(CalmIsTheirSum, !active || calm_q <= (core_rst ? 8'(IdleCycles) + reset_q : idle_q))

  `VTA_COVER(IdleInterrupted, active && !core_rst && !idle && idle_q == 8'(IdleCycles - 1))
  `VTA_COVER(AskedAgainMeanwhile, core_rst && request_i)
  `VTA_COVER(Done, sure_q && active_q && !active)
endmodule

`default_nettype wire
