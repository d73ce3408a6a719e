#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""generate.py ROOT OUTPUT MODULE=HEADER...: the diagrams of docs/rtl/waves as data of C++.

HEADER is the class that was made of the module: it says how wide each port is. Exit code: 0 OUTPUT is
written, 1 a diagram does not fit its module, 2 wrong usage.
"""

import pathlib
import re
import sys

PORT = re.compile(r"VL_(IN|OUT)(?:8|16|64|W)?\(&(\w+),(\d+),(\d+)(?:,\d+)?\)")
CONSTANT = re.compile(r"localparam int (\w+)\s*=\s*([\w\s+*()>?:-]+);")
ENUM = re.compile(r"typedef enum logic \[(\d+):0\] \{[^}]*\} (\w+);")
LARGER = re.compile(r"(\w+) > (\w+) \? (\w+) : (\w+)")


def constants(texts):
    """The numbers of the package, each of which may be made of those before it."""
    found = {}
    for text in texts:
        for name, value in CONSTANT.findall(text):
            value = LARGER.sub(r"\3 if \1 > \2 else \4", value)
            try:
                found[name] = int(eval(value, {"__builtins__": {}}, found))  # pylint: disable=eval-used
            except (NameError, SyntaxError):
                pass  # made of what this does not read
    return found


def ports_of(header):
    """{name: (is an input, width)}"""
    found = PORT.findall(header.read_text())
    return {name: (kind == "IN", int(msb) - int(lsb) + 1) for kind, name, msb, lsb in found}


def layouts(structs, numbers, enums):
    """{struct: {field: (msb, lsb)}}"""
    found = {}
    for struct, fields in structs.items():
        lsb = 0
        found[struct] = {}
        for field, kind, msb in reversed(fields):
            width = enums.get(kind, 1)
            if msb:
                width = int(eval(msb, {"__builtins__": {}}, numbers)) + 1  # pylint: disable=eval-used
            found[struct][field] = (lsb + width - 1, lsb)
            lsb += width
    return found


def bits_of(json_of, wave, row, whole, fields):
    """(msb, lsb) of a row of a port of `whole` bits."""
    if not row.field:
        return row.bits or (whole - 1, 0)
    if row.field not in fields:
        raise json_of.WaveError(f"{wave.name}: {row.port} has no field {row.field}")
    bits = max(msb for msb, _ in fields.values()) + 1
    if bits != whole:
        raise json_of.WaveError(f"{wave.name}: {row.port} has {whole} bits, the fields of its struct {bits}")
    return fields[row.field]


def expand(json_of, wave, ports, isa, fields):
    """(port, lsb, width, is an input, the bits of each cycle, or None for x)."""
    rows, drawn = [], {}
    for row in wave.signals:
        if row.name in json_of.CLOCKS:
            continue
        if row.port not in ports:
            raise json_of.WaveError(f"{wave.name}: the model has no port {row.port}")
        is_input, whole = ports[row.port]
        high, low = bits_of(json_of, wave, row, whole, fields[row.port])
        if not low <= high < whole:
            raise json_of.WaveError(f"{wave.name}: {row.name} is not in the {whole} bits of the port")
        bits = [json_of.meaning(wave, row, cell, high - low + 1, isa) for cell in row.cells]
        rows.append((row.name, row.port, low, high - low + 1, is_input, bits))
        drawn[row.port] = drawn.get(row.port, 0) + high - low + 1
    for name, (is_input, width) in ports.items():
        if is_input and name not in json_of.CLOCKS and drawn.get(name, 0) < width:
            value = wave.inputs.get(name, 1 if name in json_of.RESETS else 0)
            bits = json_of.number(f"{wave.name}: {name}", value, width, isa)
            # In front: bits of a port that are drawn come behind the whole port.
            rows.insert(0, (name, name, 0, width, True, [bits] * wave.cycles))
    return rows


def cxx(json_of, wave, ports, rows):
    text = f'  {{\n    Wave& wave = all.emplace_back();\n    wave.name = "{wave.name}";\n'
    text += "    wave.make = []() -> std::unique_ptr<WaveModel> {\n"
    text += f"      auto model = std::make_unique<VerilatedWaveModel<V{wave.name}>>();\n"
    for name in ports:
        if name not in json_of.CLOCKS:
            text += f'      model->add("{name}", (*model)->{name});\n'
    text += "      return model;\n    };\n"
    for name, port, low, width, is_input, bits in rows:
        cells = " ".join("x" if value is None else f"{value:x}" for value in bits)
        text += (f'    wave.rows.push_back(wave_row("{name}", "{port}", {low}, {width}, '
                 f'{"true" if is_input else "false"}, "{cells}"));\n')
    return text + "  }\n"


def main():
    if len(sys.argv) < 4:
        print("usage: generate.py ROOT OUTPUT MODULE=HEADER...", file=sys.stderr)
        return 2
    root, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    sys.path.insert(0, str(root / "scripts"))
    sys.dont_write_bytecode = True
    import wave_json as json_of  # pylint: disable=import-outside-toplevel
    import rtl_source as source  # pylint: disable=import-outside-toplevel
    texts = [(root / "rtl" / name).read_text() for name in ("vta_config.svh", "vta_isa.svh", "vta_pkg.sv")]
    isa = constants(texts)
    enums = {name: int(msb) + 1 for text in texts for msb, name in ENUM.findall(text)}
    structs = layouts(source.structs(texts[-1]), isa, enums)
    includes, body = "", ""
    try:
        for argument in sys.argv[3:]:
            name, header = argument.split("=")
            wave = json_of.parse(name, (root / f"docs/rtl/waves/{name}.json").read_text())
            ports = ports_of(pathlib.Path(header))
            module = source.parse(name, (root / f"rtl/{name}.sv").read_text())
            fields = {port.name: structs.get(port.type.removeprefix("vta_pkg::"), {}) for port in module.ports}
            includes += f'#include "V{name}.h"\n'
            body += cxx(json_of, wave, ports, expand(json_of, wave, ports, isa, fields))
    except (json_of.WaveError, source.SourceError) as error:
        print(f"generate.py: docs/rtl/waves: {error}", file=sys.stderr)
        return 1
    output.write_text("// Made by tests/rtl/waves/generate.py.\n" + includes +
                      '#include "tests/rtl/waves/wave_model.h"\n\nnamespace vta {\n\n'
                      "std::vector<Wave> waves() {\n  std::vector<Wave> all;\n" + body +
                      "  return all;\n}\n\n}  // namespace vta\n")
    return 0


sys.exit(main())
