"""Code that asks the same query from elsewhere, ready to be copied."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kg_server.protocol.packed import PLAIN_BYTES, pack


@dataclass(frozen=True)
class Snippet:
    """Code in one language.

    Attributes:
        name: of the language, as an identifier.
        title: of the language, for people.
        code: the text to copy.
    """

    name: str
    title: str
    code: str


def parameters(query: str) -> dict[str, str]:
    """The parameters that stand for a query in an address: plain when it is short, packed when it is long."""
    plain = {"query": query}
    return plain if len(urlencode(plain)) <= PLAIN_BYTES else {"z": pack(query)}


def snippets(endpoint: str, query: str, *, is_graph: bool) -> Sequence[Snippet]:
    """The code for a query.

    Args:
        endpoint: absolute address of the endpoint.
        query: SPARQL.
        is_graph: it answers with triples, not with rows.
    """
    kind = "text/turtle" if is_graph else "text/csv"
    form = "ttl" if is_graph else "csv"
    link = f"{endpoint}?{urlencode({**parameters(query), 'format': form})}"
    found = [
        Snippet("curl", "curl", _curl(endpoint, query, kind)),
        Snippet("python", "Python", _python(endpoint, query, is_graph=is_graph)),
    ]
    if not is_graph:
        found.append(Snippet("pandas", "pandas", _pandas(endpoint, query)))
    found += [
        Snippet("r", "R", _r(endpoint, query, form)),
        Snippet("javascript", "JavaScript", _javascript(endpoint, query, kind)),
    ]
    if not is_graph:
        found.append(Snippet("sheet", "Google Sheets", f'=IMPORTDATA("{link}")'))
        found.append(Snippet("excel", "Excel", link))
    return found


def _curl(endpoint: str, query: str, kind: str) -> str:
    """A shell command that reads the query from its own lines, so that nothing has to be escaped."""
    mark = "SPARQL"
    while any(line == mark for line in query.splitlines()):
        mark += "_"
    return f"curl -G '{endpoint}' -H 'Accept: {kind}' --data-urlencode query@- <<'{mark}'\n{query.rstrip()}\n{mark}\n"


def _quoted(query: str) -> str:
    """A query as a Python string over several lines."""
    escaped = query.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    end = "\\\n" if escaped.endswith('"') else ""
    return f'"""\n{escaped}{end}\n"""' if not end else f'"""\n{escaped}\n"""'


def _python(endpoint: str, query: str, *, is_graph: bool) -> str:
    """Python without any package."""
    kind = "text/turtle" if is_graph else "application/sparql-results+json"
    rest = (
        "    print(answer.read().decode())\n"
        if is_graph
        else "    rows = json.load(answer)['results']['bindings']\nfor row in rows:\n"
        "    print({name: cell['value'] for name, cell in row.items()})\n"
    )
    imports = "from urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n"
    return (
        f"{'' if is_graph else 'import json' + chr(10)}{imports}\nquery = {_quoted(query)}\n"
        f'request = Request("{endpoint}", urlencode({{"query": query}}).encode(), {{"Accept": "{kind}"}})\n'
        f"with urlopen(request) as answer:\n{rest}"
    )


def _pandas(endpoint: str, query: str) -> str:
    """Python with pandas."""
    return (
        "from urllib.parse import urlencode\n\nimport pandas as pd\n\n"
        f"query = {_quoted(query)}\n"
        f'table = pd.read_csv("{endpoint}?" + urlencode({{"query": query, "format": "csv"}}))\nprint(table)\n'
    )


def _r(endpoint: str, query: str, form: str) -> str:
    """R without any package."""
    dashes = "-"
    while f'){dashes}"' in query:
        dashes += "-"
    read = 'cat(readLines(link), sep = "\\n")' if form == "ttl" else "table <- read.csv(link)\nprint(table)"
    return (
        f'query <- r"{dashes}({query.strip()}){dashes}"\n'
        f'link <- paste0("{endpoint}?format={form}&query=", URLencode(query, reserved = TRUE))\n{read}\n'
    )


def _javascript(endpoint: str, query: str, kind: str) -> str:
    """JavaScript for browsers and for Node."""
    escaped = query.strip().replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return (
        f"const query = `\n{escaped}\n`;\n"
        f"const answer = await fetch({json.dumps(endpoint)}, {{\n"
        f'  method: "POST",\n  headers: {{ Accept: "{kind}" }},\n  body: new URLSearchParams({{ query }}),\n}});\n'
        "console.log(await answer.text());\n"
    )
