# SPDX-License-Identifier: Apache-2.0
"""The tree under test: which files belong to it, and changes made to a copy of it."""

import pathlib
import subprocess

SOURCE_SUFFIXES = (".cpp", ".h", ".sv", ".svh", ".vlt", ".v", ".py", ".sh", ".cmake", ".tcl", ".xdc")
SOURCE_NAMES = ("CMakeLists.txt", "Makefile", ".ci/run")


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()

    def files(self):
        """Names relative to the root, sorted: what git would track, or all files when there is no git."""
        listing = None
        if (self.root / ".git").exists():
            git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
            try:
                listing = subprocess.run(git, cwd=self.root, capture_output=True, check=True).stdout
            except (OSError, subprocess.CalledProcessError):
                listing = None  # no git, or a tree that belongs to another user
        if listing is not None:
            names = [name for name in listing.decode().split("\0") if name]
        else:
            names = [p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file()]
            names = [n for n in names if not n.startswith((".git/", "build")) and "__pycache__" not in n]
        return sorted(n for n in names if (self.root / n).is_file())

    def sources(self):
        return [n for n in self.files() if n.endswith(SOURCE_SUFFIXES) or n.endswith(SOURCE_NAMES)]

    def text(self, name):
        """The text of a file, or "" for a file that is not text."""
        try:
            return (self.root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return ""


# A mutant is (what it shows, edits, what a new finding must contain). Edits map a file name to a
# function from the old text ("" for a new file) to the new text, or to None to delete the file.
# With None as the third part, the edits must cause no finding.


def add(text):
    return lambda old: text


def append(text):
    return lambda old: old + text


def replace(old_part, new_part):
    def edit(old):
        assert old_part in old, f"the mutant replaces {old_part!r}, which the file does not contain"
        return old.replace(old_part, new_part, 1)

    return edit


def delete(_):
    return None
