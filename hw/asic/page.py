#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/asic.md, from reports of asic.py.

  page.py REPORT.json   puts a report into docs/asic.json, and the tables into docs/asic.md
  page.py --check       exits 1 when docs/asic.md is not as docs/asic.json says
"""

import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "hw/fpga/yosys"), str(HERE.parents[1] / "scripts")]
import measured_page  # noqa: E402  (the directories of the project's scripts are on the path now)
import summary  # noqa: E402

PAGE = measured_page.MeasuredPage("hw/asic/page.py", "docs/asic.json", "docs/asic.md",
                                  lambda name, data: [f"### {name}", "", *summary.body(data)])

if __name__ == "__main__":
    sys.exit(PAGE.main(__doc__.splitlines()[0], lambda result, _: result))
