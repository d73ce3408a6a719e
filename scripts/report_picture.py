#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes docs/report.png: the page of vta conv2d --report of the seed's layer, in Chromium.

    scripts/report_picture.py build/vta [OUTPUT.png [OPTION of vta conv2d]...]

With options it is the page of that run; docs/slow.png is of --layer C5 --schedule seed.
"""

import base64
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/tools/report"))
from webdriver import Browser  # noqa: E402  (beside its test)

LAYER = ["--layer", "seed", "--coalesce", "on"]
SIZE = (1200, 1560)


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: scripts/report_picture.py build/vta [OUTPUT.png [OPTION of vta conv2d]...]")
    output = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs/report.png"
    with tempfile.TemporaryDirectory() as directory:
        page = pathlib.Path(directory) / "report.html"
        subprocess.run([sys.argv[1], "conv2d", *(sys.argv[3:] or LAYER), "--report", page], check=True, timeout=300,
                       stdout=subprocess.DEVNULL)
        with Browser(*SIZE) as browser:
            browser.open(page.as_uri())
            # A window in which single instructions can be told apart, with one of them chosen.
            browser.script("const i = insns.text.findIndex((t, n) => t.startsWith('GEMM ') && insns.index[n] > 40);"
                           "const length = insns.ended[i] - insns.started[i];"
                           "choose(i, 'script');"
                           "setView(insns.started[i] - 1.25 * length, insns.ended[i] + 1.7 * length);"
                           "document.documentElement.style.overflow = 'hidden'; window.scrollTo(0, 0);"
                           "return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(1))))")
            output.write_bytes(base64.b64decode(browser.screenshot()))


if __name__ == "__main__":
    main()
