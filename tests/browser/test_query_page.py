"""The query page: write, run, stop, mend, read on, take away; with the keyboard alone, in Chinese, without scripts."""

import re
from urllib.parse import quote

import pytest
from kg_server.query.lexer import tokenize
from playwright.sync_api import Browser, Locator, expect
from server.running import Server, wait_for

from browser.conftest import Watched

LH = "PREFIX lh: <https://w3id.org/livelihood/ns#>\n"
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) = STR(?i)) }"


def open_editor(browsing: Watched, query: str = "", language: str = "en") -> Locator:
    """The page with its editor ready, empty or with a query; gives the editor."""
    asked = f"&query={quote(query)}" if query else ""
    browsing.open(f"/sparql?lang={language}{asked}")
    browsing.page.wait_for_selector("body[data-ready]")
    editor = browsing.page.locator(".cm-content")
    editor.click()
    if not query:
        browsing.page.keyboard.press("Control+A")
        browsing.page.keyboard.press("Delete")
    browsing.page.keyboard.press("Control+End")
    return editor


def write(browsing: Watched, text: str) -> None:
    """Put a text in the place of the editor's."""
    browsing.page.keyboard.press("Control+A")
    browsing.page.keyboard.insert_text(text)


def ask(browsing: Watched, query: str) -> None:
    """Write a query and run it with the keyboard; returns when there is an answer or a problem."""
    write(browsing, query)
    before = browsing.page.evaluate("document.querySelector('.result').dataset.seen = 'yes'")
    assert before == "yes"
    browsing.page.keyboard.press("Control+Enter")
    browsing.page.wait_for_selector(".result:not([data-seen])")


def take(browsing: Watched) -> None:
    """Take the first suggestion; the editor leaves a moment in which Enter is still a new line."""
    browsing.page.wait_for_timeout(150)
    browsing.page.keyboard.press("Enter")


def suggestions(browsing: Watched) -> list[str]:
    """What the editor suggests, once it does."""
    browsing.page.wait_for_selector(".cm-tooltip-autocomplete li")
    return browsing.page.locator(".cm-tooltip-autocomplete li").all_inner_texts()


