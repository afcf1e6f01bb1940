// What the page says, in the reader's language: the server writes the translations into the page.

const block = document.getElementById("messages");
const texts = block ? JSON.parse(block.textContent) : {};

/** The language of the page. */
export const language = (document.documentElement.lang || "en").split("-")[0];

/** A sentence in the language of the page, with `{name}` replaced by values; the English is the key. */
export function _(english, values = {}) {
  const text = texts[english] ?? english;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A number as the reader's language writes it. */
export function number(value) {
  return new Intl.NumberFormat(language).format(value);
}

/** An element with attributes and children; text is always text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
