# SPDX-License-Identifier: Apache-2.0
"""What the documents tell a reader to type or to open exists."""

import re
import subprocess

from tree import add, append

PATH = re.compile(r"^(?:hw|rtl|driver|sim|compiler|tools|tests|scripts|docs|cmake|bench|examples)/[\w./<>*-]*$")


def documents(tree):
    return [n for n in tree.files() if n.endswith(".md")]


def code(text):
    """Code spans and code blocks, with their lines."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    return spans, [line for block in blocks for line in block.splitlines()]


def targets(tree):
    text = tree.text("Makefile")
    phony = re.findall(r"^\.PHONY:(.*)$", text, re.M)
    return {word for line in phony for word in line.split()}


def help_text(tree):
    run = subprocess.run(["make", "-s", "-C", str(tree.root), "help"], capture_output=True, text=True, check=False)
    return run.stdout if run.returncode == 0 else ""


def exists(tree, files, path):
    path = path.rstrip("/")
    pattern = re.escape(path)
    pattern = re.sub(r"<\w+>|\\\*", r"[^/]+", pattern)
    return any(re.match(rf"{pattern}(/|$)", name) for name in files)


def findings(tree):
    found = []
    files = tree.files()
    known = targets(tree)
    help_words = set(re.findall(r"^make ([\w-]+)", help_text(tree), re.M))
    for target in sorted(known - {"help", "configure"} - help_words):
        found.append(f"Makefile: make help does not name {target}")
    for target in sorted(help_words - known):
        found.append(f"Makefile: make help names {target}, which is no target")
    for name in documents(tree):
        spans, lines = code(tree.text(name))
        for text in spans + lines:
            for target in re.findall(r"(?:^|[;&|] *)(?:[A-Z_]+=\S+ )*make ([a-z][\w-]*)", text.strip()):
                if target not in known:
                    found.append(f"{name}: make {target} is no target of the Makefile")
            for script in re.findall(r"(?:^|\s)(scripts/[\w./-]*\w)", text):
                if script not in files:
                    found.append(f"{name}: {script} does not exist")
        for span in spans:
            if PATH.match(span) and not exists(tree, files, span):
                found.append(f"{name}: {span} does not exist")
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", tree.text(name)):
            folder = name.rpartition("/")[0]
            if not (tree.root / folder / link).exists():
                found.append(f"{name}: the link {link} leads nowhere")
    readme = tree.text("README.md") if "README.md" in files else ""
    for command in ("make conv2d", "make sim"):
        if command not in "\n".join(readme.split("\n")[:60]):
            found.append(f"README.md: the first screen does not show {command}")
    setup = tree.text("scripts/setup.sh") if "scripts/setup.sh" in files else ""
    building = tree.text("docs/building.md") if "docs/building.md" in files else ""
    for packages in re.findall(r"^\w+_packages=\(([^)]*)\)", setup, re.M):
        for package in packages.split():
            if f"`{package}`" not in building:
                found.append(f"docs/building.md: does not name the package {package} of scripts/setup.sh")
    ci = tree.text(".ci/run") if ".ci/run" in files else ""
    if not re.search(r"^.*\bmake sim\b", ci, re.M):
        found.append(".ci/run: does not call make sim")
    return found


MUTANTS = [
    ("a command that is no target", {"README.md": append("\nRun `make everything`.\n")}, "make everything"),
    ("the same in a block",
     {"docs/mutant.md": add("```\nSANITIZE=address make simulate\n```\n")}, "make simulate"),
    ("a script that is gone", {"docs/mutant.md": add("Run `scripts/gone.sh all`.\n")}, "scripts/gone.sh"),
    ("a file that is gone", {"docs/mutant.md": add("See `hw/isa/gone.h`.\n")}, "hw/isa/gone.h"),
    ("a link that leads nowhere", {"docs/mutant.md": add("[x](gone.md)\n")}, "gone.md leads nowhere"),
    ("a target that help does not name",
     {"Makefile": append("\n.PHONY: secret\nsecret:\n\ttrue\n")}, "make help does not name secret"),
    ("a help text for no target",
     {"Makefile": lambda old: old.replace("'make clean ", "'make clear ")}, "make help names clear"),
    ("no main job in the README",
     {"README.md": lambda old: old.replace("make conv2d", "")}, "does not show make conv2d"),
    ("continuous integration runs something else",
     {".ci/run": lambda old: old.replace("make sim", "make sin")}, "does not call make sim"),
    ("a package that the documents do not name",
     {"scripts/setup.sh": lambda old: old.replace("(build-essential ", "(build-essential iverilog ")}, "package iverilog"),
    ("files, folders, patterns and links that exist",
     {"docs/mutant.md": add("`make sim`, `hw/isa/`, `hw/config/*.json`, `rtl/vta_<name>.sv`, [x](semantics.md)\n")},
     None),
]
