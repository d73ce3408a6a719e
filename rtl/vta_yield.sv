// SPDX-License-Identifier: Apache-2.0
//
// Holds a request back while others ask, but not for long.
//
// A request passes at once when nobody else asks; otherwise after Patience cycles, or as soon as
// the others pause. What has been shown to the other side stays until it is taken.

`default_nettype none

module vta_yield #(
    parameter int  Patience = 64,
    localparam int CntW = $clog2(Patience + 1)
) (
    input  logic clk_i,
    input  logic rst_ni,    // synchronous, active low

    input  logic others_i,  // somebody else asks
    input  logic valid_i,
    output logic ready_o,
    output logic valid_o,
    input  logic ready_i
);
  logic            show_q;     // has been shown, or has waited for long enough; until it is taken
  logic [CntW-1:0] patience_q;

  if (Patience < 1) begin : gen_check_patience
    $error("vta_yield: Patience must be at least 1");
  end

  assign valid_o = valid_i && (show_q || !others_i);
  assign ready_o = ready_i && valid_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || ready_o) begin
      show_q     <= 1'b0;
      patience_q <= CntW'(Patience);
    end else begin
      if (valid_o || (valid_i && patience_q == CntW'(1))) show_q <= 1'b1;
      if (valid_i && patience_q != '0) patience_q <= patience_q - CntW'(1);
    end
  end
endmodule

`default_nettype wire
