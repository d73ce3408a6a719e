// SPDX-License-Identifier: Apache-2.0
//
// Head, key figures, details of the chosen instruction, the table of instructions, statistics.

const kRowsAtOnce = 100;
const table = { order: [], shown: kRowsAtOnce, column: "started", down: false };

function drawHead() {
  const layer = report.layer;
  byId("title").textContent = data.name;
  const parts = [`geometry ${data.geometry}`];
  if (layer) {
    parts.push(`${layer.height} x ${layer.width} x ${layer.in_channels} to ${layer.out_channels} channels`,
      `kernel ${layer.kernel.join(" x ")}`);
  }
  if (report.schedule) {
    const s = report.schedule;
    parts.push(`tiles oc ${s.tile_oc}, ic ${s.tile_ic}, h ${s.tile_h}, w ${s.tile_w}`,
      `${s.vthreads} virtual thread${s.vthreads === 1 ? "" : "s"}`);
  }
  byId("subtitle").textContent = parts.join(" \u00b7 ");
  document.title = `${data.name}: ${integer(data.cycles)} cycles`;
  byId("incomplete").hidden = data.complete;
  if (report.outcome !== "finished") {
    byId("failure").hidden = false;
    byId("failure").textContent = `The run did not finish: ${report.outcome}`
      + (report.error ? `, ${report.error} at instruction ${report.error_insn}` : "")
      + (report.detail ? `. ${report.detail}` : "");
  }
  const floor = Math.max(data.floor.gemm_cycles, data.floor.read_cycles, data.floor.write_cycles);
  const moved = data.traffic.read_bytes + data.traffic.written_bytes;
  const tiles = [
    ["Cycles", integer(data.cycles), floor ? `${(data.cycles / floor).toFixed(3)} times the least possible` : "", "cycles"],
    ["GEMM utilization", percent(report.gemm_counter || 0, data.cycles), `${integer(report.gemm_counter || 0)} micro-ops`],
    ["Compute busy", percent(data.units[2].busy, data.cycles), `${integer(data.units[2].busy)} cycles`],
    ["On the bus", bytes(moved), `${percent(moved / data.bus_bytes, data.cycles)} of one beat per cycle`],
    ["Instructions", integer(insnCount), data.runs > 1 ? `${data.runs} runs` : "one run"],
    ["Outcome", report.outcome || "unknown",
      report.success === undefined ? "" : report.success ? "results are right" : "results are wrong"],
  ];
  byId("tiles").replaceChildren(...tiles.map(([name, value, note, key]) =>
    h("div", {}, h("dt", {}, name), h("dd", { id: key ? "tile-" + key : null }, value), h("dd", {}, note))));
}

function link(text, action) {
  return h("button", { type: "button", class: "link", onclick: (event) => { event.stopPropagation(); action(); } }, text);
}

function showDetails(i) {
  const box = byId("details");
  if (i === null) return box.replaceChildren();
  const started = insns.started[i] !== null;
  const tokens = (mine, other, text) => {
    const found = data.tokens.filter((token) => token[mine] === i);
    if (!found.length) return [];
    return [h("dt", {}, text), h("dd", {}, ...found.flatMap((token) => [" ",
      link(`${mnemonic(token[other])} ${label(token[other])} (${data.token_paths[token[0]]}, cycle `
        + `${integer(token[mine === 2 ? 3 : 4])})`, () => choose(token[other], "details"))]))];
  };
  box.replaceChildren(h("dl", {},
    h("dt", {}, "instruction"), h("dd", {}, h("strong", {}, label(i)), " ", h("code", {}, insns.text[i])),
    h("dt", {}, "comes from"), h("dd", {}, data.tiles[insns.origin[i]] || "nobody said"),
    h("dt", {}, "cycles"), h("dd", { class: "num" }, started
      ? `dispatched ${integer(insns.dispatched[i])}, started ${integer(insns.started[i])} (after `
        + `${integer(waitOf(i))}), ` + (insns.retired[i] ? `retired ${integer(insns.ended[i] - 1)}` : "not retired")
        + `; ${integer(cyclesOf(i))} in flight`
      : `dispatched ${integer(insns.dispatched[i])}, never started`),
    ...tokens(2, 1, "took tokens of"), ...tokens(1, 2, "gave tokens to"),
    h("dt", {}, "go to"), h("dd", {},
      tileOf(i) ? link("instructions of this tile", () => filterTile(i)) : null, " ",
      link("its row in the table", () => showRow(i)))));
}

function filterTile(i) {
  byId("search").value = tileOf(i);
  byId("engine").value = "";
  refilter();
  byId("instructions").scrollIntoView();
}

function showRow(i) {
  let at = table.order.indexOf(i);
  if (at < 0) {
    byId("search").value = byId("engine").value = "";
    refilter();
    at = table.order.indexOf(i);
  }
  table.shown = Math.max(table.shown, at + 1);
  drawRows();
  byId("insn-table").tBodies[0].rows[at].scrollIntoView({ block: "center" });
}

