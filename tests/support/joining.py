"""How a colleague is taken in through the pages, and what stands on them; no fixture is here."""

import re

from houses import PASSWORD

GROUPS = re.compile(r'<p class="spoken">(.*?)</p>', re.DOTALL)
GROUP = re.compile(r"<span>(\w+)</span>")
NEW_PASSWORD = "syv gule heste"
AS_INVITED = {"role": "paedagog", "profession": "paedagog"}
"""The post of an invitation in which nothing else is said."""


def spoken(page):
    """Return the groups of the first code or fingerprint on a page, or nothing."""
    found = GROUPS.search(page)
    return GROUP.findall(found[1]) if found else []


def code_on(page):
    """Return the code that a page shows, as somebody would type it."""
    return "-".join(spoken(page))


def digits_on(page):
    """Return the fingerprint that a page shows."""
    return " ".join(spoken(page))


def words_on(answer):
    """Return the words of an answer's main part, without markup."""
    page = answer.text[answer.text.find("<main") : answer.text.find("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def invite(leader, login="gry", **more):
    """Invite a colleague by the form; the return value is the answer."""
    leader.get("/medarbejdere/inviter")
    fields = {"name": "Gry Gade", "login": login, **AS_INVITED}
    return leader.post("/medarbejdere/inviter", fields | {"password": PASSWORD} | more)


def activate(browser, login, code, password=NEW_PASSWORD, **more):
    """Use a code by the form; the return value is the answer."""
    browser.get("/aktiver")
    fields = {"name": login, "code": code, "password": password, "again": password}
    return browser.post("/aktiver", fields | more)


def confirm(leader, person, digits, **more):
    """Confirm a colleague's digits by the form; the return value is the answer."""
    page = leader.get(f"/medarbejdere/{person}/godkend").text
    post = dict(re.findall(r'name="(role|profession)" value="(\w+)"', page))
    fields = {"heard": digits, "aloud": "yes", "password": PASSWORD}
    return leader.post(f"/medarbejdere/{person}/godkend", post | fields | more)


def act_on(leader, person, act, **more):
    """Send the form of an act on an account; the return value is the answer."""
    leader.get(f"/medarbejdere/{person}/{act}")
    return leader.post(f"/medarbejdere/{person}/{act}", {"password": PASSWORD} | more)


def draw_code(browser, password=PASSWORD):
    """Draw a recovery code and keep it as the page asks; the return value is the code."""
    browser.get("/mig/")
    page = browser.post("/mig/kode", proof=password).text
    code = code_on(page)
    sealed = re.search(r'name="sealed" value="(\w+)"', page)[1]
    kept = browser.post("/mig/kode/gem", code=code, sealed=sealed, typed=code.lower())
    assert 303 == kept.status_code
    return code
