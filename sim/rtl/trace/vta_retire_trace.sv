// SPDX-License-Identifier: Apache-2.0
//
// What the core does in a cycle, for whoever compares it with the golden model: starts, retirements
// and errors of the stages, tokens, and every write to an on-chip memory.
//
// Bound into vta_core by vta_retire_bind.sv; synthesis never sees it. It has no logic: each port is
// a name under which C++ reads a signal of the core (core_trace.vlt makes them readable), so that
// it costs nothing but the signals kept.

`default_nettype none

module vta_retire_trace #(
    localparam int InpLanes = vta_pkg::InpElemW / vta_pkg::AxiDataW,
    localparam int WgtLanes = vta_pkg::WgtElemW / vta_pkg::AxiDataW,
    localparam int AccLanesBus = vta_pkg::AccElemW / vta_pkg::AxiDataW
) (
    // Stages: 0 load, 1 compute, 2 store.
    input logic [2:0]                     start_i,         // takes its tokens
    input logic [2:0]                     retire_i,        // gives its tokens
    input logic [vta_pkg::IndexW-1:0]     load_index_i,    // of the one that retires
    input logic [vta_pkg::IndexW-1:0]     compute_index_i,
    input logic [vta_pkg::IndexW-1:0]     store_index_i,
    input logic [2:0]                     failed_i,        // stopped by an error, until reset
    input logic [11:0]                    failed_code_i,   // 4 bits each
    input logic [vta_pkg::IndexW-1:0]     load_failed_index_i,
    input logic [vta_pkg::IndexW-1:0]     compute_failed_index_i,
    input logic [vta_pkg::IndexW-1:0]     store_failed_index_i,

    // Tokens: 0 compute to load, 1 load to compute, 2 compute to store, 3 store to compute.
    input logic [3:0]                     push_i,
    input logic [3:0]                     pop_i,
    input logic [4*vta_pkg::TokenW-1:0]   tokens_i,        // before both

    // Writes that take effect at the end of this cycle, with the lanes they touch.
    input logic                           uop_we_i,
    input logic [vta_pkg::UopAddrW-1:0]   uop_addr_i,
    input logic [31:0]                    uop_data_i,
    input logic [InpLanes-1:0]            inp_we_i,
    input logic [WgtLanes-1:0]            wgt_we_i,
    input logic [15:0]                    load_addr_i,     // of either
    input logic [vta_pkg::AxiDataW-1:0]   load_data_i,     // of each lane
    input logic                           acc_we_i,
    input logic [AccLanesBus-1:0]         acc_lane_i,
    input logic [vta_pkg::AccAddrW-1:0]   acc_addr_i,
    input logic [vta_pkg::AccElemW-1:0]   acc_data_i,
    input logic                           out_we_i,
    input logic [AccLanesBus-1:0]         out_lane_i,
    input logic [vta_pkg::AccAddrW-1:0]   out_addr_i,
    input logic [vta_pkg::OutElemW-1:0]   out_data_i
);
endmodule

`default_nettype wire
