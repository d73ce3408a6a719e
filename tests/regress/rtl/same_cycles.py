#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails unless two test programs pass the same tests and write down the same cycles.

  same_cycles.py PROGRAM TWIN FILTER
"""

import json
import pathlib
import subprocess
import sys
import tempfile


def cycles_of(program, wanted):
    """The property `cycles` of each test."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        result = subprocess.run([program, f"--gtest_filter={wanted}", "--gtest_brief=1",
                                 f"--gtest_output=json:{report}"], check=False)
        if result.returncode != 0:
            sys.exit(f"same_cycles: {program} fails")
        suites = json.loads(report.read_text())["testsuites"]
    return {f"{suite['name']}.{test['name']}": test.get("cycles", "").strip()
            for suite in suites for test in suite["testsuite"]}


def main(program, twin, wanted):
    ours, theirs = cycles_of(program, wanted), cycles_of(twin, wanted)
    if not any(ours.values()):
        sys.exit(f"same_cycles: {program} has no cycles for {wanted}")
    if ours.keys() != theirs.keys():
        sys.exit(f"same_cycles: {twin} has other tests than {program}")
    for test, cycles in ours.items():
        if theirs[test] != cycles:
            sys.exit(f"same_cycles: {test} takes {cycles} cycles on the RTL, {theirs[test]} in the twin")
    print(f"same_cycles: {sum(map(bool, ours.values()))} tests take the same cycles")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
