// SPDX-License-Identifier: Apache-2.0
//
// Places one bus beat of LOAD ACC or LOAD ACC_8BIT into an accumulator element.
//
// A beat of ACC fills one of the lanes that are as wide as the bus; a beat of ACC_8BIT,
// sign-extended, fills AccW / 8 of them. What has been written stays here, so that an element can
// be written again without its beats. Combinational but for that register.

`default_nettype none

module vta_acc_load #(
    localparam int Lanes = vta_pkg::AccElemW / vta_pkg::AxiDataW
) (
    input  logic                         clk_i,
    input  logic                         write_i,   // what follows is written (or waits to be)
    input  logic                         narrow_i,  // ACC_8BIT
    input  logic                         zero_i,    // padding: the whole element
    input  logic                         again_i,   // the whole element as written last, not zeros
    input  logic [7:0]                   lane_i,    // beat within the element in DRAM
    input  logic [vta_pkg::AxiDataW-1:0] data_i,
    output logic [Lanes-1:0]             wlane_o,
    output logic [vta_pkg::AccElemW-1:0] wdata_o
);
  localparam int Bus = vta_pkg::AxiDataW;
  localparam int AccW = vta_pkg::AccW;
  localparam int Spread = vta_pkg::AccElemW / vta_pkg::Acc8ElemW;  // lanes per narrow beat
  localparam int NarrowW = AccW / Spread;

  logic [vta_pkg::AccElemW-1:0] last_q;  // the last datum of each lane
  logic [Spread*Bus-1:0]        wide;
  for (genvar i = 0; i < Bus / NarrowW; i++) begin : gen_extend
    assign wide[AccW*i+:AccW] = AccW'($signed(data_i[NarrowW*i+:NarrowW]));
  end

  always_comb begin
    for (int l = 0; l < Lanes; l++) begin
      wlane_o[l] = zero_i || again_i || (lane_i == (narrow_i ? 8'(l / Spread) : 8'(l)));
      wdata_o[Bus*l+:Bus] = zero_i ? '0 : again_i ? last_q[Bus*l+:Bus] :
                            narrow_i ? wide[Bus*(l%Spread)+:Bus] : data_i;
    end
  end

  always_ff @(posedge clk_i) begin
    for (int l = 0; l < Lanes; l++) begin
      if (write_i && !zero_i && wlane_o[l]) last_q[Bus*l+:Bus] <= wdata_o[Bus*l+:Bus];
    end
  end
endmodule

`default_nettype wire
