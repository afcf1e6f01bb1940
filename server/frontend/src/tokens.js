// The tokens of a query, whole or half-written. What completion, checks and format know of SPARQL they know from here;
// the grammar of the editor is for colors and brackets.

const PATTERN = new RegExp(
  [
    "(?<blank>\\s+)",
    "(?<comment>#[^\\r\\n]*)",
    "(?<iri><[^<>\"{}|^`\\\\\\x00-\\x20]*>)",
    "(?<string>\"\"\"(?:\"{0,2}(?:[^\"\\\\]|\\\\[^]))*(?:\"\"\"|$)|'''(?:'{0,2}(?:[^'\\\\]|\\\\[^]))*(?:'''|$)" +
      "|\"(?:[^\"\\\\\\r\\n]|\\\\.)*(?:\"|(?=[\\r\\n])|$)|'(?:[^'\\\\\\r\\n]|\\\\.)*(?:'|(?=[\\r\\n])|$))",
    "(?<variable>[?$][\\p{L}\\p{N}_]+)",
    "(?<bnode>_:[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_-])?)",
    "(?<name>(?:\\p{L}(?:[\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_-])?)?:" +
      "(?:(?:[\\p{L}\\p{N}_:]|%[0-9A-Fa-f]{2}|\\\\[_~.\\-!$&'()*+,;=/?#@%])" +
      "(?:\\.*(?:[\\p{L}\\p{N}_:\\-]|%[0-9A-Fa-f]{2}|\\\\[_~.\\-!$&'()*+,;=/?#@%]))*)?)",
    "(?<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
    "(?<number>(?:\\d+\\.\\d*|\\.?\\d+)[eE][+-]?\\d+|\\d*\\.\\d+|\\d+)",
    "(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)",
    "(?<mark>\\^\\^|&&|\\|\\||!=|<=|>=|<<|>>|[^])",
  ].join("|"),
  "uy",
);

/** A token: kind, text, and where it begins and ends. Blanks are left out; comments are kept when asked for. */
export function tokenize(text, { comments = false } = {}) {
  const found = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const from = PATTERN.lastIndex;
    const match = PATTERN.exec(text);
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind === "blank" || (kind === "comment" && !comments)) continue;
    found.push({ kind, text: match[0], from, to: from + match[0].length });
  }
  return found;
}

/** The same for the text that a view holds now, worked out once for each text. */
const kept = { text: null, tokens: [] };
export function tokensOf(text) {
  if (kept.text !== text) {
    kept.tokens = tokenize(text);
    kept.text = text;
  }
  return kept.tokens;
}

/** Prefix to namespace, as the query declares them, and the offset after the last declaration. */
export function declarations(tokens) {
  const prefixes = new Map();
  let end = 0;
  tokens.forEach((token, index) => {
    const [name, iri] = [tokens[index + 1], tokens[index + 2]];
    if (token.kind === "word" && /^prefix$/i.test(token.text) && name?.kind === "name" && iri?.kind === "iri") {
      prefixes.set(name.text.slice(0, -1), iri.text.slice(1, -1));
      end = iri.to;
    }
    if (token.kind === "word" && /^base$/i.test(token.text) && name?.kind === "iri") end = name.to;
  });
  return { prefixes, end };
}

/** Prefix and the rest of a prefixed name. */
export function split(name) {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
}
