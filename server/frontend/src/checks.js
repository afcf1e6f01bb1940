// What can be told of a query before it is run: prefixes, misspelt terms, things that cannot be read; each with a fix.

import { syntaxTree } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { Facet, StateEffect, StateField } from "@codemirror/state";
import { contextAt, namer } from "./context.js";
import { _ } from "./messages.js";
import { declare, declareAll, undeclared } from "./prefixes.js";
import { nearest } from "./schema.js";
import { declarations, split, tokensOf } from "./tokens.js";

/** What the server said of the text as it stood: `{line, column, message}` or null. */
export const serverSaid = StateEffect.define();

/** Something else than the text has changed that remarks depend on. */
export const recheck = StateEffect.define();

/** The schema that fixes are made with. */
const known = Facet.define({ combine: (given) => given[0] });

const verdict = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(serverSaid)) return effect.value;
    return transaction.docChanged ? null : value;
  },
});

/** Offset of a line and column as the server counts them: from 1, in code points. */
export function offsetOf(doc, line, column) {
  if (line > doc.lines) return doc.length;
  const found = doc.line(Math.max(1, line));
  const before = [...found.text].slice(0, Math.max(0, column - 1)).join("");
  return found.from + before.length;
}

function fromServer(state) {
  const said = state.field(verdict);
  if (!said) return [];
  const from = offsetOf(state.doc, said.line, said.column);
  const token = tokensOf(state.doc.toString()).find((each) => each.from <= from && from < each.to);
  const start = token?.from ?? Math.max(0, Math.min(from, state.doc.length - 1));
  return [{ from: start, to: token?.to ?? Math.min(start + 1, state.doc.length), severity: "error", message: said.message }];
}

function replacing(name, schema) {
  return {
    name: _("Use {name}", { name }),
    apply(view, from, to) {
      const prefix = name.includes(":") ? declare(view.state.doc.toString(), split(name)[0], schema) : [];
      view.dispatch({ changes: [...prefix, { from, to, insert: name }] });
    },
  };
}

/** Prefixes that nobody knows, and those that only this endpoint knows. */
function* prefixes(tokens, text, schema) {
  const declared = declarations(tokens).prefixes;
  const supplied = undeclared(text, schema);
  const before = new Set(tokens.filter((each, i) => /^prefix$/i.test(tokens[i - 1]?.text ?? "")).map((each) => each.from));
  let isTold = false;
  for (const token of tokens) {
    if (token.kind !== "name" || before.has(token.from)) continue;
    const [prefix, local] = split(token.text);
    if (declared.has(prefix)) continue;
    if (!schema.prefixes.has(prefix)) {
      const near = nearest(prefix, [...schema.prefixes.keys(), ...declared.keys()]);
      const message = _("The prefix {prefix}: is not declared.", { prefix });
      const asked = near.length ? ` ${_("Did you mean {name}?", { name: `${near[0]}:` })}` : "";
      const actions = near.map((each) => replacing(`${each}:${local}`, schema));
      yield { from: token.from, to: token.to, severity: "error", message: message + asked, actions };
    } else if (!isTold) {
      isTold = true;
      const message = _("Supplied here, but not declared, so that the query would fail elsewhere: {prefixes}", { prefixes: supplied.map((each) => `${each}:`).join(", ") });
      yield { from: token.from, to: token.from + prefix.length + 1, severity: "hint", message, actions: [declaring] };
    }
  }
}

const declaring = {
  name: _("Declare"),
  apply: (view) => view.dispatch({ changes: declareAll(view.state.doc.toString(), view.state.facet(known)()) }),
};

/** Names that nothing in this graph has, with what may have been meant. */
function* names(tokens, schema) {
  const nameOf = namer(schema, tokens);
  const declared = declarations(tokens).prefixes;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "name" && token.kind !== "iri") continue;
    const word = (tokens[index - 1]?.text ?? "").toLowerCase();
    const isDeclaration = word === "prefix" || word === "base" || tokens[index - 2]?.text.toLowerCase() === "prefix";
    if (isDeclaration || word === "^^" || ["from", "named"].includes(word)) continue;
    const name = nameOf(token);
    const [prefix, local] = name ? split(name) : ["", ""];
    if (!name || !local || (!schema.prefixes.has(prefix) && !declared.has(prefix)) || schema.term(name)?.count) continue;
    const found = missing(name, prefix, token, tokens, schema);
    if (found) yield { from: token.from, to: token.to, severity: "warning", ...found };
  }
}

function missing(name, prefix, token, tokens, schema) {
  const { expects } = contextAt(tokens, token.from, schema);
  const known = schema.term(name);
  let pool = null;
  let message = "";
  if (expects === "class") {
    pool = [...schema.classes.values()].filter((each) => each.count);
    message = _("Nothing in this graph is of the class {name}.", { name });
  } else if (expects === "property") {
    pool = [...schema.properties.values()].filter((each) => each.count);
    message = _("Nothing in this graph has the property {name}.", { name });
  } else if (schema.closed.has(prefix) && !known) {
    pool = [...schema.entries.values(), ...schema.classes.values(), ...schema.properties.values()];
    message = _("This graph has no {name}.", { name });
  } else return null;
  const all = pool.map((each) => each.name);
  const same = all.filter((each) => split(each)[0] === prefix);
  const near = nearest(split(name)[1], same.map((each) => split(each)[1])).map((each) => `${prefix}:${each}`);
  const other = all.filter((each) => split(each)[0] !== prefix && split(each)[1].toLowerCase() === split(name)[1].toLowerCase());
  const instead = [...new Set([...near, ...other])].filter((each) => each !== name).slice(0, 3);
  const asked = instead.length ? ` ${_("Did you mean {name}?", { name: instead[0] })}` : "";
  return { message: message + asked, actions: instead.map((each) => replacing(each, schema)) };
}

/** The first place that cannot be read as SPARQL, unless somebody is just writing there. */
function* unreadable(state, tokens) {
  if (!tokens.length || state.field(verdict)) return;
  let place = null;
  syntaxTree(state).iterate({
    enter(node) {
      if (place || !node.type.isError) return !place;
      place = { from: node.from, to: node.to };
      return false;
    },
  });
  if (!place) return;
  const token = tokens.find((each) => each.to > place.from) ?? tokens[tokens.length - 1];
  const line = (offset) => state.doc.lineAt(Math.min(offset, state.doc.length)).number;
  if (Math.abs(line(token.from) - line(state.selection.main.head)) <= 1) return;
  yield { from: token.from, to: token.to, severity: "warning", message: _("This cannot be read as SPARQL here; something before it may be missing.") };
}

/** The diagnostics of a text. */
export function diagnose(state, schema) {
  const text = state.doc.toString();
  const tokens = tokensOf(text);
  const found = [...fromServer(state), ...(schema ? [...prefixes(tokens, text, schema), ...names(tokens, schema)] : [])];
  return [...found, ...unreadable(state, tokens)];
}

/**
 * Checks of what is typed.
 *
 * `schema` gives the schema, `remark` gets the view and its diagnostics each time they are worked out.
 */
export function checks(schema, remark) {
  return [
    verdict,
    known.of(schema),
    linter(
      (view) => {
        const found = diagnose(view.state, schema());
        remark(view, found);
        return found;
      },
      {
        delay: 400,
        needsRefresh: (update) => update.transactions.some((each) => each.effects.some((effect) => effect.is(recheck) || effect.is(serverSaid))),
      },
    ),
  ];
}
