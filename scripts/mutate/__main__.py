# SPDX-License-Identifier: Apache-2.0
"""Injects faults into the RTL and the compiler and counts how many the tests notice.

  python3 scripts/mutate [--seed S] [--rtl N] [--compiler N] [--only NAME] [--jobs N] [--again]

Writes build/mutate/report.json and report.md. Exit code: 0 when at least 95 % of the mutants that are
not explained as equivalent are killed, in each part; 1 when fewer are, when a program fails without a
mutant, or when an explanation is wrong; 2 for wrong usage.
"""

import argparse
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

# pylint: disable=wrong-import-position
import explanations
import programs
import report
import sampling
import sources
from campaign import Campaign, Result

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/mutate"
EXPLANATIONS = ROOT / "tests/mutation/survivors.json"


def natural(text):
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def arguments():
    parser = argparse.ArgumentParser(prog="mutate", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=natural, default=1, help="of the sample (default 1)")
    parser.add_argument("--rtl", type=natural, default=220, help="RTL mutants (default 220)")
    parser.add_argument("--compiler", type=natural, default=80, help="compiler mutants (default 80)")
    parser.add_argument("--only", default="", help="files with this in their name, for example vta_fifo")
    parser.add_argument("--jobs", type=natural, default=1, help="builds and tests at once (default 1)")
    parser.add_argument("--again", action="store_true",
                        help="go on: only what no test has killed in the last run with these options")
    return parser.parse_args()


def say(text):
    print(text, flush=True)


def fail(text):
    raise SystemExit(f"mutate: {text}")


def draw(options):
    """(sampled mutants, all candidates of the parts that are asked for)."""
    found = []
    chosen = []
    for count, finder in ((options.rtl, sources.rtl_candidates),
                          (options.compiler, sources.compiler_candidates)):
        if count:
            candidates = finder(ROOT)
            found += candidates
            fitting = [m for m in candidates if options.only in m.path]
            chosen += sampling.sample(fitting, count, options.seed) if fitting else []
    if not chosen:
        fail(f"no mutant in a file named like '{options.only}'")
    return chosen, found


def earlier(results, options):
    """Takes over the kills of the last report, which must be of the same sample."""
    try:
        old = json.loads((BUILD / "report.json").read_text())
    except (OSError, ValueError) as problem:
        fail(f"--again needs the report of an earlier run: {problem}")
    keys = [(row["path"], row["start"], row["operator"], row["code"]) for row in old["mutants"]]
    now = [(r.mutant.path, r.mutant.start, r.mutant.operator, r.mutant.code) for r in results]
    if keys != now or old["seed"] != options.seed:
        fail("--again: the sources or the options are not those of the last report")
    for result, row in zip(results, old["mutants"]):
        if row["verdict"] != "passed":
            result.verdict, result.program = row["verdict"], row["program"]
            result.detail, result.tried = row["detail"], row["tried"]
            result.reached, result.differed = row["reached"], row["differed"]


def main():
    options = arguments()
    try:
        chosen, found = draw(options)
        known = explanations.load(EXPLANATIONS, found, parts_of(options))
    except ValueError as problem:
        fail(problem)
    say(f"mutate: seed {options.seed}: {len(chosen)} of {len(found)} mutants")
    results = [Result(number, mutant, reason=known.get(mutant, ""))
               for number, mutant in enumerate(chosen, 1)]
    if options.again:
        earlier(results, options)
    overlay = BUILD / "overlay"
    sources.write_overlay(ROOT, overlay, chosen)
    subprocess.run(["cmake", "-S", str(ROOT), "-B", str(BUILD), "-G", "Ninja",
                    f"-DVTA_OVERLAY={overlay}"], check=True, stdout=subprocess.DEVNULL)
    made = programs.Programs(BUILD)
    campaign = Campaign(made, results, max(1, options.jobs), say, lambda: save(results, options))
    system = list(programs.RTL_SYSTEM)
    campaign.stage("RTL, module tests", made.module_tests(), "rtl/")
    campaign.stage("RTL, whole programs", system[:1], "rtl/")
    campaign.stage("RTL, more programs", system[1:], "rtl/")
    campaign.stage("Compiler", list(programs.COMPILER), "compiler/")
    sys.exit(conclude(results, options))


def parts_of(options):
    """Where the candidates come from that were looked at."""
    return tuple(["rtl/"] * bool(options.rtl) + ["compiler/"] * bool(options.compiler))


def save(results, options):
    """Writes the reports; a reader never sees half of one."""
    for name, text in (("report.json", report.as_json(results, options.seed)),
                       ("report.md", report.as_markdown(results, options.seed))):
        scratch = BUILD / f"{name}.new"
        scratch.write_text(text)
        scratch.replace(BUILD / name)


def conclude(results, options):
    """Writes the reports, says the figures and the verdict."""
    save(results, options)
    status = 0
    for result in results:
        if result.killed and result.reason:
            say(f"mutate: explained as equivalent, but {result.program} kills it: "
                f"{result.mutant.describe()}")
            status = 1
        elif not result.killed and not result.reason:
            say(f"mutate: survivor, {report.fate(result)}: {result.mutant.describe()}")
    for title, chosen in report.parts(results):
        figures = report.figures(chosen)
        say(f"mutate: {title}: {figures.sentence()}")
        if figures.rate < report.NEEDED:
            say(f"mutate: {title}: fewer than {100 * report.NEEDED:.0f} %")
            status = 1
    say(f"mutate: {'passed' if status == 0 else 'FAILED'}; see build/mutate/report.md")
    return status


if __name__ == "__main__":
    main()
