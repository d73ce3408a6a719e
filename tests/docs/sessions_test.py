#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sessions.py on small documents: what it accepts, what it notices and what it writes."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().with_name("sessions.py")
GOOD = """# Text

```console
$ x=3
$ echo one; echo two >&2
one
two
```

```
$ not run
```

```console
$ echo $x \\
    end
3 end
$ build/vta
vta speaks
```
"""


class Sessions(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        self.document = self.root / "docs/session.md"
        self.document.parent.mkdir()
        (self.root / "tool").write_text("#!/bin/sh\necho vta speaks\n")
        (self.root / "tool").chmod(0o755)

    def session(self, text, *options):
        self.document.write_text(text)
        return subprocess.run([sys.executable, SCRIPT, *options, self.root / "tool", self.root, "docs/session.md"],
                              capture_output=True, text=True, timeout=60, check=False)

    def refused(self, text, words):
        ran = self.session(text)
        self.assertEqual(ran.returncode, 1)
        self.assertIn(words, ran.stdout)

    def test_commands_share_a_session_and_print_what_is_shown(self):
        ran = self.session(GOOD)
        self.assertEqual((ran.returncode, ran.stdout), (0, "docs/session.md: 2 blocks\n"))

    def test_notices_every_line_that_differs_is_missing_or_too_many(self):
        lines = ["one\n", "two\n", "3 end\n", "vta speaks\n"]
        for line in lines:
            self.refused(GOOD.replace(line, "other\n"), "+" + line)
            self.refused(GOOD.replace(line, ""), "+" + line)
            self.refused(GOOD.replace(line, line + "more\n"), "-more\n")

    def test_writes_what_is_printed_and_nothing_else(self):
        stale = GOOD.replace("two\n```", "old\nolder\n```").replace("3 end\n", "")
        self.assertNotEqual(stale, GOOD)
        self.assertEqual(self.session(stale, "--write").returncode, 0)
        self.assertEqual(self.document.read_text(), GOOD)

    def test_refuses_documents_without_a_session(self):
        self.refused("# Text\n", "no block")
        self.refused("```console\noutput\n```\n", "does not begin with a command")

    def test_refuses_a_session_that_ends_early_or_writes_beside_build(self):
        self.refused("```console\n$ exit 0\n$ true\n```\n", "ended after 1 of 2 commands")
        self.refused("```console\n$ touch build/good litter\n```\n", "leaves litter outside of build/")


if __name__ == "__main__":
    unittest.main()
