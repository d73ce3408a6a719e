// SPDX-License-Identifier: Apache-2.0
//
// vta_load_engine with the fields of its descriptors as ports.

`default_nettype none

module load_engine_ports (
    input  logic                               clk_i,
    input  logic                               rst_ni,
    input  logic                               desc_valid_i,
    output logic                               desc_ready_o,
    input  logic [vta_pkg::IndexW-1:0]         d_index,
    input  logic                               d_push_prev,
    input  logic                               d_push_next,
    input  vta_pkg::error_e                    d_error,
    input  vta_pkg::mem_id_e                   d_mem_type,
    input  logic                               d_has_data,
    input  logic                               d_has_pads,
    input  logic                               d_merged,
    input  logic                               d_once,
    input  logic [31:0]                        d_addr,
    input  logic [vta_pkg::ByteCountW-1:0]     d_row_bytes,
    input  logic [15:0]                        d_rows,
    input  logic [vta_pkg::ByteCountW-1:0]     d_stride_bytes,
    input  logic [15:0]                        d_sram_base,
    input  logic [15:0]                        d_x_size,
    input  logic [15:0]                        d_y_size,
    input  logic [15:0]                        d_x_stride,
    input  logic [4:0]                         d_row_gap,
    input  logic [16:0]                        d_top_zeros,
    input  logic [16:0]                        d_bottom_zeros,
    input  logic [16:0]                        d_elems,
    output logic                               wants_o,
    output logic                               req_valid_o,
    input  logic                               req_ready_i,
    output logic [31:0]                        req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0]      req_len_o,
    input  logic                               rsp_valid_i,
    output logic                               rsp_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0]       rsp_data_i,
    input  logic                               rsp_error_i,
    input  logic                               rsp_last_i,
    input  logic                               halt_i,
    output logic                               wr_valid_o,
    input  logic                               wr_ready_i,
    output vta_pkg::mem_id_e                   wr_type_o,
    output logic                               wr_zero_o,
    output logic                               wr_again_o,
    output logic [15:0]                        wr_addr_o,
    output logic [7:0]                         wr_lane_o,
    output logic [vta_pkg::AxiDataW-1:0]       wr_data_o,
    output logic                               done_valid_o,
    input  logic                               done_ready_i,
    output logic [vta_pkg::IndexW-1:0]         done_index_o,
    output vta_pkg::error_e                    done_error_o,
    output logic                               empty_o,
    output logic [vta_pkg::IndexW-1:0]         oldest_o,
    output logic                               quiet_o,
    output logic                               moving_o
);
  vta_pkg::mem_desc_t  desc;
  vta_pkg::done_desc_t done_desc;
  assign desc.index        = d_index;
  assign desc.push_prev    = d_push_prev;
  assign desc.push_next    = d_push_next;
  assign desc.error        = d_error;
  assign desc.mem_type     = d_mem_type;
  assign desc.has_data     = d_has_data;
  assign desc.has_pads     = d_has_pads;
  assign desc.merged       = d_merged;
  assign desc.once         = d_once;
  assign desc.addr         = d_addr;
  assign desc.row_bytes    = d_row_bytes;
  assign desc.rows         = d_rows;
  assign desc.stride_bytes = d_stride_bytes;
  assign desc.sram_base    = d_sram_base;
  assign desc.x_size       = d_x_size;
  assign desc.y_size       = d_y_size;
  assign desc.x_stride     = vta_pkg::UopWordW'(d_x_stride);
  assign desc.row_gap      = d_row_gap;
  assign desc.top_zeros    = d_top_zeros;
  assign desc.bottom_zeros = d_bottom_zeros;
  assign desc.elems        = d_elems;
  assign desc.last         = 17'(d_sram_base) + d_elems - 17'd1;
  assign done_index_o = done_desc.index;
  assign done_error_o = done_desc.error;

  logic unused;
  assign unused = &{1'b0, done_desc, d_x_stride};

  vta_load_engine u_engine (
      .start_valid_i(desc_valid_i),
      .start_ready_o(desc_ready_o),
      .start_desc_i (desc),
      .done_desc_o  (done_desc),
      .*
  );
endmodule

`default_nettype wire
