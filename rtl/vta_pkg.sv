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

  // Bits of a dot product without loss; of those, no more count than an accumulator has.
  localparam int FullDotW = InpW + WgtW + $clog2(Block);
  localparam int DotW = FullDotW < AccW ? FullDotW : AccW;

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

  // An element of whichever memory, and a number of them, which may be all of the largest memory.
  localparam int MulAddrW = InpAddrW > WgtAddrW ? InpAddrW : WgtAddrW;
  localparam int SumAddrW = AccAddrW > UopAddrW ? AccAddrW : UopAddrW;
  localparam int SramAddrW = MulAddrW > SumAddrW ? MulAddrW : SumAddrW;
  localparam int SramCountW = SramAddrW + 1;

  // An index with its loop offsets, without loss: the largest field of a micro-op, and two loops.
  localparam int UopFieldW = UopSrcW > WgtAddrW ? UopSrcW : WgtAddrW;
  localparam int IndexOffW = GemmIterOutW + UopFieldW + 2;

  // Mechanisms of the compute stage that can be switched off, for measurements.
  localparam int FeatureW = 5;
  localparam int FeatureTail = 0;    // resets and ALU operations in an engine of their own
  localparam int FeatureFuse = 1;    // MIN and MAX join the ALU operation before them
  localparam int FeatureBeside = 2;  // that engine works beside a GEMM
  localparam int FeatureLoads = 3;   // LOADs of UOP and ACC run beside a GEMM
  localparam int FeatureOnce = 4;    // an accumulator that a LOAD repeats is read once

  // Banks of ACC and OUT: element i lies in bank i mod AccBanks.
  localparam int AccBanks = 2;

  // AXI
  localparam int AxiDataW = 1 << LogBusWidth;
  localparam int AxiStrbW = AxiDataW / 8;
  localparam int AxiSizeLog = LogBusWidth - 3;  // log2 bytes per beat

  // INP and WGT are written in parts of at least 128 bits: block RAM has words of 36 bits, of which
  // parts of 64 would waste eight.
  localparam int LoadPartW = AxiDataW < 128 ? 128 : AxiDataW;
  localparam int InpPartW = InpElemW < LoadPartW ? InpElemW : LoadPartW;
  localparam int WgtPartW = WgtElemW < LoadPartW ? WgtElemW : LoadPartW;
  localparam int InpParts = InpElemW / InpPartW;
  localparam int WgtParts = WgtElemW / WgtPartW;
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

  // log2 of the bytes of one element in DRAM
  localparam int UopElemLog = 2;
  localparam int InpElemLog = $clog2(InpElemW / 8);
  localparam int WgtElemLog = $clog2(WgtElemW / 8);
  localparam int AccElemLog = $clog2(AccElemW / 8);
  localparam int OutElemLog = $clog2(OutElemW / 8);
  localparam int Acc8ElemLog = $clog2(Acc8ElemW / 8);

  // Micro-ops are narrower than the bus: so many share a beat.
  localparam int UopsPerBeat = AxiDataW / UopElemW;
  localparam int UopBusLog = LogBusWidth - 5;  // log2 of that
  localparam int UopWordW = UopBusLog > 1 ? UopBusLog : 1;

  // Bytes that one LOAD can move at most: a memory has at most 2^16 elements of 2^12 bytes.
  localparam int ByteCountW = 29;

  // Bits become an enum by assigning a vector to one of these: Yosys has no cast.
  typedef struct packed {
    error_e code;
  } error_bits_t;
  typedef struct packed {
    mem_id_e id;
  } mem_id_bits_t;

  // A decoded LOAD (or NOP, or an instruction found illegal), as vta_mem_decode hands it out. The
  // request side reads addr .. stride_bytes, the write side what is in write_desc_t.
  typedef struct packed {
    logic [IndexW-1:0]     index;
    logic                  push_prev;
    logic                  push_next;
    error_e                error;        // not ErrNone: stop here, move nothing
    mem_id_e               mem_type;
    logic                  has_data;     // x_size and y_size not zero
    logic                  has_pads;
    logic                  merged;       // rows lie next to each other in DRAM: one long row
    logic                  once;         // every row is the same element: it is read once
    logic [AxiAddrW-1:0]   addr;         // first byte
    logic [ByteCountW-1:0] row_bytes;
    logic [15:0]           rows;
    logic [ByteCountW-1:0] stride_bytes;
    logic [15:0]           sram_base;
    logic [15:0]           x_size;
    logic [15:0]           y_size;
    logic [UopWordW-1:0]   x_stride;     // so much of it as moves the word of a micro-op
    logic [4:0]            row_gap;      // x_pad_1 + x_pad_0: zeros between two data rows
    logic [16:0]           top_zeros;    // zeros before the first datum
    logic [16:0]           bottom_zeros; // zeros behind the last datum
    logic [16:0]           elems;        // x_size * y_size
    logic [16:0]           last;         // of them, on chip, without pads
  } mem_desc_t;
  localparam int MemDescW = IndexW + 2 + 4 + 3 + 4 + AxiAddrW + 2 * ByteCountW + 4 * 16 +
                            UopWordW + 5 + 4 * 17;

  // What is left of a LOAD when it is complete: what its retirement needs. The error comes first so
  // that a list of those without one can leave it out.
  typedef struct packed {
    error_e                error;
    logic [IndexW-1:0]     index;
    logic                  push_prev;
    logic                  push_next;
    mem_id_e               mem_type;
    logic [SramCountW-1:0] elems;        // 0 if it has no data
  } done_desc_t;
  localparam int ErrorW = 4;
  localparam int DoneDescW = ErrorW + IndexW + 2 + 3 + SramCountW;

  // A LOAD behind its requests. Addresses and sizes are as wide as the memories: one that moves
  // something is within its memory, and of the others nobody looks at them.
  typedef struct packed {
    error_e                error;
    logic [IndexW-1:0]     index;
    logic                  push_prev;
    logic                  push_next;
    mem_id_e               mem_type;
    logic [SramCountW-1:0] elems;
    logic                  has_data;
    logic                  has_pads;
    logic                  merged;
    logic                  once;
    logic [UopWordW-1:0]   first_word;   // of the first micro-op, in its beat
    logic [UopWordW-1:0]   x_stride;
    logic [SramAddrW-1:0]  sram_base;
    logic [SramCountW-1:0] x_size;
    logic [SramCountW-1:0] y_size;
    logic [4:0]            row_gap;
    logic [SramCountW-1:0] top_zeros;
    logic [SramCountW-1:0] bottom_zeros;
  } write_desc_t;
  localparam int WriteDescW = DoneDescW + 4 + 2 * UopWordW + SramAddrW + 4 * SramCountW + 5;

endpackage

`default_nettype wire
