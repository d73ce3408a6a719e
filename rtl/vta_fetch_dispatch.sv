// SPDX-License-Identifier: Apache-2.0
//
// Hands instructions to the queues of their stages, in stream order, one per cycle.
//
// A stage holds at most QueueDepth instructions that are dispatched and not retired; the next one
// for it waits, and with it everything behind. An instruction that could not be read is never
// dispatched and ends the stream with the AXI error.

`include "vta_assert.svh"
`default_nettype none

module vta_fetch_dispatch (
    input  logic                       clk_i,
    input  logic                       rst_ni,        // synchronous, active low

    input  logic                       start_i,       // pulse: a new stream
    input  logic [31:0]                insn_count_i,  // its length

    input  logic                       insn_valid_i,
    output logic                       insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]  insn_i,
    input  logic                       insn_error_i,

    // One bit per stage: load, compute, store from bit 0.
    output logic [2:0]                 out_valid_o,
    input  logic [2:0]                 out_ready_i,
    output logic [vta_pkg::InsnW-1:0]  out_insn_o,
    output logic [vta_pkg::IndexW-1:0] out_index_o,   // also: the next to dispatch
    input  logic [2:0]                 retire_i,      // an instruction has retired

    output logic                       done_o,        // all are dispatched
    output logic                       error_o,       // stopped at out_index_o
    output logic                       blocked_o      // the stage of the next one is full
);

  localparam int HeldW = $clog2(vta_pkg::QueueDepth + 1);

  // --- The stage of an instruction -------------------------------------------------------------
  logic [vta_pkg::MemMemoryTypeW-1:0] memory_type;
  logic [vta_pkg::InsnOpcodeW-1:0]    opcode;
  logic [2:0]                         stage;  // one-hot

  assign opcode      = insn_i[vta_pkg::InsnOpcodeLsb+:vta_pkg::InsnOpcodeW];
  assign memory_type = insn_i[vta_pkg::MemMemoryTypeLsb+:vta_pkg::MemMemoryTypeW];

  always_comb begin
    stage = 3'b010;  // also for what is illegal: the compute stage reports it
    if (opcode == vta_pkg::OpStore) stage = 3'b100;
    if (opcode == vta_pkg::OpLoad &&
        (memory_type == vta_pkg::MemInp || memory_type == vta_pkg::MemWgt)) stage = 3'b001;
  end

  // --- The next instruction --------------------------------------------------------------------
  logic                      valid_q, error_q;
  logic [2:0]                stage_q;
  logic [vta_pkg::InsnW-1:0] insn_q;
  logic [31:0]               index_q, count_q;
  logic [2:0]                full, fire;

  assign out_valid_o  = (valid_q && !error_q) ? stage_q & ~full : '0;
  assign fire         = out_valid_o & out_ready_i;
  assign insn_ready_o = !valid_q || (fire != '0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      error_q <= 1'b0;
      index_q <= '0;
      count_q <= '0;
    end else begin
      if (insn_ready_o) begin
        valid_q <= insn_valid_i;
        error_q <= insn_valid_i && insn_error_i;
      end
      if (start_i) begin
        index_q <= '0;
        count_q <= insn_count_i;
      end else if (fire != '0) begin
        index_q <= index_q + 32'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (insn_valid_i && insn_ready_o) begin
      insn_q  <= insn_i;
      stage_q <= stage;
    end
  end

  // --- Places in the stages --------------------------------------------------------------------
  for (genvar s = 0; s < 3; s++) begin : gen_stage
    logic [HeldW-1:0] held_q;  // dispatched and not retired

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        held_q <= '0;
      end else begin
        if (fire[s] && !retire_i[s]) held_q <= held_q + HeldW'(1);
        if (retire_i[s] && !fire[s]) held_q <= held_q - HeldW'(1);
      end
    end

    assign full[s] = (held_q == HeldW'(vta_pkg::QueueDepth));

    `VTA_ASSUME(RetireWhatIsHeld, !(retire_i[s] && held_q == '0))
  end

  assign out_insn_o  = insn_q;
  assign out_index_o = index_q;
  assign done_o      = (index_q == count_q);
  assign error_o     = error_q;
  assign blocked_o   = valid_q && !error_q && ((stage_q & full) != '0);

  `VTA_ASSERT(NothingBehindTheEnd, !(valid_q && done_o))

endmodule

`default_nettype wire
