#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files of hw/package say what the sources say, read independently of the generator."""

import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fpga"))
import hw_ports  # noqa: E402
from hw_ports import ROOT  # noqa: E402

IPXACT = {"ipxact": "http://www.accellera.org/XMLSchema/IPXACT/1685-2014"}
WIDTH = 64


def listed():
    """(modules, waivers) of rtl/vta.f."""
    lines = [line for line in (ROOT / "rtl/vta.f").read_text().splitlines() if line.startswith("rtl/")]
    return [line for line in lines if line.endswith(".sv")], [line for line in lines if line.endswith(".vlt")]


def registers():
    """Offset -> (name, access) of every word, from the tables of the driver."""
    table = re.findall(r'\{"(\w+)", (0x\w+), CsrAccess::k(\w+), (\d)\}', (ROOT / "hw/isa/isa_tables.h").read_text())
    result = {}
    for name, offset, access, words in table:
        result[int(offset, 16)] = (name, access)
        if words == "2":
            result[int(offset, 16) + 4] = (name + "_hi", access)
    return result


class Cores(unittest.TestCase):
    def section(self, name, begin, end):
        text = (ROOT / name).read_text()
        return re.findall(r"^ +- ([\w./]+\.\w+)(.*)$", text.partition(begin)[2].partition(end)[0], re.M)

    def test_fusesoc_gets_headers_and_the_modules_in_order(self):
        modules, waivers = listed()
        files = self.section("vta.core", "  rtl:\n", "  waivers:\n")
        headers = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rtl").glob("*.svh"))
        self.assertEqual([name for name, more in files if more == ": {is_include_file: true}"], headers)
        self.assertEqual([name for name, more in files if not more], modules)
        self.assertEqual([name for name, _ in self.section("vta.core", "  waivers:\n", "  wrapper:\n")], waivers)
        self.assertTrue((ROOT / "vta.core").read_text().startswith("CAPI=2:\n"))

    def test_bender_gets_the_modules_in_order(self):
        modules, _ = listed()
        files = self.section("Bender.yml", "sources:\n", "  - target: xilinx\n")
        self.assertEqual([name for name, _ in files if name != "rtl"], modules)
        self.assertIn("  - target: xilinx\n    files:\n      - hw/fpga/vta_ip.v\n", (ROOT / "Bender.yml").read_text())


class Registers(unittest.TestCase):
    def test_the_svd_has_every_register(self):
        root = ElementTree.parse(ROOT / "hw/package/vta.svd").getroot()
        peripheral, = root.findall("peripherals/peripheral")
        self.assertEqual(peripheral.findtext("baseAddress"), "0x40000000")
        self.assertEqual(peripheral.findtext("interrupt/value"), "29")
        kinds = {("read-write", None): "ReadWrite", ("read-only", None): "ReadOnly",
                 ("read-write", "oneToClear"): "WriteOneToClear"}
        found = {}
        for register in peripheral.findall("registers/register"):
            kind = kinds[register.findtext("access"), register.findtext("modifiedWriteValues")]
            found[int(register.findtext("addressOffset"), 16)] = (register.findtext("name"), kind)
            self.assertTrue(register.findtext("description"))
        self.assertEqual(found, registers())

    def test_the_svd_has_the_constants_of_the_tables(self):
        root = ElementTree.parse(ROOT / "hw/package/vta.svd").getroot()
        resets = {register.findtext("name"): int(register.findtext("resetValue"), 16)
                  for register in root.iter("register") if register.find("resetValue") is not None}
        tables = (ROOT / "hw/isa/isa_tables.h").read_text()
        self.assertEqual(resets, {
            "version": int(re.search(r"kIsaVersion = (\d+)u", tables).group(1)),
            "isa_hash": int(re.search(r"kIsaHash = (0x\w+)u", tables).group(1), 16)})

    def test_systemrdl_has_every_register(self):
        text = (ROOT / "hw/package/vta.rdl").read_text()
        bodies = re.findall(r"^  reg \{\n(.*?)^  \} (\w+) @ (0x\w+);$", text, re.M | re.S)
        found = {}
        for body, name, offset in bodies:
            access = ("WriteOneToClear" if "woclr" in body else "ReadOnly" if "sw = r;" in body else "ReadWrite")
            found[int(offset, 16)] = (name, access)
        self.assertEqual(found, registers())
        self.assertEqual(text.count("{"), text.count("}"))


