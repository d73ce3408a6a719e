# SPDX-License-Identifier: Apache-2.0
"""Scripts and data parse: bash, Python, JSON."""

import json
import subprocess

from tree import add


def bash_error(path):
    run = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
    return run.stderr.strip() if run.returncode else None


def python_error(text, name):
    try:
        compile(text, name, "exec")
    except SyntaxError as error:
        return str(error)
    return None


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"key {key} twice")
    return dict(pairs)


def json_error(text):
    try:
        json.loads(text, object_pairs_hook=no_duplicates)
    except ValueError as error:
        return str(error)
    return None


def findings(tree):
    found = []
    for name in tree.files():
        error = None
        if name.endswith(".sh") or name == ".ci/run":
            error = bash_error(tree.root / name)
            if not tree.text(name).startswith("#!/usr/bin/env bash\n"):
                found.append(f"{name}: does not begin with #!/usr/bin/env bash")
            if not (tree.root / name).stat().st_mode & 0o100:
                found.append(f"{name}: is not executable")
        elif name.endswith(".py"):
            error = python_error(tree.text(name), name)
        elif name.endswith(".json") and not name.startswith("tests/data/"):
            error = json_error(tree.text(name))  # tests/data holds broken files on purpose
        if error:
            found.append(f"{name}: {error}")
    return found


MUTANTS = [
    ("bash", {"scripts/mutant.sh": add("#!/usr/bin/env bash\nif true; then\n")}, "scripts/mutant.sh: "),
    ("a script that is not executable",
     {"scripts/mutant.sh": add("#!/usr/bin/env bash\ntrue\n")}, "is not executable"),
    ("a script for another shell", {"scripts/setup.sh": lambda old: "#!/bin/sh\n" + old}, "env bash"),
    ("Python", {"hw/isa/mutant.py": add("def f(:\n")}, "hw/isa/mutant.py: "),
    ("JSON", {"hw/config/pynq.json": lambda old: old.rstrip().rstrip("}")}, "hw/config/pynq.json: "),
    ("a key twice", {"hw/config/mutant.json": add('{"A": 1, "A": 2}\n')}, "key A twice"),
]
