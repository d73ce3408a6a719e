# SPDX-License-Identifier: Apache-2.0
"""Runs mutants against test programs, stage by stage; later stages are for what is still alive."""

import concurrent.futures
import dataclasses

import execution
from mutant import Mutant


@dataclasses.dataclass
class Result:
    """What became of one mutant."""

    number: int
    mutant: Mutant
    verdict: str = "passed"  # as execution.Outcome
    program: str = ""  # that killed it
    detail: str = ""
    tried: list = dataclasses.field(default_factory=list)
    reached: bool = False
    differed: bool = False
    reason: str = ""  # why it is equivalent, from the list of explanations

    @property
    def killed(self):
        return self.verdict != "passed"


class Campaign:
    """The mutants of one build and what has been found out about them."""

    def __init__(self, programs, results, jobs, say, save):
        self.programs = programs
        self.results = results
        self.jobs = jobs
        self.say = say
        self.save = save  # called after every mutant, so that a campaign that was broken off can go on
        self.seconds = {}  # CPU time of each program without a mutant

    def stage(self, title, names, wanted):
        """Builds the programs `names`, shows that they pass, then runs the living mutants of the paths
        that start with `wanted`."""
        alive = [r for r in self.results if not r.killed and r.mutant.path.startswith(wanted)]
        alive.sort(key=lambda result: bool(result.reason))  # what is explained meets every program
        if not alive or not names:
            return
        self.say(f"{title}: {len(alive)} mutants, {len(names)} test programs; building")
        self.programs.make(names, self.jobs)
        for name in names:
            self.baseline(name)
        self.say(f"{title}: all pass without a mutant, in {sum(self.seconds[n] for n in names):.1f} s")
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            running = [pool.submit(self.attack, result, names) for result in alive]
            for done, future in enumerate(concurrent.futures.as_completed(running), 1):
                result = future.result()
                self.save()
                how = f"{result.verdict} by {result.program}" if result.killed else "alive"
                self.say(f"  [{done}/{len(alive)}] {how}: {result.mutant.describe()[:150]}")

    def baseline(self, name):
        """Without a mutant the program must pass, else no kill by it means anything."""
        outcome, cpu = execution.cpu_seconds(
            lambda: execution.run(self.programs.path(name), [], 0, needed_seconds=60))
        if outcome.verdict != "passed":
            raise SystemExit(f"mutate: {name} does not pass without a mutant: {outcome.verdict}: "
                             f"{outcome.detail}")
        self.seconds[name] = cpu

    def attack(self, result, names):
        """Runs the programs until one notices the mutant."""
        for name in self.programs.order(result.mutant.path, names, self.seconds):
            outcome = execution.run(self.programs.path(name), [], result.number, self.seconds[name])
            result.tried.append(name)
            result.reached = result.reached or outcome.reached
            result.differed = result.differed or outcome.differed
            if outcome.verdict != "passed":
                result.verdict, result.program = outcome.verdict, name
                result.detail = outcome.detail
                break
        return result
