// The editor: CodeMirror 6 in a shadow root, so that its styles are style sheets of their own and the strict
// Content-Security-Policy needs no exception for them.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { history, historyKeymap, indentWithTab, standardKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, lintGutter, nextDiagnostic } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { checks, offsetOf, recheck, serverSaid } from "./checks.js";
import { termSource, thingSource } from "./completion.js";
import { hideTerm, hover, tellTerm } from "./hover.js";
import { layOut } from "./layout.js";
import { _ } from "./messages.js";

/** The grammar, with colors for what it leaves plain. */
const grammar = SparqlLanguage.configure({
  props: [styleTags({ "Pname_ln Pname_ns": tags.typeName, A_predicate: tags.keyword })],
});

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.integer, tags.float], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-name)" },
  { tag: tags.annotation, color: "var(--code-string)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "0.875rem", borderRadius: "5px", maxHeight: "min(70vh, 40rem)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--ink)" },
  ".cm-content, .cm-gutter": { minHeight: "8rem" },
  ".cm-gutters": { backgroundColor: "var(--wash)", borderRadius: "5px 0 0 5px", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-line)" },
  ".cm-content ::selection, .cm-content::selection": { backgroundColor: "var(--code-selection)" },
  ".cm-matchingBracket": { backgroundColor: "var(--code-selection)", outline: "1px solid var(--quiet)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", boxShadow: "0 4px 16px rgb(0 0 0 / 0.18)", maxWidth: "min(34rem, 92vw)" },
  ".cm-tooltip .term": { padding: "0.5rem 0.75rem", maxWidth: "28rem", fontFamily: "system-ui, sans-serif", lineHeight: "1.4" },
  ".cm-tooltip .term code": { marginLeft: "0.5rem", color: "var(--quiet)" },
  ".cm-tooltip .term p": { margin: "0.25rem 0 0" },
  ".cm-tooltip .term .note": { color: "var(--quiet)", fontSize: "0.8125rem" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", maxWidth: "min(22rem, 80vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "none", overflow: "hidden", fontFamily: "inherit", minWidth: "min(18rem, 80vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem", display: "flex", gap: "0.5rem", alignItems: "baseline" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": { display: "list-item", padding: "0.35rem 0.5rem 0.15rem", color: "var(--quiet)", fontSize: "0.75rem", borderBottom: "1px solid var(--line)", opacity: "1" },
  ".cm-completionDetail": { marginLeft: "auto", paddingLeft: "1rem", fontStyle: "normal", opacity: "0.85", fontSize: "0.8125rem", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-diagnostic": { padding: "0.4rem 0.75rem", fontFamily: "system-ui, sans-serif" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--on-accent)", borderRadius: "4px", padding: "0.15rem 0.6rem", font: "inherit", fontSize: "0.8125rem", cursor: "pointer" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--code-warning)", textUnderlineOffset: "3px" },
  ".cm-lintRange-hint": { backgroundImage: "none", textDecoration: "underline dotted var(--quiet)", textUnderlineOffset: "3px" },
  ".cm-lintRange-active": { backgroundColor: "var(--code-selection)" },
});

/** The words of CodeMirror itself, in the reader's language. */
const phrases = {
  Completions: _("Suggestions"),
};

/** Replaces the whole text, as one step that can be undone. */
export function setText(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
}

/** Lays the text out. */
export function format(view) {
  const text = view.state.doc.toString();
  const laid = layOut(text);
  if (laid === text || !text.trim()) return true;
  const before = text.slice(0, view.state.selection.main.head).replace(/\s+/g, "").length;
  let seen = 0;
  let place = 0;
  while (place < laid.length && seen < before) {
    if (!/\s/.test(laid[place])) seen += 1;
    place += 1;
  }
  view.dispatch({ changes: { from: 0, to: text.length, insert: laid }, selection: { anchor: place }, userEvent: "format" });
  return true;
}

