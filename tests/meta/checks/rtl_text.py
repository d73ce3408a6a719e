# SPDX-License-Identifier: Apache-2.0
"""The textual rules of the RTL (scripts/rtl_subset.py): the tree keeps them, and each rule bites."""

import importlib.util
import pathlib

from tree import add, append, replace

_PATH = pathlib.Path(__file__).resolve().parents[3] / "scripts/rtl_subset.py"
_SPEC = importlib.util.spec_from_file_location("rtl_subset", _PATH)
_SUBSET = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_SUBSET)

HEAD = """// SPDX-License-Identifier: Apache-2.0
//
// A module that exists only in this test.

`default_nettype none

module vta_mutant (
    input  logic                  clk_i,
    input  logic [31:0]           a_i,
    output vta_pkg::mem_id_e      kind_o,
    output logic [vta_pkg::InsnW-1:0] b_o
);
"""
TAIL = """endmodule

`default_nettype wire
"""


def findings(tree):
    return _SUBSET.findings(tree.root)


def module(body, head=HEAD, tail=TAIL):
    """Edits that add a module with this body, listed in rtl/vta.f."""
    return {"rtl/vta_mutant.sv": add(head + body + "\n" + tail),
            "rtl/vta.f": append("\nrtl/vta_mutant.sv\n")}


CLEAN = """  logic [7:0] mem [0:63];  // import, return, break: words of a comment
  logic signed [7:0] x, y;
  vta_pkg::error_e error_d, error_q;
  function automatic logic [7:0] first(input logic [7:0] v);
    first = 8'd0;
    for (int i = 0; i < 8; i++) if (v[i]) first = 8'(i);
  endfunction
  /* interface: a word of a comment, in
     two lines with an inside */
  if (vta_pkg::InsnW < 1) begin : gen_check $error("return inside a string"); end
  assign {x, y} = $signed(a_i[15:0] - 16'(a_i[3:0])) >>> (4'(a_i[1:0]) & ~4'd3 | 4'(a_i[2]));
  for (genvar i = 0; i < 2; i++) begin : gen_lane
    logic sig;
    vta_lane u_lane (.clk_i, .a_i(a_i[8*i +: 8]), .b_o(sig));
  end
  assign kind_o = gen_lane[0].sig ? vta_pkg::MemUop : vta_pkg::MemWgt;
  always_comb unique case (a_i[1:0])
    default: b_o = a_i[0] == 1'b1 ? '0 : {8'(a_i[3:0]), mem[a_i[5:0]]};
  endcase"""

