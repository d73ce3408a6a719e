# SPDX-License-Identifier: Apache-2.0
"""What all tests executed of our C++: the counters that gcov reads and gcovr puts together."""

import json
import subprocess

from points import Sources

FOLDERS = ("hw", "driver", "sim", "compiler", "tools")


def run_gcovr(root, build, output):
    command = ["gcovr", "--root", str(root), "--object-directory", str(build), str(build), "--json", str(output),
               "--exclude-throw-branches", "--exclude-unreachable-branches"]
    for folder in FOLDERS:
        command += ["--filter", f"{root}/{folder}/"]
    subprocess.run(command, check=True, cwd=root)


def sources(root, tracefile):
    result = Sources(root)
    for file in json.loads(tracefile.read_text(encoding="utf-8"))["files"]:
        for entry in file["lines"]:
            if entry["gcovr/noncode"] or entry["gcovr/excluded"]:
                continue
            line = result.line(file["file"], entry["line_number"])
            line.hits = max(line.hits or 0, entry["count"])
            for number, branch in enumerate(entry["branches"]):
                name = f"branch {number}"
                line.parts[name] = line.parts.get(name, False) or branch["count"] > 0
    return result
