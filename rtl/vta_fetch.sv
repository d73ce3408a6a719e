// SPDX-License-Identifier: Apache-2.0
//
// Fetch: reads the instruction stream ahead and fills the queues of load, compute and store.
//
// Vectors over stages start with load at bit 0, then compute, then store. The queues hand out each
// instruction together with its position in the stream.

`default_nettype none

module vta_fetch (
    input  logic                           clk_i,
    input  logic                           rst_ni,         // synchronous, active low

    input  logic                           start_i,        // pulse, when the last run has ended
    input  logic [31:0]                    insn_addr_i,    // bytes, a multiple of 16
    input  logic [31:0]                    insn_count_i,

    // Client of vta_axi_read. Instructions are read far ahead of their use: data go first.
    input  logic                           others_i,       // data are asked for, and nobody starves
    output logic                           req_valid_o,
    input  logic                           req_ready_i,
    output logic [vta_pkg::AxiAddrW-1:0]   req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0]  req_len_o,
    input  logic                           rsp_valid_i,
    output logic                           rsp_ready_o,    // always 1
    input  logic [vta_pkg::AxiDataW-1:0]   rsp_data_i,
    input  logic                           rsp_error_i,
    input  logic                           rsp_last_i,

    // The stages.
    output logic [2:0]                     insn_valid_o,
    input  logic [2:0]                     insn_ready_i,
    output logic [3*vta_pkg::InsnW-1:0]    insn_o,
    output logic [3*vta_pkg::IndexW-1:0]   insn_index_o,
    input  logic [2:0]                     retire_i,       // frees a place of the stage

    output logic                           done_o,         // every instruction is dispatched
    output logic                           error_o,        // AXI error at head_index_o; until reset
    output logic [31:0]                    head_index_o,   // next instruction to dispatch
    output logic                           quiet_o,        // no progress without the stages
    output logic                           busy_o,         // at most one of these three
    output logic                           queue_wait_o,
    output logic                           memory_wait_o
);

  localparam int InsnW  = vta_pkg::InsnW;
  localparam int IndexW = vta_pkg::IndexW;
  localparam int QueueW = IndexW + InsnW;

  logic             next_valid, next_ready, next_error, reader_idle, blocked;
  logic [InsnW-1:0] next_insn, out_insn;
  logic [2:0]       out_valid, out_ready;

  logic wants, gets;
  vta_yield #(
      .Patience(255)
  ) u_yield (
      .clk_i,
      .rst_ni,
      .others_i,
      .valid_i(wants),
      .ready_o(gets),
      .valid_o(req_valid_o),
      .ready_i(req_ready_i)
  );

  vta_fetch_reader u_reader (
      .clk_i,
      .rst_ni,
      .start_i,
      .insn_addr_i,
      .insn_count_i,
      .req_valid_o (wants),
      .req_ready_i (gets),
      .req_addr_o,
      .req_len_o,
      .rsp_valid_i,
      .rsp_data_i,
      .rsp_error_i,
      .insn_valid_o(next_valid),
      .insn_ready_i(next_ready),
      .insn_o      (next_insn),
      .insn_error_o(next_error),
      .idle_o      (reader_idle)
  );

  assign rsp_ready_o = 1'b1;

  vta_fetch_dispatch u_dispatch (
      .clk_i,
      .rst_ni,
      .start_i,
      .insn_count_i,
      .insn_valid_i(next_valid),
      .insn_ready_o(next_ready),
      .insn_i      (next_insn),
      .insn_error_i(next_error),
      .out_valid_o (out_valid),
      .out_ready_i (out_ready),
      .out_insn_o  (out_insn),
      .out_index_o (head_index_o),
      .retire_i,
      .done_o,
      .error_o,
      .blocked_o   (blocked)
  );

  for (genvar s = 0; s < 3; s++) begin : gen_queue
    logic [$clog2(vta_pkg::QueueDepth + 1)-1:0] unused_count;
    logic                                       unused;

    vta_queue #(
        .Width(QueueW)
    ) u_queue (
        .clk_i,
        .rst_ni,
        .in_valid_i (out_valid[s]),
        .in_ready_o (out_ready[s]),
        .in_data_i  ({head_index_o, out_insn}),
        .out_valid_o(insn_valid_o[s]),
        .out_ready_i(insn_ready_i[s]),
        .out_data_o ({insn_index_o[IndexW*s+:IndexW], insn_o[InsnW*s+:InsnW]}),
        .count_o    (unused_count)
    );

    assign unused = &{1'b0, unused_count};
  end

  logic running;
  assign running       = !done_o && !error_o;
  assign quiet_o       = reader_idle && (!running || blocked);
  assign queue_wait_o  = running && blocked;
  assign memory_wait_o = running && !blocked && (out_valid == '0) && !next_valid;
  assign busy_o        = running && !blocked && !memory_wait_o;

  logic unused_last;
  assign unused_last = &{1'b0, rsp_last_i};

endmodule

`default_nettype wire
