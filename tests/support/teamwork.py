"""How the team of a case is changed through the pages; no fixture is here."""

import re

from houses import PASSWORD


def suggest(browser, team, *wanted):
    """Tick colleagues and go on; the return value is the page that says what would happen."""
    browser.get(team)
    return browser.post(f"{team}/aendring", member=list(wanted))


def confirm(browser, question, team, password=PASSWORD):
    """Send the form of the page that says what would happen, as it stands there."""
    fields = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', question.text)
        for name in ("member", "before")
    }
    return browser.post(team, fields, password=password)


def change(browser, team, *wanted):
    """Tick colleagues, go on, and set the team; the return value is the last answer."""
    return confirm(browser, suggest(browser, team, *wanted), team)


def keep_away(browser, team, person, **more):
    """Send the form that keeps a colleague away; the return value is the answer."""
    browser.get(f"{team}/udeluk")
    return browser.post(f"{team}/udeluk", {"colleague": str(person), "password": PASSWORD} | more)


def ticked(page):
    """Return the ids of the colleagues who are ticked on a page."""
    return set(re.findall(r'name="member" value="([^"]+)"[^>]* checked', page))
