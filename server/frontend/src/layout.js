// One layout for every query: what is written stays, token by token; only blanks and the case of keywords change.

import { tokenize } from "./tokens.js";

const KEYWORDS = new Set(
  ("BASE PREFIX SELECT CONSTRUCT DESCRIBE ASK WHERE DISTINCT REDUCED FROM NAMED UNION OPTIONAL MINUS GRAPH FILTER BIND " +
    "AS VALUES UNDEF GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET EXISTS NOT IN COUNT SUM MIN MAX AVG SAMPLE " +
    "GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN " +
    "UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS " +
    "TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK " +
    "ISLITERAL ISNUMERIC SUBSTR REPLACE REGEX SERVICE SILENT").split(" "),
);
const STARTS = new Set(["PREFIX", "BASE", "SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "FROM", "WHERE", "GROUP", "HAVING"].concat(["ORDER", "LIMIT", "OFFSET", "VALUES"]));
const ELEMENTS = new Set(["OPTIONAL", "FILTER", "BIND", "MINUS", "GRAPH", "VALUES", "SELECT"]);

/** The same query, laid out. */
export function layOut(text) {
  const writer = new Writer();
  const tokens = tokenize(text, { comments: true });
  tokens.forEach((token, index) => writer.put(token, tokens[index - 1], tokens[index + 1], text));
  return `${writer.lines().join("\n")}\n`;
}

class Writer {
  constructor() {
    this.done = [];
    this.line = "";
    this.depth = 0;
    this.round = 0;
    this.square = 0;
    this.hang = 0;
    this.values = false;
    this.stack = [];
    this.clause = "";
  }

  lines() {
    this.end();
    while (this.done.length && !this.done[this.done.length - 1]) this.done.pop();
    return this.done;
  }

  /** Ends the line that is being written. */
  end() {
    if (this.line.trim()) this.done.push(this.line.trimEnd());
    this.line = "";
  }

  start(extra = 0) {
    if (!this.line) this.line = "  ".repeat(this.depth) + " ".repeat(extra);
  }

  put(token, before, after, text) {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    const shown = KEYWORDS.has(word) ? word : token.text;
    if (token.kind === "comment") return this.comment(token, before, text);
    if (token.text === "{") return this.opening(after);
    if (token.text === "}") return this.closing();
    if (this.round === 0 && this.square === 0) this.breakBefore(word, before);
    this.write(shown, token, before);
    if (token.text === "(") this.round += 1;
    else if (token.text === ")") this.round = Math.max(0, this.round - 1);
    else if (token.text === "[") this.square += 1;
    else if (token.text === "]") this.square = Math.max(0, this.square - 1);
    this.breakAfter(token, before, after);
    return undefined;
  }

  comment(token, before, text) {
    const gap = before ? text.slice(before.to, token.from) : "\n";
    if (gap.includes("\n")) this.end();
    this.start(this.hang);
    this.line += `${this.line.trim() ? " " : ""}${token.text}`;
    this.end();
  }

  /** Keywords that begin a line of their own. */
  breakBefore(word, before) {
    const last = before?.text.toUpperCase() ?? "";
    if (last === "}" && word === "UNION") return;
    const isElement = this.depth > 0 && ELEMENTS.has(word);
    const isStart = this.depth === 0 && STARTS.has(word);
    if ((isElement || isStart) && !["WHERE"].includes(word)) {
      this.end();
      this.hang = 0;
    }
    if (this.depth === 0 && word && STARTS.has(word)) this.clause = word;
  }

  opening(after) {
    const isFlat = this.isFlat();
    if (this.line.trim()) this.line = `${this.line.trimEnd()} {`;
    else {
      this.start();
      this.line += "{";
    }
    this.stack.push({ isFlat, hang: this.hang });
    this.values = isFlat;
    this.hang = 0;
    if (after?.text === "}") return;
    if (!isFlat) this.end();
    this.depth += 1;
  }

  /** Data of VALUES stay on one line. */
  isFlat() {
    return /\bVALUES\b[^{}]*$/.test(this.line);
  }

  closing() {
    const opened = this.stack.pop() ?? { isFlat: false, hang: 0 };
    const isEmpty = this.line.endsWith("{");
    if (!isEmpty) this.depth = Math.max(0, this.depth - 1);
    if (!opened.isFlat && !isEmpty) this.end();
    this.values = false;
    this.hang = opened.hang;
    this.start();
    this.line += opened.isFlat && !isEmpty ? " }" : "}";
    this.closed = true;
  }

  write(shown, token, before) {
    const fresh = !this.line.trim();
    if (!fresh && this.closed && !["UNION", ".", ";", ",", "AS", ")"].includes(shown)) {
      this.end();
    }
    this.closed = false;
    if (!this.line.trim() && shown === "." && this.done.length && !this.done.at(-1).includes("#")) {
      this.line = this.done.pop();
      this.line += " .";
    } else if (!this.line.trim()) {
      this.line = "";
      this.start(this.hang);
      this.line += shown;
    } else this.line += (this.joins(token, before) ? "" : " ") + shown;
  }

  /** Whether a token stands close to the one before it. */
  joins(token, before) {
    const [now, last] = [token.text, before.text];
    if ([")", ","].includes(now) || (last === "[" && now === "]")) return true;
    if (last === "(" || last === "^^" || now === "^^") return true;
    if (token.kind === "language") return true;
    if (now === "(") return before.kind === "word" && !/^(filter|as|in|values|by|and|optional|where|select|distinct|having|not)$/i.test(last) ? true : /^filter|bind|having$/i.test(last) && before.kind === "word";
    if (this.round === 0 || this.isPath(token, before)) {
      if (["/", "|", "^", "!"].includes(last) || ["/", "|"].includes(now)) return this.depth > 0;
      if (["*", "+", "?"].includes(now)) return before.kind !== "word" || last === "a";
    }
    return last === "!" || (now === "*" && last === "(");
  }

  /** A path in brackets is close, an expression is not. */
  isPath(token, before) {
    return ["name", "iri"].includes(before.kind) && ["/", "|"].includes(token.text) && !/FILTER|BIND|HAVING/.test(this.line);
  }

  breakAfter(token, before, after) {
    if (this.round || this.square || this.values || after?.kind === "comment") {
      if (after?.kind === "comment" && (token.text === ";" || token.text === ".")) this.hanging(token.text);
      return;
    }
    if (token.text === ")" && this.depth > 0 && /^\s*(FILTER|BIND)\b/.test(this.line)) this.end();
    if (token.text === ";" || (token.text === "." && this.depth > 0)) {
      this.hanging(token.text);
      this.end();
    }
    if (this.depth === 0 && token.kind === "iri" && /^(PREFIX|BASE)/.test(this.line)) this.end();
    if (this.depth === 0 && token.kind === "iri" && this.clause === "FROM") this.end();
  }

  hanging(mark) {
    this.hang = mark === ";" ? 2 : 0;
  }
}
