"""Pictures of what stands between the first call and the last day: a part of ``screenshots.py``."""

import re

ID = "[0-9a-f-]{36}"
PHONE = (
    ("/henvendelser/", "enquiries"),
    ("/henvendelser/ny", "enquiry-new"),
    ("/henvendelser/telefonkort", "phone-card"),
    ("/henvendelser/hvem-afgoer", "delegations"),
    ("/indskrivning/", "admission"),
    ("/indskrivning/ny", "admission-new"),
    ("/indskrivning/hold", "teams-lacking"),
    ("/frister/", "deadlines"),
)
LISTED = (
    ("/henvendelser/", rf"/afgoerelse/{ID}$", "decision"),
    ("/frister/", rf"/frister/{ID}$", "deadline"),
    ("/huset/vaerelser/", rf"/huset/vaerelser/{ID}$", "room"),
    ("/", rf"/sag/{ID}/ophold$", "stay-leader"),
)
"""A page that lists, what its links look like, and the name of the picture of the first."""
OF_A_CASE = (("ophold/barn", "child-new"), ("oplysninger", "answers"), ("udskrivning", "discharge"))


def look_at_door(photographer):
    """Walk through enquiries, talks, decisions, admission, deadlines and discharge, as a leader."""
    window, page = photographer.window, photographer.page
    for path, name in PHONE:
        window.open(path)
        photographer.shoot(name)
    _look_at_safety_event(photographer)
    _look_at_talk(photographer)
    for path, pattern, name in LISTED:
        window.open(path)
        _follow(photographer, pattern)
        photographer.shoot(name)
    case = page.url.removesuffix("ophold")
    for step, name in OF_A_CASE:
        page.goto(f"{case}{step}")
        photographer.shoot(name)


def _follow(photographer, pattern):
    """Go where the first link of this kind leads."""
    links = "all => all.map((each) => each.pathname)"
    found = photographer.page.eval_on_selector_all("main a[href]", links)
    photographer.window.open(next(each for each in found if re.search(pattern, each)))


def _look_at_talk(photographer):
    """Somebody who called asks for a place; whoever is first here begins the talk with her."""
    page = photographer.page
    photographer.window.open("/henvendelser/")
    _follow(photographer, rf"/henvendelser/{ID}$")
    photographer.shoot("enquiry")
    begin = page.locator("form[action$='/samtale'] button")
    if begin.count():
        with page.expect_navigation():
            begin.click()
    else:
        _follow(photographer, rf"/henvendelser/{ID}/visitation$")
    photographer.shoot("talk")


def _look_at_safety_event(photographer):
    """Somebody asked for a woman: it is noted down."""
    page = photographer.page
    photographer.window.open("/henvendelser/telefonkort")
    page.locator("#text").fill("En mand ville vide, hvornår der er besøgstid.")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    photographer.shoot("safety-event")
