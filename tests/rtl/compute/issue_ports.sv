// SPDX-License-Identifier: Apache-2.0
//
// vta_issue with the fields that it uses of a LOAD as ports.

`default_nettype none

module issue_ports #(
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int UopAddrW = vta_pkg::UopAddrW
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic [vta_pkg::FeatureW-1:0] features_i,
    input  logic                         valid_i,
    input  logic                         tokens_i,
    input  logic                         stopped_i,
    input  vta_pkg::error_e              d_error,
    input  vta_pkg::mem_id_e             d_mem_type,
    input  logic                         d_has_data,
    input  logic                         d_has_pads,
    input  logic [15:0]                  d_sram_base,
    input  logic [16:0]                  d_elems,
    input  logic [vta_pkg::InsnW-1:0]    insn_i,
    input  logic                         is_load_i,
    input  logic                         legal_i,
    output logic                         start_o,
    output logic                         start_load_o,
    output logic                         start_exec_o,
    output logic                         start_tail_o,
    output logic                         join_tail_o,
    output logic                         offer_load_o,
    input  logic                         tokens_high_i,
    input  logic                         engine_ready_i,
    input  logic                         engine_empty_i,
    input  logic                         loads_wait_i,
    input  logic                         exec_ready_i,
    input  logic                         exec_idle_i,
    input  logic                         exec_behind_i,
    input  logic                         safe_i,
    input  logic [AddrW-1:0]             exec_lo_i,
    input  logic [AddrW-1:0]             exec_hi_i,
    input  logic [UopAddrW-1:0]          exec_uop_bgn_i,
    input  logic [UopAddrW:0]            exec_uop_end_i,
    input  logic                         tail_ready_i,
    input  logic                         tail_busy_i,
    input  logic                         tail_zeroing_i,
    input  logic [AddrW-1:0]             tail_lo_i,
    input  logic [AddrW-1:0]             tail_hi_i,
    input  logic                         can_join_i,
    input  logic                         can_shift_i,
    output logic                         tail_go_o,
    output logic                         scan_re_o,
    input  logic                         scan_rready_i,
    output logic [UopAddrW-1:0]          scan_raddr_o,
    input  logic [31:0]                  scan_rdata_i,
    output logic                         tail_add_o,
    output logic [AddrW-1:0]             tail_src_o,
    output logic [AddrW-1:0]             tail_base_o,
    output logic [AddrW-1:0]             tail_lo_o,
    output logic [AddrW-1:0]             tail_hi_o,
    output logic [AddrW:0]               tail_uops_o
);
  vta_pkg::mem_desc_t desc;
  always_comb begin
    desc           = '0;
    desc.error     = d_error;
    desc.mem_type  = d_mem_type;
    desc.has_data  = d_has_data;
    desc.has_pads  = d_has_pads;
    desc.sram_base = d_sram_base;
    desc.last      = 17'(d_sram_base) + d_elems - 17'd1;
  end

  vta_issue u_issue (
      .desc_i(desc),
      .*
  );
endmodule

`default_nettype wire
