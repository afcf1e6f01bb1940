// What may stand at a place, told from a query that is half written.
import assert from "node:assert/strict";
import test from "node:test";
import { classesOf, contextAt, namer, triplesOf } from "../src/context.js";
import { declare, declareAll, undeclared } from "../src/prefixes.js";
import { distance, nearest, Schema } from "../src/schema.js";
import { tokenize } from "../src/tokens.js";

const LH = "https://w3id.org/livelihood/ns#";
const term = (name, count, more = {}) => ({ name, iri: name, count, ...more });
const schema = new Schema(
  {
    prefixes: { lh: LH, rdfs: "http://www.w3.org/2000/01/rdf-schema#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
    classes: [term("lh:Program", 5), term("lh:Figure", 9), term("lh:Region", 3)],
    properties: [term("lh:region", 5, { range: ["lh:Region"] }), term("lh:value", 9), term("lh:operator", 2)],
    uses: { "lh:Program": [["lh:region", 5], ["lh:operator", 2]], "lh:Figure": [["lh:value", 9], ["lh:region", 9]], "lh:Region": [] },
    lists: [],
    closed: ["lh"],
  },
  "en",
);

/** The context at the bar in a text. */
function at(text) {
  const offset = text.indexOf("|");
  return contextAt(tokenize(text.replace("|", "")), offset, schema);
}

const PLACES = {
  "SELECT * { ?p a |": "class",
  "SELECT * { ?p <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> |": "class",
  "SELECT * { ?p |": "property",
  "SELECT * { ?p a lh:Program ; |": "property",
  "SELECT * { ?p a lh:Program ;\n  lh:region |": "object",
  "SELECT * { ?p lh:region/|": "property",
  "SELECT * { ?p ^|": "property",
  "SELECT * { ?p (lh:region|": "property",
  "SELECT * { ?p lh:region ?r , |": "object",
  "SELECT * { ?p lh:region ?r . |": "subject",
  "SELECT * { ?p lh:region ?r |": "end",
  "SELECT * { [ |": "property",
  "SELECT * { ?p lh:region [ a |": "class",
  "SELECT * { ?p lh:region [ a lh:Region ] ; |": "property",
  "SELECT * { FILTER(|": "expression",
  "SELECT * { ?p lh:value ?v FILTER(?v > 5) |": "subject",
  "SELECT * { OPTIONAL { ?p |": "property",
  "SELECT * { ?p lh:value ?v OPTIONAL { ?v a lh:Region } ?p |": "property",
  "SELECT * { VALUES ?x { |": "object",
  "SELECT * { GRAPH |": "graph",
  "SELECT |": "clause",
  "SELECT * { ?p a lh:Program } ORDER |": "clause",
  'SELECT * { ?p rdfs:label "a |"': "none",
  "SELECT * { { SELECT ?x |": "clause",
  "SELECT * { { SELECT ?x { ?x |": "property",
};

test("every place has its kind", () => {
  assert.ok(Object.keys(PLACES).length >= 25);
  for (const [text, expects] of Object.entries(PLACES)) assert.equal(at(text).expects, expects, text);
});

test("the class of a subject", () => {
  const cases = {
    "SELECT * { ?p a lh:Program ; |": ["lh:Program"],
    "PREFIX x: <https://w3id.org/livelihood/ns#> SELECT * { ?p a x:Program . ?p |": ["lh:Program"],
    "SELECT * { ?p |} # later\n": [],
    "SELECT * { ?p lh:region ?r . ?r |": ["lh:Region"],
    "SELECT * { ?p |  . ?p lh:operator ?o }": ["lh:Program"],
  };
  for (const [text, classes] of Object.entries(cases)) assert.deepEqual(at(text).classes, classes, text);
});

test("triples are read past what cannot be read", () => {
  const tokens = tokenize("SELECT * { ?p a lh:Program ; } } ) ?x lh:region ?r ");
  const triples = triplesOf(tokens, namer(schema, tokens));
  assert.deepEqual(triples[0], { subject: "?p", verb: "rdf:type", object: "lh:Program" });
  assert.deepEqual(classesOf("?q", triples, schema), []);
});

test("prefixes come after those that there are, once", () => {
  assert.deepEqual(declare("ASK {}", "lh", schema), [{ from: 0, insert: `PREFIX lh: <${LH}>\n` }]);
  assert.deepEqual(declare(`PREFIX lh: <${LH}>\nASK {}`, "lh", schema), []);
  assert.deepEqual(declare("# a note\nASK {}", "lh", schema)[0].from, 9);
  assert.deepEqual(undeclared("ASK { ?a lh:b rdfs:c ; zz:d 1 }", schema), ["lh", "rdfs"]);
  assert.equal(declareAll("ASK { ?a lh:b 1 }", schema)[0].insert.split("\n").length, 2);
});

test("near spellings", () => {
  assert.equal(distance("benificiary", "beneficiary"), 1);
  assert.equal(distance("ab", "ba"), 1);
  assert.deepEqual(nearest("valeu", ["value", "region", "unit"]), ["value"]);
  assert.deepEqual(nearest("zzzzzzzz", ["value"]), []);
});
