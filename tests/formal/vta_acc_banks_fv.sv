// SPDX-License-Identifier: Apache-2.0
//
// Formal harness for vta_acc_banks: a read that was granted returns what was written last, whoever
// wrote it, to the tail engine until its next one; nobody waits without a reason; and OUT sees every write.
//
// Reference: one element, whose address the solver chooses once and for all, with a flag for each
// part that has been written. Who gets what follows from the priorities alone: GEMM, the tail
// engine, LOADs. Environment: anything, except that the tail engine writes a second element only
// behind an even one. Elements of 4 lanes of 4 bits in two parts, 8 of them: addresses are compared
// and lanes carried, nothing else.

`include "vta_assert.svh"
`include "vta_formal.svh"
`default_nettype none

module vta_acc_banks_fv #(
    localparam int Banks = vta_pkg::AccBanks,
    localparam int Lanes = vta_pkg::AccElemW / vta_pkg::AxiDataW,
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int BankW = vta_pkg::AccAddrW - 1,
    localparam int ElemW = vta_pkg::AccElemW,
    localparam int PartW = ElemW / Lanes,
    localparam int BankDepth = vta_pkg::AccDepth / Banks,
    localparam int OutElemW = vta_pkg::OutElemW
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic             gemm_re_i,
    input logic [AddrW-1:0] gemm_raddr_i,
    input logic             gemm_we_i,
    input logic [AddrW-1:0] gemm_waddr_i,
    input logic [ElemW-1:0] gemm_wdata_i,
    input logic             tail_re_i,
    input logic [AddrW-1:0] tail_raddr_i,
    input logic [1:0]       tail_we_i,
    input logic [AddrW-1:0] tail_waddr_i,
    input logic [ElemW-1:0] tail_wdata_i,
    input logic             load_we_i,
    input logic [Lanes-1:0] load_wlane_i,
    input logic [AddrW-1:0] load_waddr_i,
    input logic [ElemW-1:0] load_wdata_i
);
  `VTA_FORMAL_RESET

  (* anyconst *) logic [AddrW-1:0] watched;

  logic [ElemW-1:0]          gemm_rdata, tail_rdata;
  logic [Banks*ElemW-1:0]    gemm_rdatas;
  logic                      tail_rready, load_wready;
  logic [1:0]                tail_wready;
  logic [Banks-1:0]          out_we;
  logic [Banks*Lanes-1:0]    out_wlane;
  logic [Banks*BankW-1:0]    out_waddr;
  logic [Banks*OutElemW-1:0] out_wdata;

  vta_acc_banks u_dut (
      .clk_i,
      .rst_ni,
      .gemm_re_i,
      .gemm_raddr_i,
      .gemm_rdata_o (gemm_rdatas),
      .gemm_we_i,
      .gemm_waddr_i,
      .gemm_wdata_i,
      .tail_re_i,
      .tail_rready_o(tail_rready),
      .tail_raddr_i,
      .tail_rdata_o (tail_rdata),
      .tail_we_i,
      .tail_wready_o(tail_wready),
      .tail_waddr_i,
      .tail_wdata_i,
      .load_we_i,
      .load_wready_o(load_wready),
      .load_wlane_i,
      .load_waddr_i,
      .load_wdata_i,
      .out_we_o     (out_we),
      .out_wlane_o  (out_wlane),
      .out_waddr_o  (out_waddr),
      .out_wdata_o  (out_wdata)
  );

  `VTA_ASSUME(PairFromAnEvenElement, !tail_we_i[1] || !tail_waddr_i[0])

  assign gemm_rdata = watched[0] ? gemm_rdatas[2*ElemW-1:ElemW] : gemm_rdatas[ElemW-1:0];

  // --- who may ----------------------------------------------------------------------------------
  logic [AddrW-1:0] tail_waddr2;
  logic             tail1, tail2, load;
  assign tail_waddr2 = {tail_waddr_i[AddrW-1:1], 1'b1};
  assign tail1 = tail_we_i[0] && tail_wready[0];
  assign tail2 = tail_we_i[1] && tail_wready[1];
  assign load  = load_we_i && load_wready;

  // Two addresses of the same bank, where a bank has one write port and one read port.
  function automatic logic same(input logic [AddrW-1:0] a, input logic [AddrW-1:0] b);
    same = a[0] == b[0];
  endfunction

  `VTA_ASSERT(ReadsBehindGemm, !tail_re_i ||
      tail_rready == !(gemm_re_i && same(gemm_raddr_i, tail_raddr_i)))
  `VTA_ASSERT(WritesBehindGemm, !tail_we_i[0] ||
      tail_wready[0] == !(gemm_we_i && same(gemm_waddr_i, tail_waddr_i)))
  `VTA_ASSERT(SecondBehindGemmAndFirst, !tail_we_i[1] ||
      tail_wready[1] == (!(gemm_we_i && same(gemm_waddr_i, tail_waddr2)) &&
                         (!tail_we_i[0] || tail_wready[0])))
  `VTA_ASSERT(LoadBehindAll, !load_we_i ||
      load_wready == !((gemm_we_i && same(gemm_waddr_i, load_waddr_i)) ||
                       (tail1 && same(tail_waddr_i, load_waddr_i)) ||
                       (tail2 && same(tail_waddr2, load_waddr_i))))
  logic second_alone_q;  // a pair: the second element before the first one
  always_ff @(posedge clk_i) second_alone_q <= rst_ni && tail2 && tail_we_i[0] && !tail1;
  `VTA_ASSERT(SecondNeverFirst, !second_alone_q)

  // --- the element ------------------------------------------------------------------------------
  logic [Lanes-1:0] writes, known_q, gemm_known_q, tail_known_q;
  logic [ElemW-1:0] data, word_q, gemm_word_q, tail_word_q;
  logic             gemm_hit, tail_hit, load_hit;
  assign gemm_hit = gemm_we_i && gemm_waddr_i == watched;
  assign tail_hit = (tail1 && tail_waddr_i == watched) || (tail2 && tail_waddr2 == watched);
  assign load_hit = load && load_waddr_i == watched;
  assign writes   = gemm_hit || tail_hit ? '1 : load_hit ? load_wlane_i : '0;
  assign data     = gemm_hit ? gemm_wdata_i : tail_hit ? tail_wdata_i : load_wdata_i;
  always_ff @(posedge clk_i) begin
    for (int l = 0; l < Lanes; l++) begin
      if (writes[l]) word_q[PartW*l+:PartW] <= data[PartW*l+:PartW];
    end
    gemm_word_q <= word_q;
    if (tail_re_i && tail_rready) tail_word_q <= word_q;
    if (!rst_ni) {known_q, gemm_known_q, tail_known_q} <= '0;
    else begin
      known_q      <= known_q | writes;
      gemm_known_q <= gemm_re_i && gemm_raddr_i == watched ? known_q : '0;
      if (tail_re_i && tail_rready) tail_known_q <= tail_raddr_i == watched ? known_q : '0;
    end
  end

  // Proves: acc.hazards, persist
  `VTA_ASSERT(OneWriterOfTheElement, 2'(gemm_hit) + 2'(tail_hit) + 2'(load_hit) <= 2'd1)
  for (genvar l = 0; l < Lanes; l++) begin : gen_part
    // Proves: acc.hazards, persist
    `VTA_ASSERT(GemmReadsTheLast, !gemm_known_q[l] ||
        gemm_rdata[PartW*l+:PartW] == gemm_word_q[PartW*l+:PartW])
    // Proves: acc.hazards, persist
    `VTA_ASSERT(TailReadsTheLast, !tail_known_q[l] ||
        tail_rdata[PartW*l+:PartW] == tail_word_q[PartW*l+:PartW])
  end

  // --- OUT --------------------------------------------------------------------------------------
  logic             bank, shown;
  logic [Lanes-1:0] shown_lane;
  assign bank       = watched[0];
  assign shown_lane = out_wlane[Lanes*bank+:Lanes];
  assign shown      = out_we[bank] && out_waddr[BankW*bank+:BankW] == watched[AddrW-1:1];
  // Proves: out.follows
  `VTA_ASSERT(OutSeesTheWrite, (shown ? shown_lane : '0) == writes)
  for (genvar l = 0; l < vta_pkg::AccLanes; l++) begin : gen_lane
    // Proves: out.follows
    `VTA_ASSERT(OutIsTruncated, !(shown && writes[l*Lanes/vta_pkg::AccLanes]) ||
        out_wdata[OutElemW*bank+vta_pkg::OutW*l+:vta_pkg::OutW] ==
        data[vta_pkg::AccW*l+:vta_pkg::OutW])
  end

  logic [Lanes-1:0] parts_q;  // the last writes of the element were LOADs of single parts
  always_ff @(posedge clk_i) begin
    if (!rst_ni || gemm_hit || tail_hit) parts_q <= '0;
    else if (load_hit && load_wlane_i != '1) parts_q <= parts_q | load_wlane_i;
  end
  `VTA_COVER(AllThreeAtOnce, gemm_we_i && gemm_re_i && tail_re_i && tail_rready && load)
  `VTA_COVER(PairInOneCycle, tail1 && tail2 && tail_waddr2 == watched)
  `VTA_COVER(PairOneByOne, tail1 && tail_we_i == 2'b11 && !tail2)
  `VTA_COVER(PartsOfALoadRead, &gemm_known_q && parts_q == '1)
  `VTA_COVER(TailReadsWhatGemmWrote, &tail_known_q && tail_rdata[3:0] == 4'h6)
  `VTA_COVER(LoadWaits, load_we_i && !load_wready && tail2)

  // Probes: the two banks.
  logic [BankDepth*ElemW-1:0] even, odd;
  logic [ElemW-1:0]           mem_word;
  assign mem_word = watched[0] ? odd[ElemW*watched[AddrW-1:1]+:ElemW]
                               : even[ElemW*watched[AddrW-1:1]+:ElemW];
  for (genvar l = 0; l < Lanes; l++) begin : gen_held
    `VTA_HELPER(HoldsTheLast, !known_q[l] || mem_word[PartW*l+:PartW] == word_q[PartW*l+:PartW])
  end
endmodule
`default_nettype wire
