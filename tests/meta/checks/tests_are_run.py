# SPDX-License-Identifier: Apache-2.0
"""No test is skipped, disabled, forgotten by CMake, or free of assertions."""

import posixpath
import re

from tree import add

SKIPPED = re.compile(r"\b(?:DISABLED" r"_\w*|GTEST" r"_SKIP\w*|SUC" r"CEED)\b")
ASSERTION = re.compile(r"\b(?:EXPECT|ASSERT)_\w+|\bADD_FAILURE\b")
INCLUDE = re.compile(r'#include "(tests/[^"]+)"')
TEST = re.compile(r"^\s*(?:TYPED_)?TEST(?:_F|_P)?\s*\(", re.M)


def findings(tree):
    found = []
    files = tree.files()
    cmake = {posixpath.dirname(n): tree.text(n) for n in files if posixpath.basename(n) == "CMakeLists.txt"}
    for name in files:
        if not (name.startswith("tests/") and name.endswith((".cpp", ".h"))):
            continue
        text = tree.text(name)
        for number, line in enumerate(text.split("\n"), 1):
            if SKIPPED.search(line):
                found.append(f"{name}:{number}: a test is skipped, disabled or trivially true")
        helpers = [tree.text(header) for header in INCLUDE.findall(text) if header in files]
        if TEST.search(text) and not any(ASSERTION.search(part) for part in [text] + helpers):
            found.append(f"{name}: tests that assert nothing")
        if not name.endswith(".cpp"):
            continue
        folder = posixpath.dirname(name)
        listed = False
        while folder and not listed:  # the list of the folder or of one above
            path = posixpath.relpath(name, folder)
            listed = path in re.split(r"[\s()\"]+", cmake.get(folder, ""))
            stem = re.search(rf"(?<![\w/]){re.escape(path[:-4])}(?!\w)", cmake.get(folder, ""))
            listed = listed or stem is not None  # a list of names without their ending
            folder = posixpath.dirname(folder)
        if not listed:
            found.append(f"{name}: no CMakeLists.txt builds it")
    return found


GOOD = "#include <gtest/gtest.h>\nTEST(A, B) { EXPECT_EQ(1, 1); }\n"
MUTANTS = [
    ("a test that CMake does not know", {"tests/hw/forgotten_test.cpp": add(GOOD)}, "no CMakeLists.txt builds it"),
    ("a test without assertion",
     {"tests/hw/mutant_test.cpp": add("TEST(A, B) {}\n")}, "tests that assert nothing"),
    ("a disabled test",
     {"tests/hw/mutant_test.cpp": add(GOOD.replace("B)", "DISABLED" "_B)"))}, "mutant_test.cpp:2: a test is skipped"),
    ("a skipped test",
     {"tests/hw/mutant_test.cpp": add(GOOD.replace("EXPECT", "GTEST" "_SKIP(); EXPECT"))}, "a test is skipped"),
    ("a test whose helper asserts nothing either",
     {"tests/hw/mutant_test.cpp": add('#include "tests/hw/mutant.h"\nTEST(A, B) { f(); }\n'),
      "tests/hw/mutant.h": add("void f();\n")}, "tests that assert nothing"),
    ("a listed test",
     {"tests/mutant/good_test.cpp": add(GOOD),
      "tests/mutant/CMakeLists.txt": add("vta_test(mutant SOURCES good_test.cpp)\n")}, None),
]
