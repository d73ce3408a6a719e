// SPDX-License-Identifier: Apache-2.0
//
// vta_compute_retire with the fields that it uses of a LOAD as ports.

`default_nettype none

module compute_retire_ports #(
    localparam int IndexW = vta_pkg::IndexW,
    localparam int StatW  = vta_pkg::StatW
) (
    input  logic              clk_i,
    input  logic              rst_ni,
    input  logic              start_i,
    output logic              ready_o,
    input  logic              early_i,
    input  logic [1:0]        unit_i,
    input  logic [IndexW-1:0] index_i,
    input  logic              push_prev_i,
    input  logic              push_next_i,
    input  logic              alu_i,
    input  logic              exec_done_i,
    input  vta_pkg::error_e   exec_error_i,
    input  logic              exec_finish_i,
    input  logic              exec_push_prev_i,
    input  logic              exec_push_next_i,
    input  logic [IndexW-1:0] exec_index_i,
    input  logic [StatW-1:0]  exec_gemm_i,
    input  logic [StatW-1:0]  exec_alu_i,
    output logic              exec_take_o,
    output logic              exec_stop_o,
    input  logic              exec_range_i,
    input  logic [IndexW-1:0] exec_range_index_i,
    input  logic              exec_idle_i,
    input  logic [vta_pkg::AccAddrW-1:0] exec_lo_i,
    input  logic [vta_pkg::AccAddrW-1:0] exec_hi_i,
    input  logic              tail_done_i,
    input  logic [StatW-1:0]  tail_elems_i,
    output logic              tail_clear_o,
    input  logic              load_done_i,
    input  logic [IndexW-1:0] l_index,
    input  logic              l_push_prev,
    input  logic              l_push_next,
    input  vta_pkg::error_e   l_error,
    input  vta_pkg::mem_id_e  l_mem_type,
    input  logic [vta_pkg::SramCountW-1:0] l_elems,
    output logic              load_take_o,
    input  logic              c2l_full_i,
    output logic              c2l_push_o,
    input  logic              c2s_full_i,
    output logic              c2s_push_o,
    output logic              retire_o,
    output logic              finish_o,
    output logic [StatW-1:0]  stat_uop_o,
    output logic [StatW-1:0]  stat_acc_o,
    output logic [StatW-1:0]  stat_gemm_o,
    output logic [StatW-1:0]  stat_alu_o,
    output logic              ahead_o,
    output logic [vta_pkg::AccAddrW-1:0] ahead_lo_o,
    output logic [vta_pkg::AccAddrW-1:0] ahead_hi_o,
    output logic              stopping_o,
    output logic              error_o,
    output vta_pkg::error_e   error_code_o,
    output logic [IndexW-1:0] error_index_o,
    output logic              failing_o,
    output logic              empty_o,
    output logic [1:0]        unit_o,
    output logic [IndexW-1:0] tail_index_o,
    output logic [IndexW-1:0] index_o
);
  vta_pkg::done_desc_t desc;
  always_comb begin
    desc           = '0;
    desc.index     = l_index;
    desc.push_prev = l_push_prev;
    desc.push_next = l_push_next;
    desc.error     = l_error;
    desc.mem_type  = l_mem_type;
    desc.elems     = l_elems;
  end

  vta_compute_retire u_retire (
      .load_desc_i(desc),
      .*
  );
endmodule

`default_nettype wire
