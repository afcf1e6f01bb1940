// The query page: editor, run and stop, answers part by part, history and examples.

import { parameters, partOf } from "./address.js";
import { createEditor, format, mark, setText } from "./editor.js";
import { _, element, language, number } from "./messages.js";
import { copy, makeCopies, makeTabs } from "./panes.js";
import { forget, remember, showPast } from "./past.js";
import { declareAll } from "./prefixes.js";
import { showRemarks } from "./remarks.js";
import { loadSchema } from "./schema.js";

const $ = (id) => document.getElementById(id);
const form = $("ask");
const textarea = $("query");
const result = $("result");
const state = { abort: null, clock: 0, ran: textarea.value, link: location.href };
let schema = null;

const editor = createEditor($("editor"), textarea.value.replace(/\r\n?/g, "\n"), {
  run: () => run(),
  remark: showRemarks,
  leave: () => {
    say(_("Tab leaves the editor now."));
    return false;
  },
});
const view = editor.view;

/** Tells something, also to screen readers; only to them what the page shows anyway. */
function say(text, { isShown = true } = {}) {
  $("status").classList.toggle("heard", !isShown);
  $("status").textContent = text;
}

function seconds(milliseconds) {
  return milliseconds < 1000 ? _("{n} ms", { n: number(Math.round(milliseconds)) }) : _("{n} s", { n: number(Math.round(milliseconds / 100) / 10) });
}

/** While a query runs: the time that it has taken, and the way to stop it. */
function tick(began) {
  say(_("Running… {time}", { time: seconds(performance.now() - began) }));
}

function busy(is) {
  result.setAttribute("aria-busy", String(is));
  $("stop").disabled = !is;
  $("stop").hidden = !is;
  clearInterval(state.clock);
}

/** The form's other fields, for addresses. */
function fields() {
  const found = {};
  for (const [name, value] of new FormData(form)) if (name !== "query" && value) (found[name] ??= []).push(value);
  return found;
}

/** Runs what the editor holds; `more` are fields in the place of the form's. */
async function run(more = {}) {
  const query = editor.text();
  const link = `/sparql?${await parameters(query, { ...fields(), ...more })}`;
  mark(view, null);
  await load(link, { query, isRun: true });
}

/** Gets one part of an answer and puts it in its place; only the last one asked for counts. */
async function load(link, { query = null, isRun = false, push = true } = {}) {
  state.abort?.abort();
  const abort = new AbortController();
  state.abort = abort;
  const began = performance.now();
  busy(true);
  state.clock = setInterval(() => tick(began), 100);
  try {
    const response = await fetch(partOf(link), { signal: abort.signal, headers: { Accept: "text/html" } });
    const text = await response.text();
    const time = performance.now() - began;
    if (state.abort !== abort) return;
    put(text, time, isRun);
    if (push && link !== state.link) history.pushState({ query: query ?? state.ran }, "", link);
    state.link = link;
    if (query !== null) {
      state.ran = query;
      if (response.ok) remember(query, rows());
      showPast(take);
    }
    tell(response.ok, time);
  } catch (error) {
    if (state.abort !== abort && error.name === "AbortError") return;
    say(error.name === "AbortError" ? _("Stopped after {time}.", { time: seconds(performance.now() - began) }) : _("The server cannot be reached: {why}", { why: error.message }));
  } finally {
    if (state.abort === abort) {
      busy(false);
      state.abort = null;
    }
  }
}

function rows() {
  const total = result.querySelector("[data-total]");
  return total ? Number(total.dataset.total) : undefined;
}

function tell(isGood, time) {
  const summary = (result.querySelector(".summary strong")?.textContent ?? "").replace(/[.。]$/, "");
  say(isGood ? _("{what} in {time}", { what: summary, time: seconds(time) }) : _("There is no answer; see below."), { isShown: false });
}

/** Where the server stopped reading, as it says in a problem. */
function placeOf(problem) {
  const said = problem.querySelector(".detail").textContent;
  return { line: Number(problem.dataset.line), column: Number(problem.dataset.column), message: said.replace(/^Line \d+, column \d+: /, "") };
}

/** Puts a part that the server wrote into the page. */
function put(text, time, isRun) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const part = page.querySelector(".result") ?? page.querySelector("main") ?? page.body;
  result.replaceChildren(document.importNode(part, true));
  dress();
  const took = $("took");
  if (took && isRun) took.textContent = _("in {time}", { time: seconds(time) });
  const problem = result.querySelector(".problem[data-line]");
  if (problem && isRun) {
    mark(view, placeOf(problem));
    view.focus();
  }
}

