// SPDX-License-Identifier: Apache-2.0
//
// Charts that do not move: bars, areas over time, roofline, bursts.

function drawWhere() {
  const idle = { key: "idle", name: "idle", colour: "--idle" };
  const columns = [...kPhases, idle];
  legend(byId("where-legend"), columns.map((c) => [c.name, c.colour]));
  const head = h("tr", {}, h("th", { scope: "col" }, "unit"), h("th", { scope: "col" }, "share of the cycles"),
    ...columns.map((c) => h("th", { scope: "col", class: "n" }, c.name)));
  const rows = data.units.map((unit) => {
    const values = { ...unit };
    values.idle = Math.max(0, data.cycles - unit.busy - unit.token_wait - unit.memory_wait);
    const share = (c) => percent(values[c.key], data.cycles);
    const bar = h("div", { class: "stack", role: "img", "aria-label": unit.name + ": "
      + columns.map((c) => `${c.name} ${share(c)}`).join(", ") },
      ...columns.map((c) => h("span", { title: `${c.name}: ${integer(values[c.key])} cycles, ${share(c)}`,
        style: { width: `${100 * values[c.key] / Math.max(data.cycles, 1)}%`, background: `var(${c.colour})` } })));
    return h("tr", { "data-unit": unit.name }, h("th", { scope: "row" }, unit.name),
      h("td", { class: "barcell" }, bar),
      ...columns.map((c) => h("td", { class: "n", "data-key": c.key, "data-value": values[c.key] },
        integer(values[c.key]), h("br"), h("span", { class: "muted" }, share(c)))));
  });
  byId("where-table").replaceChildren(h("thead", {}, head), h("tbody", {}, ...rows));
}

// Areas on top of each other, in a box of `count` by 1.
function areas(series) {
  const count = data.bins.count;
  const base = new Array(count).fill(0);
  return series.map(({ values, colour: token }) => {
    const top = values.map((value, b) => Math.min(1, base[b] + value));
    let path = `M0 ${1 - base[0]}`;
    for (let b = 0; b < count; b++) path += `L${b} ${1 - top[b]}L${b + 1} ${1 - top[b]}`;
    for (let b = count - 1; b >= 0; b--) path += `L${b + 1} ${1 - base[b]}L${b} ${1 - base[b]}`;
    values.forEach((value, b) => { base[b] = top[b]; });
    return svg("path", { d: path + "Z", style: { fill: `var(${token})` } });
  });
}

// One line per entry of `lines`: name, series; a common axis; what is under the pointer in `at`.
function overTime(box, at, lines) {
  const count = data.bins.count;
  const cursors = [];
  const move = (event) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const bin = Math.min(count - 1, Math.max(0, Math.floor(count * (event.clientX - frame.left) / frame.width)));
    for (const cursor of cursors) {
      cursor.setAttribute("x1", bin + .5);
      cursor.setAttribute("x2", bin + .5);
      cursor.removeAttribute("visibility");
    }
    const begin = bin * data.bins.width;
    at.textContent = `cycles ${integer(begin)} to ${integer(Math.min(data.cycles, begin + data.bins.width))}: `
      + lines.map((line) => `${line.name} ${line.series.map((s) => (s.name ? s.name + " " : "")
        + Math.round(100 * s.values[bin]) + " %").filter((text, i, all) => all.length === 1 || !text.endsWith(" 0 %"))
        .join(", ") || "idle"}`).join(" \u00b7 ");
    return begin;
  };
  for (const line of lines) {
    const cursor = svg("line", { class: "cursor", y1: 0, y2: 1, visibility: "hidden" });
    cursors.push(cursor);
    box.append(h("div", { class: "name" }, line.name, line.note ? h("br") : null, line.note || null),
      svg("svg", { viewBox: `0 0 ${count} 1`, preserveAspectRatio: "none", role: "img", "aria-label": line.aria,
        onpointermove: move,
        onclick: (event) => showWindow(move(event), data.bins.width) },
        svg("rect", { x: 0, y: 0, width: count, height: 1, style: { fill: "var(--idle)" } }),
        ...areas(line.series), cursor));
  }
  const axis = svg("svg", { class: "axis", "aria-hidden": "true" });
  for (const value of ticks(0, data.cycles, 8)) {
    const x = `${100 * value / Math.max(1, data.cycles)}%`;
    const anchor = value === 0 ? "start" : value > .96 * data.cycles ? "end" : "middle";
    axis.append(svg("text", { x, y: 13, "text-anchor": anchor }, integer(value)));
  }
  box.append(h("div", { class: "name" }, "cycle"), axis);
}

