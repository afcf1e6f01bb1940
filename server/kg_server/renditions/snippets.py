"""What to copy into another tool to have an answer there: one snippet for each tool, of the address that stands there.

Imports asked.
"""

import shlex
from dataclasses import dataclass
from html import escape

from kg_server.naming.language import message
from kg_server.renditions.asked import Asked


@dataclass(frozen=True)
class Snippet:
    """One snippet.

    Attributes:
        name: short, for tests and anchors.
        tool: what it is for, as a message.
        code: to copy.
    """

    name: str
    tool: str
    code: str


def of_data(asked: Asked) -> list[Snippet]:
    """Snippets that read the rows."""
    csv, records = asked.address("csv"), asked.address("json")
    return [
        Snippet("curl", message("Command line"), f"curl -fsS {shlex.quote(csv)}"),
        Snippet(
            "python",
            message("Python"),
            "import json\nfrom urllib.request import urlopen\n\n"
            f"with urlopen({records!r}) as answer:\n    rows = json.load(answer)",
        ),
        Snippet("pandas", message("pandas"), f"import pandas as pd\n\nframe = pd.read_csv({csv!r})"),
        Snippet(
            "polars",
            message("Polars"),
            "from urllib.request import urlopen\n\nimport polars as pl\n\n"
            f"frame = pl.read_csv(urlopen({csv!r}).read())",
        ),
        Snippet("r", message("R"), f'frame <- read.csv("{csv}")'),
        Snippet("javascript", message("JavaScript"), f'const rows = await (await fetch("{records}")).json();'),
        Snippet("sheets", message("Google Sheets"), f'=IMPORTDATA("{csv}")'),
        Snippet("excel", message("Excel: Data, From Web"), asked.address("csv", bom="1")),
    ]


def of_pages(asked: Asked, title: str, *, has_chart: bool) -> list[Snippet]:
    """Snippets that show the answer in a page or a document."""
    page, frame = asked.address(""), asked.address("").replace("/q/", "/embed/q/", 1)
    given = "".join(f' {name.lower()}="{escape(value)}"' for name, value in asked.given.items())
    pin = f' release="{asked.item.pin}"' if asked.item.pin else ""
    kind = "chart" if has_chart else "table"
    script = f'<script type="module" src="{asked.host}static/livelihood.js"></script>'
    element = f'<livelihood-{kind} q="{asked.item.query.name}"{pin}{given}></livelihood-{kind}>'
    snippets = [
        Snippet("component", message("Web component"), f"{script}\n{element}"),
        Snippet(
            "iframe",
            message("Frame"),
            f'<iframe src="{escape(frame)}" title="{escape(title)}" width="720" height="420" loading="lazy"\n'
            '  sandbox="allow-scripts allow-downloads allow-popups"></iframe>',
        ),
    ]
    if has_chart:
        image = asked.address("svg")
        told = title.replace("[", "(").replace("]", ")")
        snippets += [
            Snippet("markdown", message("Markdown"), f"[![{told}]({image})]({page})"),
            Snippet(
                "image",
                message("Picture"),
                f'<a href="{escape(page)}"><img src="{escape(image)}" alt="{escape(title)}"></a>',
            ),
        ]
    return snippets
