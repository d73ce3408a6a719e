# SPDX-License-Identifier: Apache-2.0
"""The wrapper and its registers as an IP-XACT component (IEEE 1685-2014)."""

import re
import xml.etree.ElementTree as ElementTree

import source

NAMESPACE = "http://www.accellera.org/XMLSchema/IPXACT/1685-2014"
KIND = {".sv": "systemVerilogSource", ".svh": "systemVerilogSource", ".v": "verilogSource"}
ACCESS = {"rw": "read-write", "ro": "read-only", "w1c": "read-write"}
UP = "../../"  # from the folder of the component to the root


def add(parent, path, text=None, **attributes):
    """The last element of a path a/b/c, with those before it."""
    for name in path.split("/"):
        parent = ElementTree.SubElement(parent, "ipxact:" + name)
    parent.attrib.update(attributes)
    parent.text = None if text is None else str(text)
    return parent


def vlnv(parent, name, text, rtl=False):
    vendor, library, kind, version = text.split(":")
    add(parent, name, vendor=vendor, library=library, name=kind + ("_rtl" if rtl else ""), version=version)


def add_buses(component, root):
    interfaces = add(component, "busInterfaces")
    for bus, ports in source.buses(root).items():
        interface = add(interfaces, "busInterface")
        add(interface, "name", bus)
        vlnv(interface, "busType", ports[0].bus_type)
        kind = add(interface, "abstractionTypes/abstractionType")
        vlnv(kind, "abstractionRef", ports[0].bus_type, rtl=True)
        maps = add(kind, "portMaps")
        for port in ports:
            entry = add(maps, "portMap")
            add(entry, "logicalPort/name", port.logical)
            add(entry, "physicalPort/name", port.name)
        if bus == "s_axil":
            add(interface, "slave/memoryMapRef", memoryMapRef="registers")
        elif bus == "m_axi":
            add(interface, "master/addressSpaceRef", addressSpaceRef="memory")
        else:  # clock and reset come from outside, the interrupt goes there
            add(interface, "slave" if ports[0].direction == "in" else "master")
        if ports[0].parameters:
            parameters = add(interface, "parameters")
            for name, value in ports[0].parameters.items():
                parameter = add(parameters, "parameter", parameterId=f"{bus}_{name}", type="string")
                add(parameter, "name", name)
                add(parameter, "value", f'"{value}"')


def add_registers(component, root):
    memory = add(component, "memoryMaps/memoryMap")
    add(memory, "name", "registers")
    block = add(memory, "addressBlock")
    for name, text in (("name", "csr"), ("baseAddress", "0"), ("range", source.REGISTER_SPAN), ("width", 32),
                       ("usage", "register")):
        add(block, name, text)
    for register in source.registers(root):
        element = add(block, "register")
        for name, text in (("name", register.name), ("description", register.doc),
                           ("addressOffset", f"'h{register.offset:x}"), ("size", 32)):
            add(element, name, text)
        fields = register.fields or [{"name": "value", "bit": 0, "doc": None}]
        for field in fields:
            item = add(element, "field")
            add(item, "name", field["name"])
            if field["doc"]:
                add(item, "description", field["doc"])
            add(item, "bitOffset", field["bit"])
            if register.reset is not None:
                add(item, "resets/reset/value", f"'h{register.reset:x}")
            add(item, "bitWidth", 1 if register.fields else 32)
            if not (register.access == "rw" and not register.fields):
                add(item, "volatile", "true")  # the accelerator writes it, too
            add(item, "access", ACCESS[register.access])
            if register.access == "w1c":
                add(item, "modifiedWriteValue", "oneToClear")
    add(memory, "addressUnitBits", 8)


def expression(text, names):
    """A range of the wrapper in the expressions of IP-XACT, which know parameters by their id."""
    return re.sub(r"\w+", lambda word: word.group() + "_id" if word.group() in names else word.group(), text)


def add_model(component, root):
    model = add(component, "model")
    view = add(model, "views/view")
    add(view, "name", "rtl")
    add(view, "envIdentifier", "verilogSource:*:synthesis")
    add(view, "componentInstantiationRef", "rtl")
    instantiation = add(model, "instantiations/componentInstantiation")
    add(instantiation, "name", "rtl")
    add(instantiation, "language", "verilog")
    add(instantiation, "moduleName", "vta_ip")
    parameters = source.parameters(root)
    names = [name for name, _, _ in parameters]
    modules = add(instantiation, "moduleParameters")
    for name, _, _ in parameters:
        parameter = add(modules, "moduleParameter", parameterId=f"module_{name}_id", type="longint")
        add(parameter, "name", name)
        add(parameter, "value", f"{name}_id")
    add(instantiation, "fileSetRef/localName", "rtl")
    listed = add(model, "ports")
    for port in source.ports(root):
        element = add(listed, "port")
        add(element, "name", port.name)
        wire = add(element, "wire")
        add(wire, "direction", port.direction)
        if port.left:
            vector = add(wire, "vectors/vector")
            add(vector, "left", expression(port.left, names))
            add(vector, "right", 0)


def add_files(component, root):
    files = source.files(root)
    fileset = add(component, "fileSets/fileSet")
    add(fileset, "name", "rtl")
    for name in files.headers + files.modules + [source.WRAPPER]:
        element = add(fileset, "file")
        add(element, "name", UP + name)
        add(element, "fileType", KIND[name[name.rindex("."):]])
        if name in files.headers:
            add(element, "isIncludeFile", "true")


def component_xml(root, note):
    component = ElementTree.Element("ipxact:component", {
        "xmlns:ipxact": NAMESPACE, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {NAMESPACE}/index.xsd"})
    for name, text in (("vendor", source.NAME), ("library", "ip"), ("name", "vta_ip"),
                       ("version", source.VERSION)):
        add(component, name, text)
    add_buses(component, root)
    space = add(component, "addressSpaces/addressSpace")
    for name, text in (("name", "memory"), ("range", "2**32"), ("width", "AxiDataW_id")):
        add(space, name, text)
    add_registers(component, root)
    add_model(component, root)
    add_files(component, root)
    add(component, "description", source.SUMMARY)
    parameters = add(component, "parameters")
    for name, value, doc in source.parameters(root):
        parameter = add(parameters, "parameter", parameterId=f"{name}_id", type="longint", resolve="user")
        add(parameter, "name", name)
        add(parameter, "description", doc)
        add(parameter, "value", value)
    ElementTree.indent(component)
    comment = f"<!-- SPDX-License-Identifier: Apache-2.0 -->\n<!-- {note} -->\n"
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + comment
            + ElementTree.tostring(component, encoding="unicode") + "\n")
