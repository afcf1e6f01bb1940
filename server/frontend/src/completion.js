// Completion that knows the place: classes after `a`, the properties of this subject first, things by their labels.

import { contextAt } from "./context.js";
import { _, element, number } from "./messages.js";
import { declare } from "./prefixes.js";
import { split, tokensOf } from "./tokens.js";

const WORD = /[<?$]?[\p{L}\p{N}_:·-]*$/u;
const KEYWORDS = {
  clause: ["SELECT", "SELECT DISTINCT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "WHERE", "ORDER BY", "GROUP BY"].concat(
    ["HAVING", "LIMIT", "OFFSET", "DESC()", "ASC()", "FROM", "COUNT()", "SUM()", "AVG()", "MIN()", "MAX()"],
    ["SAMPLE()", "GROUP_CONCAT()", "AS"],
  ),
  pattern: ["FILTER()", "OPTIONAL {}", "BIND()", "VALUES", "UNION {}", "MINUS {}", "GRAPH"].concat(
    ["FILTER EXISTS {}", "FILTER NOT EXISTS {}"],
  ),
  expression: ["STR()", "LANG()", "CONTAINS()", "STRSTARTS()", "REGEX()", "LCASE()", "UCASE()", "STRLEN()", "CONCAT()"].concat(
    ["IF()", "COALESCE()", "BOUND()", "YEAR()", "MONTH()", "ABS()", "ROUND()", "LANGMATCHES()", "DATATYPE()", "IRI()"],
    ["REPLACE()", "SUBSTR()", "STRAFTER()", "STRBEFORE()", "NOT IN ()", "IN ()", "EXISTS {}", "NOT EXISTS {}", "AS"],
  ),
};

/** The start of the word that ends at a place. */
function wordBefore(state, offset) {
  const line = state.doc.lineAt(offset);
  const match = WORD.exec(line.text.slice(0, offset - line.from));
  return { from: offset - match[0].length, text: match[0] };
}

/** How well a typed text fits candidates: 3 equal, 2 begins so, 1 contains it, 0 not at all. */
function fit(typed, candidates) {
  const low = typed.toLowerCase();
  let best = 0;
  for (const candidate of candidates) {
    const text = candidate.toLowerCase();
    if (text === low) return 3;
    if (text.startsWith(low)) best = 2;
    else if (best < 1 && text.includes(low)) best = 1;
  }
  return best;
}

/** Puts a name in the place of what was typed, and declares its prefix. */
function taking(name, schema) {
  return (view, completion, from, to) => {
    const text = view.state.doc.toString();
    const end = text[from] === "<" && text[to] === ">" ? to + 1 : to;
    const isName = !/^https?:/.test(name);
    const prefix = isName ? declare(text, split(name)[0], schema) : [];
    const changes = [...prefix, { from, to: end, insert: isName ? name : `<${name}>` }];
    const set = view.state.changes(changes);
    view.dispatch({ changes: set, selection: { anchor: set.mapPos(end, 1) }, userEvent: "input.complete" });
  };
}

