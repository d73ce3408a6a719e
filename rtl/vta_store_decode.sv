// SPDX-License-Identifier: Apache-2.0
//
// First part of the store stage: checks an instruction, then starts it when its token is there.
//
// Three register stages, one instruction per cycle: fields, the product x_size * y_size with the
// address, the verdict. Only the last one takes the token, so an instruction behind one in error
// never takes any. After starting an instruction in error nothing starts until reset.

`include "vta_assert.svh"
`default_nettype none

module vta_store_decode #(
    localparam int ElemsW = vta_pkg::AccAddrW + 1  // holds 0 to the depth of OUT
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,         // synchronous, active low

    input  logic                          insn_valid_i,
    output logic                          insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]     insn_i,
    input  logic [vta_pkg::AxiAddrW-1:0]  out_base_i,     // multiple of 64
    input  logic                          c2s_avail_i,
    output logic                          c2s_pop_o,

    // A started instruction: `rows` rows of `row_elems` elements, `stride_elems` apart in DRAM,
    // from `sram_base` on dense in OUT; nothing to move if `empty_o`.
    output logic                          start_valid_o,
    input  logic                          start_ready_i,
    output logic                          start_empty_o,
    output logic [1:0]                    start_verdict_o,  // vta_store_retire says what it means
    output logic                          start_push_o,     // pushes a token in the end
    output logic [vta_pkg::AxiAddrW-1:0]  start_addr_o,
    output logic [vta_pkg::AccAddrW-1:0]  start_sram_base_o,
    output logic [ElemsW-1:0]             start_row_elems_o,
    output logic [ElemsW-1:0]             start_rows_o,
    output logic [15:0]                   start_stride_o,   // elements
    output logic [ElemsW-1:0]             start_elems_o,    // elements to move

    output logic                          lacks_token_o,    // waits for nothing else
    output logic                          empty_o           // holds no instruction
);

  localparam int AddrW   = vta_pkg::AxiAddrW;
  localparam int AccW    = vta_pkg::AccAddrW;
  localparam int LogElem = $clog2(vta_pkg::OutElemW / 8);

  logic s1_valid_q, s2_valid_q, s3_valid_q, s1_ready, s2_ready, s3_ready, poisoned_q;

  assign insn_ready_o = s1_ready;
  assign s1_ready     = !s1_valid_q || s2_ready;
  assign s2_ready     = !s2_valid_q || s3_ready;
  assign s3_ready     = !s3_valid_q || (start_valid_o && start_ready_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s1_valid_q <= 1'b0;
      s2_valid_q <= 1'b0;
      s3_valid_q <= 1'b0;
    end else begin
      if (s1_ready) s1_valid_q <= insn_valid_i;
      if (s2_ready) s2_valid_q <= s1_valid_q;
      if (s3_ready) s3_valid_q <= s2_valid_q;
    end
  end

  // --- Fields ----------------------------------------------------------------------------------
  logic        s1_pop_q, s1_push_q, s1_bad_type_q, s1_bad_pad_q;
  logic [15:0] s1_sram_base_q, s1_y_q, s1_x_q, s1_stride_q;
  logic [31:0] s1_dram_base_q;

  always_ff @(posedge clk_i) begin
    if (s1_ready && insn_valid_i) begin
      s1_pop_q       <= insn_i[vta_pkg::InsnPopPrevLsb];
      s1_push_q      <= insn_i[vta_pkg::InsnPushPrevLsb];
      s1_bad_type_q  <= insn_i[vta_pkg::MemMemoryTypeLsb+:3] != vta_pkg::MemOut;
      s1_bad_pad_q   <= insn_i[vta_pkg::MemYPad0Lsb+:16] != '0;
      s1_sram_base_q <= insn_i[vta_pkg::MemSramBaseLsb+:16];
      s1_dram_base_q <= insn_i[vta_pkg::MemDramBaseLsb+:32];
      s1_y_q         <= insn_i[vta_pkg::MemYSizeLsb+:16];
      s1_x_q         <= insn_i[vta_pkg::MemXSizeLsb+:16];
      s1_stride_q    <= insn_i[vta_pkg::MemXStrideLsb+:16];
    end
  end

  // --- Product and address ---------------------------------------------------------------------
  logic             s2_pop_q, s2_push_q, s2_bad_type_q, s2_bad_pad_q, s2_no_row_q, s2_merged_q;
  logic [15:0]      s2_sram_base_q, s2_y_q, s2_x_q, s2_stride_q;
  logic [31:0]      s2_elems_q;
  logic [AddrW-1:0] s2_addr_q;

  always_ff @(posedge clk_i) begin
    if (s2_ready && s1_valid_q) begin
      s2_pop_q       <= s1_pop_q;
      s2_push_q      <= s1_push_q;
      s2_bad_type_q  <= s1_bad_type_q;
      s2_bad_pad_q   <= s1_bad_pad_q;
      s2_sram_base_q <= s1_sram_base_q;
      s2_y_q         <= s1_y_q;
      s2_x_q         <= s1_x_q;
      s2_stride_q    <= s1_stride_q;
      s2_no_row_q    <= s1_x_q == '0;
      s2_merged_q    <= s1_stride_q == s1_x_q || s1_y_q == 16'd1;  // one long row
      s2_elems_q     <= 32'(s1_x_q) * 32'(s1_y_q);
      s2_addr_q      <= out_base_i + (s1_dram_base_q << LogElem);
    end
  end

  // --- Verdict ---------------------------------------------------------------------------------
  logic        s3_pop_q;
  logic        beyond;  // the range ends behind the memory
  logic [1:0]  verdict;

  assign beyond = (33'(s2_elems_q) + 33'(s2_sram_base_q)) > 33'(vta_pkg::AccDepth);

  always_comb begin
    verdict = 2'd0;
    if (!s2_no_row_q) begin
      if (s2_bad_type_q) verdict = 2'd1;
      else if (s2_bad_pad_q) verdict = 2'd2;
      else if (beyond && s2_elems_q != '0) verdict = 2'd3;
    end
  end

  always_ff @(posedge clk_i) begin
    if (s3_ready && s2_valid_q) begin
      s3_pop_q          <= s2_pop_q;
      start_push_o      <= s2_push_q;
      start_verdict_o   <= verdict;
      start_empty_o     <= s2_elems_q == '0 || verdict != 2'd0;
      start_addr_o      <= s2_addr_q;
      start_sram_base_o <= s2_sram_base_q[AccW-1:0];
      start_row_elems_o <= s2_merged_q ? s2_elems_q[ElemsW-1:0] : s2_x_q[ElemsW-1:0];
      start_rows_o      <= s2_merged_q ? ElemsW'(1) : s2_y_q[ElemsW-1:0];
      start_stride_o    <= s2_stride_q;
      start_elems_o     <= (verdict == 2'd0) ? s2_elems_q[ElemsW-1:0] : '0;
    end
  end

  // --- Start -----------------------------------------------------------------------------------
  assign start_valid_o = s3_valid_q && !poisoned_q && (!s3_pop_q || c2s_avail_i);
  assign c2s_pop_o     = start_valid_o && start_ready_i && s3_pop_q;
  assign lacks_token_o = s3_valid_q && s3_pop_q && !c2s_avail_i;
  assign empty_o       = !s1_valid_q && !s2_valid_q && !s3_valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) poisoned_q <= 1'b0;
    else if (start_valid_o && start_ready_i && start_verdict_o != 2'd0) poisoned_q <= 1'b1;
  end

  // The opcode is known, the flags that name no neighbour mean nothing.
  logic unused;
  assign unused = &{1'b0, insn_i, s2_y_q, s2_x_q, s2_sram_base_q};

  `VTA_ASSERT(PopNeedsToken, !(c2s_pop_o && !c2s_avail_i))
  `VTA_ASSERT(LegalRangeIsInside, !start_valid_o || start_empty_o ||
      32'(start_sram_base_o) + 32'(start_elems_o) <= 32'(vta_pkg::AccDepth))

endmodule

`default_nettype wire
