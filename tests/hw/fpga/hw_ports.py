# SPDX-License-Identifier: Apache-2.0
"""Ports of a module, and attributes of them, as Yosys reads them."""

import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]


def module(name, files, parameters=(), include=ROOT / "rtl"):
    """{"ports": {name: (direction, bits)}, "attributes": {name: {key: text}}, "parameters": {name: int}}"""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "module.json"
        commands = [f"read_verilog -sv -I{include} {' '.join(map(str, files))}"]
        commands += [f"chparam -set {key} {value} {name}" for key, value in parameters]
        commands += ["proc", f"write_json {out}"]
        run = subprocess.run(["yosys", "-q", "-p", "; ".join(commands)], capture_output=True, text=True,
                             timeout=60, check=False)
        if run.returncode:
            raise AssertionError(f"yosys: {run.stdout}{run.stderr}")
        found = json.loads(out.read_text())["modules"][name]
    nets = found["netnames"]
    return {
        "ports": {port: (value["direction"], len(value["bits"])) for port, value in found["ports"].items()},
        "attributes": {port: {key: text for key, text in nets[port]["attributes"].items()
                              if key.startswith("X_")} for port in found["ports"]},
        "parameters": {key: int(value, 2) for key, value in found.get("parameter_default_values", {}).items()},
    }


def wrapper(parameters=()):
    return module("vta_ip", [ROOT / "hw/fpga/vta_ip.v"], parameters)


def top(include=ROOT / "rtl"):
    """vta_top; `include` is a folder with all headers and the package."""
    return module("vta_top", [include / "vta_pkg.sv", ROOT / "rtl/vta_top.sv"], include=include)


def interfaces(described):
    """Bus -> {"type": VLNV, "signals": {logical: port}, "parameters": {}}, from the attributes."""
    result = {}
    for port, attributes in described["attributes"].items():
        vlnv, bus, logical = attributes["X_INTERFACE_INFO"].split(" ")
        entry = result.setdefault(bus, {"type": vlnv, "signals": {}, "parameters": {}})
        assert entry["type"] == vlnv and logical not in entry["signals"], port
        entry["signals"][logical] = port
        for pair in attributes.get("X_INTERFACE_PARAMETER", "").split(","):
            if pair:
                key, value = pair.split()
                entry["parameters"][key] = value
    return result


def tcl_modules(described):
    """What run.tcl wants to know of the wrapper, inferred as IP Integrator does."""
    buses = interfaces(described)
    clocks = {bus: entry["signals"]["CLK"] for entry in buses.values() if "CLK" in entry["signals"]
              for bus in entry["parameters"]["ASSOCIATED_BUSIF"].split(":")}
    lines = []
    pins = {port: direction for port, (direction, _) in described["ports"].items()}
    for bus, entry in buses.items():
        if not entry["type"].startswith("xilinx.com:interface:aximm:"):
            continue
        address = entry["signals"]["AWADDR"]
        mode = "master" if described["ports"][address][0] == "output" else "slave"
        lines.append(f"{bus} {{{mode} {entry['parameters']['PROTOCOL']} {clocks[bus]} "
                     f"{1 << described['ports'][address][1]}}}")
        for port in entry["signals"].values():
            del pins[port]
    listed = " ".join(f"{port} {'in' if direction == 'input' else 'out'}" for port, direction in pins.items())
    parameters = " ".join(f"{key} {value}" for key, value in described["parameters"].items())
    return (f"dict set stub::modules vta_ip {{\n  parameters {{{parameters}}}\n  pins {{{listed}}}\n"
            f"  interfaces {{{' '.join(lines)}}}\n}}\n")
