#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Blocks of the documents that quote something are what they quote.

  blocks.py VTA ROOT DOCUMENT...

In front of such a block stands a comment that says what it quotes:

  <!-- output of: vta conv2d --print te -->     what the command prints on stdout
  <!-- lines of: examples/conv2d_schedule.cpp -->

The lines of the block stand in this order in the output or file. They follow each other directly
but for a line "...", which stands for any number of lines; " ... " inside a line stands for any
text. Blanks that all lines between two "..." begin with do not count. Every DOCUMENT has such a block.
"""

import re
import shlex
import subprocess
import sys
import textwrap

BLOCK = re.compile(r"<!-- (output|lines) of: (.+?) -->\n+```\w*\n(.*?)^```", re.S | re.M)
SECONDS = 120


def source(kind, what, vta, root, cache):
    if (kind, what) not in cache:
        if kind == "lines":
            with open(f"{root}/{what}", encoding="utf-8") as file:
                cache[kind, what] = file.read()
        else:
            words = shlex.split(what)
            assert words[0] == "vta", f"'{what}' is no command of vta"
            run = subprocess.run([vta] + words[1:], cwd=root, capture_output=True, text=True, timeout=SECONDS,
                                 check=False)
            assert run.returncode == 0, f"'{what}' failed with {run.returncode}: {run.stderr}"
            cache[kind, what] = run.stdout
    return cache[kind, what]


def matches(wanted, line):
    if " ... " not in wanted:
        return wanted == line
    return re.fullmatch(".*".join(re.escape(part) for part in wanted.split(" ... ")), line) is not None


def parts(block):
    """The block as runs of lines that follow each other directly."""
    runs = [[]]
    for line in block.splitlines():
        if line.strip() == "...":
            runs.append([])
        else:
            runs[-1].append(line.rstrip())
    return [dedent(run) for run in runs if run]


def dedent(lines):
    return textwrap.dedent("\n".join(lines)).split("\n")


def first_missing(block, text):
    """The first line of the first run of the block that is not where it should be, or None."""
    lines = [line.rstrip() for line in text.splitlines()]
    at = 0
    for run in parts(block):
        starts = (i for i in range(at, len(lines) - len(run) + 1)
                  if all(matches(want, have) for want, have in zip(run, dedent(lines[i:i + len(run)]))))
        start = next(starts, None)
        if start is None:
            return run[0]
        at = start + len(run)
    return None


def main():
    vta, root, *documents = sys.argv[1:]
    cache = {}
    wrong = 0
    for name in documents:
        with open(f"{root}/{name}", encoding="utf-8") as file:
            text = file.read()
        blocks = list(BLOCK.finditer(text))
        if not blocks:
            print(f"{name}: quotes nothing")
            wrong += 1
        for block in blocks:
            kind, what, quoted = block.groups()
            line = text.count("\n", 0, block.start()) + 1
            actual = source(kind, what, vta, root, cache)
            missing = first_missing(quoted, actual)
            # The check can fail: with any one line changed, the block is no quotation any more.
            first = parts(quoted)[0][0]
            assert first_missing(quoted.replace(first.strip(), first.strip() + "x", 1), actual) is not None
            if missing is not None:
                print(f"{name}:{line}: {kind} of {what}: not found there: {missing.strip()!r}")
                wrong += 1
        print(f"{name}: {len(blocks)} quotations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
