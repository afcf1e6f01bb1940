// The layout keeps every token and is its own fixed point, on every stored query and on slips.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { layOut } from "../src/layout.js";
import { tokenize } from "../src/tokens.js";

const FOLDER = new URL("../../../data/queries/", import.meta.url);
const STORED = readdirSync(FOLDER).filter((name) => name.endsWith(".rq")).map((name) => readFileSync(new URL(name, FOLDER), "utf8"));
const ODD = [
  "select*{?s ?p ?o}",
  "SELECT ?a (COUNT(*) AS ?n) WHERE { ?a lh:x/lh:y|^lh:z ?b . FILTER(?b>1&&!BOUND(?c)) } GROUP BY ?a HAVING(COUNT(*)>2) LIMIT 5",
  "ASK { [] a lh:Program ; lh:region [ rdfs:label \"x\"@en , 'y' ] . }",
  "SELECT * { { ?a ?b ?c } UNION { ?d ?e ?f } OPTIONAL { ?a lh:b* ?x } # why\n VALUES (?a ?b) { (1 UNDEF) (2 3) } }",
  "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o MINUS { ?s a lh:Figure } } FILTER NOT EXISTS { ?s lh:value 1.5 } }",
  "SELECT ?x { ?x lh:value ?v . { SELECT ?x (MAX(?w) AS ?m) { ?x lh:value ?w } GROUP BY ?x } BIND(?v * 2 + 1 AS ?d) } ORDER BY DESC(?d) ?x",
  "SELECT ?x WHERE { ?x lh:label \"not closed",
  "}}} ((",
];

const flat = (text) => tokenize(text, { comments: true }).map((each) => (each.kind === "word" ? each.text.toUpperCase() : each.text.trimEnd()));

test("every token stays, in order", () => {
  assert.ok(STORED.length >= 60, "stored queries are read");
  for (const text of [...STORED, ...ODD]) assert.deepEqual(flat(layOut(text)), flat(text));
});

test("laying out twice changes nothing", () => {
  for (const text of [...STORED, ...ODD]) assert.equal(layOut(layOut(text)), layOut(text));
});

test("one small query as it should look", () => {
  const given = "prefix lh: <http://x/> select ?p ?n where{?p a lh:Program;rdfs:label ?n.optional{?p lh:region/rdfs:label ?r}filter(?n!=\"\")}order by ?n limit 5";
  const wanted = `PREFIX lh: <http://x/>
SELECT ?p ?n WHERE {
  ?p a lh:Program ;
    rdfs:label ?n .
  OPTIONAL {
    ?p lh:region/rdfs:label ?r
  }
  FILTER(?n != "")
}
ORDER BY ?n
LIMIT 5
`;
  assert.equal(layOut(given), wanted);
});
