#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves what tests/formal states: assertions, covers, and mutants that must be refuted.

  scripts/formal.py [MODULE...] [--quick] [--jobs N] [--fresh] [--report FILE] [--out FOLDER]

Prints a line per job: module, task, method and steps, number of properties, result, seconds. Writes
the same as JSON. Exit code: 0 all shown, 1 something failed or did not end in time, 2 wrong usage.
A job whose inputs (files, script, tool versions) have not changed since it was shown is not run
again and prints `cached`; --fresh runs it all the same. The tables are explained in
scripts/formal_proofs.py.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import formal_proofs as proofs  # noqa: E402  (the directory of this script is on the path)
import formal_solver as solver  # noqa: E402


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="for example vta_fifo (default: all)")
    parser.add_argument("--quick", action="store_true",
                        help="proofs and covers of the tasks that are not marked slow")
    parser.add_argument("--jobs", type=int, default=1, help="how many jobs at once")
    parser.add_argument("--fresh", action="store_true", help="run what has been shown before as well")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent,
                        help="the tree to prove (default: the one of this script)")
    parser.add_argument("--out", type=pathlib.Path, help="working folder (default: ROOT/build/formal)")
    parser.add_argument("--report", type=pathlib.Path, help="default: OUT/report.json")
    return parser.parse_args(arguments)


def select(root, modules, quick):
    """The jobs asked for. An unknown module is a mistake, not an empty proof."""
    jobs = [job for path in proofs.tables(root) for job in proofs.load(path)]
    unknown = sorted(set(modules) - {job.harness for job in jobs})
    if unknown:
        raise proofs.TableError(f"no harness in tests/formal for: {', '.join(unknown)}")
    return [job for job in jobs if (not modules or job.harness in modules)
            and not (quick and (job.kind == "mutant" or job.task.get("slow")))]


def versions():
    """What the tools call themselves: part of the key of a cached result."""
    text = ""
    for command in (["yosys", "-V"], ["z3", "--version"]):
        if not shutil.which(command[0]):
            raise proofs.TableError(f"{command[0]} is not installed; run scripts/setup.sh build")
        text += subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=30).stdout
    return text


def show(job, root, out, tools, fresh):
    """The row of one job, from the cache if nothing has changed."""
    try:
        texts = proofs.sources(root, job)
    except (OSError, proofs.TableError) as error:
        return {"job": job.name, "module": job.harness, "task": job.task["name"], "kind": job.kind,
                "method": job.method, "steps": job.steps, "properties": 0, "result": "error",
                "detail": str(error), "seconds": 0.0}
    inputs = json.dumps([tools, texts, proofs.script(job), solver.calls(job), job.kind, job.solver, job.timeout,
                         job.by_abc, pathlib.Path(solver.__file__).read_text()], sort_keys=True)
    stamp = out / "cache" / (hashlib.sha256(f"{job.name}\n{inputs}".encode()).hexdigest() + ".json")
    if stamp.exists() and not fresh:
        return {**json.loads(stamp.read_text()), "cached": True}
    module, _, rest = job.name.partition("/")
    folder = out / module / rest.replace("/", "--").replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    row = solver.carry_out(job, texts, folder)
    if solver.is_good(row):
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps(row))
    return row


def line(row):
    what = f"{row['properties']:3d} {'covers' if row['kind'] == 'cover' else 'properties'}"
    return (f"{row['job']:<58} {row['method'] + ' ' + str(row['steps']):<13} {what:<15} "
            f"{row['result']:<8} {row['seconds']:7.2f} s{'  cached' if row.get('cached') else ''}"
            + (f"  {row['detail']}" if row["detail"] else ""))


def main(arguments):
    options = parse(arguments)
    out = options.out or options.root / "build/formal"
    try:
        jobs = select(options.root, options.modules, options.quick)
        tools = versions()
    except proofs.TableError as error:
        print(f"formal: {error}", file=sys.stderr)
        return 2
    rows = []
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        for row in pool.map(lambda job: show(job, options.root, out, tools, options.fresh), jobs):
            print(line(row), flush=True)
            rows.append(row)
    report = options.report or out / "report.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(rows, indent=1) + "\n")
    bad = [row for row in rows if not solver.is_good(row)]
    counts = {kind: sum(row["kind"] == kind for row in rows) for kind in solver.GOOD}
    print(f"formal: {counts['prove']} proofs with "
          f"{sum(row['properties'] for row in rows if row['kind'] == 'prove')} properties, "
          f"{sum(row['properties'] for row in rows if row['kind'] == 'cover')} covers, "
          f"{counts['mutant']} mutants; {len(bad)} of {len(rows)} jobs failed")
    for row in bad:
        print(f"formal: {row['job']}: {row['result']}: {row['detail']}")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
