# SPDX-License-Identifier: Apache-2.0
"""The files that are mutated, their mutants, and the overlay in which the chosen ones lie."""

import schemata
from verilog_module import rtl_mutants

PACKAGE = "rtl/vta_pkg.sv"  # constants only: nothing in it is evaluated at run time
COMPILER_FOLDERS = ("compiler/ir", "compiler/schedule", "compiler/passes", "compiler/codegen")


def rtl_candidates(root):
    """Every mutant of every module of rtl/."""
    paths = sorted((root / "rtl").glob("*.sv"))
    names = [path.relative_to(root).as_posix() for path in paths]
    mutants = []
    for name in names:
        if name != PACKAGE:
            mutants += rtl_mutants(name, (root / name).read_text())
    return mutants


def compiler_candidates(root):
    """Every mutant of the compiler's passes and of what they stand on."""
    from cpp_sites import cpp_mutants  # needs libclang, which RTL mutants do not
    mutants = []
    for folder in COMPILER_FOLDERS:
        for path in sorted((root / folder).glob("*.cpp")):
            mutants += cpp_mutants(root, path.relative_to(root).as_posix())
    return mutants


def write_overlay(root, overlay, mutants):
    """Writes the mutated files; mutant number i + 1 is mutants[i]. Files that stay the same are not
    touched, and files of an earlier sample go, so that only what changed is built again."""
    by_path = {}
    for number, mutant in enumerate(mutants, 1):
        by_path.setdefault(mutant.path, []).append((number, mutant))
    texts = {}
    for path, numbered in by_path.items():
        text = (root / path).read_text()
        if path.endswith(".sv"):
            texts[path] = schemata.rewrite(text, numbered, schemata.Verilog)
        else:
            texts[path] = schemata.Cpp.DECLARATION + schemata.rewrite(text, numbered, schemata.Cpp)
    if any(path.endswith(".sv") for path in texts):
        texts[PACKAGE] = schemata.Verilog.package((root / PACKAGE).read_text())
    for old in sorted(overlay.rglob("*.*")):
        if old.is_file() and old.relative_to(overlay).as_posix() not in texts:
            old.unlink()
    for path, text in texts.items():
        file = overlay / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_text() != text:
            file.write_text(text)