function drawOverTime() {
  const lines = data.units.map((unit, u) => ({
    name: unit.name,
    series: kPhases.map((p) => ({ name: p.name, values: data.bins.units[u][p.key], colour: p.colour })),
    aria: `${unit.name} over time: busy in ${percent(unit.busy, data.cycles)} of the cycles`,
  }));
  const bus = [["read", data.traffic.read_bytes, "--load"], ["write", data.traffic.written_bytes, "--store"]];
  for (const [name, moved, token] of bus) {
    const share = percent(moved / data.bus_bytes, data.cycles);
    lines.push({ name: `AXI ${name}`, series: [{ values: data.bins.bus[name], colour: token }],
      aria: `AXI ${name} data over time: a beat in ${share} of the cycles` });
  }
  overTime(byId("utilization-charts"), byId("utilization-at"), lines);
  const buffers = data.bins.buffers.map((buffer) => ({
    name: buffer.name,
    note: `peak ${percent(buffer.peak, buffer.depth)}`,
    series: [{ values: buffer.share, colour: "--exec" }],
    aria: `${buffer.name}: at most ${integer(buffer.peak)} of ${integer(buffer.depth)} elements needed`,
  }));
  overTime(byId("buffers-charts"), byId("buffers-at"), buffers);
}

function drawRoofline() {
  const moved = data.traffic.read_bytes + data.traffic.written_bytes;
  const once = data.traffic.distinct_read_bytes + data.traffic.distinct_written_bytes;
  const work = (report.gemm_counter || 0) * data.operations;
  const text = byId("roofline-text");
  if (!work || !moved || !data.cycles || !once) {
    text.textContent = "There was no GEMM work, so no rate to compare with the roof.";
    return;
  }
  const peak = data.operations;
  const slope = data.bus_bytes;
  const roof = (x) => Math.min(peak, slope * x);
  const points = [
    { x: work / moved, y: work / data.cycles, name: "this run", token: "--exec" },
    { x: work / moved, y: roof(work / moved), name: "roof", token: "--muted" },
    { x: work / once, y: roof(work / once), name: "layer's bound", token: "--store" },
  ];
  const xs = [...points.map((p) => p.x), peak / slope];
  const low = 2 ** Math.floor(Math.log2(Math.min(...xs)) - 2);
  const high = 2 ** Math.ceil(Math.log2(Math.max(...xs)) + 1);
  const bottom = 2 ** Math.floor(Math.log2(Math.min(slope * low, points[0].y)));
  const top = peak * 1.6;
  const [width, height, left, right, above, below] = [560, 330, 58, 24, 12, 44];
  const x = (v) => left + (width - left - right) * Math.log(v / low) / Math.log(high / low);
  const y = (v) => height - below - (height - above - below) * Math.log(v / bottom) / Math.log(top / bottom);
  const chart = svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": "Roofline: operations per cycle over operations per byte" });
  for (let v = low; v <= high * 1.001; v *= 2) {
    chart.append(svg("line", { class: "grid", x1: x(v), x2: x(v), y1: above, y2: height - below }),
      svg("text", { x: x(v), y: height - below + 16, "text-anchor": "middle" }, short(v)));
  }
  for (let v = bottom; v <= top; v *= 2) {
    chart.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: y(v), y2: y(v) }),
      svg("text", { x: left - 8, y: y(v) + 4, "text-anchor": "end" }, short(v)));
  }
  chart.append(
    svg("text", { x: (left + width) / 2, y: height - 8, "text-anchor": "middle" }, "operations per byte on the bus"),
    svg("text", { x: 14, y: (height - below) / 2, "text-anchor": "middle",
      transform: `rotate(-90 14 ${(height - below) / 2})` }, "operations per cycle"),
    svg("path", { d: `M${x(low)} ${y(roof(low))}L${x(peak / slope)} ${y(peak)}L${x(high)} ${y(peak)}`,
      style: { fill: "none", stroke: "var(--ink)", strokeWidth: 2 } }),
    svg("line", { x1: x(points[2].x), x2: x(points[2].x), y1: y(roof(points[2].x)), y2: height - below,
      style: { stroke: "var(--store)", strokeDasharray: "4 4" } }));
  for (const point of points) {
    chart.append(svg("circle", { cx: x(point.x), cy: y(point.y), r: point.name === "roof" ? 4 : 6.5,
      style: { fill: `var(${point.token})`, stroke: "var(--card)", strokeWidth: 1.5 } },
      svg("title", {}, `${point.name}: ${short(point.y)} operations per cycle at ${short(point.x)} per byte`)));
  }
  const place = (point, dy) => svg("text", { class: "strong", y: y(point.y) + dy,
    x: x(point.x) + (x(point.x) > .72 * width ? -11 : 11), "text-anchor": x(point.x) > .72 * width ? "end" : "start" },
    `${point.name}: ${short(point.y)}`);
  chart.append(place(points[0], 20), place(points[2], -12));
  byId("roofline-chart").replaceChildren(chart);
  const floor = data.floor;
  const least = Math.max(floor.gemm_cycles, floor.read_cycles, floor.write_cycles);
  text.textContent = `The run reaches ${percent(points[0].y, points[1].y)} of the roof at its traffic of `
    + `${bytes(moved)}. With every byte moved once (${bytes(once)}) nothing is faster than ${integer(least)} cycles: `
    + `${integer(floor.gemm_cycles)} for the multipliers, ${integer(floor.read_cycles)} to read, `
    + `${integer(floor.write_cycles)} to write.`;
}

