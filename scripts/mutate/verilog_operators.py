# SPDX-License-Identifier: Apache-2.0
"""The mutation operators for SystemVerilog: faults of one expression or statement.

A mutant keeps the width and the sign of what it replaces, since both versions become the branches of
one conditional expression.
"""

import re

from mutant import clear

RELATIONS = {"==": ("!=",), "!=": ("==",), "<": ("<=", ">="), "<=": ("<", ">"),
             ">": (">=", "<="), ">=": (">", "<")}
ARITHMETIC = {"+": "-", "-": "+", "*": "+", "<<": ">>", ">>": "<<", ">>>": ">>",
              "&": "|", "|": "&", "^": "|"}
CLOCK_AND_RESET = ("clk_i", "rst_ni")


class Operators:
    """Adds the mutants of expressions to a collector."""

    def __init__(self, collector):
        self.collector = collector

    def text(self, node):
        return self.collector.text[node.start:node.end]

    def add(self, node, operator, shown, code=None):
        self.collector.add(node.start, node.end, operator, shown, code)

    def expression(self, node, fill=False):
        """Mutants of a value. `fill`: it is assigned as it stands, so '0 may become '1."""
        getattr(self, f"_{node.kind}", self._parts)(node, fill)

    def condition(self, node, sole_statement):
        """Mutants of the condition of an if."""
        text = self.text(node)
        inner = node
        while inner.kind == "group":
            inner = inner.parts[0]
        if inner.operator != "!" and inner.operator not in RELATIONS:
            self.add(node, "condition negated", f"!({text})")
        self.add(node, "condition true", "1'b1")
        if not sole_statement:  # else it is the same as leaving out the statement
            self.add(node, "condition false", "1'b0")
        self.expression(node)

    def stuck(self, node):
        """Mutants of a whole continuous assignment."""
        if "$signed" not in self.text(node) and not re.fullmatch(r"'[01]", self.text(node)):
            self.add(node, "stuck at 0", "'0")
            self.add(node, "stuck at 1", "'1")

    def port(self, node):
        """Mutants of what an instance gets as an input."""
        if self.text(node) not in CLOCK_AND_RESET and node.kind != "number":
            self.add(node, "input tied to 0", "'0")

    def target(self, node):
        """Mutants of the left side of a procedural assignment: the indices in it."""
        if node.kind == "concat":
            for part in node.parts:
                self.target(part)
        else:
            self.expression(node)

    def _parts(self, node, _fill):
        for part in node.parts:
            self.expression(part)

    def _index(self, node, _fill):
        index = node.parts[-1]
        if index.kind != "number":
            self.add(index, "index off by one", f"{self.text(index)} + 1",
                     f"({self.text(index)}) + 1'b1")
        self._parts(node, False)

    def _group(self, node, fill):
        self.expression(node.parts[0], fill)

    def _binary(self, node, _fill):
        left, right = (self.text(part) for part in node.parts)
        if node.operator in ("&&", "||"):
            other = "||" if node.operator == "&&" else "&&"
            self.add(node, "logical operator", f"{clear(left)} {other} {clear(right)}",
                     f"({left}) {other} ({right})")
            for kept in (left, right):
                self.add(node, "operand dropped", kept, f"(({kept}) != '0)")
        for other in RELATIONS.get(node.operator, ()):
            self.add(node, "relation", f"{left} {other} {right}")
        if node.operator in ARITHMETIC:
            other = ARITHMETIC[node.operator]
            self.add(node, "arithmetic operator", f"{left} {other} {right}",
                     f"({left}) {other} ({right})")
        self._parts(node, False)

    def _unary(self, node, _fill):
        operand = self.text(node.parts[0])
        if node.operator == "!":
            self.add(node, "negation dropped", operand, f"(({operand}) != '0)")
        elif node.operator in ("~", "-"):
            self.add(node, "negation dropped", operand)
        elif node.operator in ("&", "|"):
            other = "|" if node.operator == "&" else "&"
            self.add(node, "reduction", f"{other}{operand}")
        self._parts(node, False)

    def _ternary(self, node, fill):
        condition, chosen, other = (self.text(part) for part in node.parts)
        self.add(node, "branches swapped", f"{condition} ? {other} : {chosen}",
                 f"({condition}) ? ({other}) : ({chosen})")
        self.add(node, "condition true", chosen)
        self.add(node, "condition false", other)
        self.expression(node.parts[0])
        self.expression(node.parts[1], fill)
        self.expression(node.parts[2], fill)

    def _number(self, node, fill):
        text = self.text(node)
        if text in ("'0", "'1"):
            if fill:
                self.add(node, "constant", "'1" if text == "'0" else "'0")
        else:
            self.add(node, "constant", next_literal(text))

    def _concat(self, node, _fill):
        if len(node.parts) > 1:
            first, second = node.parts[0], node.parts[1]
            between = self.collector.text[first.end:second.start]
            rest = self.collector.text[second.end:node.end]
            swapped = "{" + self.text(second) + between + self.text(first) + rest
            self.add(node, "operands swapped", swapped)
        self._parts(node, False)


def next_literal(text):
    """The literal of the same width and base whose value is one more, modulo its range."""
    match = re.fullmatch(r"(\d*)'([sS]?)([bdohBDOH])([0-9a-fA-F_]+)", text)
    if not match:
        return str(int(text.replace("_", "")) + 1)
    width, sign, base, digits = match.groups()
    radix = {"b": 2, "d": 10, "o": 8, "h": 16}[base.lower()]
    value = (int(digits.replace("_", ""), radix) + 1) % (1 << int(width or 32))
    shown = {2: f"{value:b}", 8: f"{value:o}", 10: f"{value:d}", 16: f"{value:x}"}[radix]
    return f"{width}'{sign}{base}{shown}"
