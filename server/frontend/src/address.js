// The query in the address of the page: plain while it is short, deflated when it is long; nothing is kept by the server.

import { language } from "./messages.js";

const PLAIN = 1800;

async function deflate(text) {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The parameters that stand for a query, and for what else the form says. */
export async function parameters(query, more = {}) {
  const found = new URLSearchParams({ query });
  if (found.toString().length > PLAIN) {
    found.delete("query");
    found.set("z", await deflate(query));
  }
  for (const [name, value] of Object.entries(more)) for (const each of [value].flat()) if (each) found.append(name, each);
  return found;
}

/** The address of a part of the page, from that of the page. */
export function partOf(link) {
  const url = new URL(link, location.href);
  url.pathname = "/sparql/result";
  url.searchParams.set("lang", language);
  url.hash = "";
  return url.href;
}
