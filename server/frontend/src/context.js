// Where in a query a place is: what may stand there, whose property, and of which class that subject is.

import { declarations, split } from "./tokens.js";

const CLAUSES = new Set(["SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "BY", "LIMIT", "OFFSET", "FROM", "AS"]);
const PATTERNS = new Set(["FILTER", "OPTIONAL", "MINUS", "GRAPH", "BIND", "VALUES", "UNION", "EXISTS", "NOT"]);
const NODES = new Set(["variable", "name", "iri", "bnode", "string", "number"]);
const TYPE = "rdf:type";

/** Every term of the text by the name that the schema has for it, whatever prefix the query declares. */
export function namer(schema, tokens) {
  const declared = declarations(tokens).prefixes;
  return (token) => {
    if (token.kind === "iri") return schema.nameOf(token.text.slice(1, -1));
    if (token.kind !== "name") return undefined;
    const [prefix, local] = split(token.text);
    const namespace = declared.get(prefix);
    if (namespace === undefined) return token.text;
    return `${schema.prefixOf(namespace) ?? `${prefix}*`}:${local}`;
  };
}

/** A reader of groups and triples that goes on after what it cannot read. */
class Reader {
  constructor(nameOf) {
    this.nameOf = nameOf;
    this.stack = [];
    this.clause = "start";
    this.triples = [];
    this.state = null;
    this.blank = 0;
  }

  fresh(opener, extra = {}) {
    return { opener, expects: "subject", subject: null, verb: null, ...extra };
  }

  open(token, opener, extra) {
    this.stack.push(this.state);
    this.state = this.fresh(opener, extra);
  }

  close() {
    const closed = this.state;
    this.state = this.stack.pop() ?? null;
    return closed;
  }

  read(token) {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    if (token.kind === "mark" && "([{".includes(token.text)) return this.#opening(token);
    if (token.kind === "mark" && ")]}".includes(token.text)) return this.#closing();
    if (!this.state || this.state.opener === "select") {
      if (word) this.clause = CLAUSES.has(word) || !this.state ? word : this.clause;
      if (word === "WHERE") this.clause = "WHERE";
      return undefined;
    }
    if (this.state.opener === "expression") return undefined;
    if (word === "SELECT") {
      this.state.opener = "select";
      this.clause = "SELECT";
      return undefined;
    }
    if (PATTERNS.has(word)) {
      Object.assign(this.state, { expects: "subject", subject: null, keyword: word });
      if (word === "GRAPH") this.state.expects = "graph";
      return undefined;
    }
    return this.#triple(token, word);
  }

  #opening(token) {
    const state = this.state;
    if (token.text === "{") {
      const isValues = state?.keyword === "VALUES" || (!state && this.clause === "VALUES");
      this.open(token, isValues ? "values" : "{");
      if (isValues) this.state.expects = "object";
    } else if (token.text === "[") {
      this.blank += 1;
      const subject = `[]${this.blank}`;
      if (state?.expects === "object") this.#fill(subject);
      this.open(token, "[", { expects: "property", subject, outer: state?.expects });
    } else if (state?.opener === "{" && state.expects === "property") {
      this.open(token, "path", { expects: "property", subject: state.subject });
    } else {
      this.open(token, state?.opener === "values" ? "values" : "expression", { expects: "object" });
    }
  }

  #closing() {
    const closed = this.close();
    const state = this.state;
    if (!state) return;
    if (closed?.opener === "[") {
      if (state.expects === "subject") Object.assign(state, { subject: closed.subject, expects: "property" });
    } else if (closed?.opener === "path") {
      Object.assign(state, { expects: "object", verb: closed.verb });
    } else if (closed?.opener === "{" || closed?.opener === "select") {
      Object.assign(state, { expects: "subject", subject: null, keyword: null });
      if (state.opener === "select") this.clause = "WHERE";
    } else if (state.opener === "{" || state.opener === "[") {
      if (state.expects === "object") state.expects = "end";
      else if (state.expects !== "property") Object.assign(state, { expects: "subject", subject: null });
    }
  }

  #triple(token, word) {
    const state = this.state;
    if (token.kind === "mark") {
      if (token.text === ".") Object.assign(state, { expects: "subject", subject: null, keyword: null });
      else if (token.text === ";") Object.assign(state, { expects: "property", keyword: null });
      else if (token.text === ",") state.expects = "object";
      else if ("/|^!".includes(token.text) && state.expects !== "subject") state.expects = "property";
      return;
    }
    if (state.expects === "graph") state.expects = "subject";
    else if (state.expects === "property") {
      state.verb = word === "A" ? TYPE : this.nameOf(token);
      state.expects = state.opener === "path" ? "property" : "object";
    } else if (state.opener === "values" || state.keyword === "VALUES") return;
    else if (NODES.has(token.kind) && state.expects === "subject") {
      Object.assign(state, { subject: token.kind === "variable" ? token.text : this.nameOf(token), expects: "property" });
    } else if (NODES.has(token.kind) && state.expects === "object") {
      this.#fill(token.kind === "variable" ? token.text : this.nameOf(token));
      state.expects = "end";
    }
  }

  #fill(object) {
    const { subject, verb } = this.state;
    if (subject && verb && object) this.triples.push({ subject, verb, object });
  }
}

/** The triples of a whole text, as far as they can be read: subject, last property of the path, object. */
export function triplesOf(tokens, nameOf) {
  const reader = new Reader(nameOf);
  for (const token of tokens) reader.read(token);
  return reader.triples;
}

/** The classes that a subject has by its types, else by what its properties and those that lead to it say. */
export function classesOf(subject, triples, schema) {
  const types = triples.filter((each) => each.subject === subject && each.verb === TYPE).map((each) => each.object);
  const known = types.filter((name) => schema.classes.has(name));
  if (known.length) return known;
  const ranges = triples
    .filter((each) => each.object === subject)
    .flatMap((each) => schema.properties.get(each.verb)?.range ?? [])
    .filter((name) => schema.uses.has(name));
  if (ranges.length) return ranges;
  const own = triples.filter((each) => each.subject === subject && each.verb !== TYPE).map((each) => each.verb);
  if (!own.length) return [];
  const fitting = [...schema.uses].filter(([, uses]) => own.every((name) => uses.has(name))).map(([name]) => name);
  return fitting.length <= 3 ? fitting : [];
}

/**
 * What a place is for.
 *
 * Gives `expects` (class, property, object, subject, graph, end, expression, clause, none), the subject with its
 * classes, the property whose object is wanted, and whether the place is in a string or a comment (none).
 */
export function contextAt(tokens, offset, schema) {
  const nameOf = namer(schema, tokens);
  const inside = tokens.find((each) => each.from < offset && offset < each.to);
  if (inside?.kind === "string") return { expects: "none" };
  const reader = new Reader(nameOf);
  for (const token of tokens) {
    if (token.to > offset) break;
    reader.read(token);
  }
  const state = reader.state;
  const triples = triplesOf(tokens, nameOf);
  if (!state || state.opener === "select") return { expects: "clause", clause: reader.clause, triples };
  if (state.opener === "expression") return { expects: "expression", triples };
  const found = { expects: state.expects, subject: state.subject, verb: state.verb, triples };
  if (state.expects === "object" && state.verb === TYPE) found.expects = "class";
  found.classes = state.subject ? classesOf(state.subject, triples, schema) : [];
  return found;
}
