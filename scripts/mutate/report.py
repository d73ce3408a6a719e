# SPDX-License-Identifier: Apache-2.0
"""Figures of a campaign: build/mutate/report.json for programs, report.md for people."""

import collections
import dataclasses
import json

NEEDED = 0.95


@dataclasses.dataclass
class Figures:
    """Counts of one part; an equivalent mutant is one that is explained and survived."""

    sampled: int
    killed: int
    hung: int  # of the killed: those that a time limit ended
    equivalent: int
    unexplained: int

    @property
    def raw_rate(self):
        return self.killed / self.sampled if self.sampled else 1.0

    @property
    def rate(self):
        possible = self.sampled - self.equivalent
        return self.killed / possible if possible else 1.0

    def sentence(self):
        return (f"{self.killed} of {self.sampled} killed ({100 * self.raw_rate:.1f} %), "
                f"{self.hung} of them by the time limit; {self.equivalent} equivalent, so "
                f"{100 * self.rate:.1f} % of those that can be killed; "
                f"{self.unexplained} survive without an explanation")


def figures(results):
    """Counts over some results."""
    alive = [r for r in results if not r.killed]
    return Figures(len(results), sum(r.killed for r in results),
                   sum(r.verdict == "timeout" for r in results),
                   sum(bool(r.reason) for r in alive), sum(not r.reason for r in alive))


def parts(results):
    """[(title, results)]: the RTL and the compiler."""
    named = [("RTL", [r for r in results if r.mutant.path.startswith("rtl/")]),
             ("Compiler", [r for r in results if r.mutant.path.startswith("compiler/")])]
    return [(title, chosen) for title, chosen in named if chosen]


def fate(result):
    """One phrase for a survivor: how far the fault got."""
    if not result.reached:
        return "never evaluated"
    if result.mutant.path.startswith("rtl/") and not result.differed:
        return "evaluated, always with the same value"
    return "evaluated with another value" if result.mutant.path.startswith("rtl/") else "evaluated"


def as_json(results, seed):
    """All that is known, for programs and for --again."""
    rows = [{**dataclasses.asdict(r.mutant), "number": r.number, "verdict": r.verdict,
             "program": r.program, "detail": r.detail, "tried": r.tried, "reached": r.reached,
             "differed": r.differed, "reason": r.reason} for r in results]
    return json.dumps({"seed": seed, "mutants": rows}, indent=1) + "\n"


def as_markdown(results, seed):
    """The report for people."""
    out = [f"# Mutation report, seed {seed}", ""]
    for title, chosen in parts(results):
        out += [f"## {title}", "", f"{figures(chosen).sentence()}.", ""]
        out += _per_file(chosen) + _per_program(chosen) + _survivors(chosen) + _hangs(chosen)
    return "\n".join(out)


def _per_file(results):
    by_file = collections.defaultdict(list)
    for result in results:
        by_file[result.mutant.path].append(result)
    rows = ["| file | sampled | killed | equivalent | unexplained |", "|---|---|---|---|---|"]
    for path in sorted(by_file):
        count = figures(by_file[path])
        rows.append(f"| {path} | {count.sampled} | {count.killed} | {count.equivalent} | "
                    f"{count.unexplained} |")
    return rows + [""]


def _per_program(results):
    killers = collections.Counter(r.program for r in results if r.killed)
    rows = ["| test program | kills |", "|---|---|"]
    rows += [f"| {program} | {count} |" for program, count in killers.most_common()]
    return rows + [""]


def _survivors(results):
    alive = [r for r in results if not r.killed]
    if not alive:
        return []
    rows = ["Survivors:", ""]
    for result in sorted(alive, key=lambda r: bool(r.reason)):
        rows.append(f"- `{result.mutant.path}:{result.mutant.line}` {result.mutant.operator}: "
                    f"`{result.mutant.original}` -> `{result.mutant.shown}` ({fate(result)}). "
                    f"{'Equivalent: ' + result.reason if result.reason else 'NOT EXPLAINED'}")
    return rows + [""]


def _hangs(results):
    hung = [r for r in results if r.verdict == "timeout"]
    if not hung:
        return []
    return (["Killed by the time limit:", ""] +
            [f"- {r.program}: {r.mutant.describe()}" for r in hung] + [""])
