#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sessions that documents show are what a reader gets.

  sessions.py VTA ROOT DOCUMENT...           compares
  sessions.py --write VTA ROOT DOCUMENT...   writes the output that there is now into the documents

The blocks ```console of a document are one session of bash, given in the root of the tree: a line
that begins with "$ " is a command (with the lines after it, while one ends with a backslash), the
lines up to the next one are all that it prints, on stdout and stderr. Other blocks are not run.
Commands write into build/ and nowhere else; here that is a directory of the session's own, with
nothing but vta in it. Every DOCUMENT has such a block.
"""

import difflib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.S | re.M)
SECONDS = 240
MARK = "\x01"  # in front of the output of each command


def commands(block):
    """The commands of a block, each with its continuation lines and the output shown."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif not found:
            raise ValueError(f"the block does not begin with a command but with {line!r}")
        elif not found[-1][1] and found[-1][0][-1].endswith("\\"):
            found[-1][0].append(line)
        else:
            found[-1][1].append(line)
    return [("\n".join(words), "".join(line + "\n" for line in shown)) for words, shown in found]


def tree(directory, vta, root):
    """What a session sees: the tree, and a build of its own."""
    for entry in pathlib.Path(root).iterdir():
        if not entry.name.startswith((".", "build")):
            (directory / entry.name).symlink_to(entry.resolve())
    (directory / "build").mkdir()
    (directory / "build/vta").symlink_to(pathlib.Path(vta).resolve())


def run(lines, vta, root):
    """What each command prints."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        tree(directory, vta, root)
        before = set(directory.iterdir())
        script = "".join(f"printf '{MARK}'\n{line}\n" for line in lines)
        with open(directory / "build/session", "w+b") as printed:
            with subprocess.Popen(["bash", "-c", script], cwd=directory, stdin=subprocess.DEVNULL, stdout=printed,
                                  stderr=subprocess.STDOUT, start_new_session=True) as bash:
                try:
                    bash.wait(SECONDS)
                finally:
                    if bash.poll() is None:
                        os.killpg(bash.pid, signal.SIGKILL)
            printed.seek(0)
            text = printed.read().decode(errors="replace")
        litter = sorted(entry.name for entry in set(directory.iterdir()) - before)
        if litter:
            raise ValueError(f"the session leaves {', '.join(litter)} outside of build/")
    outputs = text.split(MARK)[1:]
    if len(outputs) != len(lines):
        raise ValueError(f"the session ended after {len(outputs)} of {len(lines)} commands: {text[-400:]}")
    return outputs


def actual(text, vta, root):
    """The document with what its commands print now."""
    blocks = BLOCK.findall(text)
    if not blocks:
        raise ValueError("no block ```console")
    outputs = iter(run([line for block in blocks for line, _ in commands(block)], vta, root))

    def again(block):
        return "".join(f"$ {line}\n{next(outputs)}" for line, _ in commands(block.group()))

    return BLOCK.sub(again, text)


def main():
    arguments = sys.argv[1:]
    write = arguments[:1] == ["--write"]
    vta, root, *documents = arguments[write:]
    wrong = 0
    for name in documents:
        path = pathlib.Path(root) / name
        text = path.read_text(encoding="utf-8")
        try:
            now = actual(text, vta, root)
        except (ValueError, subprocess.TimeoutExpired) as error:
            print(f"{name}: {error}")
            wrong += 1
            continue
        if write:
            path.write_text(now, encoding="utf-8")
        elif now != text:
            print("".join(difflib.unified_diff(text.splitlines(True), now.splitlines(True), name, "what is printed now",
                                               n=1)))
            wrong += 1
        print(f"{name}: {len(BLOCK.findall(text))} blocks")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
