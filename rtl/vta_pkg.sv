// SPDX-License-Identifier: Apache-2.0
//
// The one package of the design: geometry, ISA, and what follows from them.

`default_nettype none

package vta_pkg;

`include "vta_config.svh"
`include "vta_isa.svh"

  // Geometry in plain numbers.
  localparam int Batch = 1 << LogBatch;
  localparam int Block = 1 << LogBlock;
  localparam int InpW = 1 << LogInpWidth;  // bits of one activation
  localparam int WgtW = 1 << LogWgtWidth;
  localparam int AccW = 1 << LogAccWidth;
  localparam int OutW = 1 << LogOutWidth;
  localparam int AccLanes = Batch * Block;

  // Bits of one element (tile) of each memory.
  localparam int UopElemW = 32;
  localparam int InpElemW = Batch * Block * InpW;
  localparam int WgtElemW = Block * Block * WgtW;
  localparam int AccElemW = AccLanes * AccW;
  localparam int OutElemW = AccLanes * OutW;
  localparam int Acc8ElemW = AccElemW / 4;

  // Elements of each memory. OUT has as many as ACC.
  localparam int UopDepth = 1 << UopAddrW;
  localparam int InpDepth = 1 << InpAddrW;
  localparam int WgtDepth = 1 << WgtAddrW;
  localparam int AccDepth = 1 << AccAddrW;

  // AXI
  localparam int AxiDataW = 1 << LogBusWidth;
  localparam int AxiStrbW = AxiDataW / 8;
  localparam int AxiSizeLog = LogBusWidth - 3;  // log2 bytes per beat
  localparam int AxiAddrW = 32;
  localparam int AxiIdW = 2;
  localparam int BurstLenW = 5;  // holds 1 .. MaxBurstBeats

  // Clients of the read port: also their AXI ids.
  localparam int ReadClients = 3;
  localparam int ReadFetch = 0;
  localparam int ReadLoad = 1;
  localparam int ReadCompute = 2;

  localparam int InsnW = 128;
  localparam int IndexW = 32;  // position of an instruction in its stream
  localparam int TokenW = 10;  // holds 0 .. TokenMax
  localparam int StatW = 48;   // statistics and performance counters

endpackage

`default_nettype wire
