# SPDX-License-Identifier: Apache-2.0
"""What the text of an RTL module says of it: header comment, parameters, ports, instances, assertions.

Reads the form that scripts/rtl_subset.py and the style of rtl/ ask for. A line of a header that it does
not understand is a SourceError, so that no port is left out without a word.
"""

import dataclasses
import re

PARAMETER = re.compile(r"\s+(parameter|localparam)\s+(.+?)\s+(\w+)\s*=\s*(.*?),?\s*(?://\s*(.*))?")
PORT = re.compile(r"\s+(input|output)\s+([\w:]+(?:\s+signed)?)\s*(\[[^\]]*\])?\s+(\w+)\s*,?\s*(?://\s*(.*))?")
COMMENT = re.compile(r"(\s+)//\s*(.*)")
INSTANCE = re.compile(r"^\s*(vta_\w+)\s+(?:#\(|u_\w+\s*\()", re.M)
CLAIM = re.compile(r"`VTA_(ASSERT|ASSUME)\(\s*(\w+)\s*,")
STRUCT = re.compile(r"^  typedef struct packed \{\n(.*?)^  \} (\w+);$", re.M | re.S)
MEMBER = re.compile(r"^\s+([\w:]+)\s*(?:\[([^\]]*):0\])?\s+(\w+);", re.M)
CONTINUED = 10  # blanks before a comment that goes on beside the ports; less: it stands above them


class SourceError(Exception):
    """A text that is not a module as this tree writes them."""


@dataclasses.dataclass
class Item:
    """A parameter (kind parameter or localparam) or a port (input or output)."""

    kind: str
    name: str
    type: str
    value: str = ""
    comment: str = ""
    above: str = ""  # the comment that stands above it and those behind it


@dataclasses.dataclass(frozen=True)
class Module:
    name: str
    purpose: str
    promises: tuple  # paragraphs
    parameters: tuple
    ports: tuple
    children: tuple  # instantiated modules, each once, in the order of the text
    claims: tuple  # (ASSERT or ASSUME, name, condition)


def paragraphs(lines):
    """A comment as Markdown: what is indented stays as it is, in a block, and items become a list."""
    found = []  # [kind, text]: kind is text, item, block, or empty
    for line in lines:
        last = found[-1][0] if found else ""
        if not line:
            found.append(["", ""])
        elif line.startswith("  - "):
            found.append(["item", line.strip()])
        elif line.startswith("    ") and last == "item":
            found[-1][1] += " " + line.strip()
        elif line.startswith("  "):
            if last != "block":
                found.append(["block"])
            found[-1].append(line[2:])
        elif last == "text":
            found[-1][1] += " " + line
        else:
            found.append(["text", line])
    return found


def header_comment(text):
    """The paragraphs of the comment that a file begins with, but for the licence."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[3:].rstrip())
    made, before = [], ""
    for kind, *parts in paragraphs(lines):
        if kind == "item" and before == "item":
            made[-1] += "\n" + parts[0]
        elif kind == "block":
            made.append("```\n" + "\n".join(parts) + "\n```")
        elif kind:
            made.append(parts[0])
        before = kind
    return [p for p in made if not p.startswith("SPDX")]


def items(name, text, pattern, make):
    found, above, pending = [], "", False
    for line in text.splitlines():
        match, comment = pattern.fullmatch(line), COMMENT.fullmatch(line)
        if match:
            found.append(make(*match.groups()))
            found[-1].above, pending, above = above, False, ""
        elif comment and len(comment.group(1)) >= CONTINUED and found:
            found[-1].comment = f"{found[-1].comment} {comment.group(2)}".strip()
        elif comment:
            above = f"{above} {comment.group(2)}" if pending else comment.group(2)
            pending = True
        elif line.strip():
            raise SourceError(f"{name}.sv: this line of the header is neither parameter nor port: {line.strip()}")
    return tuple(found)


def parameter(kind, type_, name, value, comment):
    return Item(kind, name, " ".join(type_.split()), value, comment or "")


def port(direction, type_, width, name, comment):
    type_ = " ".join(type_.split())
    shown = (width or "1") if type_ == "logic" else f"{type_} {width or ''}".strip()
    return Item(direction, name, shown, comment=comment or "")


def balanced(text, start):
    """The text in the parentheses that open at `start`."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return text[start + 1:position]
    raise SourceError("a parenthesis does not close")


def claims(text):
    found = []
    for match in CLAIM.finditer(text):
        inside = balanced(text, text.index("(", match.start()))
        found.append((match.group(1), match.group(2), " ".join(inside.split(",", 1)[1].split())))
    return tuple(found)


def parse(name, text):
    """The module of the file `name`.sv."""
    match = re.search(rf"^module {name}\s*(#\(\n(.*?)^\) )?\(\n(.*?)^\);$", text, re.M | re.S)
    if not match:
        raise SourceError(f"{name}.sv: no module {name} with a list of ports")
    comment = header_comment(text)
    if not comment:
        raise SourceError(f"{name}.sv: no comment says what the module is")
    children = tuple(dict.fromkeys(INSTANCE.findall(text)))
    return Module(name, comment[0], tuple(comment[1:]), items(name, match.group(2) or "", PARAMETER, parameter),
                  items(name, match.group(3), PORT, port), children, claims(text))


def structs(text):
    """{type: [(field, its type, its msb or "")]} of the text of a package, the most significant field first."""
    return {name: [(field, type_, msb) for type_, msb, field in MEMBER.findall(body)]
            for body, name in STRUCT.findall(text)}


def design(listing, text_of):
    """{name: Module} of a list of files such as rtl/vta.f; packages are no modules."""
    names = re.findall(r"^rtl/(\w+)\.sv$", listing, re.M)
    return {name: parse(name, text_of(f"rtl/{name}.sv")) for name in names if not name.endswith("_pkg")}


def reachable(modules, root):
    found, waiting = set(), [root]
    while waiting:
        name = waiting.pop()
        if name in modules and name not in found:
            found.add(name)
            waiting += modules[name].children
    return found
