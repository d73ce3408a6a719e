# SPDX-License-Identifier: Apache-2.0
"""Draws a timing diagram (wave_json.py) as SVG: the same text for the same diagram, always."""

import html

CYCLE, LANE, HIGH, SLOPE = 44, 30, 20, 4  # of a cycle and a signal, in pixels
LETTER = 7.3  # of a name
FILL = {"=": "#ffffff", "2": "#ffffff", "3": "#fff2b3", "4": "#ffd9b3", "5": "#cfe4ff",
        "6": "#c9f0e8", "7": "#d8f0c4", "8": "#f3d3ea", "9": "#e2daf7"}
STYLE = ("text{font:12px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1d2530}"
         ".t{font:bold 13px 'DejaVu Sans',Arial,sans-serif}.g{font-weight:bold}"
         ".n{fill:#6b7685;font-size:10px}"
         ".w{fill:none;stroke:#1d2530;stroke-width:1.4}.d{stroke:#1d2530;stroke-width:1.2}"
         ".e{stroke:#b9c2cf;stroke-width:1;stroke-dasharray:2 3}")


def line(points):
    path = "M" + "L".join(f"{x:g},{y:g}" for x, y in points)
    return f'<path class="w" d="{path}"/>'


def clock(row, left, top):
    points = []
    for cycle in range(len(row.cells)):
        x = left + cycle * CYCLE
        points += [(x, top + HIGH), (x, top), (x + CYCLE / 2, top), (x + CYCLE / 2, top + HIGH)]
    return [line(points + [(left + len(row.cells) * CYCLE, top + HIGH)])]


def runs(row):
    """(first cycle, number of cycles, cell) of every stretch of one value."""
    found = []
    for cycle, cell in enumerate(row.cells):
        same = found and not cell.first
        level = found and cell.kind in "01x" and found[-1][2].kind == cell.kind
        if same or level:
            found[-1][1] += 1
        else:
            found.append([cycle, 1, cell])
    return found


def box(x, width, top, fill, label):
    """A value that lasts for some cycles; it begins and ends in a point."""
    middle, end = top + HIGH / 2, x + width
    points = [(x, middle), (x + SLOPE, top), (end - SLOPE, top), (end, middle), (end - SLOPE, top + HIGH),
              (x + SLOPE, top + HIGH)]
    shape = " ".join(f"{a:g},{b:g}" for a, b in points)
    parts = [f'<polygon class="d" points="{shape}" fill="{fill}"/>']
    if label:
        room = (width - 2 * SLOPE) / (len(label) * LETTER)
        size = f' style="font-size:{max(12 * room, 6):.1f}px"' if room < 1 else ""
        parts.append(f'<text x="{x + width / 2:g}" y="{middle + 4:g}" text-anchor="middle"{size}>'
                     f"{html.escape(label)}</text>")
    return parts


def values(row, left, top):
    parts, level = [], None  # the level of the stretch before, when that was 0 or 1
    for start, count, cell in runs(row):
        x, width = left + start * CYCLE, count * CYCLE
        if cell.kind in "01":
            y = top if cell.kind == "1" else top + HIGH
            begin = [(x, y)] if level is None else [(x, level), (x + SLOPE, y)]
            parts.append(line(begin + [(x + width, y)]))
            level = y
        else:
            fill = "url(#x)" if cell.kind == "x" else FILL[cell.colour]
            parts += box(x, width, top, fill, cell.label)
            level = None
    return parts


def svg(wave):
    names = max(len(row.name) + 2 * row.depth for row in wave.rows)
    left = round(names * LETTER) + 24
    width, height = left + wave.cycles * CYCLE + 16, 48 + len(wave.rows) * LANE + 8
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
             f'height="{height}" role="img" aria-label="{html.escape(wave.title)}">',
             f"<style>{STYLE}</style>",
             '<defs><pattern id="x" width="6" height="6" patternUnits="userSpaceOnUse" '
             'patternTransform="rotate(45)"><rect width="6" height="6" fill="#eef1f5"/>'
             '<rect width="2" height="6" fill="#c3cad5"/></pattern></defs>',
             f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
             f'<text class="t" x="12" y="20">{html.escape(wave.title)}</text>']
    for cycle in range(wave.cycles + 1):
        x = left + cycle * CYCLE
        parts.append(f'<line class="e" x1="{x}" y1="44" x2="{x}" y2="{height - 6}"/>')
        if cycle < wave.cycles:
            parts.append(f'<text class="n" x="{x + CYCLE / 2:g}" y="40" text-anchor="middle">{cycle}</text>')
    for index, row in enumerate(wave.rows):
        top = 48 + index * LANE + (LANE - HIGH) / 2
        if row.name:
            kind = ' class="g"' if row.title else ""
            parts.append(f'<text{kind} x="{12 + 14 * row.depth}" y="{top + 14:g}">{html.escape(row.name)}</text>')
        if any(cell.kind == "p" for cell in row.cells):
            parts += clock(row, left, top)
        elif row.cells:
            parts += values(row, left, top)
    return "\n".join(parts + ["</svg>"]) + "\n"