def test_classes_are_suggested_after_a_with_counts(browsing: Watched) -> None:
    editor = open_editor(browsing)
    browsing.page.keyboard.type("SELECT * WHERE { ?p a ")
    found = suggestions(browsing)
    assert found[0].startswith("lh:")
    assert all(re.search(r"\d", each) for each in found)
    browsing.page.keyboard.type("Prog")
    expect(browsing.page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("lh:Program")
    take(browsing)
    expect(editor).to_contain_text("PREFIX lh: <https://w3id.org/livelihood/ns#>")
    expect(editor).to_contain_text("?p a lh:Program")


def test_properties_of_the_subject_come_first(browsing: Watched) -> None:
    open_editor(browsing)
    browsing.page.keyboard.insert_text(f"{LH}SELECT * WHERE {{ ?f a lh:Figure ")
    browsing.page.keyboard.type("; ")
    found = suggestions(browsing)
    names = [each.split()[0] for each in found[:12]]
    assert {"lh:value", "lh:indicator", "lh:unit"} & set(names)
    assert "lh:sha256" not in names
    browsing.page.keyboard.type("lh:val")
    expect(browsing.page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("lh:value")


@pytest.mark.parametrize("typed", ["四川", "Sichuan", "<sichu", "Sichaun"])
def test_things_are_found_by_their_names(browsing: Watched, typed: str) -> None:
    editor = open_editor(browsing)
    browsing.page.keyboard.insert_text(f"{LH}SELECT * WHERE {{ ?p lh:region ")
    browsing.page.keyboard.type(typed)
    expect(browsing.page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("region:sichuan")
    take(browsing)
    expect(editor).to_contain_text("PREFIX region:")
    expect(editor).to_contain_text("?p lh:region region:sichuan")


def test_slips_are_marked_before_running_and_mended_by_a_button(browsing: Watched) -> None:
    editor = open_editor(browsing)
    browsing.page.keyboard.insert_text("SELECT ?x WHERE {\n  ?x lh:benificiary ?y ;\n    lx:value ?z .\n}\n")
    remarks = browsing.page.locator("#remarks")
    expect(remarks).to_contain_text("lx:")
    remarks.get_by_role("button", name="Use lh:value").click()
    remarks.get_by_role("button", name="Use lh:beneficiary").click()
    expect(editor).to_contain_text("?x lh:beneficiary ?y")
    expect(editor).to_contain_text("PREFIX lh:")
    expect(remarks).to_be_hidden()
    write(browsing, "SELECT ?x WHERE { ?x a lh:Program ; rdfs:label ?y }")
    remarks.get_by_role("button", name="Declare").click()
    expect(editor).to_contain_text("PREFIX rdfs:")
    expect(remarks).to_be_hidden()


def test_a_syntax_error_is_shown_at_its_place(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, f"{LH}SELECT ?x WHERE {{\n  ?x lh:value ?v .\n  FILTER(?v > 5))\n}}")
    expect(browsing.page.locator(".problem")).to_have_attribute("data-line", "4")
    expect(browsing.page.locator(".cm-lintRange-error").first).to_be_visible()
    expect(browsing.page.locator(".cm-activeLine")).to_contain_text("FILTER")


def test_hovering_tells_what_a_term_means(browsing: Watched) -> None:
    open_editor(browsing, f"{LH}SELECT ?x WHERE {{\n  ?x lh:value ?v .\n}}")
    browsing.page.locator(".cm-content span", has_text="lh:value").first.hover()
    card = browsing.page.locator(".cm-tooltip-hover")
    expect(card).to_contain_text("lh:value")
    expect(card).to_contain_text("xsd:decimal")


def test_formatting_keeps_every_token(browsing: Watched) -> None:
    editor = open_editor(browsing)
    given = (
        f"{LH}select ?p ?n where{{?p a lh:Program;lh:region/lh:within* ?r;rdfs:label ?n filter(strlen(?n)>3)}}limit 5"
    )
    browsing.page.keyboard.insert_text(given)
    browsing.page.keyboard.press("Shift+Alt+f")
    expect(editor).to_contain_text("SELECT ?p ?n WHERE {")
    laid = "\n".join(editor.locator(".cm-line").all_inner_texts())
    assert [each.text.upper() for each in tokenize(laid)] == [each.text.upper() for each in tokenize(given)]


def test_a_number_leads_to_the_figure_that_it_is_the_value_of(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, f"{LH}SELECT ?value ?year WHERE {{ ?f lh:value ?value ; lh:year ?year }} ORDER BY DESC(?value)")
    rows = browsing.page.locator("table.answer tbody tr")
    expect(rows.first.locator("td").nth(0).locator("a.evidence")).to_have_attribute("href", re.compile("^/figure/"))
    assert rows.first.locator("td").nth(1).locator("a").count() == 0
    number = rows.first.locator("a.evidence").inner_text().replace("\u202f", "").replace(",", "")
    path = rows.first.locator("a.evidence").get_attribute("href") or ""
    data = browsing.page.request.get(f"{browsing.site}{path}.nt").text()
    assert f'ns#value> "{number}"' in data


def test_answers_are_paged_and_sorted_by_the_server(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    page = browsing.page
    total = int(page.locator("[data-total]").get_attribute("data-total") or 0)
    assert total > 5_000
    assert page.locator("table.answer tbody tr").count() == 100
    page.get_by_role("link", name="Next page").first.click()
    expect(page.locator(".pager").first).to_contain_text("Rows 101 to 200")
    page.get_by_role("link", name="s", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("s")
    first = page.locator("table.answer tbody tr").first.inner_text()
    page.get_by_role("link", name="s", exact=True).click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("s")
    assert page.locator("table.answer tbody tr").first.inner_text() != first
    page.get_by_role("tab", name="Download").click()
    link = page.get_by_role("link", name="CSV").get_attribute("href") or ""
    assert page.request.get(f"{browsing.site}{link}").text().count("\n") == total + 1


def test_labels_and_iris_are_toggled(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, f"{LH}SELECT DISTINCT ?region WHERE {{ ?p a lh:Program ; lh:region ?region }} ORDER BY ?region")
    cell = browsing.page.locator("table.answer tbody td").first
    label = cell.inner_text()
    assert not label.startswith("region:")
    browsing.page.get_by_role("link", name="Show IRIs").click()
    assert cell.inner_text().startswith("region:")
    browsing.page.get_by_role("link", name="Show labels").click()
    assert cell.inner_text() == label


def seconds_charged(browsing: Watched) -> float:
    """Query seconds that the server has counted."""
    metrics = browsing.page.request.get(f"{browsing.site}/metrics").text()
    return float(re.findall(r"^kg_query_seconds_total (\S+)", metrics, re.MULTILINE)[0])


def test_stop_frees_the_evaluator(browsing: Watched) -> None:
    open_editor(browsing)
    write(browsing, HEAVY)
    browsing.page.get_by_label("Time limit").select_option("20")
    before = seconds_charged(browsing)
    browsing.page.get_by_role("button", name="Run").click()
    expect(browsing.page.get_by_role("status")).to_contain_text("Running")
    browsing.page.get_by_role("button", name="Stop").click()
    expect(browsing.page.get_by_role("status")).to_contain_text("Stopped after")
    assert wait_for(lambda: seconds_charged(browsing) > before)
    assert seconds_charged(browsing) - before < 15
    answer = browsing.page.request.get(f"{browsing.site}/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%201.5%20%7D&format=json")
    assert answer.ok


def test_a_query_that_takes_too_long_is_kept_with_advice(browsing: Watched) -> None:
    editor = open_editor(browsing)
    ask(browsing, HEAVY)
    problem = browsing.page.locator(".problem")
    expect(problem).to_contain_text("share no variable")
    expect(problem.get_by_role("link", name="Run with 20 s")).to_be_visible()
    expect(editor).to_contain_text("STR(?c) = STR(?i)")


def test_an_empty_answer_is_explained_and_mended(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, f"{LH}SELECT ?x WHERE {{\n  ?x a lh:Program ;\n    lh:benificiary ?y .\n}}")
    reason = browsing.page.locator(".reason")
    expect(reason.locator("tr.zero")).to_contain_text("lh:benificiary")
    reason.get_by_role("button", name="Use lh:beneficiary").click()
    expect(browsing.page.locator("table.answer")).to_be_visible()


def test_graphs_yes_and_no(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, f"{LH}CONSTRUCT WHERE {{ ?f lh:value ?v }}")
    assert browsing.page.locator("table.answer a.evidence").count() >= 80
    browsing.page.get_by_role("tab", name="Turtle").click()
    expect(browsing.page.locator("#pane-turtle pre")).to_contain_text("@prefix")
    browsing.page.locator(".cm-content").click()
    ask(browsing, f"{LH}ASK {{ ?f a lh:Figure }}")
    expect(browsing.page.locator(".summary")).to_contain_text("Yes")
    browsing.page.get_by_role("tab", name="Raw answer").click()
    expect(browsing.page.locator("#pane-raw pre")).to_contain_text('"boolean":true')


def test_an_answer_is_drawn(browsing: Watched) -> None:
    open_editor(browsing)
    pattern = "?f lh:value ?value ; lh:indicator/rdfs:label ?what ; lh:unit unit:person ; lh:year 2020"
    ask(browsing, f"{LH}SELECT ?what ?value WHERE {{ {pattern} }}")
    browsing.page.get_by_role("tab", name="Chart and map").click()
    image = browsing.page.locator("#pane-chart img")
    expect(image).to_be_visible()
    assert len(image.get_attribute("alt") or "") > 20


def test_a_long_query_is_an_address_too(browsing: Watched) -> None:
    open_editor(browsing)
    values = " ".join(f'"number {at}"' for at in range(400))
    ask(browsing, f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}")
    assert "?z=" in browsing.page.url
    assert len(browsing.page.url) < 2_000
    browsing.page.goto(browsing.page.url)
    expect(browsing.page.locator("[data-total]")).to_have_attribute("data-total", "400")
    expect(browsing.page.locator(".cm-content")).to_contain_text("number 7")


def test_the_way_back(browsing: Watched) -> None:
    editor = open_editor(browsing)
    ask(browsing, f"{LH}ASK {{ ?a a lh:Program }}")
    ask(browsing, f"{LH}ASK {{ ?a a lh:Nothing }}")
    expect(browsing.page.locator(".summary")).to_contain_text("No")
    browsing.page.go_back()
    expect(browsing.page.locator(".summary")).to_contain_text("Yes")
    expect(editor).to_contain_text("lh:Program")


def test_the_history_stays_in_the_browser_until_it_is_cleared(browsing: Watched) -> None:
    open_editor(browsing)
    ask(browsing, f"{LH}SELECT ?a WHERE {{ ?a a lh:Theme }}")
    open_editor(browsing)
    browsing.page.locator("#history summary").click()
    entry = browsing.page.get_by_role("button", name="lh:Theme")
    entry.click()
    expect(browsing.page.locator(".cm-content")).to_contain_text("lh:Theme")
    browsing.page.get_by_role("button", name="Clear the history").click()
    expect(entry).to_have_count(0)


def test_an_example_with_a_parameter(browsing: Watched) -> None:
    open_editor(browsing)
    browsing.page.get_by_role("link", name="All examples").click()
    box = browsing.page.get_by_role("searchbox", name="Find an example")
    box.fill("programs region")
    cards = browsing.page.locator("#gallery li:visible")
    expect(cards.first).to_be_visible()
    card = cards.filter(has=browsing.page.locator('input[name="example"][value="programs-in-region"]'))
    card.locator('input[name="p-region"]').fill("region:sichuan")
    card.get_by_role("button").click()
    expect(browsing.page.locator(".cm-content")).to_contain_text("VALUES ?region { region:sichuan }")
    expect(browsing.page.locator(".summary")).to_be_visible()


def test_code_is_copied(browsing: Watched) -> None:
    browsing.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_editor(browsing, "ASK { ?s ?p ?o }")
    browsing.page.get_by_role("tab", name="Code").click()
    browsing.page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(browsing.page.get_by_role("button", name="Copied")).to_be_visible()
    assert "ASK { ?s ?p ?o }" in browsing.page.evaluate("navigator.clipboard.readText()")


def test_the_keyboard_alone(browsing: Watched) -> None:
    open_editor(browsing, f"{LH}SELECT ?x WHERE {{ ?x a lh:Program }}")
    page = browsing.page
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    focused = "document.activeElement.id || document.activeElement.tagName"
    assert page.evaluate(focused) != "editor"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate(focused))
    assert {"run", "format", "copy-link", "more-examples", "tab-pane-table"} <= seen | {"run"}
    page.locator("#tab-pane-table").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert page.evaluate(focused) == "tab-pane-code"
    expect(page.locator("#pane-code")).to_be_visible()


def test_in_chinese(browsing: Watched) -> None:
    open_editor(browsing, f"{LH}SELECT ?x WHERE {{ ?x a lh:Program }}", "zh")
    page = browsing.page
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    expect(page.get_by_role("button", name="运行")).to_be_visible()
    expect(page.locator("table.answer tbody td").first).to_contain_text(re.compile("[一-龥]"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".summary")).to_contain_text("用时")


def test_without_scripts(chromium: Browser, site: Server) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}/sparql")
    assert page.locator("table.answer tbody tr").count() > 20
    page.locator("textarea").fill(f"{LH}SELECT ?v WHERE {{ ?f lh:value ?v }} ORDER BY ?v")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".summary")).to_contain_text("rows")
    assert page.locator("a.evidence").count() > 50
    expect(page.locator("textarea")).to_have_value(re.compile("ORDER BY"))
    expect(page.get_by_role("heading", name="Code")).to_be_visible()
    page.get_by_role("link", name="v", exact=True).click()
    expect(page.locator("th[aria-sort]")).to_be_visible()
    page.locator("textarea").fill("SELECT ?x WHERE { ?x a lh:Progam }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".reason")).to_contain_text("lh:Program")
    page.locator("textarea").fill("SELECT ?x WHERE {")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".problem")).to_contain_text("never closed")
    page.goto(f"http://127.0.0.1:{site.port}/sparql/examples")
    assert page.locator(".gallery li").count() >= 60
    context.close()


def test_a_sum_leads_to_the_figures_behind_it(browsing: Watched) -> None:
    open_editor(browsing)
    pattern = "?f lh:value ?v ; lh:unit ?unit"
    ask(browsing, f"{LH}SELECT ?unit (SUM(?v) AS ?total) WHERE {{ {pattern} }} GROUP BY ?unit ORDER BY DESC(?total)")
    browsing.page.locator("table.answer button.evidence").first.click()
    expect(browsing.page.locator("table.answer a.evidence").first).to_be_visible()
    expect(browsing.page.locator(".cm-content")).to_contain_text("sameTerm(?unit")
