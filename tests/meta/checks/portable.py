# SPDX-License-Identifier: Apache-2.0
"""No file names a place on one machine or a package registry."""

import re

from tree import add, append

# In two pieces each, because this file is checked too.
PLACES = ["/ho" "me", "/ro" "ot", "/Us" "ers", "/wo" "rk", "/mn" "t", "/me" "dia", "/sc" "ratch", "/wor" "kspace"]
REGISTRIES = ["py" "pi.org", "pythonho" "sted.org", "npm" "js.org", "npm" "js.com", "crat" "es.io",
              "ruby" "gems.org", "proxy.gol" "ang.org", "docker" ".io", "docker" ".com", "gh" "cr.io",
              "qu" "ay.io", "ana" "conda.org", "maven" ".org", "deb.deb" "ian.org", "archive.ubu" "ntu.com"]
PLACE = re.compile(r"(?<![\w./})$*-])(?:" + "|".join(PLACES) + r")(?:/[\w.-]*|(?![\w./-]))")
REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES), re.I)


def findings(tree):
    found = []
    for name in tree.files():
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            for pattern, what in ((PLACE, "a path of one machine"), (REGISTRY, "a package registry")):
                match = pattern.search(line)
                if match:
                    found.append(f"{name}:{number}: {what}: {match.group()}")
    return found


MUTANTS = [
    ("a home directory", {"README.md": append("\nsee /ho" "me/someone/notes\n")}, "a path of one machine"),
    ("a working directory", {"hw/isa/mutant.h": add('// "/wo' 'rk/main"\n')}, "hw/isa/mutant.h:1"),
    ("a bare directory", {"docs/mutant.md": add("in `/ro" "ot`.\n")}, "docs/mutant.md:1"),
    ("a registry", {"scripts/mutant.sh": add("curl https://py" "pi.org/simple\n")}, "a package registry"),
    ("a Debian mirror", {"scripts/mutant.sh": add("http://deb.deb" "ian.org/\n")}, "a package registry"),
    ("relative paths and parts of words",
     {"docs/mutant.md": add("$ROOT/wo" "rk build/ro" "ot/x driver/me" "diate $(x)/mn" "t\n")}, None),
]
