#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The archive for a Pynq, installed below a folder: its programs run under qemu-arm, against the emulated
board of this machine, and do what the native ones do.

Variables: VTA_PYNQ_ARCHIVE, the archive; VTA_BINARY, the native command; VTA_FIXTURES, make_fixtures;
VTA_ARMHF_LIBC, a folder with another C library than that of the cross compiler.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import stat
import subprocess
import tarfile
import tempfile
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]
ARCHIVE = pathlib.Path(os.environ["VTA_PYNQ_ARCHIVE"])
NATIVE = os.environ["VTA_BINARY"]
LIBC = os.environ.get("VTA_ARMHF_LIBC", "/usr/arm-linux-gnueabihf")  # nothing but the C library is from here
SECONDS = 300  # for any one command

# docs/tvm.md and the README: the seed's convolution, whoever runs it.
SEED = {"inp_load_nbytes": 114688, "wgt_load_nbytes": 1179648, "acc_load_nbytes": 0, "uop_load_nbytes": 1144,
        "out_store_nbytes": 50176, "gemm_counter": 451584, "alu_counter": 9408}
SMALL = ["--height", "5", "--width", "4", "--in-channels", "32", "--out-channels", "32", "--kernel", "3", "--pad", "1"]
NO_RTL = ("this build has no RTL to simulate: it was made for a board; take another target, for example functional, "
          "or simulate on a PC")


class Pynq(unittest.TestCase):
    """With the archive unpacked and installed below a root."""

    @classmethod
    def setUpClass(cls):
        assert shutil.which("qemu-arm"), "qemu-arm is missing; scripts/setup.sh pynq installs it"
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.dir = pathlib.Path(directory.name)
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(cls.dir)
        (cls.unpacked,) = cls.dir.iterdir()
        cls.root = cls.dir / "root"
        cls.root.mkdir()
        cls.call("bash", cls.unpacked / "install.sh", "--root", cls.root)
        cls.call(os.environ["VTA_FIXTURES"], cls.dir)

    @classmethod
    def call(cls, *words):
        subprocess.run([str(word) for word in words], cwd=cls.dir, check=True, timeout=SECONDS,
                       stdin=subprocess.DEVNULL, capture_output=True)

    @classmethod
    def armhf(cls, *words, environment=()):
        """The words of a command of the installed system."""
        pairs = [word for pair in environment for word in ("-E", pair)]
        return ["qemu-arm", "-L", LIBC, *pairs, *[str(word) for word in words]]

    @classmethod
    def vta(cls):
        return cls.armhf(cls.root / "usr/local/bin/vta")

    def start(self, words, **options):
        """In the background until the test ends; returns the process and its first line."""
        process = subprocess.Popen(words, cwd=self.dir, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True, **options)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        return process, process.stdout.readline()

    def run_it(self, words, code=0):
        run = subprocess.run(words, cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=SECONDS, check=False)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def output(self, *words):
        return self.run_it([*self.vta(), *words]).stdout

    def native(self, *words):
        return self.run_it([NATIVE, *words]).stdout

    def refused(self, sentence, *words, code=2):
        run = self.run_it([*self.vta(), *words], code)
        self.assertEqual(run.stdout, "")
        self.assertIn(sentence, run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)

    def emulate(self):
        """A board of this machine with the design loaded, as the user loads it."""
        board = tempfile.mkdtemp(dir=self.dir, prefix="board")
        _, line = self.start([NATIVE, "board-emulator", "--root", board, "--seconds", str(2 * SECONDS)])
        self.assertEqual(line, f"The board in {board} is ready; interrupt to end it.\n")
        self.output("bitstream", "design.bit", "--describe", "--clock-mhz", "100")
        self.addCleanup((self.dir / "design.json").unlink)
        self.assertIn("registers verified", self.output("program", "--bitstream", "design.bit", "--root", board))
        return board


def report(text):
    """What a run reports, but for who ran it, how long it took on the wall, and a simulator's memory."""
    return {key: value for key, value in json.loads(text).items()
            if key not in ("target", "machine", "host_seconds", "cycles_per_second")}


