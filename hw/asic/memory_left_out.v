// SPDX-License-Identifier: Apache-2.0
//
// What stands for a memory of a memory compiler; memory_map.v makes them.

(* blackbox *)
module vta_memory_left_out #(
    parameter WORDS = 1,
    parameter BITS = 1,
    parameter READS = 1,
    parameter WRITES = 1,
    parameter ABITS = 1,
    parameter CLOCKS = 0
) (
    input  [READS*ABITS-1:0]  raddr,
    input  [READS-1:0]        re,
    output [READS*BITS-1:0]   rdata,
    input  [WRITES-1:0]       wclk,
    input  [WRITES*ABITS-1:0] waddr,
    input  [WRITES*BITS-1:0]  we,
    input  [WRITES*BITS-1:0]  wdata
);
endmodule
