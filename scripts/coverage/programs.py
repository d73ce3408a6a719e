# SPDX-License-Identifier: Apache-2.0
"""The test programs of `make sim`, each started once for all its tests."""

import concurrent.futures
import json
import os
import subprocess
import tempfile

# Labels that are not run: long ones, and what executes neither our C++ nor the models of rtl/.
WITHOUT = "^(full|meta|docs|gls|formal)$"
TIMEOUT = 3600  # seconds, of one program


class ProgramError(Exception):
    """One sentence."""


def find(build):
    """Tests of ctest, by command without the filter: command -> filters, environment, folder."""
    listing = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1", "-LE", WITHOUT],
                             check=True, capture_output=True, text=True).stdout
    programs = {}
    for test in json.loads(listing)["tests"]:
        if "command" not in test:
            raise ProgramError(f"the test {test['name']} is not built")
        properties = {p["name"]: p["value"] for p in test.get("properties", [])}
        command = [word for word in test["command"] if not word.startswith("--gtest_")]
        filters = [word.partition("=")[2] for word in test["command"] if word.startswith("--gtest_filter=")]
        key = (tuple(command), tuple(properties.get("ENVIRONMENT", [])), properties.get("WORKING_DIRECTORY", str(build)))
        programs.setdefault(key, []).extend(filters)
    if not programs:
        raise ProgramError(f"there are no tests in {build}")
    return programs


def run(key, filters, data):
    """Returns a sentence when it fails."""
    command, environment, folder = key
    env = dict(os.environ, VTA_COVERAGE_DIR=str(data), **dict(entry.partition("=")[::2] for entry in environment))
    arguments = list(command)
    with tempfile.NamedTemporaryFile("w", suffix=".flags") as flags:
        if filters:
            flags.write("--gtest_filter=" + ":".join(filters) + "\n--gtest_brief=1\n")
            flags.flush()
            arguments.append(f"--gtest_flagfile={flags.name}")
        try:
            result = subprocess.run(arguments, cwd=folder, env=env, timeout=TIMEOUT, check=False,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            return f"{command[0]} did not end within {TIMEOUT} s"
    if result.returncode != 0:
        return f"{' '.join(command)} failed with exit code {result.returncode}:\n{result.stdout[-4000:]}"
    return None


def run_all(build, data, jobs):
    """Returns a sentence for each program that fails."""
    programs = find(build)
    print(f"coverage: running {len(programs)} test programs", flush=True)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = [pool.submit(run, key, filters, data) for key, filters in programs.items()]
        return [future.result() for future in results if future.result()]
