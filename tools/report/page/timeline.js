// SPDX-License-Identifier: Apache-2.0
//
// Instructions over time, to move in and to zoom into.

const kRowHeight = 15, kRowsShown = 8, kLeft = 150, kAxisHeight = 22, kGap = 9, kSmallest = 40;

// Engines that did something, with the place of their rows on the canvas.
const lanes = (() => {
  let top = kAxisHeight + kGap;
  return data.engines.map((name, engine) => {
    let rows = 0;
    for (let i = 0; i < insnCount; i++) {
      if (insns.engine[i] === engine && insns.started[i] !== null) rows = Math.max(rows, insns.row[i] + 1);
    }
    const lane = { name, rows: Math.min(rows, kRowsShown), top };
    if (rows) top += lane.rows * kRowHeight + kGap;
    lane.bottom = top;
    return lane;
  });
})();
const kChartHeight = lanes.at(-1).bottom + 2;
// What a row shows of instructions that overlap more than there are rows: they share them.
const topOf = (i) => lanes[insns.engine[i]].top + (insns.row[i] % kRowsShown) * kRowHeight;

const chart = byId("chart");
const view = { begin: 0, end: Math.max(1, data.cycles), drawing: false };

function setView(begin, end) {
  const span = Math.min(Math.max(end - begin, kSmallest), Math.max(data.cycles, kSmallest));
  view.begin = Math.max(0, Math.min(begin, data.cycles - span));
  view.end = view.begin + span;
  byId("window").textContent = `cycles ${integer(view.begin)} to ${integer(view.end)}`;
  redraw();
}
function redraw() {
  if (view.drawing) return;
  view.drawing = true;
  requestAnimationFrame(() => { view.drawing = false; drawTimeline(); });
}
function zoom(factor, at) {
  const centre = at === undefined ? (view.begin + view.end) / 2 : at;
  setView(centre - (centre - view.begin) * factor, centre + (view.end - centre) * factor);
}
const plotWidth = () => chart.clientWidth - kLeft - 6;
const xOf = (cycle) => kLeft + plotWidth() * (cycle - view.begin) / (view.end - view.begin);
const cycleAt = (x) => view.begin + (x - kLeft) * (view.end - view.begin) / plotWidth();

// Shows these cycles with some more around them, and scrolls there.
function showWindow(begin, cycles) {
  setView(begin - cycles, begin + 2 * cycles);
  byId("timeline").scrollIntoView({ block: "start" });
}

function drawAxis(ctx, width) {
  ctx.fillStyle = colour("--muted");
  ctx.strokeStyle = colour("--line");
  ctx.textAlign = "center";
  for (const cycle of ticks(view.begin, view.end, width / 130)) {
    const x = xOf(cycle);
    if (x < kLeft) continue;
    ctx.beginPath();
    ctx.moveTo(x, kAxisHeight);
    ctx.lineTo(x, kChartHeight);
    ctx.stroke();
    ctx.fillText(integer(cycle), Math.min(x, width - 30), 15);
  }
}

function drawTimeline() {
  const width = chart.clientWidth, ratio = window.devicePixelRatio || 1;
  chart.style.height = kChartHeight + "px";
  chart.width = Math.round(width * ratio);
  chart.height = Math.round(kChartHeight * ratio);
  const ctx = chart.getContext("2d");
  ctx.scale(ratio, ratio);
  ctx.clearRect(0, 0, width, kChartHeight);
  ctx.font = "12px system-ui, sans-serif";
  drawAxis(ctx, width);
  const colours = kEngineColours.map(colour);
  ctx.textAlign = "right";
  ctx.fillStyle = colour("--muted");
  for (const lane of lanes) {
    if (lane.rows) ctx.fillText(lane.name.replace("compute: ", ""), kLeft - 10, lane.top + 11);
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(kLeft, 0, width - kLeft, kChartHeight);
  ctx.clip();
  ctx.textAlign = "left";
  const card = colour("--card");
  for (let i = 0; i < insnCount; i++) {
    if (insns.started[i] === null || insns.ended[i] < view.begin || insns.started[i] > view.end) continue;
    const x = xOf(insns.started[i]), w = Math.max(xOf(insns.ended[i]) - x, 1);
    ctx.globalAlpha = chosen === null || chosen === i || insns.tile[i] === insns.tile[chosen] ? 1 : .35;
    ctx.fillStyle = colours[insns.engine[i]];
    ctx.fillRect(x, topOf(i), w > 3 ? w - 1 : w, kRowHeight - 2);
    if (w < 46) continue;
    const text = `${mnemonic(i)} #${insns.index[i]}`;
    const from = Math.max(x, kLeft) + 4;
    if (ctx.measureText(text).width < x + w - from - 3) {
      ctx.fillStyle = card;
      ctx.fillText(text, from, topOf(i) + 10.5);
    }
  }
  ctx.globalAlpha = 1;
  if (chosen !== null && insns.started[chosen] !== null) drawChoice(ctx);
  ctx.restore();
}

// A frame around the chosen instruction, and its tokens.
function drawChoice(ctx) {
  ctx.strokeStyle = ctx.fillStyle = colour("--ink");
  ctx.lineWidth = 1.5;
  const x = xOf(insns.started[chosen]);
  ctx.strokeRect(x - .5, topOf(chosen) - 1, Math.max(xOf(insns.ended[chosen]) - x, 2), kRowHeight);
  for (const [, from, to, given, taken] of tokensOf(chosen)) {
    const [x0, y0, x1, y1] = [xOf(given), topOf(from) + 7, xOf(taken), topOf(to) + 7];
    const bend = Math.max(18, Math.abs(x1 - x0) / 2);
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x1 - 7, y1 - 4);
    ctx.lineTo(x1 - 7, y1 + 4);
    ctx.fill();
  }
}

