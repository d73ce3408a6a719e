#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/pynq/board/install.sh below a folder, and what it refuses, with an archive of dummies."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BOARD = pathlib.Path(__file__).resolve().parents[2] / "scripts/pynq/board"
FILES = ["bin/vta", "lib/libvta.so", "lib/libvta_runtime.so", "include/vta/vta_driver.h", "include/vta/vta_runtime.h",
         "include/vta/vta_extra.h", "config/pynq.json", "LICENSE", "licences/libgrpc++-dev"]
INSTALLED = {"/usr/local/bin/vta", "/usr/local/lib/libvta.so", "/usr/local/lib/libvta_runtime.so",
             "/usr/local/include/vta/vta_driver.h", "/usr/local/include/vta/vta_runtime.h",
             "/usr/local/include/vta/vta_extra.h", "/usr/local/share/vta/pynq.json",
             "/usr/local/share/doc/vta/README", "/usr/local/share/doc/vta/LICENSE",
             "/usr/local/share/doc/vta/licences/libgrpc++-dev", "/etc/udev/rules.d/60-vta.rules",
             "/etc/tmpfiles.d/vta.conf", "/etc/systemd/system/vta.service"}
EXTRA = {"/etc/default/vta", "/usr/local/share/vta/installed"}


def sums(folder):
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
             for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(lines))


