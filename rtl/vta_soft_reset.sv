// SPDX-License-Identifier: Apache-2.0
//
// Sequence of a soft reset: stop new AXI transactions, wait for those in flight, reset the core.

`default_nettype none

module vta_soft_reset #(
    parameter int IdleCycles  = 4,  // both ports must be idle that long
    parameter int ResetCycles = 4   // length of core_rst_o
) (
    input  logic clk_i,
    input  logic rst_ni,        // synchronous, active low

    input  logic request_i,     // pulse
    input  logic read_idle_i,
    input  logic write_idle_i,

    output logic active_o,      // from the request to the end; also the flush of both ports
    output logic core_rst_o     // active high
);

  localparam int Longest = IdleCycles > ResetCycles ? IdleCycles : ResetCycles;
  localparam int CntW    = $clog2(Longest + 1);

  logic [CntW-1:0] count_q;  // cycles idle, then cycles in reset

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_o   <= 1'b0;
      core_rst_o <= 1'b0;
      count_q    <= '0;
    end else if (!active_o) begin
      active_o <= request_i;
      count_q  <= '0;
    end else if (core_rst_o) begin
      count_q <= count_q + CntW'(1);
      if (count_q == CntW'(ResetCycles - 1)) begin
        core_rst_o <= 1'b0;
        active_o   <= 1'b0;
      end
    end else if (!read_idle_i || !write_idle_i) begin
      count_q <= '0;
    end else if (count_q == CntW'(IdleCycles - 1)) begin
      core_rst_o <= 1'b1;
      count_q    <= '0;
    end else begin
      count_q <= count_q + CntW'(1);
    end
  end

endmodule

`default_nettype wire
