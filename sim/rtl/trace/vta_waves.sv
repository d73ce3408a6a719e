// SPDX-License-Identifier: Apache-2.0
//
// What waves show beside the signals of the design: for each stage the instruction as text, its
// number in the stream, and why the stage stands still; tokens and AXI bursts in flight as counts.
//
// Bound into vta_core by vta_waves_bind.sv; synthesis never sees it. Everything stands inside the
// test of waves_q, so that a run without waves pays for that test and for nothing else. All signals
// belong to the cycle in which they are seen; core_waves.cpp has the texts.

`default_nettype none

module vta_waves (
    /*verilator tracing_off*/
    input logic                           clk_i,
    input logic                           run_start_i,

    // Fetch gives an instruction to a stage: bit 0 load, 1 compute, 2 store.
    input logic [2:0]                     dispatch_i,
    input logic                           next_valid_i,   // it has one to give
    input logic [2:0]                     next_stage_i,   // and this is the stage
    input logic [vta_pkg::InsnW-1:0]      next_insn_i,
    input logic [2:0]                     start_i,        // the stage takes its tokens

    // Units: 0 fetch, 1 load, 2 compute, 3 store.
    input logic [3:0]                     head_valid_i,   // the oldest that has not retired;
    input logic [4*vta_pkg::IndexW-1:0]   head_index_i,   // of fetch the next to dispatch
    input logic [3:0]                     failed_i,
    input logic [3:0]                     busy_i,
    input logic [3:0]                     token_wait_i,   // fetch: a queue is full
    input logic [3:0]                     memory_wait_i,
    input logic                           compute_pops_l2c_i,  // the next one to start
    // Counters: 0 compute to load, 1 load to compute, 2 compute to store, 3 store to compute.
    input logic [4*vta_pkg::TokenW-1:0]   tokens_i,
    input logic [31:0]                    outstanding_i   // writes, reads
    /*verilator tracing_on*/
);
  // C++ keeps one instruction per index of each stage, from its dispatch on.
  import "DPI-C" function void vta_waves_begin(input longint waves);
  import "DPI-C" function void vta_waves_dispatch(
      input longint waves, input int stages, input int index,
      input bit [vta_pkg::InsnW-1:0] insn);
  import "DPI-C" function void vta_waves_start(input longint waves, input int stages);
  import "DPI-C" function void vta_waves_head(
      input longint waves, input int stage, input int index, output bit [255:0] op,
      output bit [vta_pkg::InsnW-1:0] insn);
  import "DPI-C" function void vta_waves_text(
      input longint waves, input bit [vta_pkg::InsnW-1:0] insn, output bit [255:0] op);

  localparam int IndexW = vta_pkg::IndexW;
  localparam int TokenW = vta_pkg::TokenW;

  typedef enum logic [3:0] {
    Idle         = 4'd0,   // nothing to do
    Busy         = 4'd1,
    Pending      = 4'd2,   // holds instructions; the counters count nothing
    Memory       = 4'd3,   // waits for memory
    TokenC2l     = 4'd4,   // waits for a token of this counter
    TokenL2c     = 4'd5,
    TokenC2s     = 4'd6,
    TokenS2c     = 4'd7,
    QueueLoad    = 4'd8,   // fetch: the queue of this stage is full
    QueueCompute = 4'd9,
    QueueStore   = 4'd10,
    Failed       = 4'd11   // stopped by an error
  } state_e;

  // The address of a CoreWaves, or 0 without waves. C++ writes it, between two cycles.
  logic [63:0] waves_q = '0;

  always_ff @(posedge clk_i) begin
    if (waves_q != '0) begin
      if (run_start_i) vta_waves_begin(waves_q);
      if (dispatch_i != '0) begin
        vta_waves_dispatch(waves_q, 32'(dispatch_i), head_index_i[0+:IndexW], next_insn_i);
      end
      if (start_i != '0) vta_waves_start(waves_q, 32'(start_i));
    end
  end

  function automatic state_e state_of(input int unit, input state_e waits);
    if (failed_i[unit]) return Failed;
    if (memory_wait_i[unit]) return Memory;
    if (token_wait_i[unit]) return waits;
    if (busy_i[unit]) return Busy;
    return head_valid_i[unit] ? Pending : Idle;
  endfunction

  // What is shown.
  logic [31:0]              fetch_seq, load_seq, compute_seq, store_seq;
  logic [255:0]             fetch_op, load_op, compute_op, store_op;  // ASCII
  logic [vta_pkg::InsnW-1:0] fetch_insn, load_insn, compute_insn, store_insn;
  // Of state_e, but as plain bits: GTKWave 3.3.118 gives signals with an enum to no filter.
  logic [3:0]               fetch_state, load_state, compute_state, store_state;
  logic [TokenW-1:0]        tokens_c2l, tokens_l2c, tokens_c2s, tokens_s2c;
  logic [15:0]              axi_reads, axi_writes;  // bursts in flight
  logic [2:0]               starts;  // takes its tokens: load, compute, store

  // Without waves nothing is assigned, not even zeros: that would cost time in every cycle.
  always_comb begin
    if (waves_q != '0) begin
      {tokens_s2c, tokens_c2s, tokens_l2c, tokens_c2l} = tokens_i;
      {axi_writes, axi_reads} = outstanding_i;
      starts        = start_i;
      fetch_state   = state_of(0, next_stage_i[0] ? QueueLoad :
                                  next_stage_i[1] ? QueueCompute : QueueStore);
      load_state    = state_of(1, TokenC2l);
      compute_state = state_of(2, (compute_pops_l2c_i && tokens_l2c == '0) ? TokenL2c : TokenS2c);
      store_state   = state_of(3, TokenC2s);
      {store_seq, compute_seq, load_seq, fetch_seq} = head_index_i;
      {fetch_op, load_op, compute_op, store_op} = '0;
      {fetch_insn, load_insn, compute_insn, store_insn} = '0;
      if (next_valid_i) begin
        fetch_insn = next_insn_i;
        vta_waves_text(waves_q, next_insn_i, fetch_op);
      end
      if (head_valid_i[1]) vta_waves_head(waves_q, 0, load_seq, load_op, load_insn);
      if (head_valid_i[2]) vta_waves_head(waves_q, 1, compute_seq, compute_op, compute_insn);
      if (head_valid_i[3]) vta_waves_head(waves_q, 2, store_seq, store_op, store_insn);
    end
  end
endmodule

`default_nettype wire
