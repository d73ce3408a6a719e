# SPDX-License-Identifier: Apache-2.0
"""Static timing of a flattened netlist: cells only, wires take no time.

A path begins at a clock edge (or, with 0, at an input of the design) and ends at a setup time (or at an
output). No path is excluded as false. Yosys' own `sta` does the same and prints one path; this one knows
the deepest path to every register, and the upper halves of 64-bit block RAM ports, which `sta` loses.
"""

import collections
import dataclasses

import cells
import netlist


class Loop(Exception):
    """A combinational loop."""


@dataclasses.dataclass
class Step:
    """A cell on a path: when its output is there, in ps after the clock edge."""
    cell: str
    kind: str
    net: str
    at: int


@dataclasses.dataclass
class Path:
    module: str  # the instance in which it ends
    start: str
    end: str
    ps: int
    steps: list

    def levels(self):
        """Cells between start and end; a chain of carries counts once."""
        kinds = [step.kind for step in self.steps[1:]]
        return sum(1 for i, kind in enumerate(kinds) if kind != "CARRY4" or kinds[i - 1:i] != ["CARRY4"])

    def cells(self):
        """LUT6 CARRY4x3 LUT2: the cells in order, like ones together."""
        groups = []
        for step in self.steps:
            if groups and groups[-1][0] == step.kind and step.kind == "CARRY4":
                groups[-1][1] += 1
            else:
                groups.append([step.kind, 1])
        return " ".join(kind if count == 1 else f"{kind}x{count}" for kind, count in groups)


def plain(cell):
    """u_core.u_a.$add$7 for $flatten\\u_core.$flatten\\u_a.$add$7."""
    return cell.replace("$flatten", "").replace("\\", "")


def _lookup(table, port, index):
    found = table.get((port, index))
    return found if found is not None else table.get((port, 0)) if index else None


class Analysis:
    """Arrival times of all bits of `module`; `arcs`: variant -> cells.Arcs; `instances`: their paths."""

    def __init__(self, module, arcs, instances):
        self.module, self.arcs = module, arcs
        self.instances = set(instances)
        self.names = netlist.Names(module)
        self.assumed = collections.Counter()  # (kind, port) -> pins whose setup is assumed
        self.untimed = set()  # (kind, port) of outputs without any delay
        self.driver = {}  # bit -> (cell, port, index)
        self.arrival = {}  # bit -> (ps, bit before it or None)
        self._connect()
        self._propagate()

    def instance_of(self, cell):
        parts = plain(cell).split(".")
        for end in range(len(parts) - 1, 0, -1):
            path = ".".join(parts[:end])
            if path in self.instances:
                return path
        return ""

    def _pins(self, cell, direction):
        for port, bits in cell["connections"].items():
            if cell["port_directions"][port] == direction:
                for index, bit in enumerate(bits):
                    if isinstance(bit, int):
                        yield port, index, bit

    def _arcs(self, cell):
        return self.arcs[cells.variant(cell["type"], cell["parameters"])]

    def _connect(self):
        for name, cell in self.module["cells"].items():
            for port, index, bit in self._pins(cell, "output"):
                self.driver[bit] = (name, port, index)

    def _before(self, bit):
        """(bit, ps) of what a bit depends on within its cell, and the delay after the clock or None."""
        if bit not in self.driver:
            return [], 0
        name, port, index = self.driver[bit]
        cell = self.module["cells"][name]
        arcs = self._arcs(cell)
        through = []
        for (source, position), ps in (_lookup(arcs.through, port, index) or {}).items():
            bits = cell["connections"].get(source, [])
            if position < len(bits) and isinstance(bits[position], int):
                through.append((bits[position], ps))
        launch = _lookup(arcs.launch, port, index)
        if launch is None and not _lookup(arcs.through, port, index):
            self.untimed.add((cell["type"], port))
        return through, launch

    def _propagate(self):
        open_bits = set()
        for root in self.driver:
            stack = [root]
            while stack:
                bit = stack[-1]
                if bit in self.arrival:
                    stack.pop()
                    continue
                through, launch = self._before(bit)
                waiting = [source for source, _ in through if source not in self.arrival]
                if waiting and bit not in open_bits:
                    open_bits.add(bit)
                    stack += waiting
                    continue
                if waiting:
                    raise Loop(f"a combinational loop runs through {self.driver[bit][0]}")
                open_bits.discard(bit)
                best = (launch or 0, None)
                for source, ps in through:
                    best = max(best, (self.arrival[source][0] + ps, source), key=lambda pair: pair[0])
                self.arrival[bit] = best
                stack.pop()

    def _ends(self):
        """(bit, ps of setup, instance, name) of every end of a path."""
        for name, cell in self.module["cells"].items():
            arcs = self._arcs(cell)
            if not arcs.setup:
                continue
            path = self.instance_of(name)
            for port, index, bit in self._pins(cell, "input"):
                if port in cells.CLOCKS:
                    continue
                setup = _lookup(arcs.setup, port, index)
                if setup is None:
                    if any((port, index) in sources for sources in arcs.through.values()):
                        continue
                    if cell["type"] not in cells.DEEP:
                        continue
                    self.assumed[(cell["type"], port)] += 1
                    setup = cells.ASSUMED_SETUP
                yield bit, setup, path, self._end_name(name, cell, path, port)
        for port, declared in self.module["ports"].items():
            if declared["direction"] == "output":
                for bit in declared["bits"]:
                    if isinstance(bit, int):
                        yield bit, 0, "", f"output {port}"

    def _end_name(self, name, cell, path, port):
        if cell["type"] in netlist.FLIP_FLOPS:
            known = self.names.of(cell["connections"]["Q"][0], path)
            pin = {"D": "", "CE": " (enable)", "R": " (reset)", "S": " (set)"}.get(port, f" ({port})")
            return (known[0] if known else name) + pin
        name = plain(name)
        return f"{name.rsplit('.', 2)[0] if cell['type'].startswith('RAM') else name} ({cell['type']}.{port})"

    def _net(self, bit):
        name = self.driver.get(bit, ("",))[0]
        known = self.names.of(bit, self.instance_of(name))
        if known is None:
            return ""
        return known[0] if known[1] is None else f"{known[0]}[{known[1]}]"

    def _path(self, bit, setup, module, end):
        steps, at = [], bit
        while at is not None and at in self.driver:
            name = self.driver[at][0]
            steps.append(Step(name, self.module["cells"][name]["type"], self._net(at), self.arrival[at][0]))
            at = self.arrival[at][1]
        steps.reverse()
        if at is not None:
            start = "input " + self._net(at)
        else:
            first = steps[0]
            start = first.net or plain(first.cell)
            if first.kind not in netlist.FLIP_FLOPS:
                start = f"{plain(first.cell)} ({first.kind})"
        return Path(module, start, end, self.arrival.get(bit, (0, None))[0] + setup, steps)

    def paths(self):
        """The deepest path to every register (all bits of a name are one), deepest first."""
        worst = {}
        for bit, setup, module, end in self._ends():
            ps = self.arrival.get(bit, (0, None))[0] + setup
            key = (module, end)
            if key not in worst or ps > worst[key][0]:
                worst[key] = (ps, bit, setup)
        ordered = sorted(worst.items(), key=lambda item: (-item[1][0], item[0]))
        return [self._path(bit, setup, module, end) for (module, end), (_, bit, setup) in ordered]


def variants(module):
    """Every variant of a cell in a flattened module, in a fixed order."""
    return sorted({cells.variant(cell["type"], cell["parameters"]) for cell in module["cells"].values()})
