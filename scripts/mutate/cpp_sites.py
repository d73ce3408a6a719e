# SPDX-License-Identifier: Apache-2.0
"""Finds the mutants of a C++ file with libclang, which knows the types and the extents.

Left out are constant expressions, templates, and what stands in a macro call: that is a check.
"""

import sys

from mutant import Collector, clear

try:
    from clang import cindex
except ImportError:  # Debian puts it where only its own interpreter looks
    sys.path.append("/usr/lib/python3/dist-packages")
    from clang import cindex

KIND = cindex.CursorKind
RELATIONS = {"==": ("!=",), "!=": ("==",), "<": ("<=", ">="), "<=": ("<", ">"),
             ">": (">=", "<="), ">=": (">", "<")}
ARITHMETIC = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "*"}
CONSTANT_PARENTS = (KIND.CASE_STMT, KIND.ENUM_CONSTANT_DECL, KIND.STATIC_ASSERT,
                    KIND.FUNCTION_TEMPLATE, KIND.CLASS_TEMPLATE, KIND.FIELD_DECL, KIND.PARM_DECL)
BODIES = (KIND.COMPOUND_STMT, KIND.IF_STMT, KIND.FOR_STMT, KIND.WHILE_STMT, KIND.CXX_FOR_RANGE_STMT)
NUMBERS = (cindex.TypeKind.BOOL, cindex.TypeKind.INT, cindex.TypeKind.UINT, cindex.TypeKind.LONG,
           cindex.TypeKind.ULONG, cindex.TypeKind.LONGLONG, cindex.TypeKind.ULONGLONG,
           cindex.TypeKind.DOUBLE, cindex.TypeKind.CHAR_S, cindex.TypeKind.UCHAR,
           cindex.TypeKind.SHORT, cindex.TypeKind.USHORT)


