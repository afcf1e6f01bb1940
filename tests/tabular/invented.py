"""An official table that nobody issued: school meals in 500 invented districts, as statistical offices print such."""

import csv
import io

FIRST = ("Al", "Bor", "Cas", "Dor", "Esk", "Fal", "Gar", "Hol", "Isk", "Jur")
SECOND = ("an", "el", "im", "or", "un")
THIRD = ("berg", "ford", "holm", "mere", "ness", "stead", "ton", "vale", "wick", "worth")
YEARS = (2021, 2022, 2023)
HEADINGS = 4


def names() -> list[str]:
    """Names of the districts."""
    return [f"{a}{b}{c}" for a in FIRST for b in SECOND for c in THIRD]


def table(rows: int = 500, years: tuple[int, ...] = YEARS) -> str:
    """The table as CSV: two lines of title, years over indicators, districts with their codes, a sum, and footnotes."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["Table 7. Meals at school by district"])
    writer.writerow(["Pupils in thousands; as of 30 June"])
    writer.writerow(["Code", "District", *(cell for year in years for cell in (str(year), ""))])
    writer.writerow(["", "", *(cell for _ in years for cell in ("Pupils fed", "Share of all pupils (%)"))])
    for number, name in enumerate(names()[:rows]):
        writer.writerow([f"{1000 + number}", name, *(cell for year in years for cell in _cells(number, year))])
    writer.writerow(["", "All districts", *(cell for _ in years for cell in ("1,234.5", "52.0"))])
    writer.writerow(["x: kept back, fewer than 10 schools. ...: not yet known."])
    writer.writerow(["* Estimated by the office."])
    return output.getvalue()


def _cells(number: int, year: int) -> tuple[str, str]:
    """Pupils and share of one district in one year."""
    drawn = (number * 7919 + year * 104_729) % 10_007
    if drawn % 61 == 0:
        return "x", "x"
    if drawn % 97 == 0:
        return "...", "..."
    pupils = f"{drawn / 10 + 0.1:,.1f}"
    return pupils + (" *" if drawn % 41 == 0 else ""), f"{30 + drawn % 600 / 10:.1f}"
