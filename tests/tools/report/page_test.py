#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of vta conv2d --report in a real browser.

    page_test.py VTA      VTA: the built command
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from webdriver import Browser

VTA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
LAYER = ["--height", "8", "--width", "8", "--in-channels", "32", "--out-channels", "32"]
ROWS = "return [...document.querySelectorAll('#insn-table tbody tr')].map(r => r.innerText)"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.dir = pathlib.Path(directory.name)
        subprocess.run([VTA, "conv2d", *LAYER, "--report", "page.html", "--stats-json", "stats.json",
                        "--timeline", "timeline.json"], cwd=cls.dir, check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        cls.stats = json.loads((cls.dir / "stats.json").read_text())
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.open((self.dir / "page.html").as_uri())

    def tearDown(self):
        complaints = [entry for entry in self.browser.log() if entry["level"] in ("SEVERE", "WARNING")]
        self.assertEqual(complaints, [], "the console is not silent")

    def value(self, selector):
        return self.browser.script("return document.querySelector(arguments[0]).dataset.value", selector)

    def count(self):
        return int(self.browser.text("#count").split()[0].replace(",", ""))

    def search(self, text):
        self.browser.type("#search", text)
        self.browser.script("document.getElementById('search').dispatchEvent(new Event('input'))")

    def test_loads_from_one_file_and_from_nowhere_else(self):
        entries = self.browser.script("return performance.getEntriesByType('resource').map(e => e.name)")
        self.assertEqual(entries, [])
        self.assertIn("conv2d-custom", self.browser.text("h1"))
        for chart in ("#roofline-chart svg", "#bursts-chart svg", "#utilization-charts svg", "#buffers-charts svg"):
            self.assertGreater(self.browser.script("return document.querySelector(arguments[0]).children.length", chart), 0)

    def test_figures_are_those_of_the_statistics_file(self):
        for key, value in self.stats.items():
            if isinstance(value, (int, float, str)) and not isinstance(value, bool):
                self.assertEqual(self.value(f"#statistics td[data-key='{key}']"), str(value), key)
        self.assertEqual(self.browser.text("#tile-cycles"), f"{self.stats['cycles']:,}")
        for unit, parts in self.stats["stages"].items():
            for key, value in parts.items():
                cell = f"#where-table tr[data-unit='{unit}'] td[data-key='{key}']"
                self.assertEqual(int(self.value(cell)), value, cell)
            idle = int(self.value(f"#where-table tr[data-unit='{unit}'] td[data-key='idle']"))
            self.assertEqual(idle + sum(parts.values()), self.stats["cycles"], unit)

    def test_the_table_filters_by_text_number_and_engine(self):
        everything = self.stats["instructions"]
        self.assertEqual(self.count(), everything)
        self.search("LOAD.WGT")
        rows = self.browser.script(ROWS)
        self.assertTrue(0 < self.count() < everything)
        self.assertTrue(all("LOAD.WGT" in row for row in rows), rows)
        self.search("#3")
        self.assertEqual(self.count(), 1)
        self.search("no such instruction")
        self.assertEqual(self.count(), 0)
        self.search("")
        self.browser.click("#engine option[value='4']")
        rows = self.browser.script(ROWS)
        self.assertTrue(rows and all("STORE" in row or "NOP" in row for row in rows), rows)
        self.browser.click("#engine option[value='']")
        self.assertEqual(self.count(), everything)

    def test_the_table_sorts(self):
        self.browser.script("document.querySelectorAll('#insn-table th button')[4].click()")
        column = "return [...document.querySelectorAll('#insn-table tbody tr')].map(r => Number(r.cells[4].innerText.replaceAll(',', '')))"
        values = self.browser.script(column)
        self.assertEqual(values, sorted(values))
        self.browser.script("document.querySelectorAll('#insn-table th button')[4].click()")
        values = self.browser.script(column)
        self.assertEqual(values, sorted(values, reverse=True))

    def test_instruction_tile_and_time_lead_to_each_other(self):
        taker, giver, text = self.browser.script(
            "const t = data.tokens.find(t => tileOf(t[1]) && tileOf(t[2]));"
            "return [insns.index[t[2]], insns.index[t[1]], insns.text[t[1]]]")
        self.search(f"#{taker}")
        self.browser.click("#insn-table tbody tr td:nth-child(4) button")
        self.assertTrue(self.browser.text("#details").startswith(f"instruction\n#{taker} "))
        self.assertNotEqual(self.browser.text("#window"), f"cycles 0 to {self.stats['cycles']:,}")
        # Its tile leads to all of that tile.
        tile = self.browser.text("#insn-table tr.chosen td:last-child")
        self.browser.script("[...document.querySelectorAll('#details button')].find(b => b.innerText.includes('tile')).click()")
        rows = self.browser.script(ROWS)
        self.assertGreater(len(rows), 1)
        self.assertTrue(all(tile in row for row in rows), rows)
        # The token that it took leads to the one who gave it.
        self.browser.script(
            "[...document.querySelectorAll('#details button')].find(b => b.innerText.includes(arguments[0])).click()",
            f"#{giver} (")
        self.assertEqual(self.browser.text("#details").split("\n")[1], f"#{giver} {text}")

    def test_the_timeline_is_drawn_and_obeys_the_keyboard(self):
        colours = ("const c = document.getElementById('chart'), p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                   "const s = new Set(); for (let i = 0; i < p.length; i += 4) s.add(p[i] << 16 | p[i+1] << 8 | p[i+2]);"
                   "return s.size")
        wait = "return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))"
        self.browser.script(wait)
        self.assertGreater(self.browser.script(colours), 5)
        whole = self.browser.text("#window")
        self.browser.command("POST", f"/element/{self.browser.element('#chart')}/value", {"text": "+"})
        self.assertNotEqual(self.browser.text("#window"), whole)
        self.browser.click("#zoom-all")
        self.assertEqual(self.browser.text("#window"), whole)

    def test_the_theme_can_be_switched(self):
        colour = "return getComputedStyle(document.body).backgroundColor"
        before = self.browser.script(colour)
        self.browser.click("#theme")
        after = self.browser.script(colour)
        self.assertNotEqual(before, after)
        self.browser.click("#theme")
        self.assertEqual(self.browser.script(colour), before)

    def test_everything_that_can_be_pressed_has_a_name(self):
        nameless = ("return [...document.querySelectorAll('button, input, select, svg[role], canvas')].filter(e =>"
                    "!(e.innerText || e.getAttribute('aria-label') || e.labels?.length)).map(e => e.outerHTML.slice(0, 99))")
        self.assertEqual(self.browser.script(nameless), [])

    def test_it_fits_a_narrow_window(self):
        self.browser.command("POST", "/window/rect", {"width": 520, "height": 900})
        try:
            wider = self.browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.assertLessEqual(wider, 0)
        finally:
            self.browser.command("POST", "/window/rect", {"width": 1280, "height": 1000})


if __name__ == "__main__":
    unittest.main()
