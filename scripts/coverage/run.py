#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of a build with VTA_COVERAGE=ON and reports what they executed.

  scripts/coverage/run.py BUILD [--jobs N] [--report-only]

Prints one line per figure and exits with 1 when one is below its target, a test fails or an
exclusion excludes nothing. Pages go to BUILD/html, lists of holes to BUILD/holes.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import cpp  # noqa: E402
import functional  # noqa: E402
import pages  # noqa: E402
import programs  # noqa: E402
import rtl  # noqa: E402
from exclusions import ExclusionError, Exclusions  # noqa: E402
from points import Figure  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXCLUSIONS = "tests/coverage/exclusions.json"
TARGETS = {"RTL lines": 100, "RTL toggles": 95, "functional bins": 98, "C++ lines": 95, "C++ branches": None}


def collect(build, data, jobs):
    """Runs everything anew; returns what went wrong."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    for counters in build.rglob("*.gcda"):
        counters.unlink()
    failures = programs.run_all(build, data, jobs)
    if not failures:
        cpp.run_gcovr(ROOT, build, data / "cpp.json")
    return failures


def report(build, data):
    """Returns what is wrong."""
    exclusions = Exclusions.read(ROOT / EXCLUSIONS)
    rtl_sources = rtl.sources(ROOT, sorted(data.glob("*.dat")))
    rtl_sources.exclude_lines("rtl line", exclusions)
    rtl_sources.exclude_parts("rtl toggle", exclusions)
    cpp_sources = cpp.sources(ROOT, data / "cpp.json")
    cpp_sources.exclude_lines("cpp line", exclusions)
    groups = functional.read(sorted(data.glob("*.bins")))
    legal = sum(len(g.legal()) for g in groups.values())
    bins = Figure(sum(len(g.covered()) for g in groups.values()), legal)
    wrong = exclusions.complaints()
    wrong += [f"the functional group '{name}' calls impossible what happened: {text}"
              for name, group in groups.items() for text in group.contradictions()]

    output = build / "html"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir()
    figures = []
    for name, figure, link in (("RTL lines", rtl_sources.line_figure(), "rtl/index.html"),
                               ("RTL toggles", rtl_sources.part_figure(), "rtl/index.html"),
                               ("functional bins", bins, "functional.html"),
                               ("C++ lines", cpp_sources.line_figure(), "cpp/index.html"),
                               ("C++ branches", cpp_sources.part_figure(), "cpp/index.html")):
        target = TARGETS[name]
        good = target is None or figure.reaches(target)
        figures.append((name, figure, target, good, link))
        print(f"coverage: {name:<16} {figure}{'' if target is None else f', target {target} %'}")
        if not good:
            wrong.append(f"{name} are below {target} %")
    pages.annotated(ROOT, output, "rtl", "RTL: lines, and bits as branches", rtl_sources)
    pages.annotated(ROOT, output, "cpp", "C++", cpp_sources)
    pages.functional(output, groups)
    pages.index(output, figures, exclusions)
    write_holes(build / "holes", rtl_sources, cpp_sources, groups)
    print(f"coverage: pages in {output}/index.html, holes in {build}/holes/")
    return wrong


def write_holes(folder, rtl_sources, cpp_sources, groups):
    folder.mkdir(exist_ok=True)
    for name, holes in (("rtl-lines", rtl_sources.line_holes()), ("rtl-toggles", rtl_sources.part_holes()),
                        ("cpp-lines", cpp_sources.line_holes()),
                        ("functional", [f"{name}: {h}" for name, g in groups.items() for h in g.holes()])):
        (folder / f"{name}.txt").write_text("".join(f"{hole}\n" for hole in holes), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--report-only", action="store_true", help="from the data of the last run")
    options = parser.parse_args()
    build = options.build.resolve()
    data = build / "data"
    try:
        wrong = [] if options.report_only else collect(build, data, options.jobs)
        if not wrong:
            wrong = report(build, data)
    except (ExclusionError, rtl.FormatError, functional.FormatError, programs.ProgramError, OSError,
            subprocess.CalledProcessError) as error:
        wrong = [str(error)]
    for sentence in wrong:
        print(f"coverage: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
