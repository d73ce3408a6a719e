# SPDX-License-Identifier: Apache-2.0
"""Threads are where `make threads` watches for races, and nowhere else.

Who adds some gives their tests the label `threads`, and says here which files they cover.
"""

import re

from tree import add

# Files and folders with threads, whose tests run with SANITIZE=thread.
WATCHED = ("driver/replay/parallel.cpp", "tests/driver/parallel_test.cpp", "driver/rpc/", "tests/driver/rpc/",
           "driver/abi/driver_abi.cpp", "driver/abi/runtime_abi.cpp", "tests/driver/abi/threads_test.cpp")
THREAD = re.compile(r"#include <(thread|future|mutex|shared_mutex|condition_variable|atomic|stop_token|"
                    r"semaphore|latch|barrier|pthread\.h|omp\.h|execution)>|#pragma omp|"
                    r"\bstd::(thread|jthread|async)\b")
MODEL_THREADS = re.compile(r"--threads\b|--trace-threads\b")


def findings(tree):
    found = []
    for name in tree.files():
        cpp = name.endswith((".cpp", ".h"))
        cmake = name.endswith((".cmake", "CMakeLists.txt"))
        if name.startswith(WATCHED) or not (cpp or cmake):
            continue
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            match = (THREAD if cpp else MODEL_THREADS).search(line)
            if match:
                found.append(f"{name}:{number}: a second thread that no test runs with SANITIZE=thread: {match.group()}")
    return found


MUTANTS = [
    ("a thread", {"tools/mutant.cpp": add("#include <thread>\n")}, "tools/mutant.cpp:1: a second thread"),
    ("a task", {"sim/mutant.h": add("auto a = std::async(f);\n")}, "sim/mutant.h:1: a second thread"),
    ("a model with threads",
     {"cmake/mutant.cmake": add("set(flags --threads 2)\n")}, "cmake/mutant.cmake:1: a second thread"),
    ("virtual threads, and one thread", {"compiler/mutant.h": add("// vthreads\ncontext.threads(1);\n")}, None),
]
