# SPDX-License-Identifier: Apache-2.0
"""Examples fit on a page, are built, and show every operator."""

import posixpath
import re

from tree import add, append, replace

LIST = "examples/CMakeLists.txt"
LONG = ("examples/conv2d_schedule.cpp",)  # the tutorial, line for line
MOST_LINES = 60
OPERATOR = re.compile(r"Result<Operator> (\w+)\(")


def findings(tree):
    found = []
    examples = [n for n in tree.files() if n.startswith("examples/") and n.endswith(".cpp")]
    listed = re.split(r"[\s()]+", tree.text(LIST)) if LIST in tree.files() else []
    for name in examples:
        lines = tree.text(name).count("\n")
        if lines > MOST_LINES and name not in LONG:
            found.append(f"{name}: {lines} lines; an example has at most {MOST_LINES}")
        if posixpath.basename(name)[:-4] not in listed:
            found.append(f"{name}: {LIST} does not build it")
    text = "\n".join(tree.text(name) for name in examples)
    for header in tree.files():
        if not (header.startswith("compiler/topi/") and header.endswith(".h")):
            continue
        for operator in sorted(set(OPERATOR.findall(tree.text(header)))):
            if not re.search(rf"\btopi::{operator}\(", text):
                found.append(f"{header}: no example calls topi::{operator}")
    return found


MUTANTS = [
    ("an example that nobody builds", {"examples/mutant.cpp": add("int main() {}\n")}, "does not build it"),
    ("an example of more than a page",
     {"examples/dense.cpp": append("// more\n" * MOST_LINES)}, "an example has at most 60"),
    ("an operator without example",
     {"compiler/topi/dense.h": append("[[nodiscard]] Result<Operator> sparse(const Config& config);\n")},
     "no example calls topi::sparse"),
    ("an example that shows another operator",
     {"examples/dense.cpp": replace("topi::dense(", "topi::dense_schedule(")}, "no example calls topi::dense"),
    ("a short example that is built",
     {"examples/mutant.cpp": add("int main() {}\n"), LIST: replace("foreach(example ", "foreach(example mutant ")},
     None),
]