const columns = [
  { key: "index", name: "#", number: true, value: (i) => i },
  { key: "engine", name: "engine", value: (i) => insns.engine[i] },
  { key: "text", name: "instruction", value: (i) => insns.text[i] },
  { key: "started", name: "start", number: true, value: (i) => insns.started[i] },
  { key: "cycles", name: "in flight", number: true, value: cyclesOf },
  { key: "wait", name: "waited", number: true, value: waitOf },
  { key: "tile", name: "tile", value: tileOf },
];

function row(i) {
  const time = insns.started[i] === null ? "never"
    : link(integer(insns.started[i]), () => { choose(i, "table"); zoomTo(i); byId("timeline").scrollIntoView(); });
  const figure = (value) => (value === null ? "" : integer(value));
  return h("tr", { "data-insn": i, class: i === chosen ? "chosen" : null, onclick: () => choose(i, "table") },
    h("td", { class: "n" }, link(label(i), () => choose(i, "table"))),
    h("td", {}, data.engines[insns.engine[i]]),
    h("td", { class: "code" }, insns.text[i]),
    h("td", { class: "n" }, time),
    h("td", { class: "n" }, figure(cyclesOf(i))),
    h("td", { class: "n" }, figure(waitOf(i))),
    h("td", {}, tileOf(i) ? link(tileOf(i), () => filterTile(i)) : ""));
}

function drawRows() {
  byId("insn-table").tBodies[0].replaceChildren(...table.order.slice(0, table.shown).map(row));
  byId("more").hidden = table.shown >= table.order.length;
  byId("more").textContent = `Show ${integer(Math.min(500, table.order.length - table.shown))} more`;
  byId("count").textContent = `${integer(table.order.length)} of ${integer(insnCount)} instructions`
    + (table.shown < table.order.length ? `, the first ${integer(table.shown)} shown` : "");
}

// Words that are apart by a comma or a blank must all be there; "#12" is a number, not a text.
function matcher(text) {
  const words = text.toLowerCase().trim();
  const number = /^#(\d+)$/.exec(words);
  if (number) return (i) => insns.index[i] === Number(number[1]);
  const whole = (i) => `${insns.text[i]} ${tileOf(i)} ${data.tiles[insns.origin[i]]}`.toLowerCase();
  const parts = words.split(/\s*,\s*|\s{2,}/).filter(Boolean);
  return (i) => { const all = whole(i); return parts.every((part) => all.includes(part)); };
}

function refilter() {
  const matches = matcher(byId("search").value), engine = byId("engine").value;
  const { value } = columns.find((c) => c.key === table.column);
  table.order = [];
  for (let i = 0; i < insnCount; i++) {
    if ((engine === "" || insns.engine[i] === Number(engine)) && matches(i)) table.order.push(i);
  }
  const compare = (a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);
  table.order.sort((a, b) => compare(value(a), value(b)) * (table.down ? -1 : 1) || a - b);
  table.shown = kRowsAtOnce;
  drawRows();
}

function drawColumns() {
  byId("insn-table").tHead.rows[0].replaceChildren(...columns.map((c) => h("th",
    { scope: "col", class: c.number ? "n" : null,
      "aria-sort": table.column === c.key ? (table.down ? "descending" : "ascending") : null },
    h("button", { type: "button", class: "sort", onclick: () => {
      table.down = table.column === c.key && !table.down;
      table.column = c.key;
      drawColumns();
      refilter();
    } }, c.name))));
}

function setUpTable() {
  data.engines.forEach((name, e) => byId("engine").append(h("option", { value: e }, name)));
  byId("search").addEventListener("input", refilter);
  byId("engine").addEventListener("change", refilter);
  byId("more").addEventListener("click", () => { table.shown += 500; drawRows(); });
  choiceListeners.push((i) => {
    for (const tr of byId("insn-table").tBodies[0].rows) tr.classList.toggle("chosen", Number(tr.dataset.insn) === i);
    showDetails(i);
  });
  drawColumns();
  refilter();
}

// Everything in the report that is a number or a text, with the path that leads to it.
function drawStatistics() {
  const groups = [["Run", []]];
  const add = (rows, path, value) => {
    if (value === null || typeof value !== "object") {
      const text = typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 4 }) : String(value);
      rows.push(h("tr", {}, h("th", { scope: "row" }, path.split(".").slice(-2).join(" ").replaceAll("_", " ")),
        h("td", { class: "n", "data-key": path, "data-value": value }, text)));
    } else if (!Array.isArray(value)) {
      for (const [key, part] of Object.entries(value)) add(rows, `${path}.${key}`, part);
    } else if (value.every((part) => typeof part !== "object")) {
      add(rows, path, value.join(" x "));
    }
  };
  for (const [key, value] of Object.entries(report)) {
    if (value === null || typeof value !== "object") add(groups[0][1], key, value);
    else if (!Array.isArray(value)) {
      groups.push([key[0].toUpperCase() + key.slice(1), []]);
      add(groups.at(-1)[1], key, value);
    }
  }
  byId("statistics-tables").replaceChildren(...groups.map(([name, rows]) =>
    h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col", colspan: 2 }, name))), h("tbody", {}, ...rows)))));
}

function setUpTheme() {
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    redraw();
  });
}

drawHead();
drawWhere();
drawOverTime();
drawRoofline();
drawBursts();
drawStatistics();
setUpTable();
setUpTimeline();
setUpTheme();
