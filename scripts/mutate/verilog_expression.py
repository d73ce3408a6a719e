# SPDX-License-Identifier: Apache-2.0
"""Expressions of our SystemVerilog subset, as trees over the text."""

import dataclasses

# Left-associative; a higher number binds tighter.
PRECEDENCE = {"||": 1, "&&": 2, "|": 3, "^": 4, "~^": 4, "&": 5,
              "==": 6, "!=": 6, "===": 6, "!==": 6, "<": 7, "<=": 7, ">": 7, ">=": 7,
              "<<": 8, ">>": 8, "<<<": 8, ">>>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
              "**": 11}
UNARY = ("!", "~", "-", "+", "&", "|", "^")


@dataclasses.dataclass
class Node:
    """kind: binary, unary, ternary, number, name, group, cast, call, index, select, concat, repeat.

    `parts` are the operands that may vary at run time; what must stay constant (bounds of a range,
    the count of a repetition, the width of a cast) is left out.
    """

    kind: str
    start: int
    end: int
    operator: str = ""
    parts: list = dataclasses.field(default_factory=list)


def parse_expression(cursor):
    condition = _binary(cursor, 1)
    if not cursor.accept("?"):
        return condition
    chosen = parse_expression(cursor)
    cursor.expect(":")
    other = parse_expression(cursor)
    return Node("ternary", condition.start, other.end, "?", [condition, chosen, other])


def parse_target(cursor):
    """The left side of an assignment: a name with selects, or a concatenation of them."""
    return _primary(cursor)


def _binary(cursor, least):
    left = _unary(cursor)
    while cursor.token.kind == "operator" and PRECEDENCE.get(cursor.token.text, 0) >= least:
        operator = cursor.next().text
        right = _binary(cursor, PRECEDENCE[operator] + 1)
        left = Node("binary", left.start, right.end, operator, [left, right])
    return left


def _unary(cursor):
    if cursor.token.kind == "operator" and cursor.token.text in UNARY:
        operator = cursor.next()
        operand = _unary(cursor)
        return Node("unary", operator.start, operand.end, operator.text, [operand])
    return _primary(cursor)


def _primary(cursor):
    token = cursor.token
    if token.kind == "number":
        cursor.next()
        node = Node("number", token.start, token.end)
    elif token.kind == "name":
        node = _name(cursor)
    elif cursor.accept("("):
        inner = parse_expression(cursor)
        node = Node("group", token.start, cursor.expect(")").end, "", [inner])
    elif cursor.accept("{"):
        node = _concat(cursor, token.start)
    else:
        cursor.fail(f"expected an expression, found {token.text!r}")
    return _suffixes(cursor, node)


def _name(cursor):
    start = cursor.next().start
    while cursor.is_("::"):
        cursor.next()
        cursor.next()
    if cursor.is_("("):
        cursor.next()
        arguments = [parse_expression(cursor)]
        while cursor.accept(","):
            arguments.append(parse_expression(cursor))
        cursor.expect(")")
        return Node("call", start, cursor.last_end, "", arguments)
    return Node("name", start, cursor.last_end)


def _concat(cursor, start):
    parts = [parse_expression(cursor)]
    if cursor.is_("{"):  # {N{x}}
        inner = _primary(cursor)
        return Node("repeat", start, cursor.expect("}").end, "", inner.parts)
    while cursor.accept(","):
        parts.append(parse_expression(cursor))
    return Node("concat", start, cursor.expect("}").end, "", parts)


def _suffixes(cursor, node):
    while True:
        if cursor.is_("'") and cursor.peek().text == "(":
            cursor.next()
            cursor.next()
            inner = parse_expression(cursor)
            node = Node("cast", node.start, cursor.expect(")").end, "", [inner])
        elif cursor.is_("."):
            cursor.next()
            cursor.next()
            node = Node("name", node.start, cursor.last_end, "", node.parts)
        elif cursor.is_("["):
            node = _select(cursor, node)
        else:
            return node


def _select(cursor, node):
    cursor.expect("[")
    first = parse_expression(cursor)
    if cursor.is_(":", "+:", "-:"):
        moves = cursor.next().text != ":"
        parse_expression(cursor)  # a bound or a width: constant
        parts = node.parts + ([first] if moves else [])
        return Node("select", node.start, cursor.expect("]").end, "", parts)
    return Node("index", node.start, cursor.expect("]").end, "", node.parts + [first])
