// SPDX-License-Identifier: Apache-2.0
//
// Looks at the micro-ops of a reset or an ALU operation before it starts: does it suit the tail
// engine?
//
// It does when the dst of the micro-ops follow each other without a gap and both loops step over
// what lies inside them, so that addresses only rise; and when all of them exist. Of an addition,
// an operand per step of the outer loop must exist and stay out of what is written. The micro-ops
// are read through the port of vta_exec, which skips a cycle for each.

`default_nettype none

module vta_scan #(
    localparam int AddrW = vta_pkg::AccAddrW,
    localparam int IterW = vta_pkg::GemmIterOutW,
    localparam int UopAddrW = vta_pkg::UopAddrW
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,

    input  logic                      want_i,      // insn_i is to be looked at, until taken_i
    input  logic [vta_pkg::InsnW-1:0] insn_i,
    input  logic                      taken_i,     // the instruction has started: the next one

    output logic                      re_o,
    input  logic                      rready_i,
    output logic [UopAddrW-1:0]       raddr_o,
    input  logic [31:0]               rdata_i,     // one cycle after re_o and rready_i

    output logic                      done_o,      // the verdict, until taken_i:
    output logic                      dense_o,     // all of the above holds; then:
    output logic [AddrW-1:0]          base_o,      // first element
    output logic [AddrW-1:0]          last_o,      // last element
    output logic [AddrW:0]            uops_o,
    output logic                      solid_o,     // no element between those two is left out
    output logic [AddrW-1:0]          src_o,       // of an addition: its first operand
    output logic [AddrW-1:0]          lo_o,        // everything that the instruction reads or
    output logic [AddrW-1:0]          hi_o         // writes lies between these
);
  localparam int SumW = AddrW + IterW + 2;

  logic [UopAddrW-1:0] f_bgn;
  logic [UopAddrW:0]   f_end, count;
  logic [IterW-1:0]    f_in, f_out;
  logic [AddrW-1:0]    f_step_in, f_step_out, f_src_out;
  logic                adds;
  assign f_bgn      = insn_i[vta_pkg::GemmUopBgnLsb+:vta_pkg::GemmUopBgnW];
  assign f_end      = insn_i[vta_pkg::GemmUopEndLsb+:vta_pkg::GemmUopEndW];
  assign f_out      = insn_i[vta_pkg::GemmIterOutLsb+:IterW];
  assign f_in       = insn_i[vta_pkg::GemmIterInLsb+:IterW];
  assign f_step_out = insn_i[vta_pkg::GemmDstFactorOutLsb+:vta_pkg::GemmDstFactorOutW];
  assign f_step_in  = insn_i[vta_pkg::GemmDstFactorInLsb+:vta_pkg::GemmDstFactorInW];
  assign f_src_out  = insn_i[vta_pkg::AluSrcFactorOutLsb+:vta_pkg::AluSrcFactorOutW];
  assign adds       = (insn_i[2:0] == vta_pkg::OpAlu) && !insn_i[vta_pkg::AluUseImmLsb];
  assign count      = f_end - {1'b0, f_bgn};

  // --- micro-ops ---------------------------------------------------------------------------------
  typedef enum logic [1:0] {Begin, Read, Judge, Told} state_e;
  state_e              state_q;
  logic [UopAddrW:0]   next_q;
  logic                arrives_q, first_q, gap_q, got, all_read;
  logic [AddrW-1:0]    base_q, expect_q, dst;
  logic [vta_pkg::UopSrcW-1:0] src_q;  // a micro-op may name a source that ACC does not have

  assign re_o     = (state_q == Read) && !all_read;
  assign raddr_o  = next_q[UopAddrW-1:0];
  assign got      = re_o && rready_i;
  assign all_read = next_q == f_end;
  assign dst      = AddrW'(rdata_i[vta_pkg::UopDstLsb+:vta_pkg::UopDstW]);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || taken_i) begin
      state_q   <= Begin;
      arrives_q <= 1'b0;
    end else begin
      arrives_q <= got;
      case (state_q)
        Begin: if (want_i) state_q <= Read;
        Read: if (all_read && !arrives_q) state_q <= Judge;
        Judge: state_q <= Told;
        default: ;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == Begin) begin
      next_q  <= {1'b0, f_bgn};
      first_q <= 1'b1;
      gap_q   <= 1'b0;
    end else begin
      if (got) next_q <= next_q + (UopAddrW + 1)'(1);
      if (arrives_q) begin
        first_q  <= 1'b0;
        expect_q <= dst + AddrW'(1);
        if (first_q) begin
          base_q <= dst;
          src_q  <= rdata_i[vta_pkg::UopSrcLsb+:vta_pkg::UopSrcW];
        end else if (dst != expect_q) gap_q <= 1'b1;
      end
    end
  end

  // --- loops, while the micro-ops are read -------------------------------------------------------
  logic [SumW-1:0]  in_end_q, out_end_q, src_end_q, row, whole, src_last;
  logic [IterW-1:0] again_in, again_out;
  assign again_in  = f_in - IterW'(1);
  assign again_out = f_out - IterW'(1);
  logic             rises, src_apart;

  always_ff @(posedge clk_i) begin
    if (state_q == Begin) begin
      in_end_q  <= SumW'(f_step_in) * SumW'(again_in);
      out_end_q <= SumW'(f_step_out) * SumW'(again_out);
      src_end_q <= SumW'(f_src_out) * SumW'(again_out);
    end
  end

  // From the first element of a sweep to that behind its last; the same of a row of sweeps.
  assign row   = in_end_q + SumW'(count);
  assign whole = SumW'(base_q) + out_end_q + row;
  assign rises = (f_in == IterW'(1) || SumW'(f_step_in) >= SumW'(count)) &&
                 (f_out == IterW'(1) || SumW'(f_step_out) >= row);

  logic src_below;
  assign src_last  = SumW'(src_q) + src_end_q;
  assign src_below = src_last < SumW'(base_q);
  assign src_apart = src_below ||
                     (SumW'(src_q) >= whole && src_last < SumW'(vta_pkg::AccDepth));

  always_ff @(posedge clk_i) begin
    if (state_q == Judge) begin
      dense_o    <= !gap_q && rises && (whole <= SumW'(vta_pkg::AccDepth)) && (!adds || src_apart);
      last_o     <= AddrW'(whole - SumW'(1));
      uops_o     <= (AddrW + 1)'(count);
      solid_o    <= (f_in == IterW'(1) || SumW'(f_step_in) == SumW'(count)) &&
                    (f_out == IterW'(1) || SumW'(f_step_out) == row);
      // Operands lie all below or all above: if not, it is not dense.
      lo_o       <= (adds && src_below) ? AddrW'(src_q) : base_q;
      hi_o       <= (adds && !src_below) ? AddrW'(src_last) : AddrW'(whole - SumW'(1));
    end
  end

  assign done_o = state_q == Told;
  assign base_o = base_q;
  assign src_o  = AddrW'(src_q);

  logic unused;  // micro-ops have other fields, too
  assign unused = &{1'b0, insn_i, rdata_i};
endmodule

`default_nettype wire
