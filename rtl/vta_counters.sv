// SPDX-License-Identifier: Apache-2.0
//
// Counters of a run: cycles, the seven statistics, cycles per stage, ACC writes.
//
// Cleared by start_i; they count what happens in the cycles after it while running_i, and keep
// their values afterwards. Everything but the cycles is counted one cycle late.

`default_nettype none

module vta_counters #(
    localparam int StatW  = vta_pkg::StatW,
    localparam int Stats  = 7,
    localparam int Levels = 12
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,         // synchronous, active low; hard only

    input  logic                          start_i,
    input  logic                          running_i,

    // In the order of the registers: INP, WGT, ACC, UOP, OUT bytes, GEMM, ALU micro-ops.
    input  logic [Stats-1:0]              stat_valid_i,
    input  logic [Stats*StatW-1:0]        stat_i,         // increments
    // In the order of the registers: fetch busy, queue wait, memory wait; load busy, token wait,
    // memory wait; the same for compute and store.
    input  logic [Levels-1:0]             level_i,
    input  logic [2:0]                    acc_writes_i,   // results of GEMM and ALU

    output logic [StatW-1:0]              cycles_o,
    output logic [(Stats+Levels)*StatW-1:0] counters_o,   // statistics first
    output logic [31:0]                   acc_writes_o
);

  logic [2:0]        acc_writes_q;
  logic [Levels-1:0] level_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || start_i) begin
      cycles_o     <= '0;
      acc_writes_o <= '0;
      acc_writes_q <= '0;
      level_q      <= '0;
    end else begin
      if (running_i) cycles_o <= cycles_o + StatW'(1);
      acc_writes_q <= running_i ? acc_writes_i : '0;
      level_q      <= running_i ? level_i : '0;
      acc_writes_o <= acc_writes_o + 32'(acc_writes_q);
    end
  end

  for (genvar s = 0; s < Stats; s++) begin : gen_stat
    logic             valid_q;
    logic [StatW-1:0] add_q, sum_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni || start_i) begin
        valid_q <= 1'b0;
        sum_q   <= '0;
      end else begin
        valid_q <= running_i && stat_valid_i[s];
        if (valid_q) sum_q <= sum_q + add_q;
      end
    end

    always_ff @(posedge clk_i) begin
      if (stat_valid_i[s]) add_q <= stat_i[StatW*s+:StatW];
    end

    assign counters_o[StatW*s+:StatW] = sum_q;
  end

  for (genvar l = 0; l < Levels; l++) begin : gen_level
    logic [StatW-1:0] sum_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni || start_i) sum_q <= '0;
      else if (level_q[l]) sum_q <= sum_q + StatW'(1);
    end

    assign counters_o[StatW*(Stats+l)+:StatW] = sum_q;
  end

endmodule

`default_nettype wire
