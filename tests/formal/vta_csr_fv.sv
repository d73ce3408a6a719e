// SPDX-License-Identifier: Apache-2.0
//
// vta_csr: what every register reads, that nothing but a write to a writable bit changes it, and what
// a start, an end and a soft reset do.
//
// The bus is that of vta_axil_slave, whose proof says that every access is carried out and answered
// once; here the accesses themselves are watched, as probes: any address, data and strobes at any
// time. Addresses are written as numbers: they are what a host's driver was built with, so a change of
// the generated constants alone would be seen. Counters are 34 bits wide instead of 48: they are only
// shown, the lower 32 bits in one register and the rest in the next.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_csr_fv #(
    parameter  int Mechanisms = 31,
    localparam int StatW  = vta_pkg::StatW,
    localparam logic [4:0] Exist = 5'(Mechanisms),
    localparam int TokenW = vta_pkg::TokenW
) (
    input logic                clk_i,
    input logic                rst_ni,
    input logic                awvalid_i,
    input logic [11:0]         awaddr_i,
    input logic                wvalid_i,
    input logic [31:0]         wdata_i,
    input logic [3:0]          wstrb_i,
    input logic                bready_i,
    input logic                arvalid_i,
    input logic [11:0]         araddr_i,
    input logic                rready_i,
    input logic                end_i,
    input logic [3:0]          end_code_i,
    input logic [31:0]         end_index_i,
    input logic                read_idle_i,
    input logic                write_idle_i,
    input logic [StatW-1:0]    cycles_i,
    input logic [19*StatW-1:0] counters_i,
    input logic [31:0]         acc_writes_i,
    input logic [4*TokenW-1:0] tokens_i,
    input logic [2:0]          head_valid_i,
    input logic [127:0]        head_index_i,
    input logic [31:0]         outstanding_i
);
  `VTA_FORMAL_RESET

  logic              irq, start, running, flush, core_rst;
  logic [31:0]       insn_addr, insn_count;
  logic [6*32-1:0]   bases;
  logic [vta_pkg::FeatureW-1:0] features;
  vta_pkg::error_bits_t end_code;
  logic [1:0]        bresp, rresp;
  logic              awready, wready, bvalid, arready, rvalid;
  logic [31:0]       bus_rdata;

  assign end_code = end_code_i;

  vta_csr #(
      .Mechanisms(Mechanisms)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .s_axil_awvalid_i(awvalid_i),
      .s_axil_awready_o(awready),
      .s_axil_awaddr_i (awaddr_i),
      .s_axil_wvalid_i (wvalid_i),
      .s_axil_wready_o (wready),
      .s_axil_wdata_i  (wdata_i),
      .s_axil_wstrb_i  (wstrb_i),
      .s_axil_bvalid_o (bvalid),
      .s_axil_bready_i (bready_i),
      .s_axil_bresp_o  (bresp),
      .s_axil_arvalid_i(arvalid_i),
      .s_axil_arready_o(arready),
      .s_axil_araddr_i (araddr_i),
      .s_axil_rvalid_o (rvalid),
      .s_axil_rready_i (rready_i),
      .s_axil_rdata_o  (bus_rdata),
      .s_axil_rresp_o  (rresp),
      .irq_o           (irq),
      .start_o         (start),
      .running_o       (running),
      .insn_addr_o     (insn_addr),
      .insn_count_o    (insn_count),
      .bases_o         (bases),
      .features_o      (features),
      .end_i,
      .end_code_i      (end_code.code),
      .end_index_i,
      .flush_o         (flush),
      .core_rst_o      (core_rst),
      .read_idle_i,
      .write_idle_i,
      .cycles_i,
      .counters_i,
      .acc_writes_i,
      .tokens_i,
      .head_valid_i,
      .head_index_i,
      .outstanding_i
  );

  logic        write, read;  // probes: the accesses
  logic [11:0] waddr, raddr;
  logic [31:0] wdata, rdata, mask;
  logic [3:0]  wstrb;
  assign mask = {{8{wstrb[3]}}, {8{wstrb[2]}}, {8{wstrb[1]}}, {8{wstrb[0]}}};

  // --- Reference: the registers a host can write ------------------------------------------------
  logic [31:0] count_q, addr_q, base_q [0:5];
  logic        irq_enable_q, irq_q;
  logic [4:0]  features_q;
  logic        running_q, done_q, error_q, ignored_q, start_q;
  logic [3:0]  code_q;
  logic [31:0] index_q;
  logic        starts, resets, accepted;

  // Bits of `old` that the write changes; `bits` are those that the register has.
  function automatic logic [31:0] written(input logic [31:0] old, input logic [31:0] data,
                                          input logic [31:0] bits);
    for (int b = 0; b < 32; b++) written[b] = bits[b] ? data[b] : old[b];
  endfunction

  assign starts   = write && waddr[11:2] == 10'h000 && wstrb[0] && wdata[0];
  assign resets   = write && waddr[11:2] == 10'h000 && wstrb[0] && wdata[3];
  assign accepted = starts && !resets && !running_q && !error_q && !flush;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q      <= '0;
      addr_q       <= '0;
      irq_enable_q <= 1'b0;
      features_q   <= Exist;
      irq_q        <= 1'b0;
      running_q    <= 1'b0;
      done_q       <= 1'b0;
      error_q      <= 1'b0;
      ignored_q    <= 1'b0;
      start_q      <= 1'b0;
      code_q       <= '0;
      index_q      <= '0;
      for (int b = 0; b < 6; b++) base_q[b] <= '0;
    end else begin
      start_q <= accepted;
      if (write) begin
        case (waddr[11:2])
          10'h002: count_q <= written(count_q, wdata, mask);                        // 008
          10'h003: addr_q <= written(addr_q, wdata, mask & 32'hffff_fff0);          // 00c
          10'h004: base_q[0] <= written(base_q[0], wdata, mask & 32'hffff_ffc0);    // 010 UOP
          10'h005: base_q[2] <= written(base_q[2], wdata, mask & 32'hffff_ffc0);    // 014 INP
          10'h006: base_q[1] <= written(base_q[1], wdata, mask & 32'hffff_ffc0);    // 018 WGT
          10'h007: base_q[3] <= written(base_q[3], wdata, mask & 32'hffff_ffc0);    // 01c ACC
          10'h008: base_q[4] <= written(base_q[4], wdata, mask & 32'hffff_ffc0);    // 020 OUT
          10'h00a: base_q[5] <= written(base_q[5], wdata, mask & 32'hffff_ffc0);    // 028 ACC8
          10'h00b: if (wstrb[0]) irq_enable_q <= wdata[0];                          // 02c
          10'h00c: if (wstrb[0] && wdata[0]) irq_q <= 1'b0;                         // 030
          10'h050: if (wstrb[0] && !running_q) features_q <= wdata[4:0] & Exist;  // 140
          default: ;
        endcase
      end
      if (starts) ignored_q <= !accepted;
      if (accepted || resets) begin
        running_q <= accepted;
        done_q    <= 1'b0;
        error_q   <= 1'b0;
        code_q    <= '0;
        index_q   <= '0;
        if (!starts) ignored_q <= 1'b0;
      end else if (running_q && end_i) begin
        running_q <= 1'b0;
        done_q    <= end_code_i == 4'd0;
        error_q   <= end_code_i != 4'd0;
        code_q    <= end_code_i;
        index_q   <= end_code_i == 4'd0 ? '0 : end_index_i;
        irq_q     <= 1'b1;
      end
    end
  end

  // Proves: registers.access, address.base
  `VTA_ASSERT(OnlyWritesChange, insn_count == count_q && insn_addr == addr_q &&
      bases == {base_q[5], base_q[4], base_q[3], base_q[2], base_q[1], base_q[0]} &&
      features == features_q)
  // Proves: registers.access
  `VTA_ASSERT(StartsWhenIdle, start == start_q && running == running_q)
  // Proves: done.idle
  `VTA_ASSERT(Interrupts, irq == (irq_q && irq_enable_q))
  // Proves: axi.lite
  `VTA_ASSERT(AnswersOkay, bresp == 2'b00 && rresp == 2'b00)

  // --- Reading ---------------------------------------------------------------------------------
  logic [31:0] expected;
  always_comb begin
    expected = '0;
    case (raddr[11:2])
      10'h000: expected = {27'd0, ignored_q, flush, error_q, done_q, running_q};
      10'h001: expected = cycles_i[31:0];
      10'h00f: expected = 32'(cycles_i[StatW-1:32]);
      10'h002: expected = count_q;
      10'h003: expected = addr_q;
      10'h004: expected = base_q[0];
      10'h005: expected = base_q[2];
      10'h006: expected = base_q[1];
      10'h007: expected = base_q[3];
      10'h008: expected = base_q[4];
      10'h009: expected = acc_writes_i;
      10'h00a: expected = base_q[5];
      10'h00b: expected = {31'd0, irq_enable_q};
      10'h00c: expected = {31'd0, irq_q};
      10'h00d: expected = {28'd0, code_q};
      10'h00e: expected = index_q;
      10'h040: expected = 32'h5654_4131;
      10'h041: expected = vta_pkg::IsaVersion;
      10'h042: expected = 32'h03_05_03_03;  // the geometry of hw/config/pynq.json
      10'h043: expected = 32'h0f_0f_04_00;
      10'h044: expected = 32'h00_06_11_12;
      10'h045: expected = vta_pkg::IsaHash;
      10'h048: expected = {6'd0, tokens_i[TokenW+:TokenW], 6'd0, tokens_i[0+:TokenW]};
      10'h049: expected = {6'd0, tokens_i[3*TokenW+:TokenW], 6'd0, tokens_i[2*TokenW+:TokenW]};
      10'h04a: expected = head_index_i[31:0];
      10'h04b: expected = head_valid_i[0] ? head_index_i[63:32] : 32'hffff_ffff;
      10'h04c: expected = head_valid_i[1] ? head_index_i[95:64] : 32'hffff_ffff;
      10'h04d: expected = head_valid_i[2] ? head_index_i[127:96] : 32'hffff_ffff;
      10'h04e: expected = outstanding_i;
      10'h050: expected = {27'd0, features_q};
      default: begin
        // 040 to 077: seven statistics; 080 to 0df: twelve counters of cycles; low half first.
        for (int c = 0; c < 7; c++) begin
          if (raddr[11:3] == 9'h008 + 9'(c)) begin
            expected = raddr[2] ? 32'(counters_i[StatW*c+32+:StatW-32]) : counters_i[StatW*c+:32];
          end
        end
        for (int c = 0; c < 12; c++) begin
          if (raddr[11:3] == 9'h010 + 9'(c)) begin
            expected = raddr[2] ? 32'(counters_i[StatW*(c+7)+32+:StatW-32])
                                : counters_i[StatW*(c+7)+:32];
          end
        end
      end
    endcase
  end

  // Proves: registers.access, registers.identity, statistics
  `VTA_ASSERT(EveryAddressReads, !read || rdata == expected)

  // --- What a host may rely on, without the reference ----------------------------------------------
  logic        sure_q, busy_q;
  logic [31:0] count1_q, addr1_q;
  logic [6*32-1:0] bases1_q;
  logic        readonly_q, first_q;
  logic [4:0]  features1_q;
  logic        ran_q;
  always_ff @(posedge clk_i) begin
    sure_q     <= rst_ni;
    busy_q     <= rst_ni && running && starts && !resets;
    count1_q   <= insn_count;
    addr1_q    <= insn_addr;
    bases1_q   <= bases;
    first_q    <= !rst_ni;
    features1_q <= features;
    ran_q      <= rst_ni && running;
    readonly_q <= write && ((waddr >= 12'h030 && waddr[11:2] != 10'h050) || waddr[11:2] == 10'h001 || waddr[11:2] == 10'h009);
  end

  // Proves: registers.access
  `VTA_ASSERT(StartWhileBusyIgnored, !busy_q || !start)
  // Proves: registers.access
  `VTA_ASSERT(ReadOnlyChangesNothing, !(sure_q && readonly_q) ||
      (insn_count == count1_q && insn_addr == addr1_q && bases == bases1_q && features == features1_q &&
       !start))
  // Proves: registers.access
  `VTA_ASSERT(AllFeaturesAtFirst, !first_q || features == Exist)
  // Proves: registers.access
  `VTA_ASSERT(NoOtherFeatures, (features & ~Exist) == '0)
  // Proves: registers.access
  `VTA_ASSERT(FeaturesStayDuringARun, !ran_q || features == features1_q)

  // --- Helpers ---------------------------------------------------------------------------------
  logic       d_done, d_error, d_ignored, d_irq, d_enable;  // probes
  logic [3:0] d_code;
  logic [31:0] d_index;
  `VTA_HELPER(SameState, d_done == done_q && d_error == error_q && d_ignored == ignored_q &&
      d_irq == irq_q && d_enable == irq_enable_q && d_code == code_q && d_index == index_q)
  logic [5:0] odd_base;  // a base whose low bits are not zero
  for (genvar b = 0; b < 6; b++) begin : gen_odd
    assign odd_base[b] = bases[32*b+:6] != '0;
  end
  `VTA_HELPER(NoBitsBesidesThose, insn_addr[3:0] == '0 && odd_base == '0)
  `VTA_HELPER(OneOutcome, !(done_q && error_q) && !(running_q && (done_q || error_q)))

  `VTA_COVER(EndsWithAnError, error_q && irq && read && raddr == 12'h034 && rdata == 32'd7)
  `VTA_COVER(IgnoresAStart, ignored_q && running_q && read && raddr == 12'h000)
  `VTA_COVER(RunsAgain, start && d_ignored == 1'b0 && base_q[4] == 32'h1234_5640)
  `VTA_COVER(FeaturesWritten, features == 5'h15 && read && raddr == 12'h140 && rdata == 32'h15)
  `VTA_COVER(FeatureWriteIgnored, running && write && waddr == 12'h140 && wstrb[0] &&
      wdata[4:0] != features)
  `VTA_COVER(WritesAByte, count_q == 32'h00ab_0000)
endmodule

`default_nettype wire
