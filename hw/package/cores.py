# SPDX-License-Identifier: Apache-2.0
"""The file list as other tools read it: FuseSoC (CAPI2) and Bender."""

import json

import source


def quoted(text):
    return json.dumps(text)  # a string of JSON is one of YAML


def fusesoc(root, note):
    """vta.core, at the root: FuseSoC is about to refuse files above the folder of the core file."""
    files = source.files(root)
    lines = ["CAPI=2:", "# SPDX-License-Identifier: Apache-2.0", f"# {note}", "",
             f"name: ::{source.NAME}:{source.VERSION}", f"description: {quoted(source.SUMMARY)}", "",
             "filesets:", "  rtl:", "    files:"]
    lines += [f"      - {name}: {{is_include_file: true}}" for name in files.headers]
    lines += [f"      - {name}" for name in files.modules]
    lines += ["    file_type: systemVerilogSource", "  waivers:", "    files:"]
    lines += [f"      - {name}" for name in files.waivers]
    lines += ["    file_type: vlt", "  wrapper:", "    files:", f"      - {source.WRAPPER}",
              "    file_type: verilogSource", ""]
    lines += ["targets:", "  default: &default", "    filesets: [rtl]", "    toplevel: vta_top",
              "  lint:", "    flow: lint", "    filesets: [waivers, rtl]", "    toplevel: vta_top",
              "    flow_options:", "      tool: verilator", "      verilator_options: [-Wall, --assert]",
              "  synth:", "    flow: vivado", "    filesets: [rtl, wrapper]", "    toplevel: vta_ip",
              "    flow_options:", "      part: xc7z020clg400-1", "      pnr: none"]
    return "\n".join(lines) + "\n"


def bender(root, note):
    """Bender.yml, at the root, as Bender wants it."""
    files = source.files(root)
    lines = ["# SPDX-License-Identifier: Apache-2.0", f"# {note}", "", "package:", f"  name: {source.NAME}",
             f"  description: {quoted(source.SUMMARY)}", "",
             "export_include_dirs:", "  - rtl", "", "sources:", "  - include_dirs:", "      - rtl", "    files:"]
    lines += [f"      - {name}" for name in files.modules]
    lines += ["  - target: xilinx", "    files:", f"      - {source.WRAPPER}"]
    return "\n".join(lines) + "\n"
