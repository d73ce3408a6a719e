// SPDX-License-Identifier: Apache-2.0
//
// vta_mem_decode with the fields of its descriptor as ports.

`default_nettype none

module mem_decode_ports (
    input  logic                           clk_i,
    input  logic                           rst_ni,
    input  logic                           insn_valid_i,
    output logic                           insn_ready_o,
    input  logic [vta_pkg::InsnW-1:0]      insn_i,
    input  logic [vta_pkg::IndexW-1:0]     insn_index_i,
    input  logic [31:0]                    uop_base_i,
    input  logic [31:0]                    wgt_base_i,
    input  logic [31:0]                    inp_base_i,
    input  logic [31:0]                    acc_base_i,
    input  logic [31:0]                    acc8_base_i,
    input  logic                           once_i,
    output logic                           desc_valid_o,
    input  logic                           desc_ready_i,
    output logic [vta_pkg::InsnW-1:0]      insn_o,
    output logic                           nop_o,
    output logic                           pending_o,
    output logic [vta_pkg::IndexW-1:0]     d_index,
    output logic                           d_push_prev,
    output logic                           d_push_next,
    output vta_pkg::error_e                d_error,
    output vta_pkg::mem_id_e               d_mem_type,
    output logic                           d_has_data,
    output logic                           d_has_pads,
    output logic                           d_merged,
    output logic                           d_once,
    output logic [31:0]                    d_addr,
    output logic [vta_pkg::ByteCountW-1:0] d_row_bytes,
    output logic [15:0]                    d_rows,
    output logic [vta_pkg::ByteCountW-1:0] d_stride_bytes,
    output logic [15:0]                    d_sram_base,
    output logic [15:0]                    d_x_size,
    output logic [15:0]                    d_y_size,
    output logic [vta_pkg::UopWordW-1:0]   d_x_stride,
    output logic [4:0]                     d_row_gap,
    output logic [16:0]                    d_top_zeros,
    output logic [16:0]                    d_bottom_zeros,
    output logic [16:0]                    d_elems,
    output logic [16:0]                    d_last
);
  vta_pkg::mem_desc_t desc;
  assign d_index        = desc.index;
  assign d_push_prev    = desc.push_prev;
  assign d_push_next    = desc.push_next;
  assign d_error        = desc.error;
  assign d_mem_type     = desc.mem_type;
  assign d_has_data     = desc.has_data;
  assign d_has_pads     = desc.has_pads;
  assign d_merged       = desc.merged;
  assign d_once         = desc.once;
  assign d_addr         = desc.addr;
  assign d_row_bytes    = desc.row_bytes;
  assign d_rows         = desc.rows;
  assign d_stride_bytes = desc.stride_bytes;
  assign d_sram_base    = desc.sram_base;
  assign d_x_size       = desc.x_size;
  assign d_y_size       = desc.y_size;
  assign d_x_stride     = desc.x_stride;
  assign d_row_gap      = desc.row_gap;
  assign d_top_zeros    = desc.top_zeros;
  assign d_bottom_zeros = desc.bottom_zeros;
  assign d_elems        = desc.elems;
  assign d_last         = desc.last;

  vta_mem_decode u_decode (
      .clk_i,
      .rst_ni,
      .insn_valid_i,
      .insn_ready_o,
      .insn_i,
      .insn_index_i,
      .uop_base_i,
      .wgt_base_i,
      .inp_base_i,
      .acc_base_i,
      .acc8_base_i,
      .once_i,
      .desc_valid_o,
      .desc_ready_i,
      .desc_o(desc),
      .insn_o,
      .nop_o,
      .pending_o
  );
endmodule

`default_nettype wire
