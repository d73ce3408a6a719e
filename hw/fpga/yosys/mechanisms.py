#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the mechanisms of the compute stage cost: the design with all of them, and without.

  hw/fpga/yosys/mechanisms.py [CONFIG] [--each] [--out DIR] [--timeout CPU_SECONDS]

Leaves mechanisms out by the parameter `Mechanisms` of vta_top and flattens the design before it is mapped,
so that what nobody can switch on falls away everywhere. Figures are others than those of synth.py, which
keeps the borders of modules: what is constant falls away, but shifters are mapped in one piece with the rest. --each leaves out one after the other, too. Prints a table; report.json and
the logs of Yosys lie in build/synth/NAME-mechanisms.
"""

import argparse
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cells  # noqa: E402
import netlist  # noqa: E402
import report  # noqa: E402
import synth  # noqa: E402

COLUMNS = ("lut", "ff", "bram", "dsp")


def mechanisms():
    """[(name, bit)] as rtl/vta_pkg.sv declares them."""
    text = (synth.ROOT / "rtl/vta_pkg.sv").read_text(encoding="utf-8")
    return [(name, int(bit)) for name, bit in re.findall(r"localparam int Feature([A-Z]\w+) = (\d+);", text)
            if name != "W"]


def variants(each):
    """[(what, value of the parameter)]"""
    known = mechanisms()
    everything = sum(1 << bit for _, bit in known)
    parts = [(f"without {name}", everything & ~(1 << bit)) for name, bit in known] if each else []
    return [("all", everything), *parts, ("none", 0)]


def measure(files, directory, value, timeout):
    """Column -> number for one value of the parameter."""
    name = f"mechanisms-{value}"
    flow = f"{synth.FLOW} -flatten -top {synth.TOP}"
    synth.yosys(f"""{synth.sources(files, synth.TOP, f'-set Mechanisms {value}')}
{flow} -run begin:coarse
write_json {directory}/{name}-dsp.json
{flow} -run coarse:
{synth.SHARE}
check -assert
write_json {directory}/{name}.json
""", directory, name, timeout)
    synth.refuse_lost_bits(directory / f"{name}-dsp.json")
    total = netlist.tree(cells.load(directory / f"{name}.json")["modules"], synth.TOP).all
    return {**{column: total[column] for column in ("lut", "ff", "dsp")},
            "bram": total["ramb36"] + total["ramb18"] / 2}


def run(arguments):
    config = synth.geometry(arguments.config)
    directory = (arguments.out or synth.ROOT / "build/synth" / f"{config.stem}-mechanisms").resolve()
    directory.mkdir(parents=True, exist_ok=True)
    files = synth.copy_sources(config, directory / "rtl")
    found = []
    for what, value in variants(arguments.each):
        found.append({"mechanisms": what, "value": value, **measure(files, directory, value, arguments.timeout)})
    (directory / "report.json").write_text(json.dumps({"config": config.stem, "rows": found}, indent=1) + "\n",
                                           encoding="utf-8")
    print("\n".join(report.table(["mechanisms", *(report.TITLES[column] for column in COLUMNS)],
                                 [[row["mechanisms"], *(report.figure(row[column]) for column in COLUMNS)]
                                  for row in found])))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", nargs="?", default="pynq")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--timeout", type=int, default=1200)
    try:
        return run(parser.parse_args())
    except (synth.Refusal, netlist.UnknownCell) as refusal:
        print(f"mechanisms: {refusal}", file=sys.stderr)
        return getattr(refusal, "code", 1)


if __name__ == "__main__":
    sys.exit(main())
