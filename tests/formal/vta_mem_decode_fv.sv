// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_mem_decode: a LOAD is in error exactly when the specification says so, and
// a legal one is described without the loss of a bit, for every instruction and base register.
//
// The reference computes with more bits than any result has, from the instruction that the module
// shows beside its description. All widths are those of the design. Solvers do not see through two
// wide multipliers, so the reference multiplies when the module does, from the same operands, into
// as many bits as a product can have, and Yosys makes one multiplier of the two; that the operands
// are the specification's is a property of its own. The counts of elements and zeros are short
// because a larger product is out of range; that is proved for fewer than 4 columns, any number of
// rows and all pads, which reaches every width: 3 * 65535 has the 18 bits that are cut to 17.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_mem_decode_fv #(
    parameter bit Counts = 1'b0  // also the counts, of LOADs with less than 4 columns
) (
    input logic                       clk_i,
    input logic                       rst_ni,
    input logic                       insn_valid_i,
    input logic [vta_pkg::InsnW-1:0]  insn_i,
    input logic [vta_pkg::IndexW-1:0] insn_index_i,
    input logic                       desc_ready_i
);
  // Base registers and the mechanism keep their value throughout a run.
  (* anyconst *) logic [31:0] uop_base, wgt_base, inp_base, acc_base, acc8_base;
  (* anyconst *) logic        once;

  logic                      insn_ready, desc_valid, nop, pending;
  vta_pkg::mem_desc_t        desc;
  logic [vta_pkg::InsnW-1:0] insn;

  vta_mem_decode u_dut (
      .clk_i,
      .rst_ni,
      .insn_valid_i,
      .insn_ready_o(insn_ready),
      .insn_i,
      .insn_index_i,
      .uop_base_i  (uop_base),
      .wgt_base_i  (wgt_base),
      .inp_base_i  (inp_base),
      .acc_base_i  (acc_base),
      .acc8_base_i (acc8_base),
      .once_i      (once),
      .desc_valid_o(desc_valid),
      .desc_ready_i,
      .desc_o      (desc),
      .insn_o      (insn),
      .nop_o       (nop),
      .pending_o   (pending)
  );

  `VTA_FORMAL_RESET

  // --- instructions go through in order, with their index ---------------------------------------
  logic [1:0]                                  n_q;  // inside
  logic [vta_pkg::InsnW+vta_pkg::IndexW-1:0]   first_q, second_q, new_insn;
  logic                                        accept, leave;
  assign accept   = insn_valid_i && insn_ready;
  assign leave    = desc_valid && desc_ready_i;
  assign new_insn = {insn_i, insn_index_i};
  always_ff @(posedge clk_i) begin
    if (!rst_ni) n_q <= '0;
    else n_q <= n_q + 2'(accept) - 2'(leave);
    if (leave) first_q <= second_q;
    if (accept && n_q - 2'(leave) == 2'd0) first_q <= new_insn;
    if (accept && n_q - 2'(leave) == 2'd1) second_q <= new_insn;
  end
  // Proves: fetch.order
  `VTA_ASSERT(InOrder, !desc_valid || (n_q != '0 && first_q == {insn, desc.index}))
  `VTA_ASSERT(PendingIsTheOther, n_q == 2'(desc_valid) + 2'(pending))
  logic [vta_pkg::InsnW-1:0]  s1_insn;
  logic [vta_pkg::IndexW-1:0] s1_index;
  `VTA_HELPER(FirstStageIsYoungest, !pending ||
      {s1_insn, s1_index} == (desc_valid ? second_q : first_q))

  // --- the specification ------------------------------------------------------------------------
  logic [2:0]  mem;
  logic [15:0] x, y, stride, sram_base;
  logic [3:0]  xp0, xp1, yp0, yp1;
  logic [31:0] dram_base;
  assign mem       = insn[vta_pkg::MemMemoryTypeLsb+:3];
  assign sram_base = insn[vta_pkg::MemSramBaseLsb+:16];
  assign dram_base = insn[vta_pkg::MemDramBaseLsb+:32];
  assign y         = insn[vta_pkg::MemYSizeLsb+:16];
  assign x         = insn[vta_pkg::MemXSizeLsb+:16];
  assign stride    = insn[vta_pkg::MemXStrideLsb+:16];
  assign yp0       = insn[vta_pkg::MemYPad0Lsb+:4];
  assign yp1       = insn[vta_pkg::MemYPad1Lsb+:4];
  assign xp0       = insn[vta_pkg::MemXPad0Lsb+:4];
  assign xp1       = insn[vta_pkg::MemXPad1Lsb+:4];

  logic [31:0] base;
  logic [63:0] depth;
  logic [3:0]  elem;  // log2 of the bytes of an element
  always_comb begin
    case (mem)
      3'd0: {base, depth, elem} = {uop_base, 64'(vta_pkg::UopDepth), 4'(vta_pkg::UopElemLog)};
      3'd1: {base, depth, elem} = {wgt_base, 64'(vta_pkg::WgtDepth), 4'(vta_pkg::WgtElemLog)};
      3'd2: {base, depth, elem} = {inp_base, 64'(vta_pkg::InpDepth), 4'(vta_pkg::InpElemLog)};
      3'd3: {base, depth, elem} = {acc_base, 64'(vta_pkg::AccDepth), 4'(vta_pkg::AccElemLog)};
      default: {base, depth, elem} = {acc8_base, 64'(vta_pkg::AccDepth), 4'(vta_pkg::Acc8ElemLog)};
    endcase
  end

  // Products of the instruction in the first stage, kept when it goes to the second.
  logic [15:0] s1_x, s1_y;
  logic [3:0]  s1_xp0, s1_xp1, s1_yp0, s1_yp1;
  logic [16:0] s1_width, s1_height, width_q, height_q;
  logic [4:0]  s1_top_rows;
  logic [33:0] total_q;
  logic [31:0] elems_q;
  logic [21:0] top_q;
  logic [20:0] bottom_q;
  assign s1_y        = s1_insn[vta_pkg::MemYSizeLsb+:16];
  assign s1_x        = s1_insn[vta_pkg::MemXSizeLsb+:16];
  assign s1_yp0      = s1_insn[vta_pkg::MemYPad0Lsb+:4];
  assign s1_yp1      = s1_insn[vta_pkg::MemYPad1Lsb+:4];
  assign s1_xp0      = s1_insn[vta_pkg::MemXPad0Lsb+:4];
  assign s1_xp1      = s1_insn[vta_pkg::MemXPad1Lsb+:4];
  assign s1_width    = 17'(s1_x) + 17'(s1_xp0) + 17'(s1_xp1);
  assign s1_height   = 17'(s1_y) + 17'(s1_yp0) + 17'(s1_yp1);
  assign s1_top_rows = (s1_y == '0) ? 5'(s1_yp0) + 5'(s1_yp1) : 5'(s1_yp0);
  always_ff @(posedge clk_i) begin
    if ((!desc_valid || desc_ready_i) && pending) begin
      width_q  <= s1_width;
      height_q <= s1_height;
      total_q  <= 34'(s1_width) * 34'(s1_height);
      elems_q  <= 32'(s1_x) * 32'(s1_y);
      top_q    <= 22'(s1_top_rows) * 22'(s1_width);
      bottom_q <= 21'(s1_yp1) * 21'(s1_width);
    end
  end
  `VTA_ASSERT(OperandsAreTheSizes, !desc_valid || (64'(width_q) == 64'(xp0) + 64'(x) + 64'(xp1) &&
      64'(height_q) == 64'(yp0) + 64'(y) + 64'(yp1)))

  logic        is_load, moves, legal;
  logic [63:0] total, elems;
  logic [3:0]  want_error;
  assign is_load = insn[2:0] == vta_pkg::OpLoad;
  assign moves   = is_load && x != '0;
  assign total   = 64'(total_q);
  assign elems   = 64'(elems_q);
  always_comb begin
    want_error = 4'd0;
    if (moves) begin
      if (mem == 3'd4 || mem > 3'd5) want_error = vta_pkg::ErrIllegalMemoryType;
      else if (total != '0 && 64'(sram_base) + total > depth)
        want_error = vta_pkg::ErrSramOutOfRange;
    end
  end
  assign legal = desc_valid && moves && want_error == 4'd0;

  logic                           dut_some, dut_fits;
  logic [vta_pkg::ByteCountW-1:0] dut_elems;
  `VTA_HELPER(ProductsHeld, !desc_valid ||
      (dut_some == (total != '0) && dut_fits == (64'(sram_base) + total <= depth) &&
       dut_elems == vta_pkg::ByteCountW'(elems_q) &&
       desc.last == 17'(elems + 64'(sram_base) - 64'd1)))

  // Proves: error.sram_range, error.illegal_memory_type, error.order, zero.x_size
  `VTA_ASSERT(ErrorExact, !desc_valid || desc.error == want_error)
  `VTA_ASSERT(EmptyMovesNothing, !desc_valid || (nop == (is_load && x == '0) &&
      (moves || (!desc.has_data && !desc.has_pads))))
  // Proves: load.types, address.base, zero.y_size
  `VTA_ASSERT(DataIffRows, !legal || desc.has_data == (y != '0))
  `VTA_ASSERT(FirstByte, !legal || desc.addr == 32'(64'(base) + (64'(dram_base) << elem)))
  `VTA_ASSERT(Rows, !(legal && desc.has_data) ||
      desc.rows == (desc.merged || desc.once ? 16'd1 : y))
  `VTA_ASSERT(OnceIffRepeated, !legal || desc.once == (once && y > 16'd1 && x == 16'd1 &&
      stride == '0 && (mem == vta_pkg::MemAcc || mem == vta_pkg::MemAcc8)))
  `VTA_ASSERT(MergedRowsTouch, !legal || !desc.merged || stride == x || y == 16'd1)
  `VTA_ASSERT(StrideBytes, !legal || 64'(desc.stride_bytes) == (64'(stride) << elem))
  `VTA_ASSERT(Kept, !legal || (desc.mem_type == mem && desc.sram_base == sram_base &&
      desc.x_size == x && desc.y_size == y && desc.x_stride == vta_pkg::UopWordW'(stride) &&
      desc.push_prev == insn[vta_pkg::InsnPushPrevLsb] &&
      desc.push_next == insn[vta_pkg::InsnPushNextLsb]))
  // Proves: load.pads
  `VTA_ASSERT(ZerosBetween, !legal || 64'(desc.row_gap) == 64'(xp0) + 64'(xp1))

  if (Counts) begin : gen_counts
    `VTA_ASSUME(FewColumns, !insn_valid_i || insn_i[vta_pkg::MemXSizeLsb+2+:14] == '0)
    `VTA_HELPER(FewInside, (!pending || s1_x < 16'd4) && (!desc_valid || x < 16'd4))
    `VTA_HELPER(DataWithin, !desc_valid || elems <= total)
    `VTA_HELPER(TopWithin, !desc_valid || (y == '0 ? 64'(top_q) == total
        : 64'(top_q) + 64'(xp0) <= total))
    `VTA_HELPER(BottomWithin, !desc_valid || y == '0 || 64'(bottom_q) + 64'(xp1) <= total)
    // Proves: load.types
    `VTA_ASSERT(RowBytes, !(legal && desc.has_data) ||
        64'(desc.row_bytes) == ((desc.merged ? elems : 64'(x)) << elem))
    `VTA_ASSERT(OnceAsksForOneElement, !(legal && desc.once) ||
        (desc.has_data && desc.rows == 16'd1 && 64'(desc.row_bytes) == (64'd1 << elem)))
    `VTA_ASSERT(Elements, !legal || 64'(desc.elems) == elems)
    // Proves: load.pads, zero.y_size
    `VTA_ASSERT(PadsIffAny, !legal || desc.has_pads == (total != elems))
    `VTA_ASSERT(TopZeros, !legal || 64'(desc.top_zeros) ==
        (y == '0 ? total : 64'(top_q) + 64'(xp0)))
    `VTA_ASSERT(BottomZeros, !legal || 64'(desc.bottom_zeros) ==
        (y == '0 ? 64'd0 : 64'(bottom_q) + 64'(xp1)))
  end

  `VTA_COVER(LastElement, legal && 64'(sram_base) + total == depth && yp0 != '0 && stride > x)
  `VTA_COVER(OneBeyond, desc_valid && moves && mem == 3'd2 &&
      64'(sram_base) + total == depth + 64'd1)
  `VTA_COVER(ProductBeyond32Bits, desc_valid && moves && total > 64'h1_0000_0000)
  `VTA_COVER(PadRowsOnly, legal && y == '0 && desc.has_pads)
  `VTA_COVER(OnceWithPads, legal && desc.once && desc.has_pads && mem == vta_pkg::MemAcc8)
endmodule
`default_nettype wire
