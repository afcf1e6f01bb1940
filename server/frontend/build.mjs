// Builds the script of the query page: `npm ci && npm run build`. Same sources, same bytes; its name has their digest.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = process.argv[2] ?? join(HERE, "..", "kg_server", "static", "editor");
const MOST_BYTES = 450 * 1024;

const made = await build({
  entryPoints: [join(HERE, "src", "main.js")],
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});
const bytes = made.outputFiles[0].contents;
const sha256 = createHash("sha256").update(bytes).digest("hex");
if (bytes.length > MOST_BYTES) throw new Error(`the bundle has ${bytes.length} bytes, more than ${MOST_BYTES}`);

/** Folders of the packages that are in the bundle, each once. */
function packages() {
  const folders = new Map();
  for (const input of Object.keys(made.metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) folders.set(match[1].replace(/^.*node_modules\//, ""), join(HERE, match[1]));
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Name, version and licence text of a package. */
function licence([name, folder]) {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return { name, version, license, text: file ? readFileSync(join(folder, file), "utf8").replace(/\r\n/g, "\n").trim() : "" };
}

/** The sentences that the script says: the first argument of `_`. */
function messages() {
  const found = new Set();
  for (const file of readdirSync(join(HERE, "src")).sort()) {
    const text = readFileSync(join(HERE, "src", file), "utf8");
    for (const match of text.matchAll(/\b_\(\s*"((?:[^"\\]|\\.)*)"/g)) found.add(JSON.parse(`"${match[1]}"`));
  }
  return [...found].sort();
}

const parts = packages().map(licence);
const silent = parts.filter((each) => !each.text);
if (silent.length) throw new Error(`no licence text: ${silent.map((each) => each.name).join(", ")}`);
const file = `query.${sha256.slice(0, 12)}.js`;
const manifest = {
  script: { file, bytes: bytes.length, sha256 },
  packages: Object.fromEntries(parts.map(({ name, version, license }) => [name, { version, license }])),
  messages: messages(),
};
const notices = parts.map(({ name, version, license, text }) => `${name} ${version} (${license})\n${"-".repeat(72)}\n${text}\n`);

mkdirSync(OUT, { recursive: true });
for (const old of readdirSync(OUT)) if (/^query\.[0-9a-f]+\.js$/.test(old) && old !== file) rmSync(join(OUT, old));
writeFileSync(join(OUT, file), bytes);
writeFileSync(join(OUT, "MANIFEST.json"), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(join(OUT, "THIRD_PARTY_LICENSES.txt"), `The script of the query page contains these packages.\n\n${notices.join("\n\n")}`);
process.stdout.write(`${existsSync(OUT) ? relative(HERE, join(OUT, file)) : file}: ${bytes.length} bytes, sha256 ${sha256}\n`);
