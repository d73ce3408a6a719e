// SPDX-License-Identifier: Apache-2.0
//
// Puts vta_retire_trace into every vta_core.

`default_nettype none

bind vta_core vta_retire_trace u_trace (
    .clk_i                 (clk_i),
    .run_start_i           (start_i),
    .run_end_i             (end_o),
    .dispatch_i            (u_fetch.u_dispatch.fire != '0),
    .busy_i                (busy_o),
    .token_wait_i          (token_wait_o),
    .memory_wait_i         (memory_wait_o),
    .start_i               ({u_store.start_valid && u_store.start_ready && u_store.may_start,
                             u_compute.start, u_load.start}),
    .retire_i              (retire),
    .load_index_i          (u_load.done_desc.index),
    .compute_index_i       (u_compute.done_index),
    .store_index_i         (u_store.head_index_o),
    .failed_i              (failed[3:1]),
    .failed_code_i         ({store_code, compute_code, load_code}),
    .load_failed_index_i   (error_index[1*IndexW+:IndexW]),
    .compute_failed_index_i(error_index[2*IndexW+:IndexW]),
    .store_failed_index_i  (error_index[3*IndexW+:IndexW]),
    .push_i                (push),
    .pop_i                 (pop),
    .tokens_i              (tokens_o),
    .uop_we_i              (u_compute.u_uop_ram.we_i),
    .uop_addr_i            (u_compute.u_uop_ram.waddr_i),
    .uop_data_i            (u_compute.u_uop_ram.wdata_i),
    .inp_we_i              (inp_we),
    .wgt_we_i              (wgt_we),
    .load_addr_i           (load_waddr),
    .load_data_i           (load_wdata),
    .acc_we_i              (u_compute.u_acc.out_we_o),
    .acc_unit_i            ({u_compute.u_acc.gen_bank[1].load_writes,
                             u_compute.u_acc.gen_bank[1].tail_writes,
                             u_compute.u_acc.gen_bank[0].load_writes,
                             u_compute.u_acc.gen_bank[0].tail_writes}),
    .acc_lane_i            ({u_compute.u_acc.gen_bank[1].u_ram.wlane_i,
                             u_compute.u_acc.gen_bank[0].u_ram.wlane_i}),
    .acc_addr_i            ({u_compute.u_acc.gen_bank[1].u_ram.waddr_i,
                             u_compute.u_acc.gen_bank[0].u_ram.waddr_i}),
    .acc_data_i            ({u_compute.u_acc.gen_bank[1].u_ram.wdata_i,
                             u_compute.u_acc.gen_bank[0].u_ram.wdata_i}),
    .out_we_i              (u_out.we_i),
    .out_lane_i            (u_out.wlane_i),
    .out_addr_i            (u_out.waddr_i),
    .out_data_i            (u_out.wdata_i),
    .start_unit_i          (u_compute.u_retire.unit_i),
    .tail_joined_i         (u_compute.tail_joined)
);

`default_nettype wire