class Install(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)
        self.root = self.dir / "a root"
        self.root.mkdir()
        self.archive = self.make_archive("archive", "1.0")

    def make_archive(self, name, version):
        archive = self.dir / name
        for file in FILES:
            path = archive / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{file} of {version}\n")
        for file in BOARD.iterdir():
            shutil.copy2(file, archive)
        (archive / "VERSION").write_text(f"version {version}\nglibc 2.34\n")
        sums(archive)
        return archive

    def run_install(self, *arguments, archive=None, path=None):
        script = (archive or self.archive) / "install.sh"
        env = {"PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]}
        return subprocess.run(["bash", str(script), *arguments], env=env, cwd=self.dir, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False)

    def install(self, *arguments, archive=None):
        run = self.run_install("--root", str(self.root), *arguments, archive=archive)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def refused(self, run, code, sentence):
        self.assertEqual((run.returncode, run.stdout), (code, ""))
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertIn(sentence, run.stderr)
        self.assertEqual(self.files(), set())

    def files(self):
        return {"/" + str(path.relative_to(self.root)) for path in self.root.rglob("*") if not path.is_dir()}

    def text(self, path):
        return (self.root / path.lstrip("/")).read_text()

    def test_puts_everything_below_the_root(self):
        self.assertIn("installed vta 1.0 (15 files written below ", self.install())
        self.assertEqual(self.files(), INSTALLED | EXTRA)
        self.assertEqual(set(self.text("/usr/local/share/vta/installed").splitlines()), INSTALLED)
        self.assertEqual(self.text("/usr/local/lib/libvta.so"), "lib/libvta.so of 1.0\n")
        modes = {path: (self.root / path.lstrip("/")).stat().st_mode & 0o777 for path in self.files()}
        self.assertEqual(modes.pop("/usr/local/bin/vta"), 0o755)
        self.assertEqual(set(modes.values()), {0o644})

    def test_a_second_time_changes_nothing(self):
        self.install()
        before = {path: (self.root / path.lstrip("/")).stat().st_mtime_ns for path in self.files()}
        self.assertIn("vta 1.0 was installed already", self.install())
        self.assertEqual(before, {path: (self.root / path.lstrip("/")).stat().st_mtime_ns for path in self.files()})

    def test_repairs_what_was_damaged(self):
        self.install()
        binary = self.root / "usr/local/bin/vta"
        binary.write_text("broken")
        (self.root / "usr/local/lib/libvta.so").unlink()
        self.assertIn("(2 files written", self.install())
        self.assertEqual(binary.read_text(), "bin/vta of 1.0\n")

    def test_a_newer_version_takes_the_place_of_an_older_one(self):
        self.install()
        newer = self.make_archive("newer", "2.0")
        (newer / "licences/libgrpc++-dev").rename(newer / "licences/libgrpc2-dev")
        sums(newer)
        self.assertIn("installed vta 2.0", self.install(archive=newer))
        self.assertEqual(self.text("/usr/local/bin/vta"), "bin/vta of 2.0\n")
        licences = {path for path in self.files() if "/licences/" in path}
        self.assertEqual(licences, {"/usr/local/share/doc/vta/licences/libgrpc2-dev"})

    def test_keeps_the_settings_of_the_user(self):
        self.install()
        settings = self.root / "etc/default/vta"
        settings.write_text("VTA_SERVE_DEVICE=functional:\n")
        self.assertIn("etc/default/vta, which was changed", self.install())
        self.assertIn("etc/default/vta, which was changed", self.install("--uninstall"))
        self.assertEqual(self.files(), {"/etc/default/vta"})
        self.assertEqual(settings.read_text(), "VTA_SERVE_DEVICE=functional:\n")

    def test_removes_what_it_installed_and_nothing_else(self):
        other = self.root / "usr/local/bin/other"
        other.parent.mkdir(parents=True)
        other.write_text("mine")
        self.install()
        self.assertIn("removed", self.install("--uninstall"))
        self.assertEqual(self.files(), {"/usr/local/bin/other"})
        for folder in ("share/vta", "share/doc/vta", "include/vta"):
            self.assertFalse((self.root / "usr/local" / folder).exists(), folder)
        self.assertIn("nothing is installed", self.install("--uninstall"))

    def test_refuses_an_archive_that_is_damaged_before_it_writes(self):
        for damage in (lambda path: path.write_text("x"), lambda path: path.unlink()):
            archive = self.make_archive("damaged", "1.0")
            damage(archive / "lib/libvta.so")
            self.refused(self.run_install("--root", str(self.root), archive=archive), 1, "missing or damaged")
        (self.archive / "SHA256SUMS").unlink()
        self.refused(self.run_install("--root", str(self.root)), 1, "missing or damaged")

    def test_says_where_it_could_not_write(self):
        (self.root / "usr").write_text("a file where a folder should be")
        run = self.run_install("--root", str(self.root))
        self.assertEqual(run.returncode, 1)
        self.assertIn("cannot write ", run.stderr)
        self.assertIn("/usr/local/bin/vta; what was written before it stays", run.stderr)
        self.assertEqual(self.files(), {"/usr"})

    def test_refuses_wrong_usage(self):
        self.refused(self.run_install("--root"), 2, "--root needs a folder; usage: install.sh")
        self.refused(self.run_install("--root", "nowhere"), 2, "--root is 'nowhere', which is no folder")
        self.refused(self.run_install("now"), 2, "unknown word 'now'")
        self.assertIn("--uninstall", self.run_install("--help").stdout)

    # On a system with these commands; the archive is damaged, so that nothing is written if it goes on.
    def on_system(self, **commands):
        (self.archive / "SHA256SUMS").unlink()
        binaries = self.dir / "bin"
        binaries.mkdir()
        for name, answer in commands.items():
            (binaries / name).write_text(f"#!/bin/sh\necho '{answer}'\n")
            (binaries / name).chmod(0o755)
        return self.run_install(path=binaries)

    def test_refuses_without_root(self):
        self.refused(self.on_system(id="1000"), 1, "root is needed; run: sudo ")

    def test_refuses_another_machine(self):
        self.refused(self.on_system(id="0", uname="aarch64"), 1, "a machine of kind 'aarch64'")

    def test_refuses_an_older_system(self):
        run = self.on_system(id="0", uname="armv7l", getconf="glibc 2.31")
        self.refused(run, 1, "glibc 2.31, and at least 2.34 is needed: PYNQ 3.0 or later")

    def test_takes_a_system_that_is_new_enough(self):
        run = self.on_system(id="0", uname="armv7l", getconf="glibc 2.100")
        self.refused(run, 1, "missing or damaged")


if __name__ == "__main__":
    unittest.main()
