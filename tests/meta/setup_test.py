#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/setup.sh with false dpkg-query, apt-get, sudo and id: what it calls, says and leaves with."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/setup.sh"


class Setup(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)
        self.log = self.dir / "calls"
        self.bin = self.dir / "bin"
        self.bin.mkdir()
        for tool in ("bash", "env", "timeout", "true"):
            (self.bin / tool).symlink_to(shutil.which(tool))

    def fake(self, name, body):
        path = self.bin / name
        path.write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>"{self.log}"\n{body}\n')
        path.chmod(0o755)

    def machine(self, missing=(), uid=0, apt="exit 0", sudo=None):
        cases = "|".join(missing) or "none"
        self.fake("dpkg-query", f'case "${{@: -1}}" in {cases}) exit 1 ;; esac; echo -n installed')
        self.fake("id", f"echo {uid}")
        self.fake("apt-get", 'echo "frontend $DEBIAN_FRONTEND" >>"' + str(self.log) + '"; ' + apt)
        if sudo:
            self.fake("sudo", sudo)

    def run_setup(self, *arguments):
        run = subprocess.run([str(self.bin / "bash"), str(SCRIPT), *arguments], env={"PATH": str(self.bin)},
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        calls = self.log.read_text().splitlines() if self.log.exists() else []
        return run, [c for c in calls if not c.startswith(("dpkg-query", "id"))]

    def test_touches_nothing_when_nothing_is_missing(self):
        self.machine(uid=1000)
        for what in ("build", "browser", "lint", "bench", "valgrind", "mutate", "coverage", "fuzz", "pynq", "wave",
                     "docs", "asic", "all"):
            run, calls = self.run_setup(what)
            self.assertEqual((run.returncode, calls), (0, []))
            self.assertIn("installed", run.stdout)

    def test_says_and_installs_what_is_missing_and_only_that(self):
        self.machine(missing=["verilator", "ninja-build"])
        run, calls = self.run_setup("build")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("installing for 'build': ninja-build verilator\n", run.stdout)
        installs = [c for c in calls if c.startswith("apt-get")]
        self.assertEqual(len(installs), 2)
        for call in installs:
            self.assertIn(" -y ", call)
            self.assertIn("--no-install-recommends", call)
            self.assertTrue(call.endswith(" install ninja-build verilator"), call)
        self.assertIn("--download-only", installs[0])
        self.assertIn("--no-download", installs[1])
        self.assertIn("frontend noninteractive", calls)

    def test_lint_tools_are_not_installed_for_the_build(self):
        self.machine(missing=["clang-tidy"])
        self.assertEqual(self.run_setup("build")[1], [])
        run, calls = self.run_setup("lint")
        self.assertEqual(run.returncode, 0)
        self.assertTrue(any(c.endswith(" install clang-tidy") for c in calls))

    def test_reads_the_package_lists_when_they_are_too_old(self):
        state = self.dir / "updated"
        self.machine(missing=["cmake"], apt=f'case "$*" in *update) : >"{state}" ;; *) [ -e "{state}" ] ;; esac')
        run, calls = self.run_setup("build")
        self.assertEqual(run.returncode, 0, run.stderr)
        kinds = [c.split()[-1] for c in calls if c.startswith("apt-get")]
        self.assertEqual(kinds, ["cmake", "update", "cmake", "cmake"])

    def test_fails_with_a_sentence_without_a_network(self):
        self.machine(missing=["cmake"], apt="exit 100")
        run, _ = self.run_setup("build")
        self.assertEqual(run.returncode, 1)
        self.assertIn("network", run.stderr)

    def test_fails_with_the_names_of_packages_that_do_not_exist(self):
        self.machine(missing=["cmake"], apt='case "$*" in *update) exit 0 ;; *) exit 100 ;; esac')
        run, _ = self.run_setup("build")
        self.assertEqual(run.returncode, 1)
        self.assertIn("could not download: cmake", run.stderr)

    def test_uses_sudo_when_it_needs_no_password(self):
        self.machine(missing=["cmake"], uid=1000, sudo='[ "$1" = -n ] || exit 1; shift; exec "$@"')
        run, calls = self.run_setup("build")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(sum(c.startswith("sudo -n env DEBIAN_FRONTEND=noninteractive") for c in calls), 2)

    def test_does_not_ask_for_a_password(self):
        self.machine(missing=["cmake"], uid=1000, sudo="exit 1")
        run, calls = self.run_setup("build")
        self.assertEqual(run.returncode, 3)
        self.assertIn("apt-get install --no-install-recommends cmake", run.stderr)
        self.assertEqual([c for c in calls if not c.startswith("sudo -n")], [])

    def test_names_what_is_needed_without_root_and_sudo(self):
        self.machine(missing=["cmake"], uid=1000)
        run, calls = self.run_setup("build")
        self.assertEqual((run.returncode, calls), (3, []))
        self.assertIn("root is needed", run.stderr)

    def test_names_the_packages_on_another_system(self):
        run, calls = self.run_setup("build")
        self.assertEqual((run.returncode, calls), (2, []))
        self.assertIn("not a Debian system", run.stderr)
        self.assertIn("verilator", run.stderr)

    def test_refuses_an_unknown_set(self):
        self.machine()
        for arguments in (["everything"], ["build", "lint"]):
            run, calls = self.run_setup(*arguments)
            self.assertEqual((run.returncode, calls), (2, []))
            self.assertIn("usage", run.stderr)


if __name__ == "__main__":
    unittest.main()
