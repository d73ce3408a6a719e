#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the description of a bitstream that the driver reads (driver/board/sidecar.h) beside it.

  sidecar.py --bitstream design.bit --config hw/config/pynq.json --clock-mhz 100 --base 0x40000000
             --span 65536 --interrupt 0 --port hp --coherent false

design.json appears whole or not at all. Exit code: 0 written, 1 a file is at fault, 2 wrong usage.
"""

import argparse
import hashlib
import json
import os
import pathlib
import sys

ISA_FILE = pathlib.Path(__file__).resolve().parents[1] / "isa/isa.json"
KEYS = ["LOG_INP_WIDTH", "LOG_WGT_WIDTH", "LOG_ACC_WIDTH", "LOG_BATCH", "LOG_BLOCK",
        "LOG_UOP_BUFF_SIZE", "LOG_INP_BUFF_SIZE", "LOG_WGT_BUFF_SIZE", "LOG_ACC_BUFF_SIZE"]
MAX_MHZ = 250  # of an FCLK


class Refusal(Exception):
    """One sentence about a file."""


def geometry(path):
    """The geometry whole: what has a default in a file of hw/config is written out."""
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
        result = {key: int(keys[key]) for key in KEYS}
        result["LOG_OUT_WIDTH"] = int(keys.get("LOG_OUT_WIDTH", keys["LOG_INP_WIDTH"]))
        result["LOG_BUS_WIDTH"] = int(keys.get("LOG_BUS_WIDTH", 6))
    except OSError as error:
        raise Refusal(f"cannot read the geometry '{path}': {error.strerror}") from error
    except KeyError as error:
        raise Refusal(f"the geometry '{path}' has no {error.args[0]}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise Refusal(f"'{path}' is no geometry: {error}") from error
    return result


def digest(path):
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise Refusal(f"cannot read the bitstream '{path}': {error.strerror}") from error


def describe(arguments):
    version = json.loads(ISA_FILE.read_text(encoding="utf-8"))["version"]
    return {
        "format": "vta-bitstream",
        "version": 1,
        "config": geometry(arguments.config),
        "clock_mhz": arguments.clock_mhz,
        "registers": {"base": arguments.base, "span": arguments.span},
        "interrupt": arguments.interrupt,
        "memory_port": {"kind": arguments.port, "coherent": arguments.coherent == "true"},
        "isa_version": version["major"] << 16 | version["minor"],
        "bitstream_sha256": digest(arguments.bitstream),
    }


def integer(text):
    return int(text, 0)


def clock(text):
    mhz = float(text)
    if not 0 < mhz <= MAX_MHZ:
        raise ValueError
    return mhz


def main():
    parser = argparse.ArgumentParser(description="Writes the description of a bitstream beside it.")
    parser.add_argument("--bitstream", type=pathlib.Path, required=True)
    parser.add_argument("--config", type=pathlib.Path, required=True)
    parser.add_argument("--clock-mhz", type=clock, required=True, help=f"above 0, at most {MAX_MHZ}")
    parser.add_argument("--base", type=integer, required=True)
    parser.add_argument("--span", type=integer, required=True)
    parser.add_argument("--interrupt", type=int, choices=range(16), required=True)
    parser.add_argument("--port", choices=["hp", "acp"], required=True)
    parser.add_argument("--coherent", choices=["false", "true"], required=True)
    arguments = parser.parse_args()
    if arguments.port == "hp" and arguments.coherent == "true":
        parser.error("an hp port does not see the caches, so --coherent is false")
    output = arguments.bitstream.with_suffix(".json")
    partial = output.with_suffix(".json.partial")
    try:
        text = json.dumps(describe(arguments), indent=2) + "\n"
        try:
            partial.write_text(text, encoding="utf-8")
            os.replace(partial, output)
        except OSError as error:
            raise Refusal(f"cannot write '{output}': {error.strerror}") from error
    except Refusal as refusal:
        print(f"sidecar: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
