// SPDX-License-Identifier: Apache-2.0
//
// Tells C++ what the core does in each cycle: what its counters count, starts, retirements and errors
// of the stages, tokens, and every write to an on-chip memory. core_trace.cpp receives it.
//
// Bound into vta_core by vta_retire_bind.sv; synthesis never sees it. Everything stands inside the
// test of watcher_q, so that a run that nobody watches pays for that test and for nothing else.

`default_nettype none

module vta_retire_trace #(
    localparam int AccLanesBus = vta_pkg::AccElemW / vta_pkg::AxiDataW,
    localparam int Banks = vta_pkg::AccBanks,
    localparam int SelW = $clog2(vta_pkg::AccBanks),
    localparam int BankW = vta_pkg::AccAddrW - $clog2(vta_pkg::AccBanks)
) (
    input logic                           clk_i,

    input logic                           run_start_i,     // counters count from the next cycle
    input logic                           run_end_i,       // to this one
    input logic                           dispatch_i,      // fetch gives the next instruction away
    // Units: 0 fetch, 1 load, 2 compute, 3 store.
    input logic [3:0]                     busy_i,
    input logic [3:0]                     token_wait_i,
    input logic [3:0]                     memory_wait_i,

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
    input logic [vta_pkg::InpParts-1:0]   inp_we_i,
    input logic [vta_pkg::WgtParts-1:0]   wgt_we_i,
    input logic [15:0]                    load_addr_i,     // of either
    input logic [vta_pkg::LoadPartW-1:0]  load_data_i,     // of each part
    // Per bank of ACC and OUT; who writes it: 0 execution pipeline, 1 tail engine, 2 LOAD.
    input logic [Banks-1:0]               acc_we_i,
    input logic [2*Banks-1:0]             acc_unit_i,
    input logic [Banks*AccLanesBus-1:0]   acc_lane_i,
    input logic [Banks*BankW-1:0]         acc_addr_i,
    input logic [Banks*vta_pkg::AccElemW-1:0] acc_data_i,
    input logic [Banks-1:0]               out_we_i,
    input logic [Banks*AccLanesBus-1:0]   out_lane_i,
    input logic [Banks*BankW-1:0]         out_addr_i,
    input logic [Banks*vta_pkg::OutElemW-1:0] out_data_i,
    input logic [1:0]                     start_unit_i,    // of compute
    input logic [1:0]                     tail_joined_i
);
  import "DPI-C" function void vta_trace_stages(
      input longint watcher, input int start, input int retire, input int failed, input int code,
      input int push, input int pop, input longint tokens);
  import "DPI-C" function void vta_trace_units(
      input longint watcher, input int run_start, input int run_end, input int dispatch,
      input int busy, input int token_wait, input int memory_wait);
  import "DPI-C" function void vta_trace_retired(
      input longint watcher, input int load, input int compute, input int store);
  import "DPI-C" function void vta_trace_failed(
      input longint watcher, input int load, input int compute, input int store);
  import "DPI-C" function void vta_trace_uop(input longint watcher, input int addr, input int data);
  import "DPI-C" function void vta_trace_load(
      input longint watcher, input longint inp_parts, input longint wgt_parts, input int addr,
      input bit [vta_pkg::LoadPartW-1:0] data);
  import "DPI-C" function void vta_trace_acc(
      input longint watcher, input int bank, input int unit, input int joined,
      input longint lanes, input int addr, input bit [vta_pkg::AccElemW-1:0] data);
  import "DPI-C" function void vta_trace_unit(input longint watcher, input int unit);
  import "DPI-C" function void vta_trace_out(
      input longint watcher, input int bank, input longint lanes, input int addr,
      input bit [vta_pkg::OutElemW-1:0] data);

  // The address of a CoreCycle, or 0 when nobody watches. C++ writes it, between two cycles.
  logic [63:0] watcher_q = '0;

  always_ff @(posedge clk_i) begin
    if (watcher_q != '0) begin
      vta_trace_stages(watcher_q, 32'(start_i), 32'(retire_i), 32'(failed_i), 32'(failed_code_i),
                       32'(push_i), 32'(pop_i), 64'(tokens_i));
      vta_trace_units(watcher_q, 32'(run_start_i), 32'(run_end_i), 32'(dispatch_i), 32'(busy_i),
                      32'(token_wait_i), 32'(memory_wait_i));
      if (retire_i != '0) begin
        vta_trace_retired(watcher_q, load_index_i, compute_index_i, store_index_i);
      end
      if (failed_i != '0) begin
        vta_trace_failed(watcher_q, load_failed_index_i, compute_failed_index_i,
                         store_failed_index_i);
      end
      if (uop_we_i) vta_trace_uop(watcher_q, 32'(uop_addr_i), uop_data_i);
      if (inp_we_i != '0 || wgt_we_i != '0) begin
        vta_trace_load(watcher_q, 64'(inp_we_i), 64'(wgt_we_i), 32'(load_addr_i), load_data_i);
      end
      if (start_i[1]) vta_trace_unit(watcher_q, 32'(start_unit_i));
      for (int b = 0; b < Banks; b++) begin
        if (acc_we_i[b]) begin
          vta_trace_acc(watcher_q, b, 32'(acc_unit_i[2*b+:2]), 32'(tail_joined_i),
                        64'(acc_lane_i[AccLanesBus*b+:AccLanesBus]),
                        32'({acc_addr_i[BankW*b+:BankW], SelW'(b)}),
                        acc_data_i[vta_pkg::AccElemW*b+:vta_pkg::AccElemW]);
        end
        if (out_we_i[b]) begin
          vta_trace_out(watcher_q, b, 64'(out_lane_i[AccLanesBus*b+:AccLanesBus]),
                        32'({out_addr_i[BankW*b+:BankW], SelW'(b)}),
                        out_data_i[vta_pkg::OutElemW*b+:vta_pkg::OutElemW]);
        end
      end
    end
  end
endmodule

`default_nettype wire
