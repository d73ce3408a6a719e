// SPDX-License-Identifier: Apache-2.0
//
// The LOADs of the compute stage: DMA into UOP and ACC, and the list of those that have landed
// before the instructions ahead of them have ended.
//
// One in error stays in the engine until it is its turn, and so do those behind it.

`default_nettype none

module vta_compute_load #(
    localparam int Landed = 8,  // how many can wait for their retirement
    localparam int Lanes = vta_pkg::AccElemW / vta_pkg::AxiDataW
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,

    input  logic                          start_valid_i,
    output logic                          start_ready_o,
    input  vta_pkg::mem_desc_t            start_desc_i,

    output logic                          wants_o,       // there are requests to make
    output logic                          req_valid_o,
    input  logic                          req_ready_i,
    output logic [31:0]                   req_addr_o,
    output logic [vta_pkg::BurstLenW-1:0] req_len_o,
    input  logic                          rsp_valid_i,
    output logic                          rsp_ready_o,
    input  logic [vta_pkg::AxiDataW-1:0]  rsp_data_i,
    input  logic                          rsp_error_i,
    input  logic                          rsp_last_i,

    output logic                          uop_we_o,
    output logic [vta_pkg::UopAddrW-1:0]  uop_waddr_o,
    output logic [31:0]                   uop_wdata_o,
    output logic                          acc_we_o,
    input  logic                          acc_wready_i,
    output logic [Lanes-1:0]              acc_wlane_o,
    output logic [vta_pkg::AccAddrW-1:0]  acc_waddr_o,
    output logic [vta_pkg::AccElemW-1:0]  acc_wdata_o,

    output logic                          done_o,        // the oldest one, until take_i
    output vta_pkg::done_desc_t           desc_o,
    input  logic                          take_i,
    output logic                          waits_o,       // some have landed and not left

    input  logic                          halt_i,        // the stage has stopped
    output logic                          empty_o,       // no data are on their way
    output logic [vta_pkg::IndexW-1:0]    oldest_o,      // index of the oldest one
    output logic                          quiet_o,
    output logic                          moving_o
);
  logic                         wr_valid, wr_zero, wr_again;
  logic                         landed, landed_take, landed_ok, list_ready;
  vta_pkg::mem_id_e             wr_type;
  logic [15:0]                  wr_addr;
  logic [7:0]                   wr_lane;
  logic [vta_pkg::AxiDataW-1:0] wr_data;
  logic [vta_pkg::IndexW-1:0]   engine_oldest;
  vta_pkg::done_desc_t          landed_desc, listed_desc;

  vta_load_engine u_engine (
      .clk_i,
      .rst_ni,
      .start_valid_i,
      .start_ready_o,
      .start_desc_i,
      .wants_o,
      .req_valid_o,
      .req_ready_i,
      .req_addr_o,
      .req_len_o,
      .rsp_valid_i,
      .rsp_ready_o,
      .rsp_data_i,
      .rsp_error_i,
      .rsp_last_i,
      .wr_valid_o   (wr_valid),
      .wr_ready_i   (!acc_we_o || acc_wready_i),
      .wr_type_o    (wr_type),
      .wr_zero_o    (wr_zero),
      .wr_again_o   (wr_again),
      .wr_addr_o    (wr_addr),
      .wr_lane_o    (wr_lane),
      .wr_data_o    (wr_data),
      .done_valid_o (landed),
      .done_ready_i (landed_take),
      .done_desc_o  (landed_desc),
      .halt_i,
      .empty_o,
      .oldest_o     (engine_oldest),
      .quiet_o,
      .moving_o
  );

  // --- writes ------------------------------------------------------------------------------------
  assign uop_we_o    = wr_valid && (wr_type == vta_pkg::MemUop);
  assign uop_waddr_o = wr_addr[vta_pkg::UopAddrW-1:0];
  assign uop_wdata_o = wr_zero ? '0 : wr_data[31:0];
  assign acc_we_o    = wr_valid && (wr_type != vta_pkg::MemUop);
  assign acc_waddr_o = wr_addr[vta_pkg::AccAddrW-1:0];

  vta_acc_load u_acc_load (
      .clk_i,
      .write_i (acc_we_o),
      .narrow_i(wr_type == vta_pkg::MemAcc8),
      .zero_i  (wr_zero),
      .again_i (wr_again),
      .lane_i  (wr_lane),
      .data_i  (wr_data),
      .wlane_o (acc_wlane_o),
      .wdata_o (acc_wdata_o)
  );

  // --- landed and waiting ------------------------------------------------------------------------
  // None of them is in error, so the list has no place for that.
  localparam int ListW = vta_pkg::DoneDescW - vta_pkg::ErrorW;
  logic [vta_pkg::DoneDescW-1:0] landed_bits;
  logic [ListW-1:0]              listed_bits;
  logic [$clog2(Landed + 1)-1:0] unused_count;

  vta_pkg::error_bits_t no_error;
  assign no_error.code = vta_pkg::ErrNone;
  if ($bits(landed_desc) != vta_pkg::DoneDescW || $bits(no_error) != vta_pkg::ErrorW)
  begin : gen_check
    $error("DoneDescW or ErrorW does not match done_desc_t");
  end

  vta_fifo #(
      .Width(ListW),
      .Depth(Landed)
  ) u_landed (
      .clk_i,
      .rst_ni,
      .in_valid_i (landed && landed_ok && !(take_i && !waits_o)),
      .in_ready_o (list_ready),
      .in_data_i  (landed_bits[ListW-1:0]),
      .out_valid_o(waits_o),
      .out_ready_i(take_i),
      .out_data_o (listed_bits),
      .count_o    (unused_count)
  );

  assign landed_bits = landed_desc;
  assign listed_desc = {no_error, listed_bits};
  assign landed_ok   = landed_desc.error == vta_pkg::ErrNone;
  assign landed_take = (list_ready && landed_ok) || (take_i && !waits_o);
  assign done_o      = waits_o || landed;
  assign desc_o      = waits_o ? listed_desc : landed_desc;
  assign oldest_o    = waits_o ? listed_desc.index : engine_oldest;

  logic unused;  // addresses are as wide as the widest memory
  assign unused = &{1'b0, wr_addr, landed_bits, unused_count};
endmodule

`default_nettype wire
