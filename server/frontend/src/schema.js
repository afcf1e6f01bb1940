// What this graph has, as /schema.json tells it: classes, properties, lists and prefixes; and a way to ask for things.

/** Edit distance with swapped neighbors counted once, given up above `most`. */
export function distance(a, b, most = Infinity) {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}

/** The candidates spelt most like a text, best first; at most three, and none that is far off. */
export function nearest(text, candidates) {
  const most = Math.max(2, Math.floor(text.length / 3));
  const low = text.toLowerCase();
  return [...candidates]
    .map((each) => [distance(low, each.toLowerCase(), most), each])
    .filter(([far]) => far <= most)
    .sort((x, y) => x[0] - y[0] || (x[1] < y[1] ? -1 : 1))
    .slice(0, 3)
    .map(([, each]) => each);
}

export class Schema {
  constructor(content, language) {
    this.language = language;
    this.prefixes = new Map(Object.entries(content.prefixes));
    this.classes = new Map(content.classes.map((each) => [each.name, { ...each, kind: "class" }]));
    this.properties = new Map(content.properties.map((each) => [each.name, { ...each, kind: "property" }]));
    this.uses = new Map(Object.entries(content.uses).map(([name, uses]) => [name, new Map(uses)]));
    this.lists = content.lists;
    this.entries = new Map();
    for (const list of content.lists)
      for (const entry of list.entries) this.entries.set(entry.name, { ...entry, kind: "entry", list });
    this.closed = new Set(content.closed);
    this.found = new Map();
  }

  /** A label in the reader's language, else in another. */
  label(thing) {
    const labels = thing.label ?? {};
    return labels[this.language] ?? labels.en ?? Object.values(labels)[0] ?? "";
  }

  /** Its labels in all languages, the reader's first. */
  labels(thing) {
    return [...new Set([this.label(thing), ...Object.values(thing.label ?? {})])].filter(Boolean);
  }

  definition(thing) {
    const texts = thing.definition ?? {};
    return texts[this.language] ?? texts.en ?? Object.values(texts)[0] ?? "";
  }

  /** A class, property or entry by its prefixed name. */
  term(name) {
    return this.classes.get(name) ?? this.properties.get(name) ?? this.entries.get(name);
  }

  /** Prefix that stands for a namespace here. */
  prefixOf(namespace) {
    for (const [prefix, iri] of this.prefixes) if (iri === namespace) return prefix;
    return undefined;
  }

  /** A full IRI as the name that it has here, or undefined. */
  nameOf(iri) {
    let best;
    for (const [prefix, namespace] of this.prefixes)
      if (iri.startsWith(namespace) && namespace.length > (best?.length ?? -1)) best = { prefix, length: namespace.length };
    return best && /^[\w.-]+$/.test(iri.slice(best.length)) ? `${best.prefix}:${iri.slice(best.length)}` : undefined;
  }

  /** Things whose label or IRI has a text in it, from the server; an empty list when it does not answer. */
  async lookup(text, signal) {
    return this.#ask(`q=${encodeURIComponent(text)}`, signal);
  }

  /** The thing of a prefixed name, from the server; undefined when the graph has none. */
  async thing(iri, signal) {
    return (await this.#ask(`iri=${encodeURIComponent(iri)}`, signal))[0];
  }

  async #ask(query, signal) {
    const known = this.found.get(query);
    if (known) return known;
    try {
      const response = await fetch(`/schema.json?${query}`, { signal });
      const things = response.ok ? (await response.json()).things : [];
      if (this.found.size > 500) this.found.clear();
      if (response.ok) this.found.set(query, things);
      return things;
    } catch {
      return [];
    }
  }
}

/** The schema of the graph that is served. */
export async function loadSchema(url, language) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Schema(await response.json(), language);
}