function drawBursts() {
  const { users, bursts } = data.traffic;
  const lengths = bursts[0].length;
  const sums = Array.from({ length: lengths }, (_, b) => users.reduce((sum, _u, u) => sum + bursts[u][b], 0));
  const total = sums.reduce((a, b) => a + b, 0);
  const beats = sums.reduce((sum, count, b) => sum + count * (b + 1), 0);
  const most = Math.max(1, ...sums);
  const [width, height, left, above, below] = [560, 330, 58, 12, 44];
  const step = (width - left - 10) / lengths;
  const y = (v) => height - below - (height - above - below) * v / most;
  legend(byId("bursts-legend"), users.map((user, u) => [user + (u === 3 ? " (write)" : ""), kUserColours[u]]));
  const chart = svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `Bursts by their length: ${sums.map((c, b) => `${b + 1} beats ${c}`).join(", ")}` });
  for (const v of ticks(0, most, 5)) {
    chart.append(svg("line", { class: "grid", x1: left, x2: width - 10, y1: y(v), y2: y(v) }),
      svg("text", { x: left - 8, y: y(v) + 4, "text-anchor": "end" }, integer(v)));
  }
  sums.forEach((sum, b) => {
    let below_ = 0;
    users.forEach((user, u) => {
      const count = bursts[u][b];
      if (!count) return;
      chart.append(svg("rect", { x: left + b * step + 3, width: step - 6, y: y(below_ + count),
        height: Math.max(y(below_) - y(below_ + count), .8), style: { fill: `var(${kUserColours[u]})` } },
        svg("title", {}, `${user}: ${integer(count)} bursts of ${b + 1} beats`)));
      below_ += count;
    });
    chart.append(svg("text", { x: left + (b + .5) * step, y: height - below + 16, "text-anchor": "middle" }, b + 1));
  });
  chart.append(svg("text", { x: (left + width) / 2, y: height - 8, "text-anchor": "middle" },
    `beats of ${data.bus_bytes} bytes`));
  byId("bursts-chart").replaceChildren(chart);
  byId("bursts-text").textContent = `${integer(total)} bursts, ${total ? (beats / total).toFixed(1) : 0} beats on average; `
    + `${bytes(data.traffic.read_bytes)} read and ${bytes(data.traffic.written_bytes)} written.`;
}
