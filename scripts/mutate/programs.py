# SPDX-License-Identifier: Apache-2.0
"""The test programs of `make sim` that can kill a mutant, and the order in which they are tried."""

import re
import subprocess

# Whole programs on the RTL, the fast ones first. They come behind the tests of single modules.
RTL_SYSTEM = ("rtl_1x8x8_vs_golden_test", "vta_top_test", "rtl_pynq_vs_golden_test",
              "seed_conv2d_test", "operators_on_rtl_test", "rtl_2x16x16_vs_golden_test")
COMPILER = ("compiler_ir_test", "compiler_te_test", "compiler_schedule_test", "compiler_passes_test",
            "compiler_codegen_test", "token_graph_test", "topi_test", "basic_operators_test",
            "plane_operators_test", "random_te_test", "random_schedules_test", "traceability_test",
            "tuner_property_test", "tune_test")


class Programs:
    """What the build in `build` can make, and which RTL files each module test holds."""

    def __init__(self, build):
        self.build = build
        listed = subprocess.run(["ninja", "-C", str(build), "-t", "targets", "all"], check=True,
                                capture_output=True, text=True).stdout
        pattern = re.compile(r"^(tests/\S+/(\w+)): CXX_EXECUTABLE_LINKER", re.M)
        self.targets = {name: target for target, name in pattern.findall(listed)}

    def module_tests(self):
        """Tests of single modules on the RTL."""
        return [name for name, target in self.targets.items()
                if target.startswith("tests/rtl/") and name.startswith("rtl_")]

    def path(self, name):
        return self.build / self.targets[name]

    def make(self, names, jobs):
        """Builds the programs; exits with what ninja said when that fails."""
        missing = [name for name in names if name not in self.targets]
        if missing:
            raise SystemExit(f"mutate: the build has no test program {', '.join(missing)}")
        targets = [self.targets[name] for name in names]
        subprocess.run(["nice", "-n", "10", "ninja", "-C", str(self.build), "-j", str(jobs), *targets],
                       check=True)

    def files_of(self, name):
        """The RTL files in the model of a module test that is built, as paths from the root."""
        folder = self.path(name).with_name(f"{name}_model.dir")
        text = "".join(path.read_text() for path in folder.glob("*__ver.d"))
        return set(re.findall(r"(rtl/vta_\w+\.sv)\b", text))

    def order(self, path, stage, seconds):
        """The programs of a stage that hold the file `path`, the nearest and fastest first."""
        if path.startswith("rtl/"):
            known = {name: self.files_of(name) for name in stage if name not in RTL_SYSTEM}
            nearest = sorted((len(files), seconds[name], name) for name, files in known.items()
                             if path in files)
            return [name for _, _, name in nearest] + [n for n in RTL_SYSTEM if n in stage]
        folder = path.split("/")[1]
        own = [name for name in stage if name == f"compiler_{folder}_test"]
        return own + [name for name in COMPILER if name in stage and name not in own]
