// SPDX-License-Identifier: Apache-2.0
//
// The sum of 2^Levels signed terms, exact, as a balanced tree of adders; no register.

`default_nettype none

module vta_mac_sum #(
    parameter  int TermW  = 18,
    parameter  int Levels = 3,
    localparam int Terms  = 1 << Levels,
    localparam int SumW   = TermW + Levels
) (
    input  logic [Terms*TermW-1:0] terms_i,
    output logic [SumW-1:0]        sum_o
);
  // Node 0 is the root, nodes 2n + 1 and 2n + 2 are what node n adds, the last ones the terms.
  logic [(2*Terms-1)*SumW-1:0] nodes;

  for (genvar l = 0; l <= Levels; l++) begin : gen_level
    localparam int First = (1 << l) - 1;
    localparam int W = TermW + Levels - l;  // bits of a sum of this level
    for (genvar n = First; n < 2 * First + 1; n++) begin : gen_node
      if (l == Levels) begin : gen_term
        assign nodes[SumW*n+:SumW] = SumW'($signed(terms_i[TermW*(n-First)+:TermW]));
      end else begin : gen_add
        logic [W-1:0] sum;
        vta_adder #(
            .W(W - 1)
        ) u_add (
            .a_i  (nodes[SumW*(2*n+1)+:W-1]),
            .b_i  (nodes[SumW*(2*n+2)+:W-1]),
            .sum_o(sum)
        );
        assign nodes[SumW*n+:SumW] = SumW'($signed(sum));
      end
    end
  end
  assign sum_o = nodes[SumW-1:0];

  // A sum of fewer terms has fewer bits; the others are its sign.
  logic unused;
  assign unused = &{1'b0, nodes};
endmodule

`default_nettype wire
