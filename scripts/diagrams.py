#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Block diagrams: docs/diagrams/NAME.svg, which Graphviz draws of docs/diagrams/NAME.dot.

  scripts/diagrams.py            draws those whose source has changed; needs dot (scripts/setup.sh docs)
  scripts/diagrams.py --check    exits 1 and says which picture is not of its source; needs nothing

Another version of Graphviz or of the fonts draws another picture, so pictures are not compared: each
carries the sum of the source that it was drawn of. A module that a diagram names must be one of rtl/vta.f.
"""

import hashlib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = "docs/diagrams"
SOURCE = re.compile(r"<!-- drawn by scripts/diagrams.py of the source ([0-9a-f]{64}) -->")
TIMEOUT = 60  # seconds


def sum_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def drawn_of(path):
    """The sum in a picture, or None."""
    match = SOURCE.search(path.read_text(encoding="utf-8")) if path.exists() else None
    return match.group(1) if match else None


def findings(root):
    root = pathlib.Path(root)
    folder = root / FOLDER
    modules = set(re.findall(r"^rtl/(\w+)\.sv$", (root / "rtl/vta.f").read_text(), re.M))
    found = []
    for path in sorted(folder.glob("*.dot")):
        text = path.read_text(encoding="utf-8")
        picture = path.with_suffix(".svg")
        for name in sorted(set(re.findall(r"\bvta_\w+", text)) - modules):
            found.append(f"{FOLDER}/{path.name}: rtl/vta.f has no module {name}")
        if drawn_of(picture) != sum_of(text):
            found.append(f"{FOLDER}/{picture.name}: is not a picture of {path.name}; run scripts/diagrams.py")
    for path in sorted(folder.glob("*.svg")):
        if not path.with_suffix(".dot").exists():
            found.append(f"{FOLDER}/{path.name}: has no source")
    return found


def draw(path):
    text = path.read_text(encoding="utf-8")
    run = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, timeout=TIMEOUT, check=True)
    svg = re.sub(r"<!--.*?-->\n?", "", run.stdout, flags=re.S)  # names of nodes, and the version of dot
    line = f"<!-- drawn by scripts/diagrams.py of the source {sum_of(text)} -->\n"
    path.with_suffix(".svg").write_text(svg.replace("<svg ", line + "<svg ", 1), encoding="utf-8")


def main(arguments):
    if arguments not in ([], ["--check"]):
        print("usage: scripts/diagrams.py [--check]", file=sys.stderr)
        return 2
    if arguments:
        found = findings(ROOT)
        print("\n".join(found) or "each picture is of its source")
        return 1 if found else 0
    for path in sorted((ROOT / FOLDER).glob("*.dot")):
        if drawn_of(path.with_suffix(".svg")) == sum_of(path.read_text(encoding="utf-8")):
            continue
        try:
            draw(path)
        except FileNotFoundError:
            print("diagrams: dot is not installed: scripts/setup.sh docs", file=sys.stderr)
            return 1
        except subprocess.TimeoutExpired:
            print(f"diagrams: {path.name}: dot has not ended in {TIMEOUT} s", file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as error:
            print(f"diagrams: {path.name}: {error.stderr.strip()}", file=sys.stderr)
            return 1
        print(f"diagrams: drew {path.stem}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
