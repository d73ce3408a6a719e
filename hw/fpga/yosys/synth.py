#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Synthesizes the whole design for a 7-series device with Yosys, and says what it costs.

  hw/fpga/yosys/synth.py [CONFIG] [--out DIR] [--timeout CPU_SECONDS] [--no-bounds]

CONFIG is a name of hw/config or a path, by default pynq. Writes report.json, report.md and the log of
Yosys to build/synth/NAME. Exit code: 0 within hw/fpga/yosys/bounds.json, 1 a bound is exceeded or the
synthesis failed, 2 wrong usage.
"""

import argparse
import json
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / "scripts")]
import cells  # noqa: E402  (the directories of the project's scripts are on the path now)
import netlist  # noqa: E402
import report  # noqa: E402
import rtl_subset  # noqa: E402
import timing  # noqa: E402

TOP = "vta_top"
# Without -nowidelut, abc takes two LUTs and a MUXF7 for what one LUT can do, as the price that it is told
# of a wide one is not what it costs.
FLOW = "synth_xilinx -family xc7 -noiopad -noclkbuf -nowidelut"
# What the flow ends with has an inverter for each register whose reset is active low: one will do.
SHARE = "opt_merge -share_all\nopt_clean"
MEMORY_BYTES = 16 << 30
BOUNDED = ("lut", "ff", "bram", "dsp")


class Refusal(Exception):
    """One sentence for the user, and the exit code."""

    def __init__(self, text, code=1):
        super().__init__(text)
        self.code = code


def geometry(name):
    """The file of a geometry given by name or by path."""
    path = ROOT / "hw/config" / f"{name}.json"
    if "/" in name or name.endswith(".json"):
        path = pathlib.Path(name)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in (ROOT / "hw/config").glob("*.json")))
        raise Refusal(f"there is no geometry '{name}': CONFIG is one of {known}, or a path to a file", 2)
    return path


def copy_sources(config, directory):
    """A copy of the RTL with the constants of the geometry; returns the files in their order."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for pattern in ("*.sv", "*.svh"):
        for file in (ROOT / "rtl").glob(pattern):
            shutil.copy(file, directory)
    run = subprocess.run([sys.executable, str(ROOT / "hw/isa/generate.py"), "--config", str(config),
                          "--svh", str(directory / "vta_config.svh")], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        said = (run.stderr or run.stdout).strip().splitlines() or ["no reason given"]
        raise Refusal(f"'{config}' is no geometry: {said[-1]}")
    return [directory / pathlib.Path(entry).name for entry in rtl_subset.file_list(ROOT) if entry.endswith(".sv")]


def bound(seconds):
    """Limits of a Yosys run: 16 GB, and CPU time rather than time, for a machine that does more than this."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def yosys(script, directory, name, timeout):
    """Runs a script; its log is NAME.log. At most `timeout` seconds of CPU time, and ten times that in all."""
    log = directory / f"{name}.log"
    (directory / f"{name}.ys").write_text(script, encoding="utf-8")
    try:
        run = subprocess.run(["yosys", "-q", "-l", str(log), "-s", str(directory / f"{name}.ys")],
                             capture_output=True, text=True, check=False, timeout=10 * timeout,
                             preexec_fn=lambda: bound(timeout))
    except FileNotFoundError as error:
        raise Refusal("yosys is not installed; run scripts/setup.sh build", 2) from error
    except subprocess.TimeoutExpired as error:
        raise Refusal(f"Yosys did not end within {10 * timeout} s; see {log}") from error
    if run.returncode == -signal.SIGXCPU:
        raise Refusal(f"Yosys did not end within {timeout} s of CPU time; --timeout gives it longer; see {log}")
    if run.returncode != 0:
        lines = [line for line in run.stderr.splitlines() if "ERROR" in line] or [f"exit code {run.returncode}"]
        raise Refusal(f"Yosys failed: {lines[0]}; see {log}")
    return log


def sources(files, top, parameters=""):
    """The beginning of a script: the design with the form of its multipliers for DSP slices (vta_mac)."""
    has_forms = any("PackedMac" in file.read_text(encoding="utf-8") for file in files if file.stem == top)
    packed = "-set PackedMac 1 " if has_forms else ""
    chosen = f"chparam {packed}{parameters} {top}\n" if packed or parameters else ""
    return (f"read_verilog -sv -I{files[0].parent} {' '.join(str(file) for file in files)}\n"
            f"{chosen}hierarchy -check -top {top}")


def refuse_lost_bits(file):
    """`file`: the netlist between the packing of DSP slices and what follows."""
    lost = list(netlist.undriven_registers(cells.load(file)["modules"]))
    if lost:
        raise Refusal(f"Yosys packs registers into DSP slices and loses {sum(count for *_, count in lost)} bits, "
                      f"first {lost[0][2]} of {lost[0][1]} in {lost[0][0]}: a register behind a product or a sum "
                      "has to be a variable of its own, and as wide as the value, not wider")


def synthesize(files, directory, timeout, top=TOP):
    """The netlist with its hierarchy, the same flattened, and what `sta` of Yosys says in ps."""
    flow = f"{FLOW} -top {top}"
    log = yosys(f"""{sources(files, top)}
{flow} -run begin:coarse
write_json {directory}/dsp.json
{flow} -run coarse:
{SHARE}
check -assert
write_json {directory}/mapped.json
flatten
opt_clean
write_json {directory}/flat.json
read_verilog -lib -specify -overwrite +/xilinx/cells_sim.v
sta
""", directory, "synth", timeout)
    refuse_lost_bits(directory / "dsp.json")
    found = re.search(r"Latest arrival time in '\w+' is (\d+):", log.read_text(encoding="utf-8"))
    return (cells.load(directory / "mapped.json")["modules"], cells.load(directory / "flat.json")["modules"][top],
            int(found.group(1)) if found else None)


def delays(flat, directory, timeout):
    wanted = timing.variants(flat)
    (directory / "cells.v").write_text(cells.wrapper(wanted), encoding="utf-8")
    yosys(cells.SCRIPT.format(source=directory / "cells.v", result=directory / "cells.json"), directory, "cells",
          timeout)
    return cells.arcs_of(cells.load(directory / "cells.json"), wanted)


def exceeded(result, bounds):
    """A sentence for every bound that the design does not keep."""
    for column in BOUNDED:
        if result["total"][column] > bounds[column]:
            yield f"{result['total'][column]} {report.TITLES[column]}, and at most {bounds[column]} are allowed"
    if result["timing"]["worst_ns"] > bounds["ns"]:
        yield f"a path of {result['timing']['worst_ns']} ns, and at most {bounds['ns']} are allowed"


def run(arguments):
    config = geometry(arguments.config)
    name = config.stem
    directory = (arguments.out or ROOT / "build/synth" / name).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    for old in ("report.json", "report.md"):
        (directory / old).unlink(missing_ok=True)
    files = copy_sources(config, directory / "rtl")
    modules, flat, sta = synthesize(files, directory, arguments.timeout)
    tree = netlist.tree(modules, TOP)
    analysis = timing.Analysis(flat, delays(flat, directory, arguments.timeout),
                               [instance.path for instance in netlist.walk(tree)])
    result = report.build(name, tree, analysis, analysis.paths(), sta)
    # Names of cells tell where Yosys read them: the files alone, for reports that mean the same elsewhere.
    for file, text in (("report.md", report.markdown(result)), ("report.json", json.dumps(result, indent=1) + "\n")):
        (directory / file).write_text(text.replace(f"{directory}/rtl/", ""), encoding="utf-8")
    print("\n".join(report.comparison(result["total"])))
    print(f"deepest path {result['timing']['worst_ns']:.2f} ns, cells only; all of it in {directory}/report.md")
    bounds = json.loads((HERE / "bounds.json").read_text(encoding="utf-8"))
    if arguments.no_bounds or name not in bounds:
        print(f"synth: no bounds were looked at for {name}")
        return 0
    broken = list(exceeded(result, bounds[name]))
    for sentence in broken:
        print(f"synth: {name} needs {sentence} by hw/fpga/yosys/bounds.json", file=sys.stderr)
    return 1 if broken else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", nargs="?", default="pynq")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--timeout", type=int, default=900)
    parser.add_argument("--no-bounds", action="store_true")
    try:
        return run(parser.parse_args())
    except (Refusal, netlist.UnknownCell, timing.Loop) as refusal:
        print(f"synth: {refusal}", file=sys.stderr)
        return getattr(refusal, "code", 1)


if __name__ == "__main__":
    sys.exit(main())
