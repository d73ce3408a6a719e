# SPDX-License-Identifier: Apache-2.0
"""Writes one text that holds many mutants, of which a number selects one at run time.

So a test program is built once, not once per mutant. An expression becomes

    (mutant(17, differs) ? (mutated) : (original))

and a statement is guarded. Mutants may lie inside each other: the original branch holds the inner ones.
"""


class Verilog:
    """How the selection is written in SystemVerilog. The function lives in the package of the design."""

    IMPORT = '  import "DPI-C" pure function bit vta_mutant(input int id, input bit differs);\n'

    @staticmethod
    def expression(number, mutant, original):
        differs = f"({mutant.original}) != ({mutant.code})"
        return f"(vta_pkg::vta_mutant({number}, {differs}) ? ({mutant.code}) : {original})"

    @staticmethod
    def statement(number, original):
        return f"begin if (!vta_pkg::vta_mutant({number}, 1'b1)) {original} end"

    @staticmethod
    def package(text):
        head, mark, tail = text.rpartition("endpackage")
        return head + Verilog.IMPORT + mark + tail


class Cpp:
    """How the selection is written in C++."""

    DECLARATION = 'extern "C" bool vta_mutant_cpp(int id);\n'

    @staticmethod
    def expression(number, mutant, original):
        return f"(vta_mutant_cpp({number}) ? ({mutant.code}) : {original})"

    @staticmethod
    def statement(number, original):
        return f"{{ if (!vta_mutant_cpp({number})) {original} }}"


def rewrite(text, numbered, language):
    """The text with the mutants in it. `numbered`: (number, mutant) of this file."""
    spans = {}
    for number, mutant in numbered:
        spans.setdefault((mutant.start, -mutant.end, mutant.form != "statement"), []).append(
            (number, mutant))
    ordered = [spans[key] for key in sorted(spans)]
    out, _ = _render(text, 0, len(text), ordered, 0, language)
    return out


def _render(text, start, end, ordered, at, language):
    """The text from start to end; `at` is the first span that may lie in it."""
    out = []
    while at < len(ordered) and ordered[at][0][1].start < end:
        group = ordered[at]
        first = group[0][1]
        if first.end > end:
            raise ValueError(f"mutants overlap: {first.describe()}")
        out.append(text[start:first.start])
        inner, at = _render(text, first.start, first.end, ordered, at + 1, language)
        out.append(_wrap(group, inner, language))
        start = first.end
    out.append(text[start:end])
    return "".join(out), at


def _wrap(group, inner, language):
    forms = {mutant.form for _, mutant in group}
    if "condition" in forms:  # a pointer or an optional, perhaps: both branches must be bool
        inner = f"static_cast<bool>({inner})"
    elif "expression" in forms:
        inner = f"({inner})"
    for number, mutant in group:
        if mutant.form == "statement":
            inner = language.statement(number, inner)
        else:
            inner = language.expression(number, mutant, inner)
    if "connection" in forms:  # .port stands for .port(port)
        return f"{group[0][1].original}({inner})"
    return inner
