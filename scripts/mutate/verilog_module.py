# SPDX-License-Identifier: Apache-2.0
"""Walks a module of our SystemVerilog subset and gathers its mutants.

Only what is evaluated at run time is mutated: parameters, types, generate conditions, loop bounds,
case labels, ranges and assertions stay. An unknown construct is an error, not a guess.
"""

from verilog_expression import parse_expression, parse_target
from verilog_operators import CLOCK_AND_RESET, Operators
from verilog_tokens import Cursor, SyntaxProblem
from mutant import Collector

DECLARATIONS = ("localparam", "parameter", "logic", "int", "genvar", "typedef", "bit", "automatic")
UNREAD = ("initial", "final", "task", "generate", "specify", "bind")  # not in the subset, or not in rtl/


def rtl_mutants(path, text):
    """Every mutant of one file, in the order of the text."""
    collector = Collector(path, text)
    try:
        Walker(collector).file()
    except SyntaxProblem as problem:
        raise SyntaxProblem(f"{path}: {problem}") from None
    return sorted(collector.mutants, key=lambda mutant: (mutant.start, -mutant.end))


class Walker:
    """Reads a module top down."""

    def __init__(self, collector):
        self.collector = collector
        self.cursor = Cursor(collector.text)
        self.operators = Operators(collector)

    def file(self):
        cursor = self.cursor
        cursor.expect("module")
        cursor.skip_past(";")
        self.items("endmodule")
        if cursor.token.kind != "end":
            cursor.fail("text behind endmodule")

    # --- items of a module -----------------------------------------------------------------------

    def items(self, closing):
        while not self.cursor.is_(closing):
            self.item()
        self.cursor.expect(closing)

    def item(self):
        cursor = self.cursor
        if cursor.token.kind == "macro":
            cursor.next()
            cursor.skip_balanced()
        elif cursor.is_("$error"):
            cursor.skip_past(";")
        elif cursor.is_(*DECLARATIONS):
            cursor.skip_past(";")
        elif cursor.is_("assign"):
            self.continuous_assignment()
        elif cursor.is_("always_ff", "always_comb", "always"):
            self.process()
        elif cursor.is_("function"):
            self.function()
        elif cursor.is_("if"):
            self.generate_if()
        elif cursor.is_("for"):
            cursor.next()
            cursor.skip_balanced()
            self.generate_block()
        elif cursor.is_("begin"):
            self.generate_block()
        elif cursor.token.kind == "name" and not cursor.is_(*UNREAD):
            self.instance_or_declaration()
        else:
            cursor.fail(f"unknown item {cursor.token.text!r}")

    def generate_if(self):
        self.cursor.expect("if")
        self.cursor.skip_balanced()
        self.generate_block()
        if self.cursor.accept("else"):
            if self.cursor.is_("if"):
                self.generate_if()
            else:
                self.generate_block()

    def generate_block(self):
        self.cursor.expect("begin")
        self.block_name()
        self.items("end")

    def block_name(self):
        if self.cursor.accept(":"):
            self.cursor.next()

    def continuous_assignment(self):
        cursor = self.cursor
        cursor.expect("assign")
        target = parse_target(cursor)
        cursor.expect("=")
        value = parse_expression(cursor)
        cursor.expect(";")
        if self.operators.text(target) != "unused":
            self.operators.stuck(value)
            self.operators.expression(value, fill=False)

    def process(self):
        if not self.cursor.next().text == "always_comb":
            self.cursor.expect("@")
            self.cursor.skip_balanced()
        self.statement()

    def function(self):
        self.cursor.skip_past(";")
        while not self.cursor.is_("endfunction"):
            self.statement()
        self.cursor.expect("endfunction")

    def instance_or_declaration(self):
        cursor = self.cursor
        parameters = cursor.peek().text == "#"
        if not parameters and not (cursor.peek().kind == "name" and cursor.peek(2).text == "("):
            cursor.skip_past(";")
            return
        cursor.next()
        if cursor.accept("#"):
            cursor.skip_balanced()
        cursor.next()
        cursor.expect("(")
        while not cursor.is_(")"):
            self.connection()
            if not cursor.accept(","):
                break
        cursor.expect(")")
        cursor.expect(";")

    def connection(self):
        cursor = self.cursor
        cursor.expect(".")
        port = cursor.next()
        if not cursor.accept("("):  # .name stands for .name(name)
            if port.text.endswith("_i") and port.text not in CLOCK_AND_RESET:
                self.collector.add(port.start, port.end, "input tied to 0", f"{port.text}('0)",
                                   "'0", form="connection")
            return
        if cursor.accept(")"):
            return
        value = parse_expression(cursor)
        cursor.expect(")")
        if port.text.endswith("_i") and port.text not in CLOCK_AND_RESET:
            self.operators.port(value)
            self.operators.expression(value)

    # --- statements ------------------------------------------------------------------------------

    def statement(self, sole=False):
        """One statement; returns whether it is an assignment."""
        cursor = self.cursor
        if cursor.accept(";"):
            return False
        if cursor.is_("begin"):
            return self.block()
        if cursor.is_("if"):
            self.if_statement()
        elif cursor.is_("unique", "case", "casez"):
            self.case_statement()
        elif cursor.is_("for"):
            cursor.next()
            cursor.skip_balanced()
            self.statement()
        elif cursor.is_(*DECLARATIONS):
            cursor.skip_past(";")
        elif cursor.token.kind == "macro":
            cursor.next()
            cursor.skip_balanced()
        else:
            self.assignment()
            return True
        return False

    def block(self):
        self.cursor.expect("begin")
        self.block_name()
        kinds = []
        while not self.cursor.is_("end"):
            kinds.append(self.statement())
        self.cursor.expect("end")
        return kinds == [True]

    def if_statement(self):
        cursor = self.cursor
        cursor.expect("if")
        cursor.expect("(")
        condition = parse_expression(cursor)
        cursor.expect(")")
        sole = self.statement()
        if cursor.accept("else"):
            sole = False
            self.statement()
        self.operators.condition(condition, sole)

    def case_statement(self):
        cursor = self.cursor
        cursor.accept("unique")
        cursor.next()
        cursor.expect("(")
        self.operators.expression(parse_expression(cursor))
        cursor.expect(")")
        while not cursor.is_("endcase"):
            if not cursor.accept("default"):
                parse_expression(cursor)
                while cursor.accept(","):
                    parse_expression(cursor)
            cursor.expect(":")
            self.statement()
        cursor.expect("endcase")

    def assignment(self):
        cursor = self.cursor
        target = parse_target(cursor)
        if not cursor.is_("=", "<="):
            cursor.fail(f"expected an assignment, found {cursor.token.text!r}")
        cursor.next()
        value = parse_expression(cursor)
        end = cursor.expect(";").end
        self.collector.add(target.start, end, "assignment dropped", ";", "", form="statement")
        self.operators.target(target)
        self.operators.expression(value, fill=True)
