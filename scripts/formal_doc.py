#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of docs/formal.md, made from the tables and harnesses of tests/formal.

  scripts/formal_doc.py           writes the table into docs/formal.md
  scripts/formal_doc.py --check   exits 1 when the table there, or a tag of a property, is wrong
"""

import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import formal_proofs as proofs  # noqa: E402  (the directory of this script is on the path)

BEGIN, END = "<!-- proofs: scripts/formal_doc.py -->\n", "<!-- end of proofs -->\n"
TAG = re.compile(r"// Proves: (.*)")
PROPERTY = re.compile(r"`VTA_(ASSERT|HELPER|COVER)\(\s*(\w+)")


def ids(root):
    contract = json.loads((root / "hw/isa/contract.json").read_text())
    return [statement["id"] for statement in contract["statements"]]


def row(root, path, known):
    """One line of the table; raises TableError for a tag that the contract does not know."""
    jobs = proofs.load(path)
    module = jobs[0].harness
    text = (root / f"tests/formal/{module}_fv.sv").read_text()
    inside = (root / f"rtl/{jobs[0].rtl[0]}.sv").read_text()
    kinds = [kind for kind, _ in PROPERTY.findall(text)]
    tags = {tag.strip() for found in TAG.findall(text) for tag in found.split(",")}
    unknown = sorted(tags - set(known))
    if unknown:
        raise proofs.TableError(f"{module}_fv.sv proves what hw/isa/contract.json does not state: {unknown}")
    methods = "; ".join(f"{job.task['name']}: {job.method} {job.steps}"
                        + (f" ({job.task['why']})" if "why" in job.task else "")
                        for job in jobs if job.kind == "prove")
    mutants = sum(job.kind == "mutant" for job in jobs)
    proved = ", ".join(f"`{tag}`" for tag in known if tag in tags)
    asserts = kinds.count("ASSERT") + len(re.findall(r"`VTA_ASSERT\(", inside))
    return (f"| `{module}` | {methods} | {asserts} | {kinds.count('HELPER')} | {kinds.count('COVER')} "
            f"| {mutants} | {proved} |\n")


def table(root):
    known = ids(root)
    head = ("| harness | task: method and steps | properties | helpers | covers | mutants | proves |\n"
            "| --- | --- | ---: | ---: | ---: | ---: | --- |\n")
    return head + "".join(row(root, path, known) for path in proofs.tables(root))


def main(arguments):
    if arguments not in ([], ["--check"]):
        print("usage: scripts/formal_doc.py [--check]", file=sys.stderr)
        return 2
    root = pathlib.Path(__file__).resolve().parent.parent
    document = root / "docs/formal.md"
    text = document.read_text()
    try:
        before, rest = text.split(BEGIN)
        new = before + BEGIN + table(root) + END + rest.split(END)[1]
    except (ValueError, IndexError):
        print(f"formal_doc: {document.name} has no place for the table", file=sys.stderr)
        return 1
    except proofs.TableError as error:
        print(f"formal_doc: {error}", file=sys.stderr)
        return 1
    if arguments and new != text:
        print("formal_doc: docs/formal.md is old; run scripts/formal_doc.py", file=sys.stderr)
        return 1
    if not arguments:
        document.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
