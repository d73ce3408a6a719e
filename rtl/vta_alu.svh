// SPDX-License-Identifier: Apache-2.0
//
// One lane of an ALU operation; included by the modules that have lanes.
//
// SHR: right by min(b, AccW - 1) for b >= 0, left by -b for b < 0, zero once every bit has left.

  function automatic logic [vta_pkg::AccW-1:0] alu(input logic [2:0] op,
                                                   input logic [vta_pkg::AccW-1:0] a,
                                                   input logic [vta_pkg::AccW-1:0] b);
    logic [vta_pkg::AccW-1:0] amount;
    logic                     far;
    amount = b[vta_pkg::AccW-1] ? -b : b;
    far    = |amount[vta_pkg::AccW-1:vta_pkg::LogAccWidth];
    case (op)
      vta_pkg::AluMin: alu = ($signed(a) < $signed(b)) ? a : b;
      vta_pkg::AluMax: alu = ($signed(a) > $signed(b)) ? a : b;
      vta_pkg::AluAdd: alu = a + b;
      vta_pkg::AluShr: begin
        if (b[vta_pkg::AccW-1]) alu = far ? '0 : a << amount[vta_pkg::LogAccWidth-1:0];
        else if (far) alu = {vta_pkg::AccW{a[vta_pkg::AccW-1]}};
        else alu = $signed(a) >>> amount[vta_pkg::LogAccWidth-1:0];
      end
      default: alu = a * b;
    endcase
  endfunction
