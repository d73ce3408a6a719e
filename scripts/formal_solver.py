# SPDX-License-Identifier: Apache-2.0
"""Carries out a job of formal_proofs.py: makes the model, asks the solver, reads its answer."""

import re
import signal
import subprocess
import time

from formal_proofs import TIMEOUT, script

CALL = re.compile(r"`VTA_(ASSERT|HELPER|ASSUME|COVER)\(\s*(\w+)")
STATEMENT = re.compile(r"^; yosys-smt2-(assert|cover) \d+ \S+ (.*)$", re.M)
FAILED = re.compile(r"Assert failed in \S+: (\S+)")
# A net without driver, but for the words that a memory of odd depth has not.
DEFECT = re.compile(r"^Warning: (?!Wire \S+\.\$memory\\).*(?:no driver|conflicting drivers|logic loop).*$",
                    re.M)
UNREACHED = re.compile(r"Unreached cover statement at (\S+)")

# From the model of z3 to one of single bits, where registers without reset become inputs at first.
BITS = """memory_map
techmap
opt -fast
dffunmap
setundef -undriven -anyseq
setundef -anyseq
chformal -cover -remove
opt_clean
aigmap
opt_clean
write_aiger -zinit model.aig
"""


def first_failure(job, folder):
    """What yosys-abc says: (the step at which a property fails, or None; a sentence when it says nothing)."""
    (folder / "bits.ys").write_text(script(job) + BITS)
    code, output = run(["yosys", "-q", "-s", "bits.ys"], folder, TIMEOUT)
    if code != 0:
        return None, "yosys: " + (output.strip().split("\n")[-1] if code else "timeout")
    code, output = run(["yosys-abc", "-c", f"read model.aig; fold; bmc3 -F {job.steps + 1}"], folder, job.timeout)
    (folder / "abc.log").write_text(output)
    failed = re.search(r"was asserted in frame (\d+)", output)
    if failed:
        return int(failed.group(1)), ""
    if code == 0 and re.search(rf"No output asserted in {job.steps + 1} frames", output):
        return None, ""
    return None, f"abc: no answer within {job.timeout:g} s" if code is None else "abc: no answer"


def calls(job):
    """The solver calls of a job: [(name, arguments)]."""
    skip = f"{job.mutant['skip']}:" if "skip" in job.mutant else ""
    steps = ["-t", f"{skip}{job.steps}"]
    if job.kind == "cover":
        return [("cover", ["-c", *steps, "--dump-vcd", "cover%.vcd"])]
    if job.kind == "mutant":
        return [("base", [*steps, "--dump-vcd", "trace.vcd"])]
    # --presat: assumptions that contradict each other would prove everything.
    base = ("base", ["--presat", *steps, "--dump-vcd", "trace.vcd"])
    if job.kind == "prove" and "induction" in job.task:
        return [base, ("step", ["-i", *steps, "--dump-vcd", "step.vcd"])]
    return [base]


def run(command, cwd, timeout):
    """(exit code or None after the timeout, output).

    timeout(1) ends the call with everything that it has started, also when this script is killed
    meanwhile and cannot do it.
    """
    bounded = ["timeout", "--signal=KILL", f"{timeout:g}", *command]
    done = subprocess.run(bounded, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=timeout + 30, check=False)
    killed = done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
    return None if killed else done.returncode, done.stdout


def property_name(texts, location):
    """The name in the macro call at one of the places 'a.sv:1.2-3.4|b.sv:5.6-7.8': the others are those
    of the instances around it. A call may have begun some lines above."""
    places = [re.match(r"(.*):(\d+)\.", place).groups() for place in location.split("|")]
    for above in range(6):
        for file, line in places:
            lines = texts[file].split("\n")
            match = CALL.search(lines[int(line) - 1 - above]) if int(line) > above else None
            if match:
                return match.group(2)
    return location


def statements(model, texts, kind):
    """Names of the assertions or covers of a model, with repetitions (generate loops)."""
    return [property_name(texts, where) for what, where in STATEMENT.findall(model) if what == kind]


def carry_out(job, texts, folder):
    """Runs the job in an empty folder. Returns the row of the report."""
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "model.ys").write_text(script(job))
    begin = time.monotonic()
    row = {"job": job.name, "module": job.harness, "task": job.task["name"], "kind": job.kind,
           "method": job.method, "steps": job.steps, "properties": 0, "result": "error", "detail": ""}

    def done(result, detail=""):
        row.update(result=result, detail=detail, seconds=round(time.monotonic() - begin, 2))
        return row

    code, output = run(["yosys", "-q", "-s", "model.ys"], folder, TIMEOUT)
    faulty = DEFECT.search(output or "")
    if faulty:
        return done("error", f"yosys: {faulty.group()}")
    if code != 0:
        return done("error", "yosys: " + ("timeout" if code is None else output.strip().split("\n")[-1]))
    kind = "cover" if job.kind == "cover" else "assert"
    names = statements((folder / "model.smt2").read_text(), texts, kind)
    row.update(properties=len(names), names=sorted(set(names)))
    if not names:
        return done("error", f"the model holds no {kind}")
    if job.by_abc:
        step, sentence = first_failure(job, folder)
        if sentence:
            return done("timeout" if "within" in sentence else "error", sentence)
        if step is None:
            return done("survived" if job.kind == "mutant" else "proved")
        if job.kind == "mutant":
            return done("refuted", f"in step {step}")
    for call, arguments in calls(job):
        command = ["yosys-smtbmc", "-s", "z3", "--unroll", "--noprogress", *job.solver, *arguments,
                   "model.smt2"]
        code, output = run(command, folder, job.timeout)
        (folder / f"{call}.log").write_text(output)
        if code is None:
            return done("timeout", f"{call}: no answer within {job.timeout:g} s")
        failed = sorted({property_name(texts, where) for where in FAILED.findall(output)})
        unreached = sorted({property_name(texts, where) for where in UNREACHED.findall(output)})
        if code != 0 and call == "base" and failed:
            row["refuted"] = failed
            if job.kind == "mutant":
                return done("refuted", "by " + ", ".join(failed))
            return done("failed", f"{', '.join(failed)}: {folder / 'trace.vcd'}")
        if code != 0 and call == "cover" and unreached:
            return done("failed", f"not reached: {', '.join(unreached)}")
        if code != 0 and call == "step" and "Temporal induction failed" in output:
            return done("failed", f"no induction step, {', '.join(failed)}: {folder / 'step.vcd'}")
        if code != 0:
            return done("error", f"{call}: {output.strip().split(chr(10))[-1]}")
    if job.kind == "mutant":
        return done("survived", f"no trace of {job.steps} steps refutes it")
    return done("reached" if job.kind == "cover" else "proved")


GOOD = {"prove": "proved", "cover": "reached", "mutant": "refuted"}


def is_good(row):
    return row["result"] == GOOD[row["kind"]]