BANNED = [
    ("  import vta_pkg::*;", "no import"),
    ("  vta_pkg::insn_t [3:0] x;", "array of a typedef"),
    ("  vta_pkg::insn_t x [0:3];", "array of a typedef"),
    ("  state_e [1:0] x;", "array of a typedef"),
    ("  logic [3:0][7:0] x;", "packed 2-D"),
    ("  logic signed [3:0] [7:0] x;", "packed 2-D"),
    ("  function automatic logic f(input logic a); return a; endfunction", "no return"),
    ("  function automatic void f(input logic a); endfunction", "no void"),
    ("  function logic f(input logic a); f = a; endfunction", "functions are automatic"),
    ("  function automatic logic f(input logic a);\n    logic b = a;\n    f = b;\n  endfunction",
     "no initialiser in a function"),
    ("  always_comb foreach (x[i]) x[i] = 1'b0;", "no foreach"),
    ("  always_comb for (int i = 0; i < 4; i++) if (a_i[i]) break;", "no break"),
    ("  interface bus;", "no interface"),
    ("  assign b_o = a_i inside {1, 2};", "no inside"),
    ("  always_comb unique if (a_i[0]) b_o = '0;", "priority if"),
    ("  assert property (@(posedge clk_i) a_i[0]);", "no concurrent assertion"),
    ("  always @(posedge clk_i) assert (a_i[0]) else $error;", "no assert ... else"),
    ("  assign b_o = $past(a_i);", "no $past"),
    ("  assign kind_o = vta_pkg::mem_id_e'(a_i[2:0]);", "no cast to a type"),
    ("  assign b_o = signed'(a_i);", "no cast to a type"),
    ("  assign b_o = a_i & ~32'(3);", "no unary operator in front of a cast"),
    ("  assign b_o = {31'b0, |vta_pkg::InsnW'(a_i)};", "no unary operator in front of a cast"),
    ("  assign b_o = -32'(a_i[7:0]);", "no unary operator in front of a cast"),
    ("  assign b_o = '{default: 1'b0};", "no assignment pattern"),
    ("  assign b_o = a_i ==? 32'bx1;", "no wildcard equality"),
    ("  assign b_o = {<<{a_i}};", "no streaming"),
    ("  always_latch if (a_i[0]) b_o = '0;", "no latch"),
    ("  assign b_o = u_lane.count_q;", "no hierarchical read"),
    ("  RAMB36E1 u_ram ();", "no vendor primitive"),
    ("  // Verilator is slow here", "the word Verilator"),
    ("  /* verilator lint_off UNUSED */", "the word Verilator"),
    ("\tassign b_o = '0;", "no tab"),
    ("  assign b_o = '0; ", "no blank at the end"),
    ("  // \u00b5-op", "ASCII only"),
    ("  // " + "x" * 100, "columns, at most 100"),
    ("  // x\n" * 400, "lines, at most 400"),
]

MUTANTS = [("legal constructs are accepted", module(CLEAN), None)]
MUTANTS += [(f"banned: {body.strip()[:60]!r}", module(body), message) for body, message in BANNED]
MUTANTS += [
    ("an unpacked array as a port",
     module("", head=HEAD.replace("[31:0]           a_i", "[31:0] a_i [4]")), "no unpacked array port"),
    ("a type as a parameter",
     module("", head=HEAD.replace("vta_mutant (", "vta_mutant #(parameter type T = logic) (")),
     "no type parameter"),
    ("no SPDX line", module("", head=HEAD.split("\n", 1)[1]), "SPDX"),
    ("no default_nettype none", module("", head=HEAD.replace("`default_nettype none", "")), "does not open"),
    ("no default_nettype wire", module("", tail="endmodule\n"), "does not open"),
    ("code before default_nettype none",
     module("", head=HEAD.replace("`default_nettype none", "typedef logic x_t;\n`default_nettype none")),
     "code before"),
    ("a module with the name of another file",
     module("", head=HEAD.replace("module vta_mutant", "module vta_other")), "expected one unit"),
    ("two modules in a file",
     module("endmodule\nmodule vta_second;"), "expected one unit"),
    ("a second package",
     {"rtl/vta_mutant.sv": add("`default_nettype none\npackage vta_mutant;\nendpackage\n`default_nettype wire\n")},
     "expected one unit: module vta_mutant"),
    ("a module that is not in the list",
     {"rtl/vta_mutant.sv": add(HEAD + TAIL)}, "not listed in rtl/vta.f"),
    ("a list entry without a file", {"rtl/vta.f": append("\nrtl/vta_absent.sv\n")}, "does not exist"),
    ("a list entry twice", {"rtl/vta.f": append("\nrtl/vta_pkg.sv\n")}, "listed twice"),
    ("a list that does not begin with the package",
     {"rtl/vta.f": lambda old: "rtl/vta_early.sv\n" + old}, "the package is first"),
    ("a waiver without a reason",
     {"rtl/lint.vlt": append('\n\nlint_off -rule WIDTH -file "*x.sv"\n')}, "without a reason"),
    ("a waiver for every file",
     {"rtl/lint.vlt": append("\n// Because.\nlint_off -rule WIDTH\n")}, "names a rule and a file"),
]
