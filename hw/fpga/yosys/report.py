# SPDX-License-Identifier: Apache-2.0
"""report.json and report.md of a synthesis run."""

import netlist

DEVICE = {"lut": 53200, "ff": 106400, "bram": 140, "dsp": 220}  # xc7z020 (DS190)
# 16 x 16, int8, 100 MHz, xc7z020 after placement by Vivado 2017.1: a teaching version of VTA, one module without
# decoupled units (reports in github.com/mtkatanbaf/CSE599project at 3b10347).
PUBLISHED = {"lut": 23605, "ff": 28084, "bram": 123, "dsp": 220}
TARGETS = {"lut": 15000, "ff": 12000, "bram": 124, "dsp": 128}
LIMIT_NS = 6.5
PATHS = 30
TITLES = {"lut": "LUT", "ff": "FF", "bram": "BRAM36", "ramb36": "RAMB36", "ramb18": "RAMB18",
          "lutram": "of LUT: RAM, SRL", "dsp": "DSP48E1", "carry4": "CARRY4", "muxf": "MUXF7/8"}


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def figure(number):
    return f"{number:,.1f}".removesuffix(".0") if isinstance(number, float) else f"{number:,}"


def ns(ps):
    return round(ps / 1000, 2)


def path_json(path):
    return {"module": path.module, "start": path.start, "end": path.end, "ns": ns(path.ps),
            "levels": path.levels(), "cells": path.cells(),
            "steps": [{"cell": s.cell, "kind": s.kind, "net": s.net, "ns": ns(s.at)} for s in path.steps]}


def build(name, tree, analysis, paths, sta_ps):
    """report.json as a dictionary."""
    deepest = {}
    for path in paths:
        deepest.setdefault(path.module, path)
    types = {instance.path: instance.module for instance in netlist.walk(tree)}
    by_type = {}
    for path in paths:
        by_type.setdefault(types[path.module], path)
    return {
        "config": name,
        "total": netlist.row(tree.all),
        "modules": [{"path": instance.path, "module": instance.module, "parameters": instance.parameters,
                     "own": netlist.row(instance.own), "all": netlist.row(instance.all)}
                    for instance in netlist.walk(tree)],
        "timing": {
            "limit_ns": LIMIT_NS,
            "worst_ns": ns(paths[0].ps),
            "over_limit": sum(path.ps > LIMIT_NS * 1000 for path in paths),
            "yosys_sta_ns": None if sta_ps is None else ns(sta_ps),
            "paths": [path_json(path) for path in paths[:PATHS]],
            "modules": {kind: path_json(path) for kind, path in sorted(by_type.items())},
            "assumed_setup": {f"{kind}.{port}": pins for (kind, port), pins in sorted(analysis.assumed.items())},
            "untimed": sorted(f"{kind}.{port}" for kind, port in analysis.untimed),
        },
    }


def comparison(total):
    rows = []
    for column in ("lut", "ff", "bram", "dsp"):
        rows.append([TITLES[column], figure(total[column]), f"{100 * total[column] / DEVICE[column]:.1f} %",
                     figure(DEVICE[column]), figure(PUBLISHED[column]), figure(TARGETS[column])])
    return table(["", "here", "of the xc7z020", "xc7z020 has", "published build", "our target"], rows)


def shown_parameters(module):
    text = ", ".join(f"{key}={value}" for key, value in module["parameters"].items())
    return f"{module['module']} {text}".strip()


def modules_table(modules):
    columns = ["lut", "ff", "ramb36", "ramb18", "lutram", "dsp", "carry4"]
    rows, paths = [], [module["path"] for module in modules if module["path"]]
    for module in modules:
        path = module["path"]
        above = [p for p in paths if path.startswith(p + ".")]
        short = path[len(max(above, key=len)) + 1:] if above else path
        name = "&nbsp;" * 2 * (len(above) + 1 if path else 0) + (short or "whole")
        cells = [f"{figure(module['all'][c])} ({figure(module['own'][c])})"
                 if module["all"][c] != module["own"][c] else figure(module["all"][c]) for c in columns]
        rows.append([name, shown_parameters(module), *cells])
    return table(["instance", "module", *(TITLES[c] for c in columns)], rows)


def types_table(modules):
    """Own figures of all instances of a module together, dearest first."""
    columns = ["lut", "ff", "bram", "lutram", "dsp", "carry4"]
    sums = {}
    for module in modules:
        row = sums.setdefault(module["module"], {"instances": 0, **dict.fromkeys(columns, 0)})
        row["instances"] += 1
        for column in columns:
            row[column] += module["own"][column]
    ordered = sorted(sums.items(), key=lambda item: (-item[1]["lut"], item[0]))
    return table(["module", "instances", *(TITLES[c] for c in columns)],
                 [[name, row["instances"], *(figure(row[c]) for c in columns)] for name, row in ordered])


def paths_table(paths):
    return table(["ns", "levels", "from", "to", "cells"],
                 [[f"{p['ns']:.2f}", p["levels"], f"`{p['start']}`", f"`{p['end']}`", p["cells"]] for p in paths])


def markdown(result):
    timing = result["timing"]
    deepest = [{**path, "end": f"{name}: {path['end']}"} for name, path in
               sorted(timing["modules"].items(), key=lambda item: -item[1]["ns"])]
    assumed = ", ".join(f"{pin} ({count})" for pin, count in timing["assumed_setup"].items()) or "none"
    return "\n".join([
        f"# Synthesis of {result['config']}", "",
        "Yosys, `synth_xilinx -family xc7`, hierarchy kept; not Vivado, and nothing is placed or routed. LUT counts",
        "LUT1 to LUT6, inverters, and LUTs used as RAM or shift register; two small LUTs are not put into one. BRAM36",
        "is RAMB36 plus half of RAMB18.", "",
        *comparison(result["total"]), "",
        "## By instance: with what is below (own)", "", *modules_table(result["modules"]), "",
        "## By module: own, all instances together", "", *types_table(result["modules"]), "",
        "## Deepest paths", "",
        f"Of the flattened netlist, cells only (no wires), {timing['worst_ns']:.2f} ns; limit {timing['limit_ns']} ns; "
        f"{timing['over_limit']} registers beyond it. `sta` of Yosys: {timing['yosys_sta_ns']} ns.", "",
        *paths_table(timing["paths"]), "",
        "## Deepest path that ends in each module", "", *paths_table(deepest), "",
        f"Pins whose setup is assumed: {assumed}. Outputs without a delay: {', '.join(timing['untimed']) or 'none'}.", "",
    ])
