# SPDX-License-Identifier: Apache-2.0
"""Mapped netlists as Yosys writes them (write_json), and what their cells cost on a 7-series device."""

import collections
import dataclasses

# LUTs that a cell takes. LUTs that are RAM or shift register are LUTs, too (UG474).
LUTS = {"INV": 1, **{f"LUT{n}": 1 for n in range(1, 7)}}
LUTRAMS = {"RAM16X1D": 2, "RAM32X1D": 2, "RAM64X1D": 2, "RAM128X1D": 4, "RAM256X1S": 4, "RAM32X1S": 1,
           "RAM64X1S": 1, "RAM128X1S": 2, "RAM32M": 4, "RAM64M": 4, "SRL16E": 1, "SRLC32E": 1}
FLIP_FLOPS = {"FDRE", "FDSE", "FDCE", "FDPE", "FDRE_1", "FDSE_1", "FDCE_1", "FDPE_1"}
COUNTED = {"CARRY4": "carry4", "MUXF7": "muxf", "MUXF8": "muxf", "RAMB36E1": "ramb36",
           "RAMB18E1": "ramb18", "DSP48E1": "dsp"}
COLUMNS = ["lut", "ff", "ramb36", "ramb18", "lutram", "dsp", "carry4", "muxf"]
NOTHING = {"BUFG", "IBUF", "OBUF", "$scopeinfo"}


class UnknownCell(Exception):
    """A cell whose cost nobody wrote down."""


def cost(kind):
    """What one cell takes: column -> number."""
    if kind in LUTS:
        return {"lut": 1}
    if kind in LUTRAMS:
        return {"lut": LUTRAMS[kind], "lutram": LUTRAMS[kind]}
    if kind in FLIP_FLOPS:
        return {"ff": 1}
    if kind in COUNTED:
        return {COUNTED[kind]: 1}
    if kind in NOTHING:
        return {}
    raise UnknownCell(f"the netlist has a cell {kind}, which is not one of a 7-series device")


@dataclasses.dataclass
class Instance:
    """A module in the tree; `own` is what stands in it, `all` what stands in it and below."""
    path: str
    module: str
    parameters: dict
    own: collections.Counter
    all: collections.Counter
    children: list


def plain_name(name):
    """vta_fifo for $paramod$0123\\vta_fifo and for $paramod\\vta_fifo\\Depth=..."""
    if not name.startswith("$paramod"):
        return name
    parts = name.split("\\")
    return parts[1]


def undriven_registers(modules):
    """(module, register, bits, how many) of registers on the level of words whose input nobody drives, though
    their output is used. Yosys 0.23 makes such (xilinx_dsp): of a register wider than the sum before it, it moves
    the significant bits into the DSP slice, and leaves the copies of the sign behind, without a word.
    """
    for name, module in modules.items():
        driven, used = set(), set()
        for port in module["ports"].values():
            (driven if port["direction"] != "output" else used).update(port["bits"])
        for cell in module["cells"].values():
            for port, bits in cell["connections"].items():
                (driven if cell["port_directions"].get(port) != "input" else used).update(bits)
        for cell_name, cell in module["cells"].items():
            wires = cell["connections"]
            if "D" not in wires or "Q" not in wires or len(wires["D"]) != len(wires["Q"]):
                continue
            lost = [index for index, (d, q) in enumerate(zip(wires["D"], wires["Q"]))
                    if isinstance(d, int) and d not in driven and q in used]
            if lost:
                yield plain_name(name), cell_name, f"bits {lost[0]} to {lost[-1]}", len(lost)


def value(text):
    """A parameter as a number where it is one; Yosys writes bits."""
    if isinstance(text, str) and text and set(text) <= {"0", "1"}:
        return int(text, 2)
    return text


def tree(modules, top):
    """The instances below `top`, costs added up."""
    def build(name, path):
        module = modules[name]
        own, children = collections.Counter(), []
        for cell_name, cell in module["cells"].items():
            child = modules.get(cell["type"])
            if child is not None and "blackbox" not in child.get("attributes", {}):
                children.append(build(cell["type"], f"{path}.{cell_name}" if path else cell_name))
            else:
                own.update(cost(cell["type"]))
        total = collections.Counter(own)
        for child in children:
            total.update(child.all)
        parameters = {key: value(text) for key, text in module.get("parameter_default_values", {}).items()
                      if not key.startswith("\\") and name.startswith("$paramod")}
        return Instance(path, plain_name(name), parameters, own, total, children)
    return build(top, "")


def walk(instance):
    yield instance
    for child in instance.children:
        yield from walk(child)


def row(counter):
    """The columns as a dictionary, with block RAM also in units of 36 Kbit."""
    result = {column: counter[column] for column in COLUMNS}
    result["bram"] = counter["ramb36"] + counter["ramb18"] / 2
    return result


class Names:
    """Names of the nets of a flattened module, from their bits."""

    def __init__(self, module):
        self.names = collections.defaultdict(list)
        for name, net in module["netnames"].items():
            if net.get("hide_name"):
                continue
            for index, bit in enumerate(net["bits"]):
                if isinstance(bit, int):
                    self.names[bit].append((name, index if len(net["bits"]) > 1 else None))

    def of(self, bit, path=""):
        """(name, index or None) of a bit: of the module at `path` if it has one there, else the shortest."""
        known = self.names.get(bit)
        if not known:
            return None
        prefix = path + "." if path else ""
        return min(known, key=lambda n: (not (n[0].startswith(prefix) and "." not in n[0][len(prefix):]),
                                         n[0].count("."), len(n[0]), n[0]))
