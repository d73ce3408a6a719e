#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one check of the tree, or shows that the check can fail.

  run.py check NAME ROOT     prints the findings; exits 1 when there is one
  run.py mutants NAME ROOT   applies each mutant of the check to a copy of the tree, one after the
                             other; exits 1 when one is not found

A check is a module checks/NAME.py with findings(tree) -> list of sentences, and MUTANTS.
"""

import importlib
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
from tree import Tree  # noqa: E402  pylint: disable=wrong-import-position


def copy_tree(tree, target):
    for name in tree.files():
        destination = target.root / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(tree.root / name, destination)


def apply(tree, edits):
    """Edits the files; returns what they were, to be written back."""
    before = {}
    for name, edit in edits.items():
        path = tree.root / name
        before[path] = path.read_bytes() if path.exists() else None
        text = edit(tree.text(name) if path.exists() else "")
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return before


def restore(before):
    for path, content in before.items():
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


def run_mutants(check, tree):
    survivors = 0
    with tempfile.TemporaryDirectory() as directory:
        copy = Tree(directory)
        copy_tree(tree, copy)
        baseline = set(check.findings(copy))
        for what, edits, expected in check.MUTANTS:
            before = apply(copy, edits)
            new = [f for f in check.findings(copy) if f not in baseline]
            restore(before)
            if expected is None:
                good = not new
            else:
                good = any(expected in finding for finding in new)
            print(f"{'ok' if good else 'FAILED'}: {what}")
            if not good:
                survivors += 1
                print(f"  expected {'no finding' if expected is None else repr(expected)}, found: {new}")
    return survivors


def main():
    mode, name, root = sys.argv[1:]
    check = importlib.import_module(f"checks.{name}")
    tree = Tree(root)
    assert tree.files() and check.MUTANTS, "nothing to check"
    if mode == "mutants":
        return 1 if run_mutants(check, tree) else 0
    found = check.findings(tree)
    print("\n".join(found) if found else f"{name}: no finding")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