/** Puts a keyword, with the cursor between its brackets. */
function typing(keyword) {
  const inside = /[({]/.exec(keyword);
  const place = inside ? inside.index + 1 : keyword.length;
  return (view, completion, from, to) =>
    view.dispatch({
      changes: { from, to, insert: inside ? keyword : `${keyword} ` },
      selection: { anchor: from + (inside ? place : keyword.length + 1) },
      userEvent: "input.complete",
    });
}

/** The card beside a suggestion: label, definition and how it is used. */
function card(term, schema, note) {
  return () =>
    element(
      "div",
      { class: "term" },
      element("strong", {}, schema.label(term) || term.name),
      element("p", {}, schema.definition(term)),
      note ? element("p", { class: "note" }, note) : null,
    );
}

function count(uses) {
  return uses === undefined ? "" : number(uses);
}

/** Suggestions of classes, with the number of things of each. */
function classes(schema) {
  return [...schema.classes.values()].map((each) => ({
    term: each,
    weight: each.count ? (each.name.startsWith("lh:") ? 55 : 50) : 0,
    uses: each.count ?? 0,
    type: "class",
    note: _("{n} of them in the graph", { n: number(each.count ?? 0) }),
  }));
}

/** Suggestions of properties: those that the subject's class uses first, most used first. */
function properties(schema, context) {
  const own = new Map();
  for (const name of context.classes ?? [])
    for (const [property, uses] of schema.uses.get(name) ?? []) own.set(property, (own.get(property) ?? 0) + uses);
  const classNames = (context.classes ?? []).join(", ");
  return [...schema.properties.values()].map((each) => {
    const uses = own.get(each.name);
    return {
      term: each,
      weight: uses ? 60 : each.count ? 10 : 0,
      uses: uses ?? each.count ?? 0,
      type: "property",
      note: uses
        ? _("used {n} times on {class}", { n: number(uses), class: classNames })
        : _("used {n} times in the graph", { n: number(each.count ?? 0) }),
    };
  });
}

/** Suggestions of the entries of closed lists; those of the wanted class first. */
function entries(schema, context) {
  const range = new Set(schema.properties.get(context.verb)?.range ?? []);
  return [...schema.entries.values()].map((each) => ({
    term: each,
    weight: range.has(each.list.class) ? 40 : 0,
    uses: each.uses,
    type: "enum",
    note: each.list.label ? schema.label(each.list) : "",
  }));
}

/** A suggestion as the editor shows it, or nothing when it does not fit what was typed. */
function option(each, typed, schema) {
  const { term } = each;
  const labels = Object.values(term.label ?? {});
  const score = typed ? fit(typed, [term.name, split(term.name)[1], ...labels]) : 2;
  if (!score) return null;
  return {
    label: term.name,
    detail: [schema.label(term), count(each.uses)].filter(Boolean).join(" · "),
    type: each.type,
    info: card(term, schema, each.note),
    apply: taking(term.name, schema),
    rank: score * 100 + each.weight,
    uses: each.uses ?? 0,
  };
}

function keywords(list, typed) {
  return list
    .filter((each) => each.toLowerCase().startsWith(typed.toLowerCase()))
    .map((each) => ({ label: each.replace(/ ?[({][)}]/, ""), type: "keyword", apply: typing(each), rank: 5, uses: 0 }));
}

/** Variables of the query, those that are used more first. */
function variables(tokens, from, typed) {
  const counts = new Map();
  for (const token of tokens)
    if (token.kind === "variable" && token.from !== from) counts.set(token.text, (counts.get(token.text) ?? 0) + 1);
  return [...counts]
    .filter(([name]) => !typed || fit(typed, [name, name.slice(1)]))
    .map(([name, uses]) => ({ label: name, type: "variable", rank: 150, uses }));
}

/** What may stand at a place, before it is ranked. */
function candidates(context, schema) {
  if (context.expects === "class") return classes(schema);
  if (context.expects === "property") return properties(schema, context);
  if (context.expects === "object" || context.expects === "subject") return entries(schema, context);
  if (context.expects === "expression") return [...entries(schema, context), ...classes(schema)];
  return [];
}

function wordsFor(context, typed) {
  if (context.expects === "clause") return keywords(KEYWORDS.clause, typed);
  if (context.expects === "expression") return keywords(KEYWORDS.expression, typed);
  if (context.expects === "subject" || context.expects === "end") return keywords(KEYWORDS.pattern, typed);
  return [];
}

/** Suggestions in order: CodeMirror keeps it, since the rank is given as a boost. */
function ordered(options) {
  const own = (option) => Number(option.label.startsWith("lh:"));
  options.sort((x, y) => y.rank - x.rank || y.uses - x.uses || own(y) - own(x) || (x.label < y.label ? -1 : 1));
  return options;
}

/** The source of terms, variables and keywords: what the page knows already. */
export function termSource(schema) {
  return (completion) => {
    const { state, pos } = completion;
    const word = wordBefore(state, pos);
    if (!word.text && !completion.explicit && !/[\sa;]$/.test(state.sliceDoc(Math.max(0, pos - 2), pos))) return null;
    const text = state.doc.toString();
    const tokens = tokensOf(text);
    if (tokensAround(text, pos)) return null;
    const context = contextAt(tokens, word.from, schema);
    if (context.expects === "none") return null;
    const waits = ["class", "property"].includes(context.expects);
    if (!word.text && !completion.explicit && !waits) return null;
    const typed = word.text.replace(/^</, "");
    const isVariable = /^[?$]/.test(typed);
    const terms = isVariable ? [] : candidates(context, schema).map((each) => option(each, typed, schema)).filter(Boolean);
    const named = context.expects === "class" ? [] : variables(tokens, word.from, typed);
    const words = isVariable ? [] : wordsFor(context, typed);
    const type = context.expects === "property" && "a".startsWith(typed) && !isVariable ? [kind()] : [];
    const options = ordered([...type, ...terms, ...named, ...words]).slice(0, 120);
    return options.length ? { from: word.from, options, filter: false } : null;
  };
}

function kind() {
  return { label: "a", detail: _("is of the class"), type: "keyword", rank: 265, uses: 0, apply: "a " };
}

/** Whether a place is in a comment. */
function tokensAround(text, pos) {
  const line = text.slice(text.lastIndexOf("\n", pos - 1) + 1, pos);
  return /(^|\s)#[^>]*$/.test(line) && !/<[^>]*$/.test(line);
}

/** The source of things by label, which asks the server: typed anywhere, in English or Chinese. */
export function thingSource(schema) {
  return async (completion) => {
    const { state, pos } = completion;
    const word = wordBefore(state, pos);
    const typed = word.text.replace(/^</, "");
    const local = typed.includes(":") ? split(typed)[1] : typed;
    const least = /[^\x00-\x7f]/.test(local) ? 1 : 2;
    if (/^[?$]/.test(typed) || local.length < least || typed.toUpperCase() === typed && /^[A-Z]+$/.test(typed)) return null;
    const text = state.doc.toString();
    if (tokensAround(text, pos)) return null;
    const context = contextAt(tokensOf(text), word.from, schema);
    if (["none", "property", "class"].includes(context.expects)) return null;
    const abort = new AbortController();
    completion.addEventListener("abort", () => abort.abort());
    await new Promise((done) => setTimeout(done, 120));
    if (completion.aborted) return null;
    const range = new Set(schema.properties.get(context.verb)?.range ?? []);
    const things = await schema.lookup(typed, abort.signal);
    const options = things.map((thing, index) => ({
      label: thing.name,
      detail: [...schema.labels(thing), schema.label(thing.class)].filter(Boolean).join(" · "),
      type: "constant",
      info: card(thing, schema, ""),
      apply: taking(thing.name, schema),
      section: { name: _("Things in the graph"), rank: 1 },
      rank: 200 + (range.has(thing.class?.name) ? 50 : 0) - index,
    }));
    return options.length ? { from: word.from, options: ordered(options), filter: false } : null;
  };
}
