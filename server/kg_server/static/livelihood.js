// <livelihood-chart>, <livelihood-table>, <livelihood-figure>: answers of a Livelihood Graph in any page.
//
//   <script type="module" src="https://HOST/static/livelihood.js"></script>
//   <livelihood-chart q="people-served-in-region" region="region:shanxi"></livelihood-chart>
//
// Attributes: q (name of a stored query, needed), release (stays with that release), lang, theme (light, dark, auto),
// view, width, limit, label (text for who does not see the chart); every other attribute is a parameter of the query.
// Needs nothing but this file. Under a Content-Security-Policy: script-src, connect-src and img-src with the host.
// It writes no style attributes and no style elements: its style sheet is constructed.
const HOME = new URL("..", import.meta.url);
const OWN = new Set(["q", "release", "lang", "theme", "view", "width", "limit", "label", "host", "class", "id", "style", "slot", "title", "hidden", "dir", "role", "tabindex", "is", "part"]);
const WORDS = {
  en: { rows: (n) => `All ${n} rows`, failed: "This could not be loaded.", printed: "Where this number is printed" },
  zh: { rows: (n) => `全部 ${n} 行`, failed: "无法加载。", printed: "该数字的出处" },
};
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  :host { display: block; font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: var(--livelihood-ink, inherit); }
  :host([hidden]) { display: none; }
  img { display: block; max-width: 100%; height: auto; }
  .scroll { overflow: auto; max-height: var(--livelihood-height, 32rem); }
  table { border-collapse: collapse; width: 100%; font-size: .875em; }
  caption { text-align: left; font-weight: 600; padding: 0 0 .4em; }
  th, td { padding: .3em .6em; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); text-align: left; vertical-align: top; }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  a { color: var(--livelihood-accent, #0b5c8f); }
  .big { font-size: 2.5em; font-weight: 600; line-height: 1.15; margin: 0; }
  .big small { font-size: .4em; font-weight: 400; opacity: .8; }
  .big a { text-decoration-style: dotted; text-underline-offset: .2em; }
  p { margin: .2em 0; }
  .quiet { font-size: .8em; opacity: .8; }
  .error { border-left: .25em solid #a8200d; padding: .3em .8em; }
  @media (prefers-color-scheme: dark) { :host([theme="auto"]) a { color: var(--livelihood-accent, #7fc4ee); } }
  :host([theme="dark"]) a { color: var(--livelihood-accent, #7fc4ee); }
`);

/** An element with properties and children; text is always text. */
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
};

class Embed extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #turn = 0;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [SHEET];
  }

  connectedCallback() {
    this.#watch = new MutationObserver(() => this.#draw());
    this.#watch.observe(this, { attributes: true });
    this.#draw();
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
  }

  #watch = null;

  get language() {
    return (this.getAttribute("lang") || this.closest("[lang]")?.lang || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  }

  get words() {
    return WORDS[this.language];
  }

  /** The address of the answer in a representation. */
  address(suffix, options = {}) {
    const home = this.getAttribute("host") ? new URL(this.getAttribute("host")) : HOME;
    const release = this.getAttribute("release");
    const name = encodeURIComponent(this.getAttribute("q") ?? "") + (release ? `@${encodeURIComponent(release)}` : "");
    const url = new URL(`q/${name}${suffix ? `.${suffix}` : ""}`, home);
    for (const { name: key, value } of this.attributes) {
      if (!OWN.has(key) && !key.startsWith("data-") && !key.startsWith("aria-") && !key.startsWith("on")) url.searchParams.set(key, value);
    }
    for (const [key, value] of Object.entries(options)) if (value) url.searchParams.set(key, value);
    return url.href;
  }

  /** What an address gives as JSON; the reason in words where it gives none. */
  async load(suffix, options) {
    const answer = await fetch(this.address(suffix, options), { headers: { Accept: "application/json" } });
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.detail ?? content.title ?? answer.statusText);
    return content;
  }

  async #draw() {
    const turn = ++this.#turn;
    this.setAttribute("aria-busy", "true");
    this.#watch?.takeRecords();
    let content;
    try {
      content = await this.content();
    } catch (error) {
      content = [make("p", { className: "error" }, `${this.words.failed} ${error.message ?? ""}`)];
    }
    if (turn !== this.#turn) return;
    this.#root.replaceChildren(...content);
    this.removeAttribute("aria-busy");
    this.#watch?.takeRecords();
    this.dispatchEvent(new CustomEvent("livelihood:ready", { bubbles: true }));
  }

  /** The line below: which release, and where the rest is. */
  credit(meta) {
    return make("p", { className: "quiet" }, make("a", { href: this.address(""), rel: "noopener" }, `${meta.dataset} ${meta.release}`), " · ", make("a", { href: this.address("csv") }, "CSV"));
  }

  title_of(meta) {
    return meta.title[this.language] ?? meta.title.en;
  }
}

class Chart extends Embed {
  async content() {
    const wish = this.getAttribute("theme");
    const dark = wish === "dark" || (wish === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    const options = { lang: this.language === "en" ? "" : this.language, theme: dark ? "dark" : "", view: this.getAttribute("view"), width: this.getAttribute("width") };
    const source = this.address("svg", options);
    const image = make("img", { src: source, alt: this.getAttribute("label") ?? "", loading: "lazy" });
    if (!image.alt) image.alt = await this.#told(source);
    return [make("a", { href: this.address(""), rel: "noopener" }, image)];
  }

  /** The words that the drawing has for who does not see it; its bytes are then in the browser's cache. */
  async #told(source) {
    try {
      const [, told] = /<desc>([^<]*)</.exec(await (await fetch(source)).text()) ?? [];
      const letters = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
      return told?.replace(/&(\w+|#x27);/g, (whole, name) => letters[name] ?? whole) || this.getAttribute("q");
    } catch {
      return this.getAttribute("q");
    }
  }
}

class Table extends Embed {
  async content() {
    const limit = this.getAttribute("limit") ?? "50";
    const labels = this.language === "en" ? "" : this.language;
    const [meta, rows] = await Promise.all([this.load("meta.json"), this.load("json", { limit, labels })]);
    const given = new Set(meta.parameters.map((parameter) => parameter.name));
    const sources = new Map(meta.figures.map((name, at) => [name, meta.columns.filter((column) => column.type === "url")[at]?.name]));
    const columns = meta.columns.filter((column) => !given.has(column.name) && column.type !== "url");
    const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col", className: this.#kind(column) }, column.heading[this.language] ?? column.heading.en)));
    const lines = rows.map((row) => make("tr", {}, ...columns.map((column) => this.#cell(row, column, sources.get(column.name)))));
    const caption = make("caption", {}, make("a", { href: this.address(""), rel: "noopener" }, this.title_of(meta)));
    const table = make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...lines));
    const more = rows.length < meta.rows ? make("p", { className: "quiet" }, make("a", { href: this.address(""), rel: "noopener" }, this.words.rows(meta.rows))) : null;
    return [make("div", { className: "scroll", tabIndex: 0 }, table), more, this.credit(meta)].filter((part) => part !== null);
  }

  #kind(column) {
    return ["integer", "number"].includes(column.type) ? "number" : "";
  }

  #cell(row, column, source) {
    const value = row[column.name];
    if (value === null) return make("td");
    if (source && row[source]) return make("td", {}, make("a", { href: row[source], rel: "noopener" }, String(value).split("/").pop()));
    const isYear = column.type === "integer" && value >= 1000 && value <= 2999;
    const text = typeof value === "number" && !isYear ? new Intl.NumberFormat(this.language).format(value) : String(value);
    return make("td", { className: this.#kind(column) }, text);
  }
}

class Figure extends Embed {
  async content() {
    const labels = this.language === "en" ? "" : this.language;
    const [meta, rows] = await Promise.all([this.load("meta.json"), this.load("json", { limit: "1", labels })]);
    const [row] = rows;
    const { x, label, unit, hedge } = meta.view;
    if (!row || !x || row[x] === null) throw new Error(this.title_of(meta));
    const source = row[meta.columns.find((column) => column.type === "url")?.name];
    const text = typeof row[x] === "number" ? new Intl.NumberFormat(this.language, { maximumFractionDigits: 10 }).format(row[x]) : String(row[x]);
    const number = source ? make("a", { href: source, rel: "noopener", title: this.words.printed }, text) : text;
    const before = hedge && row[hedge] && !["exact", "等于"].includes(row[hedge]) ? make("small", {}, `${row[hedge]} `) : null;
    const after = unit && row[unit] ? make("small", {}, ` ${row[unit]}`) : null;
    const told = [label && row[label], row.place, row.year].filter(Boolean).join(", ");
    return [make("p", { className: "big" }, before, number, after), make("p", {}, told), this.credit(meta)];
  }
}

customElements.define("livelihood-chart", Chart);
customElements.define("livelihood-table", Table);
customElements.define("livelihood-figure", Figure);

// Frames of the same host get the height that they tell.
addEventListener("message", (event) => {
  if (event.data?.type !== "livelihood:height" || typeof event.data.height !== "number") return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source && frame.src.startsWith(HOME.href)) frame.height = String(Math.min(4000, Math.max(0, event.data.height)));
  }
});
