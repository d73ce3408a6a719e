#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The unit, the rules and the settings for a board agree with each other and with the command."""

import pathlib
import re
import shlex
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]
BOARD = TREE / "scripts/pynq/board"
SECTIONS = {"Unit", "Service", "Install"}
# udev(7): keys that match and keys that assign.
MATCHES = {"SUBSYSTEM", "KERNEL", "ACTION", "ATTR"}
ASSIGNS = {"GROUP", "MODE", "RUN"}


def logical_lines(name):
    text = (BOARD / name).read_text().replace("\\\n", "")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def unit():
    entries, section = [], None
    for line in logical_lines("vta.service"):
        header = re.fullmatch(r"\[(\w+)\]", line)
        if header:
            section = header.group(1)
        else:
            key, equals, value = line.partition("=")
            entries.append((section, key if equals else None, value))
    return entries


def settings():
    return dict(line.split("=", 1) for line in logical_lines("vta.default"))


class BoardFiles(unittest.TestCase):
    def values(self, key):
        return [value for _, name, value in unit() if name == key]

    def test_the_unit_has_sections_and_keys(self):
        for section, key, _ in unit():
            self.assertIn(section, SECTIONS)
            self.assertRegex(key or "", r"^[A-Z]\w+$")
        for key in ("ExecStart", "EnvironmentFile", "WantedBy", "CapabilityBoundingSet", "ProtectSystem"):
            self.assertEqual(len(self.values(key)), 1, key)

    def test_the_unit_runs_what_install_sh_installs(self):
        installed = (BOARD / "install.sh").read_text()
        for key in ("ExecStart", "ExecStartPre"):
            for path in re.findall(r"/usr/local/\S+", self.values(key)[0]):
                self.assertRegex(installed, rf"(?m)^\S+ {re.escape(path)} 755$")
        self.assertIn(f"defaults={self.values('EnvironmentFile')[0]}\n", installed)
        document = self.values("Documentation")[0].removeprefix("file:")
        self.assertRegex(installed, rf"(?m)^\S+ {re.escape(document)} 644$")

    def test_the_settings_are_those_that_the_unit_reads(self):
        words = " ".join(self.values("ExecStart") + self.values("ExecStartPre"))
        used = set(re.findall(r"\$\{?(VTA_\w+)", words))
        self.assertEqual(used, set(settings()))

    def test_the_unit_gives_vta_serve_options_that_it_has(self):
        source = (TREE / "tools/serve.cpp").read_text()
        for word in shlex.split(self.values("ExecStart")[0]):
            if word.startswith("--"):
                self.assertIn(f'"{word[2:]}"', source)

    def test_nobody_on_the_network_is_let_in_by_default(self):
        self.assertRegex(settings()["VTA_SERVE_LISTEN"], r"^(127\.0\.0\.1:\d+|unix:/run/vta/.*)$")
        self.assertEqual(settings()["VTA_SERVE_OPTIONS"], "")

    def test_the_rules_are_pairs_and_give_the_group_and_nobody_else(self):
        for line in logical_lines("60-vta.rules"):
            rest, keys = line, {}
            while rest:
                pair = re.match(r'(\w+)(?:\{[\w-]+\})?(==|\+=|=)"([^"]*)"(?:,\s*|$)', rest)
                self.assertIsNotNone(pair, rest)
                key, operator, value = pair.groups()
                self.assertIn(key, MATCHES if operator == "==" else ASSIGNS)
                keys[key] = value
                rest = rest[pair.end():]
            self.assertIn("SUBSYSTEM", keys)
            self.assertEqual((keys["GROUP"], keys["MODE"]), ("vta", "0660"))

    def test_the_rules_name_what_the_driver_opens(self):
        rules = "\n".join(logical_lines("60-vta.rules"))
        self.assertIn('ATTR{name}=="fabric"', rules)
        driver = "".join(path.read_text() for path in (TREE / "driver/board").glob("*.cpp"))
        for name in ("sync_for_cpu", "sync_for_device"):
            self.assertIn(f'"/{name}"', driver)
            self.assertIn(f"/sys%p/{name}", rules)

    def test_the_lease_is_the_file_of_the_driver(self):
        path = re.search(r'kLeasePath = "(.*?)"', (TREE / "driver/board/lease.h").read_text()).group(1)
        self.assertEqual(logical_lines("vta.tmpfiles"), [f"f {path} 0660 root vta -"])


if __name__ == "__main__":
    unittest.main()
