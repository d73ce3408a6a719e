# SPDX-License-Identifier: Apache-2.0
"""Delays of the cells of a 7-series device in ps, read out of what Yosys ships (xilinx/cells_sim.v).

Those are the figures of Project X-Ray for the slow corner of an Artix-7, the fabric of an xc7z020; they
agree with the data sheets for speed grade -1 (block RAM, clock to output without register: 2454 there,
2.46 ns in DS189). Yosys evaluates them per cell, since those of a DSP48E1 depend on its registers.
"""

import collections
import dataclasses
import json
import re

# Setup of an input of a block RAM or DSP slice that cells_sim.v gives none for (enables, resets): no
# figure, but the largest setup of a control input it does give, rounded up (R of a flip-flop 404, the
# address of a block RAM 566).
ASSUMED_SETUP = 600
CLOCKS = {"C", "CLK", "WCLK", "CLKARDCLK", "CLKBWRCLK"}
DEEP = {"RAMB18E1", "RAMB36E1", "DSP48E1"}


@dataclasses.dataclass
class Arcs:
    """Of one cell with its parameters. Ports with their bit, (port, None) for all bits of a port."""
    through: dict = dataclasses.field(default_factory=lambda: collections.defaultdict(dict))  # out -> in -> ps
    launch: dict = dataclasses.field(default_factory=dict)  # out -> ps after the clock
    setup: dict = dataclasses.field(default_factory=dict)  # in -> ps before the clock


def variant(kind, parameters):
    """What a cell's delays depend on, as a key."""
    if kind == "DSP48E1":
        return (kind, tuple(sorted((key, text) for key, text in parameters.items()
                                   if re.fullmatch(r"\w+REG|USE_\w+", key))))
    if kind in DEEP:
        return (kind, tuple((key, parameters.get(key, "0")) for key in ("DOA_REG", "DOB_REG")))
    return (kind, ())


def literal(text):
    return f"{len(text)}'b{text}" if set(text) <= {"0", "1"} else f'"{text.rstrip()}"'


def wrapper(variants):
    """A module with one cell of each variant, named by its number."""
    lines = ["module wrapper;"]
    for number, (kind, parameters) in enumerate(variants):
        given = ", ".join(f".{key}({literal(text)})" for key, text in parameters) if kind == "DSP48E1" else ""
        lines.append(f"  (* keep *) {kind} #({given}) c{number} ();")
    return "\n".join(lines + ["endmodule", ""])


# Without bodies (-lib), since P and PCOUT are one net in that of a DSP slice; what is no black box is
# evaluated for the parameters of each cell.
SCRIPT = """read_verilog -lib -specify +/xilinx/cells_sim.v
setattr -mod -unset blackbox =DSP48E1
read_verilog {source}
hierarchy -top wrapper
proc
write_json {result}
"""


def _number(cell, key):
    """A delay; 0 where cells_sim.v leaves it open, which it does for ports that a DSP slice does not use."""
    text = cell["parameters"][key]
    return int(text, 2) if set(text) <= {"0", "1"} else 0


def _read(module, registered):
    """The arcs of one module of cells_sim.v; registered: of the two delays of a block RAM, the short one."""
    names = {}
    for port, declared in module["ports"].items():
        for index, bit in enumerate(declared["bits"]):
            names[bit] = (port, index)
    arcs, launches = Arcs(), collections.defaultdict(set)
    for cell in module["cells"].values():
        wires = {port: [names.get(bit) for bit in bits] for port, bits in cell["connections"].items()}
        if cell["type"] == "$specify2":
            delay = max(_number(cell, "T_RISE_MAX"), _number(cell, "T_FALL_MAX"))
            for index, target in enumerate(wires["DST"]):
                sources = wires["SRC"] if _number(cell, "FULL") or len(wires["SRC"]) == 1 else [wires["SRC"][index]]
                for source in sources:
                    arcs.through[target][source] = max(delay, arcs.through[target].get(source, 0))
        elif cell["type"] == "$specify3":
            for target in wires["DST"]:
                launches[target].add(max(_number(cell, "T_RISE_MAX"), _number(cell, "T_FALL_MAX")))
        elif cell["type"] == "$specrule" and cell["parameters"]["TYPE"].strip() == "$setup":
            for source in wires["SRC"]:
                limit = _number(cell, "T_LIMIT_MAX")
                arcs.setup[source] = max(limit, arcs.setup.get(source, 0))
    for target, delays in launches.items():
        arcs.launch[target] = min(delays) if registered(target[0]) else max(delays)
    return arcs


def arcs_of(netlist, variants):
    """variant -> Arcs, from the result of SCRIPT."""
    modules = netlist["modules"]
    cells = modules["wrapper"]["cells"]
    result = {}
    for number, key in enumerate(variants):
        kind, parameters = key
        flags = dict(parameters) if kind in DEEP else {}

        def registered(port, flags=flags):
            return port.startswith("DO") and int(flags.get(f"DO{port[2]}_REG" if port[2] != "P" else
                                                           f"DO{port[3]}_REG", "0"), 2) == 1
        result[key] = _read(modules[cells[f"c{number}"]["type"]], registered)
    return result


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