class Archive(Pynq):
    def test_holds_programs_for_arm_and_what_they_need(self):
        for name in ("bin/vta", "lib/libvta.so", "lib/libvta_runtime.so"):
            header = (self.unpacked / name).read_bytes()[:20]
            self.assertEqual(header[:5], b"\x7fELF\x01", name)  # 32 bits
            self.assertEqual(header[18:20], b"\x28\x00", name)  # ARM
        for name in ("LICENSE", "README", "install.sh", "licences/libgrpc++-dev", "licences/libssl-dev"):
            self.assertTrue((self.unpacked / name).is_file(), name)

    def test_belongs_to_root_and_can_be_read_by_all(self):
        with tarfile.open(ARCHIVE) as archive:
            for member in archive.getmembers():
                self.assertEqual((member.uid, member.gid), (0, 0), member.name)
                self.assertEqual(member.mode & 0o444, 0o444, member.name)
                self.assertFalse(member.mode & (stat.S_IWGRP | stat.S_IWOTH), member.name)

    def test_is_removed_without_a_trace(self):
        root = self.dir / "other"
        root.mkdir()
        self.call("bash", self.unpacked / "install.sh", "--root", root)
        self.assertTrue((root / "usr/local/bin/vta").is_file())
        self.call("bash", self.unpacked / "install.sh", "--root", root, "--uninstall")
        self.assertEqual([path for path in root.rglob("*") if path.is_file()], [])


class Command(Pynq):
    def test_describes_itself_and_geometries_like_the_native_one(self):
        for words in (["--version"], ["info"], ["info", "--json"], ["estimate"],
                      ["info", "--config", self.root / "usr/local/share/vta/pynq.json"]):
            words = [str(word) for word in words]
            self.assertEqual(self.output(*words), self.native(*words), words)

    def test_says_which_devices_there_are_and_why_the_others_are_not(self):
        lines = self.output("devices")
        for scheme in ("golden", "functional", "remote"):
            self.assertRegex(lines, rf"(?m)^{scheme}: +usable ")
        self.assertRegex(lines, r"(?m)^rtl: +not usable ")
        self.assertIn(NO_RTL, lines)
        self.assertRegex(lines, r"(?m)^pynq: +not usable ")

    def test_refuses_in_one_sentence_what_needs_the_rtl(self):
        for words in (["conv2d"], ["conv2d", "--lockstep"], ["fuzz", "--target", "rtl"]):
            self.refused(NO_RTL, *words)
        self.refused("no RTL to put into an emulated board", "board-emulator", "--root", "x")
        self.assertFalse((self.dir / "x").exists())

    def test_computes_what_the_native_one_computes(self):
        for target in ("functional", "golden"):
            words = ["conv2d", "--json", "--target", target, *SMALL]
            self.assertEqual(report(self.output(*words)), report(self.native(*words)))
        self.output("fuzz", "--count", "20")

    def test_writes_and_replays_bundles_of_the_native_one(self):
        self.native("conv2d", "--target", "functional", "--save-bundle", "native", *SMALL)
        self.output("conv2d", "--target", "functional", "--save-bundle", "armhf", *SMALL)
        names = sorted(path.name for path in (self.dir / "native").iterdir())
        self.assertGreater(len(names), 2)
        for name in names:
            self.assertEqual((self.dir / "native" / name).read_bytes(), (self.dir / "armhf" / name).read_bytes(), name)
        self.output("replay", "native", "--target", "functional")
        self.native("replay", "armhf", "--target", "functional")


