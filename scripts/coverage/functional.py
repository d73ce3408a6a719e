# SPDX-License-Identifier: Apache-2.0
"""Bins of the functional coverage: lines "group, bin, hits, reason" of all processes, added up."""


class FormatError(Exception):
    """One sentence."""


class Group:
    def __init__(self):
        self.hits = {}
        self.reasons = {}

    def legal(self):
        return [name for name in self.hits if name not in self.reasons]

    def covered(self):
        return [name for name in self.legal() if self.hits[name]]

    def holes(self):
        return [name for name in self.legal() if not self.hits[name]]

    def contradictions(self):
        return [name for name in self.reasons if self.hits[name]]


def read(paths):
    groups = {}
    for path in paths:
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            parts = row.split("\t")
            if len(parts) != 4 or not parts[2].isdigit():
                raise FormatError(f"{path}:{number}: not a bin: {row[:80]}")
            name, text, hits, reason = parts
            group = groups.setdefault(name, Group())
            group.hits[text] = group.hits.get(text, 0) + int(hits)
            if reason:
                group.reasons[text] = reason
    return groups
