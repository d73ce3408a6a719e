# SPDX-License-Identifier: Apache-2.0
"""The registers as CMSIS-SVD (debuggers, firmware) and SystemRDL (register tools)."""

import xml.etree.ElementTree as ElementTree

import source

SVD_ACCESS = {"rw": "read-write", "ro": "read-only", "w1c": "read-write"}
RDL_ACCESS = {"rw": "sw = rw; hw = rw;", "ro": "sw = r; hw = w;", "w1c": "sw = rw; hw = w; onwrite = woclr;"}


def add(parent, name, text=None, **attributes):
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = None if text is None else str(text)
    return element


def svd(root, note):
    """The peripheral of a Pynq: base, span and interrupt are those of the bitstream."""
    device = ElementTree.Element("device", {
        "schemaVersion": "1.3", "xmlns:xs": "http://www.w3.org/2001/XMLSchema-instance",
        "xs:noNamespaceSchemaLocation": "CMSIS-SVD.xsd"})
    for name, text in (("name", "VTA"), ("version", source.VERSION), ("description", source.SUMMARY),
                       ("addressUnitBits", 8), ("width", 32)):
        add(device, name, text)
    peripheral = add(add(device, "peripherals"), "peripheral")
    add(peripheral, "name", "VTA")
    add(peripheral, "description", "Registers of the accelerator")
    add(peripheral, "baseAddress", f"0x{source.REGISTER_BASE:08x}")
    add(peripheral, "size", 32)
    block = add(peripheral, "addressBlock")
    for name, text in (("offset", "0x0"), ("size", f"0x{source.REGISTER_SPAN:x}"), ("usage", "registers")):
        add(block, name, text)
    interrupt = add(peripheral, "interrupt")
    for name, text in (("name", "VTA"), ("description", "level, while irq_enable and irq_status are set"),
                       ("value", source.INTERRUPT)):
        add(interrupt, name, text)
    registers = add(peripheral, "registers")
    for register in source.registers(root):
        add_register(registers, register)
    ElementTree.indent(device)
    comment = f"<!-- SPDX-License-Identifier: Apache-2.0 -->\n<!-- {note} -->\n"
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + comment
            + ElementTree.tostring(device, encoding="unicode") + "\n")


def add_register(parent, register):
    element = add(parent, "register")
    add(element, "name", register.name)
    add(element, "description", register.doc)
    add(element, "addressOffset", f"0x{register.offset:03x}")
    add(element, "access", SVD_ACCESS[register.access])
    if register.reset is not None:
        add(element, "resetValue", f"0x{register.reset:08x}")
    if register.access == "w1c":
        add(element, "modifiedWriteValues", "oneToClear")
    if register.fields:
        fields = add(element, "fields")
        for field in register.fields:
            item = add(fields, "field")
            for name, text in (("name", field["name"]), ("description", field["doc"]),
                               ("bitOffset", field["bit"]), ("bitWidth", 1)):
                add(item, name, text)


def rdl_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def rdl(root, note):
    lines = ["// SPDX-License-Identifier: Apache-2.0", f"// {note}", "//",
             "// Offsets count bytes; a register of 64 bits is two of 32, the low word first.", "",
             "addrmap vta {", '  name = "VTA registers";', "  default regwidth = 32;",
             "  default accesswidth = 32;"]
    for register in source.registers(root):
        access = RDL_ACCESS[register.access]
        reset = "" if register.reset is None else f" = 32'h{register.reset:08x}"
        lines += ["", "  reg {", f"    desc = {rdl_text(register.doc)};"]
        for field in register.fields:
            lines.append(f"    field {{ {access} desc = {rdl_text(field['doc'])}; }} "
                         f"{field['name']}[{field['bit']}:{field['bit']}];")
        if not register.fields:
            lines.append(f"    field {{ {access} }} value[31:0]{reset};")
        lines.append(f"  }} {register.name} @ 0x{register.offset:03x};")
    return "\n".join(lines + ["};"]) + "\n"
