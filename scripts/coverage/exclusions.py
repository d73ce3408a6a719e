# SPDX-License-Identifier: Apache-2.0
"""The list of what coverage does not ask for, each entry with its reason.

tests/coverage/exclusions.json: {"entries": [{"kind", "file", "match", "reason"}, ...]}
  kind    "rtl line", "rtl toggle" or "cpp line"
  file    path from the root, or a pattern of paths (*)
  match   regular expression of a whole line of the source without the blanks around it, or (toggle)
          of a whole signal bit, as in "index_o[31]"
An entry speaks of uncovered points only, so that it cannot hide anything else; one that finds none,
or gives no reason, is a mistake.
"""

import fnmatch
import json
import re

KINDS = ("rtl line", "rtl toggle", "cpp line")
KEYS = {"kind", "file", "match", "reason"}


class ExclusionError(Exception):
    """One sentence."""


class Exclusions:
    def __init__(self, entries):
        for entry in entries:
            if set(entry) != KEYS or not all(isinstance(v, str) and v.strip() for v in entry.values()):
                raise ExclusionError(f"exclusion {entry}: needs exactly {', '.join(sorted(KEYS))}, none empty")
            if entry["kind"] not in KINDS:
                raise ExclusionError(f"exclusion of {entry['file']}: kind is '{entry['kind']}', not one of {', '.join(KINDS)}")
            try:
                re.compile(entry["match"])
            except re.error as error:
                raise ExclusionError(f"exclusion of {entry['file']}: '{entry['match']}' is no pattern: {error}") from error
        self.entries = entries
        self.used = [0] * len(entries)

    @classmethod
    def read(cls, path):
        try:
            return cls(json.loads(path.read_text(encoding="utf-8"))["entries"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ExclusionError(f"{path}: cannot be read as a list of exclusions: {error}") from error

    def reason(self, kind, file, text):
        """Why this uncovered point does not count, or None."""
        reason = None
        for number, entry in enumerate(self.entries):
            if entry["kind"] == kind and fnmatch.fnmatchcase(file, entry["file"]) and re.fullmatch(entry["match"], text):
                self.used[number] += 1
                reason = entry["reason"]
        return reason

    def complaints(self):
        return [f"the exclusion of {e['kind']} '{e['match']}' in {e['file']} matches nothing that is uncovered"
                for e, used in zip(self.entries, self.used) if not used]
