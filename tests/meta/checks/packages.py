# SPDX-License-Identifier: Apache-2.0
"""The files of other tools are as hw/package/generate.py makes them."""

import importlib.util
import pathlib

from tree import append, delete, replace

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "hw/package/generate.py"
SPEC = importlib.util.spec_from_file_location("package_generate", SCRIPT)
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


def findings(tree):
    try:
        old = generate.stale(tree.root)
    except (OSError, ValueError, KeyError, generate.source.SourceError) as error:
        return [f"hw/package/generate.py: {error}"]
    found = [f"{name}: is old; run hw/package/generate.py" for name in old]
    version = f"project(vta VERSION {generate.source.VERSION} "
    if version not in tree.text("CMakeLists.txt"):
        found.append(f"hw/package/source.py: VERSION is {generate.source.VERSION}, not that of CMakeLists.txt")
    return found


MUTANTS = [
    ("a module more", {"rtl/vta.f": append("rtl/vta_new.sv\n")}, "vta.core: is old"),
    ("the same for Bender", {"rtl/vta.f": append("rtl/vta_new.sv\n")}, "Bender.yml: is old"),
    ("the same for IP-XACT", {"rtl/vta.f": append("rtl/vta_new.sv\n")}, "hw/package/vta_ip.xml: is old"),
    ("another order", {"rtl/vta.f": lambda old: old.replace("rtl/vta_tail.sv\n", "") + "rtl/vta_tail.sv\n"},
     "vta.core: is old"),
    ("a header more", {"rtl/vta_new.svh": append("\n")}, "vta.core: is old"),
    ("a file in the list that nobody knows", {"rtl/vta.f": append("rtl/vta_new.vhd\n")},
     "vta_new.vhd is no module and no waiver"),
    ("a port of another width",
     {"hw/fpga/vta_ip.v": replace("[2:0]             m_axi_arsize", "[3:0]             m_axi_arsize")},
     "hw/package/vta_ip.xml: is old"),
    ("a port that belongs to no interface",
     {"hw/fpga/vta_ip.v": replace('    (* X_INTERFACE_INFO = "xilinx.com:interface:aximm:1.0 m_axi WLAST" *)\n', "")},
     "m_axi_wlast has no X_INTERFACE_INFO"),
    ("a register that moved", {"hw/isa/isa.json": replace('"offset": "0x140"', '"offset": "0x144"')},
     "hw/package/vta.svd: is old"),
    ("the same for SystemRDL", {"hw/isa/isa.json": replace('"offset": "0x140"', '"offset": "0x144"')},
     "hw/package/vta.rdl: is old"),
    ("a file edited by hand", {"Bender.yml": append("# more\n")}, "Bender.yml: is old"),
    ("a file that is gone", {"hw/package/vta.rdl": delete}, "hw/package/vta.rdl: is old"),
    ("another version", {"CMakeLists.txt": replace("project(vta VERSION 0.1.0", "project(vta VERSION 0.2.0")},
     "not that of CMakeLists.txt"),
    ("a comment in the list", {"rtl/vta.f": append("// nothing\n")}, None),
]
