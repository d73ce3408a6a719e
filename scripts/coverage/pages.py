# SPDX-License-Identifier: Apache-2.0
"""HTML: annotated sources by gcovr, the functional groups, and a page that links them."""

import html
import json
import subprocess

STYLE = "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:left}" \
        ".hole{background:#fdd}.good{background:#dfd}"


def page(title, body):
    return (f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title>"
            f"<style>{STYLE}</style></head><body><h1>{html.escape(title)}</h1>{body}</body></html>\n")


def table(head, rows):
    def cells(row, tag):
        return "".join(f"<{tag}>{cell}</{tag}>" for cell in row)
    return (f"<table><tr>{cells(head, 'th')}</tr>" +
            "".join(f"<tr{' class=' + kind if kind else ''}>{cells(row, 'td')}</tr>" for kind, row in rows) + "</table>")


def annotated(root, output, name, title, sources):
    folder = output / name
    folder.mkdir(parents=True, exist_ok=True)
    tracefile = output / f"{name}.json"
    tracefile.write_text(json.dumps(sources.gcovr()), encoding="utf-8")
    subprocess.run(["gcovr", "--root", str(root), "--add-tracefile", str(tracefile), "--html-details",
                    str(folder / "index.html"), "--html-title", title], check=True, cwd=root)


def functional(output, groups):
    rows, details = [], ""
    for name, group in groups.items():
        legal, covered = len(group.legal()), len(group.covered())
        percent = f"{100.0 * covered / legal:.2f} %" if legal else "-"
        rows.append(("good" if covered == legal else "hole",
                     [f"<a href='#{html.escape(name)}'>{html.escape(name)}</a>", legal, covered, percent]))
        reasons = {}
        for reason in group.reasons.values():
            reasons[reason] = reasons.get(reason, 0) + 1
        details += f"<h2 id='{html.escape(name)}'>{html.escape(name)}</h2>"
        details += "<p>Holes:</p>" + table(["bin"], [("hole", [html.escape(h)]) for h in group.holes()]) \
            if group.holes() else "<p>No holes.</p>"
        if reasons:
            details += "<p>Impossible:</p>" + table(["reason", "bins"],
                                                    [("", [html.escape(r), n]) for r, n in reasons.items()])
        if legal <= 200:
            details += "<p>Hits:</p>" + table(["bin", "hits"], [("", [html.escape(b), group.hits[b]]) for b in group.legal()])
    (output / "functional.html").write_text(
        page("Functional coverage", table(["group", "legal bins", "covered", ""], rows) + details), encoding="utf-8")


def index(output, figures, exclusions):
    rows = [("good" if good else "hole", [html.escape(name), html.escape(str(figure)), f"{target} %" if target else "none",
                                          f"<a href='{link}'>open</a>"])
            for name, figure, target, good, link in figures]
    body = table(["", "covered", "target", ""], rows) + "<h2>Exclusions</h2>" + table(
        ["kind", "file", "match", "points", "reason"],
        [("", [html.escape(str(v)) for v in (e["kind"], e["file"], e["match"], used, e["reason"])])
         for e, used in zip(exclusions.entries, exclusions.used)])
    (output / "index.html").write_text(page("Coverage", body), encoding="utf-8")
