// The list of remarks below the editor: what is wrong, in which line, and a button for each way to mend it.

import { forceLinting } from "@codemirror/lint";
import { element, _ } from "./messages.js";

const MOST = 6;

/** Shows the remarks on a text, the gravest first. */
export function showRemarks(view, diagnostics) {
  const list = document.getElementById("remarks");
  const weight = { error: 0, warning: 1, hint: 2 };
  const once = diagnostics.filter((each, at) => diagnostics.findIndex((other) => other.message === each.message) === at);
  const sorted = once.sort((a, b) => weight[a.severity] - weight[b.severity] || a.from - b.from);
  const doc = view.state.doc;
  list.replaceChildren(...sorted.slice(0, MOST).map((each) => remark(view, doc, each)));
  list.hidden = !sorted.length;
}

function remark(view, doc, { from, to, severity, message, actions = [] }) {
  const go = () => {
    view.dispatch({ selection: { anchor: Math.min(from, view.state.doc.length) }, scrollIntoView: true });
    view.focus();
  };
  const place = element("button", { type: "button", class: "link", onclick: go }, _("Line {n}", { n: doc.lineAt(from).number }));
  const fixes = actions.map((action) => {
    const mend = () => {
      if (view.state.doc.eq(doc)) action.apply(view, from, to);
      forceLinting(view);
      view.focus();
    };
    return element("button", { type: "button", class: "quiet-button", onclick: mend }, action.name);
  });
  return element("li", { class: `remark ${severity}` }, place, " ", element("span", {}, message), ...fixes.flatMap((fix) => [" ", fix]));
}
