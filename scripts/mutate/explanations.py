# SPDX-License-Identifier: Apache-2.0
"""tests/mutation/survivors.json: mutants that no test can kill, each with the reason.

An entry is found by file, source line, operator and both texts, so it survives that lines move; `nth`
tells apart several that agree in all of these. An entry that fits no mutant is an error, and so is one
whose mutant a test kills.
"""

import json

FIELDS = ("file", "line", "operator", "original", "mutated")


def load(path, candidates, parts):
    """{mutant: reason} of the entries whose file lies in one of `parts`, whose mutants are
    `candidates`. Raises ValueError with one sentence for an entry that is no use."""
    try:
        entries = json.loads(path.read_text())["equivalent"]
    except (OSError, ValueError, KeyError) as problem:
        raise ValueError(f"{path}: cannot be read: {problem}") from None
    by_key = {}
    for mutant in candidates:
        by_key.setdefault(mutant.key(), []).append(mutant)
    reasons = {}
    for place, entry in enumerate(entries, 1):
        where = f"{path}: entry {place}"
        lacking = [field for field in (*FIELDS, "reason") if not entry.get(field)]
        if lacking:
            raise ValueError(f"{where} lacks {', '.join(lacking)}")
        if not entry["file"].startswith(parts):
            continue
        key = tuple(entry[field] for field in FIELDS)
        fitting = [m for m in by_key.get(key, []) if m.nth == entry.get("nth", m.nth)]
        if not fitting:
            raise ValueError(f"{where} fits no mutant of the sources: {' | '.join(key)}")
        if len(fitting) > 1:
            raise ValueError(f"{where} fits {len(fitting)} mutants; say which with \"nth\": "
                             f"{' | '.join(key)}")
        if fitting[0] in reasons:
            raise ValueError(f"{where} says again what an earlier one says: {' | '.join(key)}")
        reasons[fitting[0]] = entry["reason"]
    return reasons


def entry_for(mutant, siblings):
    """What to add to the list for a survivor; `siblings`: the mutants with the same key."""
    entry = dict(zip(FIELDS, mutant.key()))
    if siblings > 1:
        entry["nth"] = mutant.nth
    return entry