/** Marks the place where the server stopped reading, or takes the mark away. */
export function mark(view, problem) {
  view.dispatch({ effects: serverSaid.of(problem) });
  if (!problem) return;
  view.dispatch({ selection: { anchor: offsetOf(view.state.doc, problem.line, problem.column) }, scrollIntoView: true });
  forceLinting(view);
}

/** Makes comments of the chosen lines, or lines of comments. */
function comment(view) {
  const { state } = view;
  const { from, to } = state.selection.main;
  const lines = [];
  for (let at = state.doc.lineAt(from).from; at <= to; at = state.doc.lineAt(at).to + 1) lines.push(state.doc.lineAt(at));
  const filled = lines.filter((line) => line.text.trim());
  const isComment = filled.every((line) => /^\s*#/.test(line.text));
  const changes = filled.map((line) => {
    const match = /^(\s*)(# ?)?/.exec(line.text);
    const start = line.from + match[1].length;
    return isComment ? { from: start, to: start + match[2].length } : { from: start, insert: "# " };
  });
  view.dispatch({ changes, userEvent: "input" });
  return true;
}

/**
 * Typing over a selection, done here and not by the browser, which would put the style of what was selected into an
 * attribute, where the Content-Security-Policy has no place for it.
 */
const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || !text || empty || view.composing) return false;
    event.preventDefault();
    const insert = () => view.state.update({ changes: { from, to, insert: text }, selection: { anchor: from + text.length }, userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, text, insert))) view.dispatch(insert());
    return true;
  },
});

/** A new line after `;` suggests what this subject may have, as a blank there does. */
const suggesting = EditorView.updateListener.of((update) => {
  const isLine = update.docChanged && update.transactions.some((each) => each.isUserEvent("input") && !each.isUserEvent("input.complete"));
  const head = update.state.selection.main.head;
  if (isLine && /;[ \t]*\n[ \t]*$/.test(update.state.sliceDoc(Math.max(0, head - 80), head))) setTimeout(() => startCompletion(update.view));
});

/** Moves to the next remark; the list of remarks says how to mend it. */
const nextRemark = (view) => nextDiagnostic(view);

/**
 * An editor in an element.
 *
 * Until `setSchema` is called it colors and formats; from then on it also completes and checks.
 */
export function createEditor(parent, text, { run, leave, remark }) {
  const root = parent.attachShadow({ mode: "open" });
  const mount = document.createElement("div");
  root.append(mount);
  const completing = new Compartment();
  let schema = null;
  const known = () => schema;
  const keys = [
    { key: "Mod-Enter", run: () => (run(), true), preventDefault: true },
    { key: "Shift-Alt-f", run: format, preventDefault: true },
    { key: "Mod-i", run: tellTerm(known), preventDefault: true },
    { key: "Escape", run: hideTerm },
    { key: "F8", run: nextRemark },
    { key: "Mod-/", run: comment },
  ];
  const view = new EditorView({
    parent: mount,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        indentUnit.of("  "),
        grammar,
        suggesting,
        replacing,
        syntaxHighlighting(colors),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        EditorState.phrases.of(phrases),
        EditorView.contentAttributes.of({ "aria-label": _("SPARQL query; Escape, then Tab leaves the editor"), spellcheck: "false" }),
        theme,
        hover(known),
        checks(known, remark),
        lintGutter(),
        completing.of([]),
        Prec.high(keymap.of(keys)),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, { key: "Tab", run: acceptCompletion }, indentWithTab, ...standardKeymap]),
        Prec.lowest(keymap.of([{ key: "Escape", run: leave }])),
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    complete: () => startCompletion(view),
    setSchema(found) {
      schema = found;
      const sources = autocompletion({ override: [termSource(found), thingSource(found)], activateOnTyping: true, icons: false, maxRenderedOptions: 12, activateOnCompletion: () => false });
      view.dispatch({ effects: [completing.reconfigure(sources), recheck.of(null)] });
    },
  };
}
