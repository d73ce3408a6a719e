# SPDX-License-Identifier: Apache-2.0
"""What a mutant is, and how it is known again after the lines around it have moved."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One fault: the text between two offsets of a file, and what stands there instead."""

    path: str  # from the root of the tree
    start: int
    end: int
    operator: str
    shown: str  # the mutated text, for people
    code: str  # the mutated text, for the compiler; empty: the statement is left out
    original: str
    line: int
    line_text: str  # the source line without the blanks around it
    form: str = "expression"  # or "condition", "connection", "statement"
    nth: int = 1  # among mutants that agree in everything that key() tells

    @property
    def module(self):
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    def key(self):
        return (self.path, self.line_text, self.operator, self.original, self.shown)

    def describe(self):
        return f"{self.path}:{self.line}: {self.operator}: {self.original} -> {self.shown}"


class Collector:
    """Gathers the mutants of one file; knows its text and its lines."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.mutants = []
        self._seen = {}

    def add(self, start, end, operator, shown, code=None, form="expression"):
        line = self.text.count("\n", 0, start) + 1
        mutant = Mutant(self.path, start, end, operator, one_line(shown),
                        shown if code is None else code, one_line(self.text[start:end]), line,
                        self.lines[line - 1].strip(), form)
        count = self._seen.get(mutant.key(), 0) + 1
        self._seen[mutant.key()] = count
        self.mutants.append(dataclasses.replace(mutant, nth=count))


def one_line(text):
    return " ".join(text.split())


def clear(operand):
    """The operand as it can stand beside && and || without being misread."""
    return f"({operand})" if "&&" in operand or "||" in operand or "?" in operand else operand
