# SPDX-License-Identifier: Apache-2.0
"""The tokens of our SystemVerilog subset, each with its place in the text."""

import re
from typing import NamedTuple


class Token(NamedTuple):
    kind: str  # name, number, operator, string, macro, end
    text: str
    start: int
    end: int


class SyntaxProblem(Exception):
    """The text is not of the subset that this tool reads."""


PATTERN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<number>\d*'[sS]?[bdohBDOH][0-9a-fA-F_xzXZ?]+|'[01](?![0-9a-zA-Z_])|\d[\d_]*)
      | (?P<macro>`\w+)
      | (?P<name>\$?[A-Za-z_]\w*)
      | (?P<operator><<<|>>>|===|!==|<<|>>|<=|>=|==|!=|&&|\|\||\+:|-:|\+\+|--|\+=|::|\*\*|~\^
                    |[-+*/%<>=!~&|^?:;,.()\[\]{}@\#'])""",
    re.X | re.S)


def tokenize(text):
    """All tokens, the last of kind "end". Directives such as `define are left out to the line's end."""
    tokens = []
    at = 0
    while at < len(text):
        match = PATTERN.match(text, at)
        if not match:
            line = text.count("\n", 0, at) + 1
            raise SyntaxProblem(f"line {line}: unexpected {text[at]!r}")
        at = match.end()
        kind = match.lastgroup
        if kind == "macro" and match.group() in ("`include", "`default_nettype"):
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        elif kind != "skip":
            tokens.append(Token(kind, match.group(), match.start(), match.end()))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


class Cursor:
    """Reads tokens one after the other."""

    def __init__(self, text):
        self.source = text
        self.tokens = tokenize(text)
        self.at = 0

    @property
    def token(self):
        return self.tokens[self.at]

    def peek(self, ahead=1):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    @property
    def last_end(self):
        return self.tokens[self.at - 1].end

    def is_(self, *texts):
        return self.token.text in texts and self.token.kind != "string"

    def next(self):
        token = self.token
        if token.kind == "end":
            self.fail("unexpected end of the file")
        self.at += 1
        return token

    def accept(self, text):
        if self.is_(text):
            return self.next()
        return None

    def expect(self, text):
        if not self.is_(text):
            self.fail(f"expected {text!r}, found {self.token.text!r}")
        return self.next()

    def skip_balanced(self):
        """Skips a bracket and everything up to its partner."""
        depth = 0
        while True:
            token = self.next()
            if token.kind == "operator" and token.text in "([{":
                depth += 1
            elif token.kind == "operator" and token.text in ")]}":
                depth -= 1
            if depth == 0:
                return

    def skip_past(self, text):
        """Skips everything up to `text` outside brackets, and it too."""
        while not self.is_(text):
            if self.token.kind == "operator" and self.token.text in ("(", "[", "{"):
                self.skip_balanced()
            else:
                self.next()
        self.next()

    def fail(self, sentence):
        line = self.source.count("\n", 0, self.token.start) + 1
        raise SyntaxProblem(f"line {line}: {sentence}")
