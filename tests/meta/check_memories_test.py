#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/check_memories.py: which netlists it refuses."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import check_memories  # noqa: E402  pylint: disable=wrong-import-position


def memory(words, width, clocked="1"):
    return {"type": "$mem_v2",
            "parameters": {"SIZE": f"{words:032b}", "WIDTH": f"{width:032b}", "RD_CLK_ENABLE": clocked}}


def cell(kind):
    return {"type": kind, "parameters": {}}


def findings(before, after, needed_bits=0):
    *found, summary = check_memories.findings(before, after, needed_bits)
    return found, summary


class CheckMemories(unittest.TestCase):
    def test_accepts_block_ram_and_adds_it_up(self):
        before = {"u_a.mem": memory(2048, 36), "u_b.mem": memory(512, 18)}
        after = {"u_a.mem.0.0": cell("RAMB36E1"), "u_a.mem.1.0": cell("RAMB36E1"), "u_b.mem.0.0": cell("RAMB18E1")}
        self.assertEqual(findings(before, after, 2048 * 36), ([], "2 memories, 2.5 RAMB36"))

    def test_refuses_distributed_ram(self):
        found, _ = findings({"mem": memory(128, 8)}, {"mem.0.0": cell("RAM128X1D")})
        self.assertEqual(len(found), 1)
        self.assertIn("128 words of 8 bits became RAM128X1D", found[0])

    def test_refuses_registers_and_says_why(self):
        before = {"mem": memory(128, 8, clocked="01")}
        found, _ = findings(before, before)
        self.assertIn("became registers, not block RAM; its read is not registered", found[0])

    def test_refuses_a_memory_that_is_only_partly_block_ram(self):
        after = {"mem.0.0": cell("RAMB18E1"), "mem.0.1": cell("RAM64M")}
        self.assertEqual(len(findings({"mem": memory(1024, 40)}, after)[0]), 1)

    def test_a_short_queue_may_be_anything(self):
        found, summary = findings({"fifo": memory(64, 128, clocked="0")}, {"fifo.0.0": cell("RAM64M")})
        self.assertEqual((found, summary), ([], "0 memories, 0 RAMB36"))

    def test_misses_a_buffer_that_was_dissolved(self):
        found, _ = findings({"mem": memory(1024, 8)}, {"mem.0.0": cell("RAMB18E1")}, needed_bits=8193)
        self.assertIn("8192 bits", found[0])

    def test_adds_up_the_buffers_of_the_default_geometry(self):
        config = pathlib.Path(__file__).resolve().parents[2] / "hw/config/pynq.json"
        self.assertEqual(check_memories.buffer_bits(config), 8 * (2**15 + 2**15 + 2**18 + 2**17))


if __name__ == "__main__":
    unittest.main()
