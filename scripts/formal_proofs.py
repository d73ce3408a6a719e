# SPDX-License-Identifier: Apache-2.0
"""The proofs that tests/formal/*_fv.json declare, and the model that Yosys makes of one.

A table beside a harness X_fv.sv says what is proved of the modules that it holds:

  "rtl"        modules to read, the one that the harness speaks of first. Its VTA_ASSUMEs describe the
               environment; those of the others are claims about it, and are proved
  "probes"     nets of the harness that show the inside of a module, for helper invariants:
               {"net": "u_dut.wptr_q"}. A memory is {"net": {"memory": "u_dut.mem", "words": n}} with a
               number or a parameter of the task, word 0 lowest; all memories are then registers
  "memory"     "registers" makes them registers without a probe; the SMT writer sees a logic loop where a
               memory of a stage is read and written in one cycle
  "constants"  localparams of vta_config.svh, vta_isa.svh or vta_pkg.sv with another value; a task may
               have more of them
  "tasks"      name, "parameters" of the harness, and the method: {"induction": k}, which is a bounded
               check of k steps and the step from k to k + 1, or {"bmc": steps, "why": reason}
               {"bmc": steps, "engine": "abc"} asks the SAT solver of yosys-abc first, which goes deeper;
               z3 then only makes the trace of what it found.
               "slow": true takes it out of the quick selection
  "cover"      {"steps": n, "task": name}, or a list of such: every VTA_COVER of the harness, with the
               parameters of that task (else the first), is reached within n steps
  "mutants"    a textual edit of an RTL module or .svh file ("file", "find", "replace") that the task ("task", else the
               first) must refute within "steps" by a trace from reset, without help from a VTA_HELPER;
               "skip": the first steps, which are not checked, where it cannot show yet
  "solver"     more options of yosys-smtbmc. ["--noincr"] asks each question afresh: much faster where
               arithmetic meets a long induction
  "timeout"    seconds for one call of the solver (default 300)
"""

import dataclasses
import json
import pathlib
import re

TIMEOUT = 300.0
MUTANT_STEPS = 20


class TableError(Exception):
    """A table that cannot be carried out as it stands; the sentence says why."""


@dataclasses.dataclass(frozen=True)
class Job:
    """One thing to show: kind is prove, cover or mutant."""

    harness: str
    task: dict
    kind: str
    steps: int
    rtl: tuple
    constants: dict
    probes: dict
    registers: bool
    timeout: float
    solver: tuple = ()
    mutant: dict = dataclasses.field(default_factory=dict)

    @property
    def name(self):
        tail = {"prove": "", "cover": "/cover", "mutant": "/" + self.mutant.get("name", "")}[self.kind]
        return f"{self.harness}/{self.task['name']}{tail}"

    @property
    def by_abc(self):
        return self.task.get("engine") == "abc" and self.kind != "cover"

    @property
    def method(self):
        if self.kind == "prove":
            return "induction" if "induction" in self.task else "bmc abc" if self.by_abc else "bmc"
        return self.kind


def load(path):
    """The jobs of one table, in the order in which they are worth running."""
    harness = path.name.removesuffix("_fv.json")
    try:
        table = json.loads(path.read_text())
        tasks = {task["name"]: task for task in table["tasks"]}
        common = {"harness": harness, "rtl": tuple(table["rtl"]), "probes": table.get("probes", {}),
                  "registers": table.get("memory") == "registers",
                  "constants": table.get("constants", {}), "solver": tuple(table.get("solver", ())),
                  "timeout": float(table.get("timeout", TIMEOUT))}
        jobs = []
        for task in table["tasks"]:
            if ("induction" in task) == ("bmc" in task):
                raise TableError(f"{path.name}: task {task['name']} needs one method")
            if task.get("engine", "abc") != "abc" or ("engine" in task and "bmc" not in task):
                raise TableError(f"{path.name}: task {task['name']}: the one engine is abc, for bmc")
            if "bmc" in task and not task.get("why"):
                raise TableError(f"{path.name}: task {task['name']} is bounded and does not say why")
            steps = task.get("induction", task.get("bmc"))
            jobs.append(Job(task=task, kind="prove", steps=steps, **common))
        covers = table["cover"] if isinstance(table["cover"], list) else [table["cover"]]
        first = table["tasks"][0]["name"]
        for cover in covers:
            jobs.append(Job(task=tasks[cover.get("task", first)], kind="cover", steps=cover["steps"],
                            **common))
        if not table["mutants"]:
            raise TableError(f"{path.name}: no mutant shows that the proof can fail")
        for mutant in table["mutants"]:
            jobs.append(Job(task=tasks[mutant.get("task", first)], kind="mutant",
                            steps=mutant.get("steps", MUTANT_STEPS), mutant=mutant, **common))
    except (KeyError, ValueError, TypeError) as error:
        raise TableError(f"{path.name}: {type(error).__name__} {error}") from error
    return jobs


