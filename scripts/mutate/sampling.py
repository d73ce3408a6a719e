# SPDX-License-Identifier: Apache-2.0
"""Draws mutants: some of every file, the rest in proportion to the number of its mutants."""

import random

LEAST_PER_FILE = 2


def sample(mutants, count, seed):
    """`count` mutants, or all; the same for the same seed. In the order of `mutants`."""
    if count >= len(mutants):
        return list(mutants)
    generator = random.Random(seed)
    by_file = {}
    for mutant in mutants:
        by_file.setdefault(mutant.path, []).append(mutant)
    chosen = []
    rest = []
    for path in sorted(by_file):
        shuffled = generator.sample(by_file[path], len(by_file[path]))
        chosen += shuffled[:LEAST_PER_FILE]
        rest += shuffled[LEAST_PER_FILE:]
    if count > len(chosen):
        chosen += generator.sample(rest, count - len(chosen))
    order = {mutant: place for place, mutant in enumerate(mutants)}
    return sorted(chosen, key=order.get)
