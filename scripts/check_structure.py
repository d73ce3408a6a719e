#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Structural checks of the RTL on the generic level of Yosys, in seconds.

  scripts/check_structure.py [CONFIG.json]      (default hw/config/pynq.json)

No latch, no combinational loop, nothing undriven; no combinational path from an AXI input to an output;
every memory of the geometry has its shape, and is one of vta_ram_1r1w; no other has more than 64 words;
vta_ram_1r1w becomes block RAM. VTA_ROOT names another tree. One line per finding, or one when all is well.

What takes Yosys its time is the array in vta_ram_1r1w, so the design is read with a register in its place:
the same ports, and as in the RAM no way through without a clock. scripts/check_rtl.sh yosys maps all of them.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
SCRIPTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(SCRIPTS), str(SCRIPTS.parent / "hw/isa")]
import check_paths  # noqa: E402  (the directories of the project's scripts are on the path now)
import generate  # noqa: E402
import rtl_subset  # noqa: E402

RAM = "vta_ram_1r1w"
MAX_SMALL_WORDS = 64  # a queue of this many words may live in distributed RAM or registers
TIMEOUT = 300

SCRIPT = """read_verilog -sv -I{directory} {files}
hierarchy -check -top vta_top
proc
select -assert-none t:$dlatch t:$adlatch t:$dlatchsr
write_json {directory}/tree.json
flatten
opt_clean
check -assert
write_json {directory}/flat.json
"""
RAM_SCRIPT = """read_verilog -sv {file}
chparam -set Width 64 -set Depth 1024 -set Lanes {lanes} {ram}
synth_xilinx -family xc7 -flatten -noiopad -noclkbuf -top {ram} -run begin:map_ffram
select -assert-none t:$mem* t:RAM32* t:RAM64* t:RAM128*
select -assert-min 1 t:RAMB*
"""


class Finding(Exception):
    """What Yosys found."""


def stub(text):
    """vta_ram_1r1w with a register for its array."""
    head, ports_end, _ = text.partition("\n);\n")
    if not ports_end:
        raise Finding(f"rtl/{RAM}.sv: the port list does not end with a line ');'")
    return head + ports_end + "  always_ff @(posedge clk_i) if (re_i) rdata_o <= wdata_i;\nendmodule\n"


def yosys(script, directory):
    """Runs a script; whatever Yosys says is a finding."""
    (directory / "check.ys").write_text(script, encoding="utf-8")
    try:
        run = subprocess.run(["yosys", "-q", "-s", str(directory / "check.ys")], capture_output=True, text=True,
                             check=False, timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise Finding(f"Yosys did not end within {TIMEOUT} s") from error
    said = (run.stdout + run.stderr).replace(f"{directory}/", "rtl/").strip()
    if run.returncode != 0 or "Warning" in said:
        raise Finding(said or f"Yosys left with {run.returncode}")


def copy_rtl(root, config, directory):
    """The RTL for the geometry, its RAM a stub; returns the files in their order."""
    for file in (*(root / "rtl").glob("*.sv"), *(root / "rtl").glob("*.svh")):
        text = file.read_text(encoding="utf-8")
        (directory / file.name).write_text(stub(text) if file.stem == RAM else text, encoding="utf-8")
    (directory / "vta_config.svh").write_text(generate.config_svh(config), encoding="utf-8")
    return [directory / pathlib.Path(entry).name for entry in rtl_subset.file_list(root) if entry.endswith(".sv")]


def expected(keys):
    """Part of the name of an instance -> (words, bits of a word), for the buffers of a geometry."""
    g = generate.derive(keys)
    lanes = 1 << (g["LogBatch"] + g["LogBlock"])
    return {
        "u_uop_ram": (1 << g["UopAddrW"], 32),
        "u_inp_ram": (1 << g["InpAddrW"], lanes << g["LogInpWidth"]),
        "u_wgt_ram": (1 << g["WgtAddrW"], 1 << (2 * g["LogBlock"] + g["LogWgtWidth"])),
        "u_acc": (1 << g["AccAddrW"], lanes << g["LogAccWidth"]),
        "u_out": (1 << g["AccAddrW"], lanes << g["LogOutWidth"]),
    }


def plain(name):
    return name.split("\\")[1] if name.startswith("$paramod") else name


def instances(modules, name, path=()):
    """(path, module) of everything below a module."""
    for cell, found in modules[name]["cells"].items():
        if found["type"] in modules:
            yield (*path, *cell.split(".")), found["type"]
            yield from instances(modules, found["type"], (*path, *cell.split(".")))


def joined(shapes):
    """The same, with one memory for the slices of a vta_wide_ram that have as many words."""
    result = {}
    for path, (words, width) in shapes.items():
        slices = [i for i, name in enumerate(path) if name.startswith("gen_slice[")]
        owner = (*path[:slices[-1]], words) if slices else path
        result[owner] = (words, result.get(owner, (words, 0))[1] + width)
    return result


def memory_findings(modules, keys):
    """The buffers of the geometry against what stands in the tree."""
    shapes = {}
    for path, module in instances(modules, "vta_top"):
        if plain(module) == RAM:
            values = modules[module]["parameter_default_values"]
            shapes[path] = (int(values["Depth"], 2), int(values["Width"], 2))
    for part, (words, width) in expected(keys).items():
        found = [shape for path, shape in joined(shapes).items() if part in path]
        if sum(shape[0] for shape in found) != words or any(shape[1] != width for shape in found):
            banks = " and ".join(f"{w} x {b}" for w, b in found) or "missing"
            yield f"{part}: the geometry wants {words} words of {width} bits, the design has {banks}"
    for name, module in modules.items():
        for memory, shape in module.get("memories", {}).items():
            if shape["size"] > MAX_SMALL_WORDS:
                yield (f"{plain(name)}.{memory}: {shape['size']} words of {shape['width']} bits; an array of more "
                       f"than {MAX_SMALL_WORDS} words belongs into {RAM}")
    yield f"{len(shapes)} memories of {sum(w * b for w, b in shapes.values())} bits"


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check(root, config, directory):
    """All findings but those of vta_ram_1r1w itself, and a summary at the end."""
    files = copy_rtl(root, config, directory)
    yosys(SCRIPT.format(directory=directory, files=" ".join(map(str, files))), directory)
    *memories, summary = memory_findings(load(directory / "tree.json")["modules"], load(config))
    yield from memories
    *paths, _ = check_paths.findings(load(directory / "flat.json"))
    for path in paths:
        yield path.replace(f"{directory}/", "rtl/")
    yield summary


def ram_findings(root, directory):
    """vta_ram_1r1w as it is, without and with lanes."""
    for lanes in (1, 2):
        try:
            yosys(RAM_SCRIPT.format(file=root / f"rtl/{RAM}.sv", lanes=lanes, ram=RAM), directory)
        except Finding as finding:
            yield f"{RAM} with {lanes} lanes does not become block RAM: {finding}"


def main():
    root = pathlib.Path(os.environ.get("VTA_ROOT", SCRIPTS.parent)).resolve()
    config = root / (sys.argv[1] if len(sys.argv) > 1 else "hw/config/pynq.json")
    with tempfile.TemporaryDirectory() as directory:
        try:
            *found, summary = check(root, config, pathlib.Path(directory))
            found += ram_findings(root, pathlib.Path(directory))
        except (Finding, check_paths.UnknownCell) as finding:
            found, summary = [str(finding)], ""
        except (OSError, ValueError, KeyError) as error:
            print(f"check_structure: cannot read '{config}' or the RTL beside it: {error!r}", file=sys.stderr)
            return 2
    print("\n".join(found) if found else summary)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