def sources(root, job):
    """The files that the job reads, edited as the table asks for: {file name: text}."""
    headers = ["vta_assert.svh", "vta_config.svh", "vta_isa.svh", "vta_pkg.sv"]
    paths = [root / "rtl" / name for name in headers + [f"{m}.sv" for m in job.rtl]]
    paths += [root / "tests/formal/vta_formal.svh", root / "tests/formal" / f"{job.harness}_fv.sv"]
    texts = {path.name: path.read_text() for path in paths}
    # What modules share besides the headers that everything includes.
    for name in sorted({n for text in texts.values() for n in re.findall(r'^\s*`include "(\w+\.svh)"', text, re.M)}):
        if name not in texts:
            texts[name] = (root / "rtl" / name).read_text()
    for name, value in {**job.constants, **job.task.get("constants", {})}.items():
        hits = 0
        for header in headers[1:]:
            texts[header], n = re.subn(rf"(localparam int {name} = )[^;]*;", rf"\g<1>{value};", texts[header])
            hits += n
        if hits != 1:
            raise TableError(f"{job.name}: {hits} localparams are named {name}")
    if job.kind == "mutant":
        file, find = job.mutant["file"], job.mutant["find"]
        file += "" if file.endswith(".svh") else ".sv"
        if file not in texts or texts[file].count(find) != 1:
            raise TableError(f"{job.name}: {texts.get(file, '').count(find)} places match in {file}")
        texts[file] = texts[file].replace(find, job.mutant["replace"])
    return texts


def probe(inside, parameters):
    """What a probe shows, as Yosys writes it."""
    if isinstance(inside, str):
        return inside
    words = parameters.get(inside["words"], inside["words"])
    return ",".join(f"{inside['memory']}[{w}]" for w in reversed(range(int(words))))


def script(job):
    """The Yosys script that makes model.smt2 out of the files."""
    top = f"{job.harness}_fv"
    lines = ["read_verilog -sv -formal vta_pkg.sv"]
    for index, module in enumerate(job.rtl):
        check = " -DVTA_CHECK_ASSUMPTIONS" if index else ""
        lines.append(f"read_verilog -sv -formal{check} {module}.sv")
    helpers = " -DVTA_WITHOUT_HELPERS" if job.kind == "mutant" else ""
    lines.append(f"read_verilog -sv -formal{helpers} {top}.sv")
    parameters = job.task.get("parameters", {})
    chparam = "".join(f" -chparam {n} {v}" for n, v in parameters.items())
    memories = job.registers or any(isinstance(inside, dict) for inside in job.probes.values())
    return "\n".join(lines + [
        f"hierarchy -check -top {top}{chparam}",
        "proc", "flatten", *(["memory_collect", "memory_map"] if memories else []),
        *(f"connect -nounset -set {net} {probe(inside, parameters)}" for net, inside in job.probes.items()),
        # An X is a value that nobody chose: the solver chooses it, anew in every cycle.
        "opt_expr -keepdc", "opt_clean", "check", "opt -keepdc", "memory -nomap", "opt_clean",
        "async2sync", "dffunmap", "setundef -undriven -anyseq", "setundef -anyseq", "opt_clean",
        "write_smt2 -wires model.smt2", ""])


def tables(root):
    """Paths of all tables, sorted; every harness has one and the other way round."""
    folder = pathlib.Path(root) / "tests/formal"
    found = sorted(folder.glob("*_fv.json"))
    lonely = {p.stem for p in found} ^ {p.stem for p in folder.glob("*_fv.sv")}
    if lonely:
        raise TableError(f"a harness without table, or the other way round: {', '.join(sorted(lonely))}")
    return found
