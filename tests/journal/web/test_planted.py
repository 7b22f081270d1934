"""No address, title, header, file or technical log says who somebody is or where she is."""

import html
import re

from traces import dresses, find
from turns import has_turn
from walking import addresses, fields_of, path_of

WALKERS = ("anna", "hanne", "lone")
PLANTED = {
    "text": "Solvej Rosenkilde, 140289-9996, Birkevænget 14 i Nyrup",
    "words": "Hun hedder Tindra Lilleør og bor hos Grethe på Sandholmsvej 3",
    "name": "Stuen ved Kaprifolievej 7",
    "plan": "Ida Rosenkilde;2026-03-06;07:00;15:00",
}
"""By the names of fields in which somebody can write; each is found in some page's body."""
MORE = ("Stille Birk", "Klar Sø", "Lun Vind", "Sen Sommer", "Anna Ager", "Lone Leder")
"""What the house itself knows: words for residents, and who works here."""
PARTS = ("Rosenkilde", "140289", "Birkevænget", "Tindra", "Sandholmsvej", "Kaprifolievej")
SECRET = (*PARTS, *MORE)
ADDRESS = re.compile(r'\b(?:href|action|formaction|src|srcset|data-\w+|content)="([^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LEFT_OUT = ("/log-ud", "/log-ind", "/laas-op", "/session/daek", "/mig/adgangskode", "/mig/stjaalet")
"""Where nobody writes about anybody, and after which somebody signs in anew."""


def outside(answer):
    """Return what of an answer is seen, kept or sent on outside the page."""
    page = answer.text if answer.mimetype == "text/html" else ""
    named = [*ADDRESS.findall(page), *TITLE.findall(page)]
    headers = [f"{name}: {value}" for name, value in answer.headers.items()]
    return [html.unescape(each) for each in (*named, *headers, answer.request.full_path)]


def told(said):
    """Return which secrets are in some words, in any dress."""
    raw = "\n".join(said).encode()
    return {secret for secret in SECRET for dress in dresses(secret).values() if dress in raw}


def answers(browser, login, app, places, subjects):
    """Open every page; do what can be done with wrong and right fields, half of it by turns."""
    typed, people = subjects["typed"], subjects["people"]
    for address in sorted(addresses(app) - set(LEFT_OUT)):
        path = path_of(address, places, people)
        if has_turn(address, login, one_in=2):
            fields = fields_of(address, login, places, typed)
            wild = dict.fromkeys(fields, PLANTED["text"])
            yield address, browser.post(path, wild)
            yield (
                address,
                browser.post(path, fields | {k: PLANTED[k] for k in fields if k in PLANTED}),
            )
        yield address, browser.open(path)


def test_nothing_outside_a_page_says_who_or_where(
    visit, places, subjects, app, house, technical_log
):
    """Everything is done by people of three roles, each writing what nobody outside may learn."""
    wrong, bodies = [], []
    for login in WALKERS:
        browser = visit(login)
        for address, answer in answers(browser, login, app, places, subjects):
            bodies.append(html.unescape(answer.text) if answer.mimetype == "text/html" else "")
            if found := told(outside(answer)):
                wrong.append((login, address, answer.status_code, found))
            if b'action="/log-ind" novalidate' in answer.data:
                browser = visit(login)

    assert [] == wrong
    assert set() == told([technical_log.getvalue()])
    assert set() == find(house.settings.state_dir, SECRET)
    names = [str(path) for path in house.settings.state_dir.rglob("*")]
    assert set() == told(names)
    shown = {secret for secret in SECRET for body in bodies if secret in body}
    assert set(SECRET) == shown, "what no page shows is no test of what is not shown elsewhere"
