// Queries that were run, kept in this browser only.

import { _, element, number } from "./messages.js";

const KEY = "livelihood-graph:queries";
const MOST = 50;

export function remembered() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((each) => typeof each?.query === "string") : [];
  } catch {
    return [];
  }
}

export function remember(query, rows) {
  const others = remembered().filter((each) => each.query !== query);
  const entry = { query, rows, at: new Date().toISOString() };
  try {
    localStorage.setItem(KEY, JSON.stringify([entry, ...others].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing still runs queries.
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was nothing to forget.
  }
}

/** What a query is recognized by: its text without prefixes, on one line. */
function gist(query) {
  const short = query.replace(/^\s*(PREFIX\s+\S+\s+<[^>]*>|#.*)\s*$/gim, "").replace(/\s+/g, " ").trim();
  return short.length > 160 ? `${short.slice(0, 160)}…` : short;
}

/** Fills the list of the history. */
export function showPast(take) {
  const list = document.getElementById("history-list");
  const known = remembered();
  document.getElementById("history-count").textContent = known.length ? number(known.length) : "";
  const items = known.map((each) => {
    const day = new Date(each.at).toLocaleString(document.documentElement.lang);
    const rows = typeof each.rows === "number" ? _("{n} rows", { n: number(each.rows) }) : "";
    const button = element("button", { type: "button", class: "link", onclick: () => take(each.query) }, gist(each.query));
    return element("li", {}, button, " ", element("small", { class: "quiet" }, [day, rows].filter(Boolean).join(" · ")));
  });
  list.replaceChildren(...(items.length ? items : [element("li", { class: "quiet" }, _("Nothing has been run yet."))]));
}