def cpp_mutants(root, path):
    """Every mutant of one file, in the order of the text."""
    text = (root / path).read_text()
    if not text.isascii():
        raise ValueError(f"{path}: not ASCII, offsets would not fit")
    unit = cindex.Index.create().parse(
        str(root / path), args=["-std=c++20", f"-I{root}"],
        options=cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
    errors = [str(d) for d in unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
    if errors:
        raise ValueError(f"{path}: libclang does not understand it: {errors[0]}")
    sites = Sites(Collector(path, text), unit)
    return sorted(sites.collector.mutants, key=lambda mutant: (mutant.start, -mutant.end))


class Sites:
    """Walks the tree of one translation unit."""

    def __init__(self, collector, unit):
        self.collector = collector
        self.source = unit.spelling
        top = [c for c in unit.cursor.get_children() if self.is_ours(c)]
        self.macros = [(c.extent.start.offset, c.extent.end.offset) for c in top
                       if c.kind == KIND.MACRO_INSTANTIATION]
        for cursor in top:
            if not cursor.kind.is_preprocessing():
                self.visit(cursor, None)

    def is_ours(self, cursor):
        file = cursor.location.file
        return file is not None and file.name == self.source

    def text(self, cursor):
        return self.collector.text[cursor.extent.start.offset:cursor.extent.end.offset]

    def visit(self, cursor, parent):
        if cursor.kind in CONSTANT_PARENTS and cursor.kind != KIND.CASE_STMT:
            return
        if cursor.kind in (KIND.VAR_DECL, KIND.FUNCTION_DECL, KIND.CXX_METHOD):
            head = self.text(cursor).split("{")[0].split("=")[0]
            if "constexpr" in head.split():
                return
        start, end = cursor.extent.start.offset, cursor.extent.end.offset
        in_macro = any(first < end and start < last for first, last in self.macros)
        children = list(cursor.get_children())
        if not in_macro:
            self.mutate(cursor, children)
            if parent is not None and parent.kind in BODIES:
                self.statement(cursor, parent)
        if cursor.kind == KIND.CASE_STMT:
            children = children[1:]
        for child in children:
            self.visit(child, cursor)

    def add(self, cursor, operator, shown, code=None):
        self.collector.add(cursor.extent.start.offset, cursor.extent.end.offset, operator, shown, code)

    def mutate(self, cursor, children):
        kind = cursor.kind
        if kind in (KIND.BINARY_OPERATOR, KIND.CALL_EXPR) and len(children) >= 2:
            self.binary(cursor, children)
        elif kind == KIND.UNARY_OPERATOR:
            self.unary(cursor, children[0])
        elif kind == KIND.CONDITIONAL_OPERATOR:
            condition, chosen, other = (self.text(child) for child in children)
            self.add(cursor, "branches swapped", f"{condition} ? {other} : {chosen}",
                     f"({condition}) ? ({other}) : ({chosen})")
        elif kind == KIND.INTEGER_LITERAL and self.text(cursor).isdigit():
            if not self.is_template_argument(cursor):
                self.add(cursor, "constant", str(int(self.text(cursor)) + 1))
        elif kind == KIND.CXX_BOOL_LITERAL_EXPR:
            self.add(cursor, "constant", "false" if self.text(cursor) == "true" else "true")
        elif kind == KIND.IF_STMT:
            self.condition(cursor, children)

    def is_template_argument(self, cursor):
        before = self.collector.text[:cursor.extent.start.offset].rstrip()
        behind = self.collector.text[cursor.extent.end.offset:].lstrip()
        return before[-1] in "<," and behind[0] == ">"

    def binary(self, cursor, children):
        left, right = children[0], children[-1]
        if cursor.kind == KIND.CALL_EXPR:  # a op b with an overloaded operator
            if not cursor.spelling.startswith("operator"):
                return
            operator = cursor.spelling.removeprefix("operator")
        else:
            operator = self.collector.text[left.extent.end.offset:right.extent.start.offset].strip()
        start, end = left.extent.start.offset, right.extent.end.offset
        if (start, end) != (cursor.extent.start.offset, cursor.extent.end.offset):
            return
        first, second = self.text(left), self.text(right)
        between = self.collector.text[left.extent.end.offset:right.extent.start.offset].strip()
        if between != operator:
            return
        if operator in ("&&", "||"):
            other = "||" if operator == "&&" else "&&"
            self.add(cursor, "logical operator", f"{clear(first)} {other} {clear(second)}",
                     f"({first}) {other} ({second})")
            for kept in (first, second):
                self.add(cursor, "operand dropped", kept, f"static_cast<bool>({kept})")
        if cursor.kind == KIND.CALL_EXPR and operator in ("==", "!="):
            other = "!=" if operator == "==" else "=="
            self.add(cursor, "relation", f"{first} {other} {second}", f"!({self.text(cursor)})")
            return
        if cursor.kind == KIND.BINARY_OPERATOR:
            for other in RELATIONS.get(operator, ()):
                self.add(cursor, "relation", f"{first} {other} {second}")
        is_number = (cursor.kind == KIND.BINARY_OPERATOR and
                     cursor.type.get_canonical().kind in NUMBERS)
        is_expression = cursor.type.spelling.split("::")[-1] == "Expr"
        if operator in ARITHMETIC and (is_number or is_expression):
            other = ARITHMETIC[operator]
            if is_number or other in "+-":
                self.add(cursor, "arithmetic operator", f"{first} {other} {second}",
                         f"({first}) {other} ({second})")

    def unary(self, cursor, operand):
        text = self.text(cursor)
        if text.startswith("!") and not text.startswith("!="):  # that is a rewritten ==
            self.add(cursor, "negation dropped", self.text(operand),
                     f"static_cast<bool>({self.text(operand)})")
        elif text.startswith("-") and not text.startswith("--"):
            self.add(cursor, "negation dropped", self.text(operand))

    def condition(self, cursor, children):
        """The condition is the child in front of the closing parenthesis."""
        for child in children:
            behind = self.collector.text[child.extent.end.offset:].lstrip()
            if child.kind.is_expression() and behind.startswith(")"):
                text = self.text(child)
                choices = [("condition true", "true"), ("condition false", "false")]
                if not text.startswith("!"):
                    choices.insert(0, ("condition negated", f"!({text})"))
                for operator, shown in choices:
                    self.collector.add(child.extent.start.offset, child.extent.end.offset, operator,
                                       shown, form="condition")
                return

    def statement(self, cursor, parent):
        """Statements that may be left out: calls, assignments, jumps without a value."""
        text = self.collector.text
        start, end = cursor.extent.start.offset, cursor.extent.end.offset
        rest = text[end:].lstrip()
        jump = cursor.kind in (KIND.CONTINUE_STMT, KIND.BREAK_STMT) or (
            cursor.kind == KIND.RETURN_STMT and self.text(cursor) == "return")
        in_head = parent.kind != KIND.COMPOUND_STMT and text[:start].rstrip()[-1] not in ")e"
        if (cursor.kind.is_expression() or jump) and rest.startswith(";") and not in_head:
            self.collector.add(start, end + len(text[end:]) - len(rest) + 1, "statement dropped", ";",
                               "", form="statement")