class Board(Pynq):
    def test_runs_the_layer_of_the_seed_through_the_driver(self):
        board = self.emulate()
        self.assertIn("a device of target pynq", self.output("devices", f"pynq:{board}"))
        found = report(self.output("conv2d", "--json", "--target", f"pynq:{board}"))
        self.assertEqual({key: found.get(key) for key in SEED}, SEED)
        self.assertIs(found["success"], True)
        self.assertEqual(found, report(self.native("conv2d", "--json", "--target", "rtl")))

    def test_says_what_is_wrong_with_a_board(self):
        board = tempfile.mkdtemp(dir=self.dir)
        self.start([NATIVE, "board-emulator", "--root", board, "--seconds", str(SECONDS)])
        run = self.run_it([*self.vta(), "conv2d", "--target", f"pynq:{board}", *SMALL], 2)
        self.assertIn("no bitstream is loaded", run.stderr)


class Serve(Pynq):
    def unit_command(self, **settings):
        """What the unit runs, with these settings instead of those of /etc/default/vta."""
        values = dict(line.split("=", 1) for line in (self.root / "etc/default/vta").read_text().splitlines()
                      if line.startswith("VTA_"))
        values.update(settings)
        unit = (self.root / "etc/systemd/system/vta.service").read_text()
        line = re.search(r"(?m)^ExecStart=(.*)$", unit).group(1)
        words = shlex.split(re.sub(r"\$\{?(VTA_\w+)\}?", lambda match: values[match.group(1)], line))
        return self.armhf(f"{self.root}{words[0]}", *words[1:])

    def test_lets_a_native_client_use_the_board_by_the_command_of_the_unit(self):
        board = self.emulate()
        server, line = self.start(self.unit_command(VTA_SERVE_DEVICE=f"pynq:{board}",
                                                    VTA_SERVE_LISTEN="127.0.0.1:0"))
        self.assertRegex(line, r"^serving pynq at 127\.0\.0\.1:\d+\n$")
        address = line.split()[-1]
        found = report(self.native("conv2d", "--json", "--target", f"remote:{address}", *SMALL))
        self.assertEqual(found, report(self.native("conv2d", "--json", "--target", "rtl", *SMALL)))
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(60), 0)

    def test_uses_a_native_server_over_a_socket(self):
        address = f"unix:{self.dir}/s"
        _, line = self.start([NATIVE, "serve", "--device", "functional", "--listen", address])
        self.assertEqual(line, f"serving functional at {address}\n")
        words = ["conv2d", "--json", *SMALL, "--target"]
        self.assertEqual(report(self.output(*words, f"remote:{address}")),
                         report(self.native(*words, "functional")))


class CInterface(Pynq):
    """A C program that is compiled against what is installed."""

    def replay(self, device, code=0):
        program = self.dir / "seed_replay"
        self.call("arm-linux-gnueabihf-gcc", "-std=c99", "-O2", "-Wall", "-Werror", "-I", TREE,
                  TREE / "tests/driver/abi/seed_replay.c", "-o", program,
                  "-L", self.root / "usr/local/lib", "-lvta_runtime", "-lvta")
        command = self.armhf(program, "calls.txt", environment=(
            f"LD_LIBRARY_PATH={self.root}/usr/local/lib", f"VTA_DEVICE={device}"))
        return self.run_it(command, code)

    def numbers(self, device):
        lines = self.replay(device).stdout.splitlines()
        return dict((key, int(value)) for key, value in (line.split() for line in lines))

    def test_replays_the_calls_of_the_seed(self):
        found = self.numbers("functional:")
        self.assertEqual(found, {**SEED, "wrong": 0, "cycles": 0, "runs": 1})

    def test_replays_them_on_the_board(self):
        found = self.numbers(f"pynq:{self.emulate()}")
        self.assertGreater(found.pop("cycles"), SEED["gemm_counter"])
        self.assertEqual(found, {**SEED, "wrong": 0, "runs": 1})

    def test_says_that_the_library_has_no_remote_devices(self):
        self.assertIn("built without remote devices", self.replay("remote:127.0.0.1:1", code=2).stderr)

    def test_has_the_headers_that_it_was_built_with(self):
        for name in ("vta_driver.h", "vta_runtime.h", "vta_extra.h"):
            self.assertEqual((self.root / "usr/local/include/vta" / name).read_bytes(),
                             (TREE / "driver/abi" / name).read_bytes())


if __name__ == "__main__":
    unittest.main()
