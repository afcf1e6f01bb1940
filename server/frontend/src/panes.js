// The parts of an answer as tabs: the server writes them one below the other, for those without scripts.

import { _, element } from "./messages.js";

const RAW_BYTES = 200_000;
let chosen = "";

/** Makes tabs of the panes of an answer. */
export function makeTabs(result) {
  const panes = [...result.querySelectorAll(".pane")];
  if (!panes.length) return;
  const list = element("div", { class: "tabs", role: "tablist", "aria-label": _("Views of the answer") });
  const tabs = panes.map((pane) => {
    pane.setAttribute("role", "tabpanel");
    pane.setAttribute("aria-labelledby", `tab-${pane.id}`);
    pane.querySelector(".pane-title")?.remove();
    return element("button", { type: "button", role: "tab", id: `tab-${pane.id}`, "aria-controls": pane.id, onclick: () => show(pane.id, true) }, pane.dataset.title);
  });
  function show(id, isAsked) {
    if (isAsked) chosen = id;
    panes.forEach((pane, index) => {
      const isShown = pane.id === id;
      pane.hidden = !isShown;
      tabs[index].setAttribute("aria-selected", String(isShown));
      tabs[index].tabIndex = isShown ? 0 : -1;
      if (isShown) fill(pane);
    });
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const now = tabs.indexOf(result.getRootNode().activeElement);
    const next = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : step ? (now + step + tabs.length) % tabs.length : -1;
    if (next < 0) return;
    event.preventDefault();
    show(panes[next].id, true);
    tabs[next].focus();
  });
  list.append(...tabs);
  panes[0].before(list);
  show(panes.some((pane) => pane.id === chosen) ? chosen : panes[0].id, false);
}

/** Gets what a pane shows only when it is looked at. */
function fill(pane) {
  if ("raw" in pane.dataset) return fillRaw(pane);
  if (pane.dataset.src) return fillChart(pane);
  return undefined;
}

/** A picture of the answer that the server draws, with its description in words; refusals are pictures too. */
async function fillChart(pane) {
  const select = pane.querySelector("select");
  if (!select.dataset.wired) {
    select.dataset.wired = "1";
    pane.querySelector("button").remove();
    select.addEventListener("change", () => fillChart(pane));
  } else if (pane.dataset.shown === select.value) return;
  pane.dataset.shown = select.value;
  const place = pane.querySelector("div.chart");
  const url = new URL(pane.dataset.src, location.href);
  if (select.value) url.searchParams.set("view", select.value);
  const forms = { svg: "SVG", png: "PNG", "vl.json": "Vega-Lite" };
  const links = Object.entries(forms).map(([form, name]) => element("a", { href: url.href.replace("chart.svg", `chart.${form}`) }, name));
  if (matchMedia("(prefers-color-scheme: dark)").matches) url.searchParams.set("theme", "dark");
  url.searchParams.set("width", String(Math.max(320, Math.min(1100, Math.round(pane.clientWidth / 20) * 20))));
  place.textContent = "…";
  try {
    const response = await fetch(url, { headers: { Accept: "image/svg+xml" } });
    const text = await response.text();
    if (!/svg/.test(response.headers.get("Content-Type") ?? "")) throw new Error(String(response.status));
    const drawn = new DOMParser().parseFromString(text, "image/svg+xml");
    const words = drawn.querySelector("desc")?.textContent.trim() ?? drawn.querySelector("title")?.textContent.trim();
    place.replaceChildren(element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, alt: words || pane.dataset.title }));
    pane.querySelector(".chart-links").replaceChildren(...(response.ok ? links : []));
  } catch (error) {
    place.textContent = _("There is no picture: {why}", { why: error.message });
  }
}

/** The first bytes of the answer as programs get it. */
async function fillRaw(pane) {
  const select = pane.querySelector("select");
  if (!select.dataset.wired) {
    select.dataset.wired = "1";
    select.addEventListener("change", () => fillRaw(pane));
  } else if (pane.dataset.shown === select.value) return;
  pane.dataset.shown = select.value;
  const code = pane.querySelector("code");
  const cut = pane.querySelector(".cut");
  cut.hidden = true;
  code.textContent = "…";
  const abort = new AbortController();
  try {
    const response = await fetch(select.value, { signal: abort.signal });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
      if (text.length > RAW_BYTES) {
        cut.hidden = false;
        text = text.slice(0, RAW_BYTES);
        abort.abort();
        break;
      }
    }
    code.textContent = text;
  } catch (error) {
    code.textContent = String(error.message ?? error);
  }
}

/** Buttons that copy the code of an answer. */
export function makeCopies(result) {
  for (const pre of result.querySelectorAll(".snippet pre")) {
    const button = element("button", { type: "button", class: "quiet-button copy", onclick: () => copy(pre.textContent, button) }, _("Copy"));
    const box = element("div", { class: "code" });
    pre.replaceWith(box);
    box.append(pre, button);
  }
}

/** Puts a text on the clipboard and says so on a button. */
export async function copy(text, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = _("Copied");
  } catch {
    button.textContent = _("Copying is not allowed here");
  }
  setTimeout(() => (button.textContent = before), 2000);
}
