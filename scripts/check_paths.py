#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds combinational paths from an AXI input of the design to one of its outputs.

  scripts/check_paths.py NETLIST.json

NETLIST is vta_top flattened on the level of words, as Yosys writes it. A path ends at registers and at
clocked ports of memories. Prints one line when all is well, else one line per path: port, the cells on
the way with the nets they drive, port.
"""

import collections
import json
import re
import sys

AXI = re.compile(r"[ms]_axil?_")

# Output bit i depends on the same bit of these inputs alone.
BITWISE = {kind: ("A", "B") for kind in ("$and", "$or", "$xor", "$xnor")} | {
    "$not": ("A",), "$pos": ("A",), "$mux": ("A", "B"), "$bwmux": ("A", "B", "S")}
REGISTERS = re.compile(r"\$(_S?DFF|_ALDFF|_DLATCH|_FF|a?l?s?dff|s?r?dff|aldff|dffsr|sdff|adff|ff$|anyseq|anyconst)")
CHECKS = {"$assert", "$assume", "$cover", "$print"}


class UnknownCell(Exception):
    """A cell of which this script does not know what it does."""


def targets(cell):
    """(input port, output port, whether bit by bit) of every combinational way through a cell."""
    kind, wires = cell["type"], cell["connections"]
    if kind.startswith("$mem"):
        return []
    if kind in CHECKS or REGISTERS.match(kind):
        return []
    if not kind.startswith("$"):
        raise UnknownCell(f"the netlist is not flattened: it has a cell {kind}")
    inputs = [port for port in wires if cell["port_directions"][port] == "input"]
    outputs = [port for port in wires if cell["port_directions"][port] == "output"]
    bitwise = BITWISE.get(kind, ())
    return [(i, o, i in bitwise and len(wires[i]) == len(wires[o])) for i in inputs for o in outputs]


def memory_ways(cell):
    """(address bits, data bits) of the read ports without a clock."""
    wires, parameters = cell["connections"], cell["parameters"]
    if cell["type"] in ("$memrd", "$memrd_v2"):
        if parameters["CLK_ENABLE"][-1] == "0":
            yield wires["ADDR"], wires["DATA"]
    elif cell["type"] in ("$mem", "$mem_v2"):
        clocked = parameters["RD_CLK_ENABLE"][::-1]
        address, width = int(parameters["ABITS"], 2), int(parameters["WIDTH"], 2)
        for port in range(int(parameters["RD_PORTS"], 2)):
            if port >= len(clocked) or clocked[port] == "0":
                yield (wires["RD_ADDR"][port * address:(port + 1) * address],
                       wires["RD_DATA"][port * width:(port + 1) * width])


def edges(module):
    """bit -> [(bit, cell)]: what depends on it without a clock between."""
    result = collections.defaultdict(list)
    for name, cell in module["cells"].items():
        wires = cell["connections"]
        for source, target, bitwise in targets(cell):
            if bitwise:
                for a, b in zip(wires[source], wires[target]):
                    result[a].append((b, name))
            else:
                for a in set(wires[source]):
                    result[a] += [(b, name) for b in wires[target]]
        for address, data in memory_ways(cell):
            for a in set(address):
                result[a] += [(b, name) for b in data]
    return result


def names(module):
    """bit -> the shortest public name of its net."""
    result = {}
    for name, net in module["netnames"].items():
        for index, bit in enumerate(net["bits"]):
            if not isinstance(bit, int):
                continue
            shown = name if len(net["bits"]) == 1 else f"{name}[{index}]"
            rank = (net.get("hide_name", 0), shown.count("."), len(shown), shown)
            if bit not in result or rank < result[bit]:
                result[bit] = rank
    return {bit: rank[3] for bit, rank in result.items()}


def walk(start, graph):
    """bit -> (bit before it, cell between), of everything that `start` reaches."""
    came = {bit: None for bit in start}
    queue = collections.deque(start)
    while queue:
        bit = queue.popleft()
        for target, cell in graph.get(bit, ()):
            if target not in came and isinstance(target, int):
                came[target] = (bit, cell)
                queue.append(target)
    return came


def route(bit, came, named):
    steps = []
    while came[bit] is not None:
        before, cell = came[bit]
        steps.append(f"{cell} -> {named.get(bit, '(unnamed net)')}")
        bit = before
    return [named.get(bit, "(unnamed net)"), *reversed(steps)]


def findings(netlist):
    """One line for every pair of an AXI input and an output it reaches; the last line is a summary."""
    module = netlist["modules"]["vta_top"]
    ports = module["ports"]
    inputs = [name for name, port in ports.items() if port["direction"] == "input" and AXI.match(name)]
    outputs = [name for name, port in ports.items() if port["direction"] == "output"]
    graph, named, reached = edges(module), names(module), 0
    for source in inputs:
        came = walk([bit for bit in ports[source]["bits"] if isinstance(bit, int)], graph)
        reached += len(came)
        for target in outputs:
            bit = next((b for b in ports[target]["bits"] if b in came), None)
            if bit is not None:
                way = ", ".join(route(bit, came, named))
                yield (f"{source} reaches {target} without a register: {way} = "
                       f"{target}[{ports[target]['bits'].index(bit)}]")
    if not inputs or not any(AXI.match(name) for name in outputs):
        yield "vta_top has no AXI ports to begin at or to end at"
    yield f"{len(inputs)} inputs, {len(outputs)} outputs, {reached} nets behind the inputs"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        *found, summary = findings(json.load(file))
    print("\n".join(found) if found else summary)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