class Component(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = ElementTree.parse(ROOT / "hw/package/vta_ip.xml").getroot()
        cls.wrapper = hw_ports.wrapper()

    def all(self, path, root=None):
        root = self.root if root is None else root
        return root.findall("/".join("ipxact:" + part for part in path.split("/")), IPXACT)

    def text(self, element, path):
        return element.findtext("/".join("ipxact:" + part for part in path.split("/")), None, IPXACT)

    def test_it_has_what_the_standard_demands_of_a_component(self):
        for name in ("vendor", "library", "name", "version"):
            self.assertEqual(len(self.all(name)), 1)
        self.assertEqual(self.text(self.root, "name"), "vta_ip")
        order = ["busInterfaces", "addressSpaces", "memoryMaps", "model", "fileSets", "description", "parameters"]
        self.assertEqual([child.tag.partition("}")[2] for child in self.root][4:], order)
        instantiation, = self.all("model/instantiations/componentInstantiation")
        self.assertEqual(self.text(instantiation, "moduleName"), "vta_ip")

    def test_its_ports_are_those_of_the_wrapper(self):
        parameters = {element.attrib["parameterId"]: int(self.text(element, "value"))
                      for element in self.all("parameters/parameter")}
        self.assertEqual({name.removesuffix("_id"): value for name, value in parameters.items()},
                         self.wrapper["parameters"])
        self.assertEqual(parameters["AxiDataW_id"], WIDTH)
        found = {}
        for port in self.all("model/ports/port"):
            left = self.text(port, "wire/vectors/vector/left")
            bits = 1 if left is None else int(eval(left, {}, parameters)) + 1  # an expression of our own file
            found[self.text(port, "name")] = (self.text(port, "wire/direction") + "put", bits)
        self.assertEqual(found, self.wrapper["ports"])

    def test_its_buses_are_those_of_the_attributes(self):
        expected = {bus: (entry["type"], entry["signals"])
                    for bus, entry in hw_ports.interfaces(self.wrapper).items()}
        found = {}
        for interface in self.all("busInterfaces/busInterface"):
            kind = self.all("busType", interface)[0].attrib
            signals = {self.text(entry, "logicalPort/name"): self.text(entry, "physicalPort/name")
                       for entry in self.all("abstractionTypes/abstractionType/portMaps/portMap", interface)}
            vlnv = ":".join(kind[part] for part in ("vendor", "library", "name", "version"))
            found[self.text(interface, "name")] = (vlnv, signals)
        self.assertEqual(found, expected)

    def test_its_registers_are_those_of_the_tables(self):
        found = {int(self.text(register, "addressOffset").replace("'h", ""), 16): self.text(register, "name")
                 for register in self.all("memoryMaps/memoryMap/addressBlock/register")}
        self.assertEqual(found, {offset: name for offset, (name, _) in registers().items()})

    def test_its_files_exist(self):
        names = [self.text(file, "name") for file in self.all("fileSets/fileSet/file")]
        files = [(ROOT / "hw/package" / name).resolve() for name in names]
        self.assertEqual([name for name, path in zip(names, files) if not path.is_file()], [])
        self.assertEqual([path.relative_to(ROOT).as_posix() for path in files if path.suffix == ".sv"], listed()[0])
        self.assertEqual(files[-1], ROOT / "hw/fpga/vta_ip.v")


if __name__ == "__main__":
    unittest.main()
