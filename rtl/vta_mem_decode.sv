// SPDX-License-Identifier: Apache-2.0
//
// Decodes LOAD instructions: addresses, sizes, pads, and every check that needs no memory access.
//
// Two register stages, one instruction per cycle. The first latches the instruction, the second
// holds the products and the sums that the checks and the walkers need. What is not a LOAD passes
// through with `error` ErrNone and no data; the stage looks at `insn_o` for it.

`include "vta_assert.svh"
`default_nettype none

module vta_mem_decode (
    input  logic                       clk_i,
    input  logic                       rst_ni,

    input  logic                       insn_valid_i,
    output logic                       insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]  insn_i,
    input  logic [vta_pkg::IndexW-1:0] insn_index_i,

    // Base registers, added to byte addresses.
    input  logic [31:0]                uop_base_i,
    input  logic [31:0]                wgt_base_i,
    input  logic [31:0]                inp_base_i,
    input  logic [31:0]                acc_base_i,
    input  logic [31:0]                acc8_base_i,
    input  logic                       once_i,    // one element for many rows may be read once

    output logic                       desc_valid_o,
    input  logic                       desc_ready_i,
    output vta_pkg::mem_desc_t         desc_o,
    output logic [vta_pkg::InsnW-1:0]  insn_o,    // the instruction of desc_o
    output logic                       nop_o,     // a LOAD that moves nothing
    output logic                       pending_o  // an instruction is on its way to desc_o
);
  // --- first stage: the instruction -------------------------------------------------------------
  logic                       s1_valid_q;
  logic [vta_pkg::InsnW-1:0]  s1_insn_q;
  logic [vta_pkg::IndexW-1:0] s1_index_q;
  logic                       s1_ready, s2_valid_q;

  assign s1_ready     = !s2_valid_q || desc_ready_i;
  assign insn_ready_o = !s1_valid_q || s1_ready;
  assign pending_o    = s1_valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) s1_valid_q <= 1'b0;
    else if (insn_ready_o) s1_valid_q <= insn_valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (insn_ready_o && insn_valid_i) begin
      s1_insn_q  <= insn_i;
      s1_index_q <= insn_index_i;
    end
  end

  // --- fields -----------------------------------------------------------------------------------
  logic [2:0]  mem_bits;
  logic [15:0] x_size, y_size, x_stride, sram_base;
  logic [31:0] dram_base;
  logic [3:0]  x_pad_0, x_pad_1, y_pad_0, y_pad_1;
  logic        is_load;

  assign is_load   = s1_insn_q[2:0] == vta_pkg::OpLoad;
  assign mem_bits  = s1_insn_q[vta_pkg::MemMemoryTypeLsb +: 3];
  assign sram_base = s1_insn_q[vta_pkg::MemSramBaseLsb +: 16];
  assign dram_base = s1_insn_q[vta_pkg::MemDramBaseLsb +: 32];
  assign y_size    = s1_insn_q[vta_pkg::MemYSizeLsb +: 16];
  assign x_size    = s1_insn_q[vta_pkg::MemXSizeLsb +: 16];
  assign x_stride  = s1_insn_q[vta_pkg::MemXStrideLsb +: 16];
  assign y_pad_0   = s1_insn_q[vta_pkg::MemYPad0Lsb +: 4];
  assign y_pad_1   = s1_insn_q[vta_pkg::MemYPad1Lsb +: 4];
  assign x_pad_0   = s1_insn_q[vta_pkg::MemXPad0Lsb +: 4];
  assign x_pad_1   = s1_insn_q[vta_pkg::MemXPad1Lsb +: 4];

  // What depends on the memory type.
  logic        legal_type;
  logic [31:0] base;
  logic [3:0]  elem_log;
  logic [16:0] depth;
  always_comb begin
    legal_type = 1'b1;
    base       = acc_base_i;
    elem_log   = 4'(vta_pkg::AccElemLog);
    depth      = 17'(vta_pkg::AccDepth);
    unique case (mem_bits)
      vta_pkg::MemUop: begin
        base     = uop_base_i;
        elem_log = 4'(vta_pkg::UopElemLog);
        depth    = 17'(vta_pkg::UopDepth);
      end
      vta_pkg::MemWgt: begin
        base     = wgt_base_i;
        elem_log = 4'(vta_pkg::WgtElemLog);
        depth    = 17'(vta_pkg::WgtDepth);
      end
      vta_pkg::MemInp: begin
        base     = inp_base_i;
        elem_log = 4'(vta_pkg::InpElemLog);
        depth    = 17'(vta_pkg::InpDepth);
      end
      vta_pkg::MemAcc: base = acc_base_i;
      vta_pkg::MemAcc8: begin
        base     = acc8_base_i;
        elem_log = 4'(vta_pkg::Acc8ElemLog);
      end
      default: legal_type = 1'b0;
    endcase
  end

  logic [16:0] row_elems, all_rows;  // pads included
  assign row_elems = 17'(x_size) + 17'(x_pad_0) + 17'(x_pad_1);
  assign all_rows  = 17'(y_size) + 17'(y_pad_0) + 17'(y_pad_1);

  // --- second stage: products and checks ---------------------------------------------------------
  vta_pkg::mem_desc_t desc_d, desc_q;
  logic               nop_d, nop_q, legal_type_q;
  logic               some_q, fits_q;  // something is written on chip; it is within the memory
  logic [vta_pkg::ByteCountW-1:0] elems_q;  // x_size * y_size, exact if in range
  logic [16:0]        last_q;
  logic [3:0]         elem_log_q;
  logic [vta_pkg::InsnW-1:0] s2_insn_q;

  // The longest path of the stage begins with the verdict on the range and with the last element:
  // both are sums in front of their registers. What fits is negative, total - room - 1. A product
  // alone would take its register into the DSP slice, from where it comes 1.3 ns later.
  logic [17:0] room;     // elements from sram_base to the end of the memory; negative behind that
  logic [33:0] total;    // elements written on chip
  logic [35:0] excess;
  logic [vta_pkg::ByteCountW-1:0] elems;
  assign room   = 18'(depth) - 18'(sram_base);
  assign total  = 34'(row_elems) * 34'(all_rows);
  assign excess = 36'(total) + 36'($signed(~room));
  assign elems  = vta_pkg::ByteCountW'(32'(x_size) * 32'(y_size));

  // Zeros before and behind the data; without any row all of them come first.
  logic [4:0]  top_rows;
  assign top_rows = (y_size == '0) ? 5'(y_pad_0) + 5'(y_pad_1) : 5'(y_pad_0);

  logic merged, once;
  assign merged = (x_stride == x_size) || (y_size == 16'd1);
  // A bias for many accumulators: rows of one element, all from the same address.
  assign once   = once_i && is_load && (x_stride == '0) && (x_size == 16'd1) && (y_size > 16'd1) &&
                  ((mem_bits == vta_pkg::MemAcc) || (mem_bits == vta_pkg::MemAcc8));
  assign nop_d  = is_load && (x_size == '0);

  always_comb begin
    desc_d              = '0;
    desc_d.index        = s1_index_q;
    desc_d.push_prev    = s1_insn_q[vta_pkg::InsnPushPrevLsb];
    desc_d.push_next    = s1_insn_q[vta_pkg::InsnPushNextLsb];
    desc_d.has_data     = is_load && (x_size != '0) && (y_size != '0);
    desc_d.has_pads     = is_load && (x_size != '0) &&
        ((y_size != '0 && (x_pad_0 != '0 || x_pad_1 != '0)) || y_pad_0 != '0 || y_pad_1 != '0);
    desc_d.merged       = merged;
    desc_d.once         = once;
    desc_d.addr         = base + (dram_base << elem_log);
    desc_d.row_bytes    = vta_pkg::ByteCountW'(x_size) << elem_log;
    desc_d.rows         = (merged || once) ? 16'd1 : y_size;
    desc_d.stride_bytes = vta_pkg::ByteCountW'(x_stride) << elem_log;
    desc_d.sram_base    = sram_base;
    desc_d.x_size       = x_size;
    desc_d.y_size       = y_size;
    desc_d.x_stride     = vta_pkg::UopWordW'(x_stride);
    desc_d.row_gap      = 5'(x_pad_0) + 5'(x_pad_1);
    desc_d.top_zeros    = 17'(22'(top_rows) * 22'(row_elems)) +
                          ((y_size == '0) ? 17'd0 : 17'(x_pad_0));
    desc_d.bottom_zeros = (y_size == '0) ? 17'd0
                                         : 17'(21'(y_pad_1) * 21'(row_elems)) + 17'(x_pad_1);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) s2_valid_q <= 1'b0;
    else if (s1_ready) s2_valid_q <= s1_valid_q;
  end

  always_ff @(posedge clk_i) begin
    if (s1_ready && s1_valid_q) begin
      desc_q       <= desc_d;
      nop_q        <= nop_d;
      legal_type_q <= legal_type || !is_load;
      some_q       <= (row_elems != '0) && (all_rows != '0);
      fits_q       <= excess[35];
      elems_q      <= elems;
      last_q       <= 17'(elems) + (17'(sram_base) - 17'd1);
      elem_log_q   <= elem_log;
      s2_insn_q    <= s1_insn_q;
    end
  end

  // A range that ends behind the memory; an empty range is legal anywhere.
  logic        is_load_q, out_of_range;
  assign is_load_q    = s2_insn_q[2:0] == vta_pkg::OpLoad;
  assign out_of_range = some_q && !fits_q;

  // The memory type as an enum: bits assigned to a struct net.
  vta_pkg::mem_id_bits_t overlay;
  assign overlay = s2_insn_q[vta_pkg::MemMemoryTypeLsb +: 3];

  always_comb begin
    desc_o          = desc_q;
    desc_o.mem_type = overlay.id;
    desc_o.elems    = 17'(elems_q);
    desc_o.last     = last_q;
    desc_o.error    = vta_pkg::ErrNone;
    // One long row of everything when rows touch; its bytes fit, or the range is in error anyway.
    if (desc_q.merged) desc_o.row_bytes = elems_q << elem_log_q;
    if (is_load_q && !nop_q) begin
      if (!legal_type_q) desc_o.error = vta_pkg::ErrIllegalMemoryType;
      else if (out_of_range) desc_o.error = vta_pkg::ErrSramOutOfRange;
    end
  end

  assign desc_valid_o = s2_valid_q;
  assign insn_o       = s2_insn_q;
  assign nop_o        = nop_q;

  logic unused;  // of a verdict, only the sign counts
  assign unused = &{1'b0, excess};
endmodule

`default_nettype wire
