#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Maps the whole design to a library of standard cells with Yosys and abc, and says what it costs there.

  hw/asic/asic.py [CONFIG] [--out DIR] [--timeout CPU_SECONDS] [--liberty FILE] [--no-whole]

CONFIG is a name of hw/config or a path, by default small. Memories are left out. --no-whole leaves out the
flattened design, too, and half of the time. Prints the report, and
writes it as report.md and report.json, with the logs of Yosys, to build/asic/NAME. Exit code: 0 done, 1 the
synthesis failed, 2 wrong usage or the library is not there.
"""

import argparse
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "hw/fpga/yosys")]
import liberty  # noqa: E402  (the directories of the project's scripts are on the path now)
import summary  # noqa: E402
import synth  # noqa: E402  (after the directory of it)

LIBERTY = pathlib.Path("/usr/share/qflow/tech/osu018/osu018_stdcells.lib")
LEAST_BITS = 256  # a memory of fewer is made of flip-flops

# Products of 32 bits of 32-bit operands are the same with and without signs; said to be signed, wreduce sees
# that most operands are extended ones of 8 bits (vta_mac), and makes the multipliers as small as they are.
SMALL_PRODUCTS = """setparam -set A_SIGNED 1 -set B_SIGNED 1 t:$mul r:A_WIDTH=32 %i r:B_WIDTH=32 %i r:Y_WIDTH=32 %i
wreduce t:$mul
"""
GATES = """read_verilog -sv -I{directory} {files}
synth -top {top} -run begin:coarse
proc
opt_expr
opt_clean
{products}synth -top {top} -run coarse:fine
read_verilog -lib {here}/memory_left_out.v
techmap -D VTA_LEAST_BITS={least} -map {here}/memory_map.v
synth -top {top} -run fine: -noabc
check -assert
write_rtlil {out}/gates.il
"""
CELLS = """read_liberty -lib {library}
read_rtlil {out}/gates.il
{flatten}
dfflibmap -liberty {library}
abc -liberty {library} -constr {out}/constraints
opt_clean
check -assert
write_json {out}/{name}.json
"""


def map_to_cells(files, directory, timeout, file, library, flat=True, top=synth.TOP):
    """(modules, delays) with the hierarchy, and the same flattened or None; delays are those of abc."""
    synth.yosys(GATES.format(directory=files[0].parent, files=" ".join(str(file) for file in files), top=top,
                             products=SMALL_PRODUCTS, here=HERE, least=LEAST_BITS, out=directory),
                directory, "gates", timeout)
    (directory / "constraints").write_text(
        f"set_driving_cell {liberty.DRIVER}\nset_load {library.load_ff}\n", encoding="utf-8")
    result = []
    for name, flatten in (("modules", ""), ("whole", "flatten\nopt\nsimplemap\nopt_clean -purge")):
        if name == "whole" and not flat:
            result.append(None)
            break
        log = synth.yosys(CELLS.format(out=directory, flatten=flatten, library=file, name=name), directory, name,
                          timeout)
        modules = synth.cells.load(directory / f"{name}.json")["modules"]
        result.append((modules, summary.delays(log.read_text(encoding="utf-8"))))
    return result


def run(arguments):
    config = synth.geometry(arguments.config)
    if not arguments.liberty.is_file():
        raise synth.Refusal(f"there is no library of cells at {arguments.liberty}; run scripts/setup.sh asic, or "
                            "name another with --liberty", 2)
    if re.search(r"\s", str(arguments.liberty)):
        raise synth.Refusal(f"the path of the library, '{arguments.liberty}', has a space, which abc cannot read", 2)
    if arguments.timeout < 1:
        raise synth.Refusal(f"--timeout is {arguments.timeout}; it must be at least 1 s", 2)
    library = liberty.read(arguments.liberty)
    directory = (arguments.out or ROOT / "build/asic" / config.stem).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    for old in ("report.json", "report.md"):
        (directory / old).unlink(missing_ok=True)
    files = synth.copy_sources(config, directory / "rtl")
    modules, whole = map_to_cells(files, directory, arguments.timeout, arguments.liberty.resolve(), library,
                                  not arguments.no_whole)
    result = summary.build(config.stem, library, modules, whole, synth.TOP)
    text = "\n".join(summary.markdown(result)) + "\n"
    (directory / "report.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (directory / "report.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", nargs="?", default="small")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--timeout", type=int, default=1800)
    parser.add_argument("--liberty", type=pathlib.Path, default=LIBERTY)
    parser.add_argument("--no-whole", action="store_true")
    try:
        return run(parser.parse_args())
    except (synth.Refusal, liberty.Unreadable, summary.Unexpected) as refusal:
        print(f"asic: {refusal}", file=sys.stderr)
        return getattr(refusal, "code", 1)
    except OSError as error:
        print(f"asic: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
