// SPDX-License-Identifier: Apache-2.0
//
// The data of the page, and how elements and numbers are made. Text goes in as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const report = data.report;
const insns = data.insns;
const insnCount = insns.index.length;

const kPhases = [
  { key: "busy", name: "busy", colour: "--busy" },
  { key: "token_wait", name: "waits for a token", colour: "--token" },
  { key: "memory_wait", name: "waits for memory", colour: "--memory" },
];
const kEngineColours = ["--load", "--exec", "--tail", "--cload", "--store"];
const kUserColours = ["--fetch", "--load", "--cload", "--store"];

const byId = (id) => document.getElementById(id);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const integer = (value) => Math.round(value).toLocaleString("en-US");
const percent = (part, whole) => (whole ? (100 * part / whole).toFixed(1) : "0.0") + " %";
function bytes(value) {
  if (value < 10240) return integer(value) + " B";
  return value < 10485760 ? (value / 1024).toFixed(1) + " KiB" : (value / 1048576).toFixed(1) + " MiB";
}
// 3 digits that count, at least.
const short = (value) => (value < 100 ? Number(value.toPrecision(3)) : Math.round(value)).toLocaleString("en-US");

function legend(element, entries) {
  element.replaceChildren(...entries.map(([name, token]) =>
    h("span", {}, h("i", { style: { background: `var(${token})` } }), name)));
}

// Round numbers from low to high, about `count` of them.
function ticks(low, high, count) {
  const raw = Math.max((high - low) / count, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((m) => m * power >= raw) * power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(value);
  return found;
}

const mnemonic = (i) => insns.text[i].split(" ", 1)[0];
const label = (i) => (data.runs > 1 ? `run ${insns.run[i]} ` : "") + `#${insns.index[i]}`;
const tileOf = (i) => data.tiles[insns.tile[i]];
const cyclesOf = (i) => (insns.started[i] === null ? null : insns.ended[i] - insns.started[i]);
// Cycles between the dispatch and the start.
const waitOf = (i) => (insns.started[i] === null ? null : insns.started[i] - insns.dispatched[i]);

// Who wants to know that another instruction was chosen.
const choiceListeners = [];
let chosen = null;
function choose(i, from) {
  chosen = i;
  for (const listener of choiceListeners) listener(i, from);
}
