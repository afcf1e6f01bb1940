"""Small files of every kind that a source may be, written for tests."""

from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with lines of text on each page, as plain as the format allows (ISO 32000, 7.5)."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 72 760 Td 16 TL {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table + end


PAGES = (
    ("Town of Montrel, 3 May 2024", "A note on canteens."),
    ("In 2023 they fed 5,240 pupils,", "of whom 2,710 girls."),
)

HTML = (
    "<!doctype html><html><head><title>Page 99</title><style>p { width: 5px }</style></head><body><h1>Montrel</h1>\n"
    "<p>In 2023 the canteens fed 5,240&nbsp;pupils,\n of whom <b>2,710</b> were girls.</p><!-- 12 -->"
    "<table><tr><th>Year</th><th>Pupils</th></tr><tr><td>2022</td><td>4,980</td></tr></table>"
    "<pre>a  1\n b</pre><script>var x = 77;</script></body></html>\n"
)

HTML_TEXT = """Montrel
In 2023 the canteens fed 5,240\u00a0pupils, of whom 2,710 were girls.
Year\tPupils
2022\t4,980
a  1
b
"""
