// SPDX-License-Identifier: Apache-2.0
//
// Registers of the accelerator behind an AXI4-Lite slave: start, end, errors, interrupt, soft
// reset.
//
// The map is hw/isa/isa.json. Undefined addresses read zero and ignore writes, and so do the bits
// that a register does not have. Configuration registers keep their values over a soft reset;
// change them only between runs.

`include "vta_assert.svh"
`default_nettype none

module vta_csr #(
    parameter  int Mechanisms = 31,  // bits that `features_o` can have
    localparam int StatW    = vta_pkg::StatW,
    localparam int TokenW   = vta_pkg::TokenW,
    localparam int Counters = 19,  // 7 statistics, 12 cycle counters
    localparam int Bases    = 6    // memory types
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,           // synchronous, active low; hard only

    input  logic                      s_axil_awvalid_i,
    output logic                      s_axil_awready_o,
    input  logic [11:0]               s_axil_awaddr_i,
    input  logic                      s_axil_wvalid_i,
    output logic                      s_axil_wready_o,
    input  logic [31:0]               s_axil_wdata_i,
    input  logic [3:0]                s_axil_wstrb_i,
    output logic                      s_axil_bvalid_o,
    input  logic                      s_axil_bready_i,
    output logic [1:0]                s_axil_bresp_o,
    input  logic                      s_axil_arvalid_i,
    output logic                      s_axil_arready_o,
    input  logic [11:0]               s_axil_araddr_i,
    output logic                      s_axil_rvalid_o,
    input  logic                      s_axil_rready_i,
    output logic [31:0]               s_axil_rdata_o,
    output logic [1:0]                s_axil_rresp_o,
    output logic                      irq_o,            // level

    // Run.
    output logic                      start_o,          // pulse
    output logic                      running_o,        // from start_o to the cycle of end_i
    output logic [31:0]               insn_addr_o,
    output logic [31:0]               insn_count_o,
    output logic [Bases*32-1:0]       bases_o,          // by memory type code
    output logic [vta_pkg::FeatureW-1:0] features_o,      // mechanisms that may be used
    input  logic                      end_i,            // pulse; the next two belong to it
    input  vta_pkg::error_e           end_code_i,       // ErrNone: the run is done
    input  logic [31:0]               end_index_i,

    // Soft reset.
    output logic                      flush_o,          // grant no AXI transaction
    output logic                      core_rst_o,       // active high; all but registers
    input  logic                      read_idle_i,
    input  logic                      write_idle_i,

    // What can be looked at.
    input  logic [StatW-1:0]          cycles_i,
    input  logic [Counters*StatW-1:0] counters_i,       // as from vta_counters
    input  logic [31:0]               acc_writes_i,
    input  logic [4*TokenW-1:0]       tokens_i,         // c2l, l2c, c2s, s2c from bit 0
    input  logic [2:0]                head_valid_i,     // load, compute, store
    input  logic [4*32-1:0]           head_index_i,     // fetch, load, compute, store
    input  logic [31:0]               outstanding_i     // reads in the low half, writes in the high
);

  // --- Bus -------------------------------------------------------------------------------------
  logic        write, read;
  logic [11:0] waddr, raddr;
  logic [31:0] wdata, rdata;
  logic [3:0]  wstrb;

  vta_axil_slave #(
      .AddrW(12)
  ) u_slave (
      .clk_i,
      .rst_ni,
      .s_axil_awvalid_i,
      .s_axil_awready_o,
      .s_axil_awaddr_i,
      .s_axil_wvalid_i,
      .s_axil_wready_o,
      .s_axil_wdata_i,
      .s_axil_wstrb_i,
      .s_axil_bvalid_o,
      .s_axil_bready_i,
      .s_axil_arvalid_i,
      .s_axil_arready_o,
      .s_axil_araddr_i,
      .s_axil_rvalid_o,
      .s_axil_rready_i,
      .s_axil_rdata_o,
      .write_o(write),
      .waddr_o(waddr),
      .wdata_o(wdata),
      .wstrb_o(wstrb),
      .read_o (read),
      .raddr_o(raddr),
      .rdata_i(rdata)
  );

  assign s_axil_bresp_o = 2'b00;
  assign s_axil_rresp_o = 2'b00;

  // --- Configuration ---------------------------------------------------------------------------
  localparam logic [31:0] InsnAddrBits = 32'hffff_fff0;
  localparam logic [31:0] BaseBits     = 32'hffff_ffc0;
  localparam logic [Bases*12-1:0] BaseAddrs = {
    vta_pkg::CsrAcc8Base, vta_pkg::CsrOutBase, vta_pkg::CsrAccBase,
    vta_pkg::CsrInpBase, vta_pkg::CsrWgtBase, vta_pkg::CsrUopBase};

  logic [9:0] word;  // register number; the low address bits do not count
  assign word = waddr[11:2];

  logic irq_enable_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      insn_count_o <= '0;
      insn_addr_o  <= '0;
      irq_enable_q <= 1'b0;
      features_o   <= vta_pkg::FeatureW'(Mechanisms);
    end else if (write) begin
      for (int b = 0; b < 4; b++) begin
        if (word == vta_pkg::CsrInsnCount[11:2] && wstrb[b]) begin
          insn_count_o[8*b+:8] <= wdata[8*b+:8];
        end
        if (word == vta_pkg::CsrInsnAddr[11:2] && wstrb[b]) begin
          insn_addr_o[8*b+:8] <= wdata[8*b+:8] & InsnAddrBits[8*b+:8];
        end
      end
      if (word == vta_pkg::CsrIrqEnable[11:2] && wstrb[0]) irq_enable_q <= wdata[0];
      // Not during a run: the compute stage takes them for granted.
      if (word == vta_pkg::CsrFeatures[11:2] && wstrb[0] && !running_q) begin
        features_o <= wdata[vta_pkg::FeatureW-1:0] & vta_pkg::FeatureW'(Mechanisms);
      end
    end
  end

  for (genvar b = 0; b < Bases; b++) begin : gen_base
    logic [31:0] base_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) base_q <= '0;
      else if (write && word == BaseAddrs[12*b+2+:10]) begin
        for (int i = 0; i < 4; i++) begin
          if (wstrb[i]) base_q[8*i+:8] <= wdata[8*i+:8] & BaseBits[8*i+:8];
        end
      end
    end

    assign bases_o[32*b+:32] = base_q;
  end

  // --- Control ---------------------------------------------------------------------------------
  logic            start_write, reset_write, start_taken;
  logic            running_q, done_q, error_q, ignored_q, irq_q, resetting;
  vta_pkg::error_e code_q;
  logic [31:0]     index_q;

  assign start_write = write && word == vta_pkg::CsrControl[11:2] && wstrb[0] && wdata[0];
  assign reset_write = write && word == vta_pkg::CsrControl[11:2] && wstrb[0] && wdata[3];
  assign start_taken = start_write && !reset_write && !running_q && !error_q && !resetting;

  vta_soft_reset u_soft_reset (
      .clk_i,
      .rst_ni,
      .request_i (reset_write),
      .read_idle_i,
      .write_idle_i,
      .active_o  (resetting),
      .core_rst_o
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      start_o   <= 1'b0;
      running_q <= 1'b0;
      done_q    <= 1'b0;
      error_q   <= 1'b0;
      ignored_q <= 1'b0;
      irq_q     <= 1'b0;
      code_q    <= vta_pkg::ErrNone;
      index_q   <= '0;
    end else begin
      start_o <= start_taken;
      if (write && word == vta_pkg::CsrIrqStatus[11:2] && wstrb[0] && wdata[0]) irq_q <= 1'b0;
      if (reset_write) begin
        running_q <= 1'b0;
        done_q    <= 1'b0;
        error_q   <= 1'b0;
        ignored_q <= start_write;
        code_q    <= vta_pkg::ErrNone;
        index_q   <= '0;
      end else if (start_taken) begin
        running_q <= 1'b1;
        done_q    <= 1'b0;
        ignored_q <= 1'b0;
        code_q    <= vta_pkg::ErrNone;
        index_q   <= '0;
      end else begin
        if (start_write) ignored_q <= 1'b1;
        if (running_q && end_i) begin
          running_q <= 1'b0;
          done_q    <= end_code_i == vta_pkg::ErrNone;
          error_q   <= end_code_i != vta_pkg::ErrNone;
          code_q    <= end_code_i;
          index_q   <= end_code_i == vta_pkg::ErrNone ? '0 : end_index_i;
          irq_q     <= 1'b1;
        end
      end
    end
  end

  assign running_o = running_q;
  assign flush_o   = resetting;
  assign irq_o     = irq_q && irq_enable_q;

  // --- Reading ---------------------------------------------------------------------------------
  // All of them next to each other: a tree of multiplexers over the address.
  localparam int MapW = 9;  // bits of an address within the map

  function automatic logic [31:0] register_at(input logic [MapW-3:0] at);
    logic [8*(1<<MapW)-1:0] map;
    map = '0;
    map[8*vta_pkg::CsrControl+:5]      = {ignored_q, resetting, error_q, done_q, running_q};
    map[8*vta_pkg::CsrCycles+:32]      = cycles_i[31:0];
    map[8*vta_pkg::CsrCyclesHi+:32]    = 32'(cycles_i[StatW-1:32]);
    map[8*vta_pkg::CsrInsnCount+:32]   = insn_count_o;
    map[8*vta_pkg::CsrInsnAddr+:32]    = insn_addr_o;
    map[8*vta_pkg::CsrAccWrites+:32]   = acc_writes_i;
    map[8*vta_pkg::CsrIrqEnable+:1]    = irq_enable_q;
    map[8*vta_pkg::CsrIrqStatus+:1]    = irq_q;
    map[8*vta_pkg::CsrErrorCode+:32]   = 32'(code_q);
    map[8*vta_pkg::CsrErrorInsn+:32]   = index_q;
    map[8*vta_pkg::CsrId+:32]          = 32'h5654_4131;  // "VTA1"
    map[8*vta_pkg::CsrVersion+:32]     = vta_pkg::IsaVersion;
    map[8*vta_pkg::CsrGeometry0+:32]   = {8'(vta_pkg::LogOutWidth), 8'(vta_pkg::LogAccWidth),
                                          8'(vta_pkg::LogWgtWidth), 8'(vta_pkg::LogInpWidth)};
    map[8*vta_pkg::CsrGeometry1+:32]   = {8'(vta_pkg::LogInpBuffSize), 8'(vta_pkg::LogUopBuffSize),
                                          8'(vta_pkg::LogBlock), 8'(vta_pkg::LogBatch)};
    map[8*vta_pkg::CsrGeometry2+:32]   = {8'd0, 8'(vta_pkg::LogBusWidth),
                                          8'(vta_pkg::LogAccBuffSize), 8'(vta_pkg::LogWgtBuffSize)};
    map[8*vta_pkg::CsrIsaHash+:32]     = vta_pkg::IsaHash;
    map[8*vta_pkg::CsrTokensLoad+:32]  = {16'(tokens_i[TokenW+:TokenW]), 16'(tokens_i[0+:TokenW])};
    map[8*vta_pkg::CsrTokensStore+:32] = {16'(tokens_i[3*TokenW+:TokenW]),
                                          16'(tokens_i[2*TokenW+:TokenW])};
    map[8*vta_pkg::CsrHeadFetch+:32]   = head_index_i[31:0];
    map[8*vta_pkg::CsrHeadLoad+:32]    = head_valid_i[0] ? head_index_i[63:32] : '1;
    map[8*vta_pkg::CsrHeadCompute+:32] = head_valid_i[1] ? head_index_i[95:64] : '1;
    map[8*vta_pkg::CsrHeadStore+:32]   = head_valid_i[2] ? head_index_i[127:96] : '1;
    map[8*vta_pkg::CsrOutstanding+:32] = outstanding_i;
    map[8*vta_pkg::CsrFeatures+:32]    = 32'(features_o);
    for (int b = 0; b < Bases; b++) begin
      map[8*BaseAddrs[12*b+:12]+:32] = bases_o[32*b+:32];
    end
    // Statistics and cycle counters: two rows of 64-bit registers.
    for (int c = 0; c < 7; c++) begin
      map[8*vta_pkg::CsrStatInp+64*c+:StatW] = counters_i[StatW*c+:StatW];
    end
    for (int c = 7; c < Counters; c++) begin
      map[8*vta_pkg::CsrFetchBusy+64*(c-7)+:StatW] = counters_i[StatW*c+:StatW];
    end
    // Half of it goes with every bit of the address.
    for (int b = MapW - 3; b >= 0; b--) begin
      if (at[b]) map = map >> (32 << b);
    end
    register_at = map[31:0];
  endfunction

  always_comb begin
    rdata = '0;
    if (read && raddr[11:MapW] == '0) rdata = register_at(raddr[MapW-1:2]);
  end

  if (vta_pkg::CsrFeatures >= 12'(1 << MapW)) begin : gen_check_map
    $error("vta_csr: a register lies behind the map");
  end
  if (vta_pkg::CsrStatAlu != vta_pkg::CsrStatInp + 12'd48 ||
      vta_pkg::CsrStoreMemoryWait != vta_pkg::CsrFetchBusy + 12'd88) begin : gen_check_rows
    $error("vta_csr: the counters must lie in two rows without gaps");
  end

  logic unused;
  assign unused = &{1'b0, waddr[1:0], raddr[1:0]};

  `VTA_ASSERT(DoneOrError, !(done_q && error_q))

endmodule

`default_nettype wire
