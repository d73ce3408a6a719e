# SPDX-License-Identifier: Apache-2.0
"""What the packages are made from: rtl/vta.f, the ports of hw/fpga/vta_ip.v, hw/isa/isa.json."""

import dataclasses
import hashlib
import json
import re

NAME, VERSION = "vta", "0.1.0"  # the version of CMakeLists.txt; a test compares
SUMMARY = "VTA, a deep-learning accelerator with its own compiler, simulators and driver"
WRAPPER = "hw/fpga/vta_ip.v"
REGISTER_BASE, REGISTER_SPAN = 0x4000_0000, 0x1_0000  # bytes, as the processor of a Pynq sees them
INTERRUPT = 29  # of the shared ones, for IRQ_F2P[0] (UG585, table 7-4: 61 with the 32 private ones)


class SourceError(Exception):
    """A source does not look as it should; the message names it."""


@dataclasses.dataclass(frozen=True)
class Files:
    waivers: list
    headers: list
    modules: list  # packages first


@dataclasses.dataclass(frozen=True)
class Port:
    name: str
    direction: str  # in, out
    left: str  # an expression, "" for one bit
    bus_type: str  # VLNV with colons
    bus: str
    logical: str
    parameters: dict  # of the bus; stand at its first port


@dataclasses.dataclass(frozen=True)
class Register:
    name: str
    offset: int  # bytes
    access: str  # rw, ro, w1c
    doc: str
    fields: list  # of isa.json: name, bit, doc
    reset: int  # None: not a constant of the description


def files(root):
    """The design, in the order of rtl/vta.f; headers are found beside the modules."""
    text = re.sub(r"//[^\n]*", "", (root / "rtl/vta.f").read_text(encoding="utf-8"))
    entries = [word for word in text.split() if not word.startswith(("+", "-"))]
    other = [e for e in entries if not e.endswith((".sv", ".vlt"))]
    if other or not entries:
        raise SourceError(f"rtl/vta.f: {other[0] if other else 'nothing'} is no module and no waiver")
    headers = sorted(path.relative_to(root).as_posix() for path in root.glob("rtl/*.svh"))
    return Files([e for e in entries if e.endswith(".vlt")], headers,
                 [e for e in entries if e.endswith(".sv")])


PARAMETER = re.compile(r"^\s*parameter integer (\w+) = (\d+),?\s*// (.*)$", re.M)
ATTRIBUTE = re.compile(r'\(\* (\w+) = "([^"]*)" \*\)')
PORT = re.compile(r"^\s*(input|output)\s+wire\s+(?:\[(.+):0\]\s*)?(\w+),?$")


def parameters(root):
    """(name, default, text) of the wrapper's parameters."""
    return [(name, int(value), doc)
            for name, value, doc in PARAMETER.findall((root / WRAPPER).read_text(encoding="utf-8"))]


def ports(root):
    """The ports of the wrapper with what their attributes say."""
    text = (root / WRAPPER).read_text(encoding="utf-8")
    header = text.partition(") (\n")[2].partition("\n);")[0]
    found, attributes = [], {}
    for line in header.splitlines():
        attributes.update(ATTRIBUTE.findall(line))
        match = PORT.match(line)
        if match:
            direction, left, name = match.groups()
            words = attributes.get("X_INTERFACE_INFO", "").split(" ")
            if len(words) != 3:
                raise SourceError(f"{WRAPPER}: {name} has no X_INTERFACE_INFO of three words")
            pairs = [pair.split() for pair in attributes.get("X_INTERFACE_PARAMETER", "").split(",") if pair]
            found.append(Port(name, direction.replace("put", ""), left or "", *words, dict(pairs)))
            attributes = {}
    if not found:
        raise SourceError(f"{WRAPPER}: has no ports")
    return found


def buses(root):
    """Bus name -> its ports, in the order of the wrapper."""
    result = {}
    for port in ports(root):
        result.setdefault(port.bus, []).append(port)
    return result


def registers(root):
    """The registers of 32 bits, in the order of their offsets; one of 64 bits becomes two."""
    path = root / "hw/isa/isa.json"
    isa = json.loads(path.read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    version = isa["version"]
    constant = {"version": version["major"] << 16 | version["minor"], "isa_hash": int(digest[:8], 16)}
    found = []
    for csr in isa["csrs"]:
        offset, words = int(csr["offset"], 16), csr.get("words", 1)
        doc = csr["doc"] + (", low word" if words == 2 else "")
        found.append(Register(csr["name"], offset, csr["access"], doc, csr.get("fields", []),
                              constant.get(csr["name"])))
        if words == 2:
            found.append(Register(csr["name"] + "_hi", offset + 4, csr["access"], csr["doc"] + ", high word",
                                  [], None))
    return sorted(found, key=lambda register: register.offset)
