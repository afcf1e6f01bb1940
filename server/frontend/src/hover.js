// What a term means, when the pointer rests on it; and the same for the term at the cursor, on a key.

import { hoverTooltip, showTooltip } from "@codemirror/view";
import { StateEffect, StateField } from "@codemirror/state";
import { namer } from "./context.js";
import { _, element, number } from "./messages.js";
import { declarations, split, tokensOf } from "./tokens.js";

const KINDS = { class: _("Class"), property: _("Property"), entry: _("Entry of a list") };

function tokenAt(text, offset) {
  return tokensOf(text).find((each) => each.from <= offset && offset <= each.to && ["name", "iri"].includes(each.kind));
}

/** The lines of a card about a term. */
function lines(term, schema) {
  const found = [];
  const names = (list) => (list ?? []).map((each) => each).join(", ");
  if (term.kind === "class") found.push(_("{n} of them in the graph", { n: number(term.count ?? 0) }));
  if (term.kind === "property") {
    found.push(_("used {n} times in the graph", { n: number(term.count ?? 0) }));
    if (term.domain?.length) found.push(_("of {classes}", { classes: names(term.domain) }));
    if (term.range?.length) found.push(_("leads to {classes}", { classes: names(term.range) }));
  }
  if (term.class?.name) found.push(schema.label(term.class));
  return found;
}

function card(term, schema) {
  return element(
    "div",
    { class: "term" },
    element("strong", {}, schema.label(term) || term.name),
    element("code", {}, term.name),
    element("p", {}, schema.definition(term)),
    element("p", { class: "note" }, [KINDS[term.kind], ...lines(term, schema)].filter(Boolean).join(" · ")),
  );
}

async function describe(state, offset, schema) {
  const text = state.doc.toString();
  const token = tokenAt(text, offset);
  if (!token || !schema) return null;
  const tokens = tokensOf(text);
  const name = namer(schema, tokens)(token);
  if (!name) return null;
  let term = schema.term(name);
  if (!term) {
    const [prefix, local] = split(name);
    const namespace = declarations(tokens).prefixes.get(prefix) ?? schema.prefixes.get(prefix);
    const isEmpty = !local || namespace === undefined;
    term = isEmpty ? undefined : await schema.thing(namespace + local);
  }
  if (!term) return null;
  return { pos: token.from, end: token.to, above: true, create: () => ({ dom: card(term, schema) }) };
}

const show = StateEffect.define();

const shown = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

/** Shows the card of the term at the cursor. */
export function tellTerm(schema) {
  return (view) => {
    describe(view.state, view.state.selection.main.head, schema()).then((card) => {
      if (card) view.dispatch({ effects: show.of(card) });
    });
    return true;
  };
}

/** Hides the card of the term at the cursor, if there is one. */
export function hideTerm(view) {
  if (!view.state.field(shown)) return false;
  view.dispatch({ effects: show.of(null) });
  return true;
}

export function hover(schema) {
  return [shown, hoverTooltip((view, offset) => describe(view.state, offset, schema()), { hoverTime: 250 })];
}