const tokensOf = (i) => data.tokens.filter((token) => token[1] === i || token[2] === i);

function insnAt(x, y) {
  const cycle = cycleAt(x), slack = (view.end - view.begin) / plotWidth() * 2;
  let best = null;
  if (x < kLeft) return best;
  for (let i = 0; i < insnCount; i++) {
    if (insns.started[i] === null || y < topOf(i) || y >= topOf(i) + kRowHeight) continue;
    if (cycle < insns.started[i] - slack || cycle > insns.ended[i] + slack) continue;
    if (best === null || cyclesOf(i) < cyclesOf(best)) best = i;
  }
  return best;
}

function showTip(i, x, y) {
  const tip = byId("tip");
  tip.hidden = i === null;
  if (i === null) return;
  tip.replaceChildren(h("strong", {}, `${mnemonic(i)} ${label(i)}`),
    `, ${integer(cyclesOf(i))} cycles from ${integer(insns.started[i])}`, h("br"), tileOf(i));
  tip.style.left = Math.max(0, Math.min(x + 14, chart.clientWidth - tip.offsetWidth)) + "px";
  tip.style.top = (y + 16) + "px";
}

// Moves the window so that the instruction is in it, not too small.
function reveal(i) {
  const begin = insns.started[i], length = insns.ended[i] - begin;
  const span = view.end - view.begin;
  if (begin >= view.begin && insns.ended[i] <= view.end && length > span / 200) return redraw();
  zoomTo(i);
}
function zoomTo(i) {
  const length = insns.ended[i] - insns.started[i], middle = insns.started[i] + length / 2;
  const wanted = Math.max(length * 3, 400);
  setView(middle - wanted / 2, middle + wanted / 2);
}

function setUpTimeline() {
  legend(byId("timeline-legend"), data.engines.map((name, e) => [name, kEngineColours[e]])
    .filter((_entry, e) => lanes[e].rows > 0));
  byId("zoom-in").addEventListener("click", () => zoom(.5));
  byId("zoom-out").addEventListener("click", () => zoom(2));
  byId("zoom-all").addEventListener("click", () => setView(0, data.cycles));
  let drag = null;
  chart.addEventListener("pointerdown", (event) => {
    drag = { x: event.offsetX, begin: view.begin, moved: false };
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    if (!drag) return showTip(insnAt(event.offsetX, event.offsetY), event.offsetX, event.offsetY);
    const cycles = (drag.x - event.offsetX) * (view.end - view.begin) / plotWidth();
    drag.moved = drag.moved || Math.abs(drag.x - event.offsetX) > 3;
    if (drag.moved) setView(drag.begin + cycles, drag.begin + cycles + view.end - view.begin);
  });
  chart.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved) choose(insnAt(event.offsetX, event.offsetY), "timeline");
    drag = null;
  });
  chart.addEventListener("pointercancel", () => { drag = null; });
  chart.addEventListener("pointerleave", () => showTip(null));
  chart.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : .8, cycleAt(event.offsetX));
  }, { passive: false });
  chart.addEventListener("keydown", (event) => {
    const step = (view.end - view.begin) / 5;
    const keys = { ArrowLeft: () => setView(view.begin - step, view.end - step),
      ArrowRight: () => setView(view.begin + step, view.end + step), "+": () => zoom(.5), "=": () => zoom(.5),
      "-": () => zoom(2), Escape: () => choose(null, "timeline") };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(redraw).observe(chart.parentElement);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  choiceListeners.push((i) => (i === null || insns.started[i] === null ? redraw() : reveal(i)));
  setView(0, data.cycles);
}
