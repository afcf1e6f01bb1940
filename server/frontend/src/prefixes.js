// Prefixes come by themselves: whoever takes a name gets its declaration, so that the query also runs elsewhere.

import { declarations, split, tokenize } from "./tokens.js";

/** The change that declares a prefix after the last declaration, or nothing when it is declared. */
export function declare(text, prefix, schema) {
  const { prefixes, end } = declarations(tokenize(text));
  const namespace = schema.prefixes.get(prefix);
  if (prefixes.has(prefix) || namespace === undefined) return [];
  const line = `PREFIX ${prefix}: <${namespace}>`;
  if (end) return [{ from: end, insert: `\n${line}` }];
  const start = leading(text);
  return [{ from: start, insert: `${line}\n` }];
}

/** The changes that declare all prefixes which a text uses without saying so. */
export function declareAll(text, schema) {
  const missing = undeclared(text, schema);
  if (!missing.length) return [];
  const { end } = declarations(tokenize(text));
  const lines = missing.map((prefix) => `PREFIX ${prefix}: <${schema.prefixes.get(prefix)}>`);
  return [end ? { from: end, insert: `\n${lines.join("\n")}` } : { from: leading(text), insert: `${lines.join("\n")}\n` }];
}

/** The prefixes that a text uses and does not declare, and that are known here, in order. */
export function undeclared(text, schema) {
  const tokens = tokenize(text);
  const { prefixes } = declarations(tokens);
  const used = tokens.filter((each) => each.kind === "name").map((each) => split(each.text)[0]);
  return [...new Set(used)].filter((prefix) => !prefixes.has(prefix) && schema.prefixes.has(prefix)).sort();
}

/** The offset after the comments that a text begins with. */
function leading(text) {
  return /^(?:[ \t]*#[^\n]*\n)*/.exec(text)[0].length;
}