/** What scripts add to an answer. */
function dress() {
  makeTabs(result);
  makeCopies(result);
  for (const each of result.querySelectorAll(".fix")) each.hidden = false;
}

/** Takes a query into the editor and runs it, with its prefixes declared. */
function take(query) {
  setText(view, query);
  if (schema) view.dispatch({ changes: declareAll(query, schema) });
  run();
}

/** Mends one place of the query by what the server suggests. */
function mend({ line, found, instead }) {
  const row = view.state.doc.line(Math.min(Number(line), view.state.doc.lines));
  const at = view.state.doc.sliceString(row.from).indexOf(found);
  if (at < 0) return;
  const from = row.from + at;
  view.dispatch({ changes: { from, to: from + found.length, insert: instead }, selection: { anchor: from }, scrollIntoView: true });
  run();
}

function toggleNames(link) {
  const table = result.querySelector("table.answer");
  const isShort = table.classList.toggle("names-iris");
  table.classList.toggle("names-labels", !isShort);
  link.textContent = isShort ? link.dataset.labels : link.dataset.iris;
}

/** Links of an answer that the page follows by itself. */
result.addEventListener("click", (event) => {
  const link = event.target.closest("a, .fix");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.matches(".fix")) mend(link.dataset);
  else if ("names" in link.dataset) toggleNames(link);
  else if ("part" in link.dataset) load(link.getAttribute("href"));
  else if (link.dataset.query) take(link.dataset.query);
  else if (link.dataset.seconds) {
    const limit = form.elements.namedItem("timeout");
    if (limit) limit.value = link.dataset.seconds;
    run({ timeout: link.dataset.seconds });
  } else return;
  event.preventDefault();
});

/** All examples, below the editor instead of on a page of their own. */
async function openGallery(event) {
  event.preventDefault();
  const place = $("gallery");
  if (!place.hidden) return void (place.hidden = true);
  if (!place.firstChild) {
    const page = new DOMParser().parseFromString(await (await fetch(`${$("more-examples").href}?lang=${language}`)).text(), "text/html");
    const content = page.getElementById("gallery-content");
    const box = element("input", { type: "search", placeholder: _("Find an example"), "aria-label": _("Find an example"), autocomplete: "off" });
    content.prepend(box);
    place.append(document.importNode(content, true));
    place.querySelector("input[type=search]").addEventListener("input", (typed) => narrow(place, typed.target.value));
  }
  place.hidden = false;
  place.querySelector("input[type=search]").focus();
}

function narrow(place, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of place.querySelectorAll("li")) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
}

function wire() {
  for (const each of document.querySelectorAll(".scripted")) if (each.id !== "stop") each.hidden = false;
  textarea.hidden = true;
  textarea.disabled = true;
  $("editor").hidden = false;
  document.querySelector("label[for=query]")?.addEventListener("click", () => view.focus());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  $("stop").addEventListener("click", () => state.abort?.abort());
  $("format").addEventListener("click", () => (format(view), view.focus()));
  $("copy-link").addEventListener("click", async () => copy(new URL(`/sparql?${await parameters(editor.text(), fields())}`, location.href).href, $("copy-link")));
  $("history-clear").addEventListener("click", () => (forget(), showPast(take)));
  $("more-examples").addEventListener("click", openGallery);
  for (const link of document.querySelectorAll(".examples-line a[data-query]"))
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      take(link.dataset.query);
    });
  history.replaceState({ query: editor.text() }, "");
  addEventListener("popstate", async (event) => {
    if (typeof event.state?.query !== "string") return;
    setText(view, event.state.query);
    const { searchParams } = new URL(location.href);
    const isWhole = searchParams.has("query") || searchParams.has("z");
    await load(isWhole ? location.href : `/sparql?${await parameters(event.state.query)}`, { push: false });
    state.ran = event.state.query;
  });
}

wire();
dress();
showPast(take);
const broken = result.querySelector(".problem[data-line]");
if (broken) mark(view, placeOf(broken));
loadSchema(form.dataset.schema, language)
  .then((found) => {
    schema = found;
    editor.setSchema(found);
    document.body.dataset.ready = "true";
  })
  .catch((error) => say(_("The editor cannot complete names: {why}", { why: error.message })));
