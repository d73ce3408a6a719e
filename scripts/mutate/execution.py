# SPDX-License-Identifier: Apache-2.0
"""Runs one test program with one mutant on, within bounds."""

import os
import re
import resource
import signal
import subprocess
import tempfile
import time
from typing import NamedTuple

# CPU time after which a program hangs: far above what its slowest test needs, and within the 60 s
# that ctest gives a single test.
HANG_FACTOR = 10
HANG_SECONDS = 20
WALL_FACTOR = 10  # the machine may be busy with other things
MEMORY_BYTES = 6 << 30  # a mutant that allocates without end must not take the machine with it
OUTPUT_BYTES = 64 << 20


class Outcome(NamedTuple):
    """verdict: passed, failed (an expectation), aborted (an assertion or a signal) or timeout."""

    verdict: str
    detail: str
    seconds: float
    reached: bool
    differed: bool


def run(program, arguments, number, needed_seconds=0.0):
    """Runs `program` with mutant `number`; `needed_seconds`: CPU time of the run without a mutant."""
    cpu = int(HANG_FACTOR * needed_seconds) + HANG_SECONDS
    with tempfile.TemporaryDirectory() as scratch:
        log = os.path.join(scratch, "log")
        environment = dict(os.environ, VTA_MUTANT=str(number), VTA_MUTANT_LOG=log)
        output_path = os.path.join(scratch, "output")
        before = time.monotonic()
        with open(output_path, "wb") as output:
            process = subprocess.Popen(
                [str(program), "--gtest_fail_fast", "--gtest_brief=1", *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment,
                cwd=scratch, start_new_session=True, preexec_fn=lambda: _limit(cpu))
            try:
                code = process.wait(timeout=WALL_FACTOR * cpu)
            except subprocess.TimeoutExpired:
                code = None
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        seconds = time.monotonic() - before
        with open(output_path, "rb") as output:
            text = output.read(OUTPUT_BYTES).decode(errors="replace")
        words = open(log).read().split() if os.path.exists(log) else []
    verdict, detail = _judge(code, text)
    return Outcome(verdict, detail, seconds, "reached" in words, "differed" in words)


def cpu_seconds(call):
    """(result, CPU time of the child processes) of a call."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = call()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _limit(cpu):
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _judge(code, text):
    if code == 0:
        return "passed", ""
    if code is None or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout", "no end within the time limit"
    failed = re.search(r"^\[  FAILED  \] ([\w/.]+)", text, re.M)
    if failed:
        return "failed", failed.group(1)
    asserted = re.search(r"Assertion failed in (\S+)", text)
    if asserted:
        return "aborted", f"assertion {asserted.group(1)}"
    lines = [line for line in text.splitlines() if line.strip()]
    last = lines[-1].strip()[:120] if lines else ""
    return "aborted", f"exit code {code}: {last}"
