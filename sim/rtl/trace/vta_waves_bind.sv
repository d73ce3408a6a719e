// SPDX-License-Identifier: Apache-2.0
//
// Puts vta_waves into every vta_core.

`default_nettype none

bind vta_core vta_waves u_waves (
    .clk_i             (clk_i),
    .run_start_i       (start_i),
    .dispatch_i        (u_fetch.u_dispatch.fire),
    .next_valid_i      (u_fetch.u_dispatch.valid_q && !u_fetch.u_dispatch.error_q),
    .next_stage_i      (u_fetch.u_dispatch.stage_q),
    .next_insn_i       (u_fetch.u_dispatch.insn_q),
    .start_i           ({u_store.start_valid && u_store.start_ready && u_store.may_start,
                         u_compute.start, u_load.start}),
    .head_valid_i      (head_valid),
    .head_index_i      (head_index),
    .failed_i          (failed),
    .busy_i            (busy_o),
    .token_wait_i      (token_wait_o),
    .memory_wait_i     (memory_wait_o),
    .compute_pops_l2c_i(u_compute.pop_prev),
    .tokens_i          (tokens_o),
    .outstanding_i     (outstanding_o)
);

`default_nettype wire
