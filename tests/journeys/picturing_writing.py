"""Pictures of writing, finding, handing over and printing: a part of ``screenshots.py``."""

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

STATE = "house/state/db"
DAYS_LAIN = 4
MICROSECONDS = 1_000_000
"""In a second: how the database counts time."""
NOTE = {
    "da": "Observeret: Hun spiste med de andre og lo af snegle i en skål.\n"
    "Fortalt af beboeren: Hun sov hele natten.\nVurdering: Hun er ved at falde til.",
    "en": "Observed: She ate with the others and laughed at snails in a bowl.\n"
    "Told by the resident: She slept all night.\nAssessment: She is settling in.",
}
MORE = {"da": "Hun ringede til lægen i dag.", "en": "She rang the doctor today."}
REASON = {"da": "Det var ikke hende, det var hendes søster.", "en": "It was her sister, not she."}
LINE = {
    "da": "Porten binder. Løft i håndtaget, til smeden har været her.",
    "en": "The gate sticks. Lift the handle until the smith has been here.",
}
ADDED = {
    "da": "Fortalt af andre: Hendes søster kommer på besøg.",
    "en": "Told by others: Her sister comes to visit.",
}


def look_at_writing(photographer, passwords):
    """
    Walk through a note from the first word to paper, as a contact person and as the leader.

    The file that is open is the one that is written in; it is open again at the end.
    """
    page = photographer.page
    case = page.url.partition("?")[0]
    _look_at_form(photographer, case)
    _look_at_two_texts(photographer, case)
    _look_at_old_drafts(photographer, case, passwords)
    _look_at_session_gone(photographer, passwords)
    _send(page, "main form .button--primary")
    _look_at_finding(photographer, case)
    _look_at_acts(photographer, case, passwords)
    _look_at_handover(photographer, passwords)
    _look_at_paper(photographer, case)
    page.goto(case)


def _go(photographer, address, name):
    photographer.page.goto(address)
    photographer.shoot(name)


def _leader(photographer, passwords):
    """Somebody else who walks at the same time, in a window of her own."""
    window, language = photographer.window, photographer.language
    browser = window.context.browser
    leader = type(photographer)(browser, window.url, language, photographer.wanted)
    leader.window.sign_in("ingrid", passwords["ingrid"])
    return leader


def _send(page, button):
    with page.expect_navigation():
        page.locator(button).last.click()


def _look_at_form(photographer, case):
    page = photographer.page
    _go(photographer, f"{case}notat/nyt?type=weekly_talk", "writing-headings")
    page.locator(".fold summary").click()
    photographer.shoot("writing-fields")
    page.goto(f"{case}notat/nyt")
    page.locator("#text").fill(NOTE[photographer.language])
    _say_saved(page)
    photographer.shoot("writing-saved")


def _say_saved(page):
    with page.expect_response("**/kladde"):
        page.locator("#text").press("End")
        page.locator("#text").blur()


def _look_at_two_texts(photographer, case):
    """The draft is changed on another machine: what the form says, and both texts."""
    page, language = photographer.page, photographer.language
    other = photographer.window.context.new_page()
    other.goto(f"{case}notat/nyt")
    other.locator("#text").fill(f"{NOTE[language]}\n\n{ADDED[language]}")
    _say_saved(other)
    other.close(run_before_unload=False)
    page.locator("#text").fill(f"{NOTE[language]}\n\n{MORE[language]}")
    _say_saved(page)
    page.locator("[data-both]").wait_for()
    photographer.shoot("writing-met")
    with page.expect_navigation():
        page.locator("[data-both]").click()
    photographer.shoot("writing-clash")
    _send(page, "main form .button--primary")
    photographer.shoot("writing-joined")


def _look_at_old_drafts(photographer, case, passwords):
    """A draft that has lain for days: where its author meets it, and where the leader does."""
    began = int((datetime.now(UTC) - timedelta(days=DAYS_LAIN)).timestamp() * MICROSECONDS)
    database = next((photographer.output / STATE).rglob("*.sqlite"))
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE draft SET started_at = ? WHERE type IS NOT NULL", (began,))
    connection.close()
    for address, name in (("/", "cases-draft"), ("/kladder/", "drafts"), (case, "timeline-draft")):
        _go(photographer, address, name)
    leader = _leader(photographer, passwords)
    leader.shoot("overview-drafts")
    leader.window.close()
    photographer.page.goto(f"{case}notat/nyt")


def _look_at_session_gone(photographer, passwords):
    """She is signed out while she writes, and comes back within the page."""
    page = photographer.page
    photographer.window.context.clear_cookies(name="__Host-sid")
    page.locator("#text").press("End")
    page.locator("#text").press_sequentially(" ")
    page.locator("#text").blur()
    page.locator("#again[open]").wait_for()
    photographer.shoot("writing-signed-out")
    page.locator("#again-name").fill("maja")
    page.locator("#again-password").fill("forkert")
    page.locator("#again-password").press("Enter")
    page.locator("#again-error:not([hidden])").wait_for()
    photographer.shoot("writing-signed-out-error")
    page.locator("#again-password").fill(passwords["maja"])
    with page.expect_response("**/kladde"):
        page.locator("#again-password").press("Enter")


def _look_at_finding(photographer, case):
    page = photographer.page
    photographer.shoot("timeline-signed")
    _go(photographer, f"{case}?type=phone", "timeline-filtered")
    _go(photographer, f"{case}?type=incident_ref&unread=yes", "timeline-none")
    _go(photographer, "/find", "find")
    for words, name in (("snegle", "find-hits"), ("giraf", "find-none"), ("", "find-error")):
        page.locator("#words").fill(words)
        _send(page, "form.card[role=search] button")
        photographer.shoot(name)
    page.goto(f"{case}find")
    page.locator("#words").fill("hun")
    _send(page, "form.card[role=search] button")
    photographer.shoot("find-in-case")
    page.locator("main").focus()
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    photographer.shoot("keys-help")
    page.keyboard.press("Escape")


def _look_at_acts(photographer, case, passwords):
    """What is hung on a note, and a note that was in the wrong file."""
    page, language = photographer.page, photographer.language
    page.goto(case)
    note = _newest(page)
    _go(photographer, note, "note-own")
    _go(photographer, f"{note}/ret", "note-marks")
    _send(page, "form[action$='/streg'] button")
    photographer.shoot("note-marks-error")
    page.locator("#addendum").fill(f"{ADDED[language]}\n\n{MORE[language]}")
    _send(page, "form[action$='/tillaeg'] button")
    if page.locator("form[action$='/skal-laeses']").count():
        _send(page, "form[action$='/skal-laeses'] button")
    photographer.shoot("note-addendum")
    page.goto(f"{note}/ret")
    page.locator("#strike").fill(REASON[language])
    _send(page, "form[action$='/streg'] button")
    photographer.shoot("note-struck")
    _look_at_misfiled(photographer, case)
    _look_at_joint(photographer, case)
    _look_at_restriction(photographer, case, passwords)
    _go(photographer, case, "timeline-marks")
    _go(photographer, f"{case}forloeb", "course")


def _newest(page):
    return page.locator(".note__sign a").first.evaluate("one => one.href")


def _sign(page, case, words):
    page.goto(f"{case}notat/nyt")
    page.locator("#text").fill(words)
    _send(page, "main form .button--primary")
    return _newest(page)


def _look_at_misfiled(photographer, case):
    page = photographer.page
    note = _sign(page, case, MORE[photographer.language])
    page.goto(f"{note}/ret")
    page.locator("#target").select_option(index=1)
    _send(page, "form[action$='/flyt'] button")
    photographer.shoot("note-moved")


def _look_at_joint(photographer, case):
    page, language = photographer.page, photographer.language
    _go(photographer, f"{case}notat/faelles", "joint")
    _send(page, "main form .button--primary")
    photographer.shoot("joint-error")
    page.locator("#text").fill(NOTE[language])
    page.locator("#other_text").fill(MORE[language])
    _send(page, "main form .button--primary")
    _go(photographer, _newest(page), "note-joint")


def _look_at_handover(photographer, passwords):
    """A shift takes over; then everything is read."""
    page, language = photographer.page, photographer.language
    page.goto("/overlevering/")
    photographer.shoot("handover")
    _send(page, "form[action$='/overlevering/'] button")
    photographer.shoot("handover-error")
    page.locator("#text").fill(LINE[language])
    _send(page, "form[action$='/overlevering/'] button")
    photographer.shoot("handover-written")
    while new := _unread(page):
        page.goto(new)
        photographer.shoot("timeline-unread")
        _send(page, "form[action$='/laest'] button")
    photographer.shoot("handover-read")
    leader = _leader(photographer, passwords)
    leader.page.goto("/overlevering/")
    leader.shoot("handover-leader")
    leader.window.close()


def _unread(page):
    found = page.locator("main a[href*='unread=yes']")
    return found.first.evaluate("one => one.href") if found.count() else ""


def _look_at_restriction(photographer, case, passwords):
    """A leader opens a file for a purpose and restricts a note of it; its team sees that."""
    leader = _leader(photographer, passwords)
    page = leader.page
    page.goto(f"{case}formaal")
    page.locator("main [name=reason]").first.check()
    page.locator("#password").fill(passwords["ingrid"])
    _send(page, "main form .button--primary")
    page.goto(case)
    note = _newest(page)
    _go(leader, f"{note}/ret", "note-marks-leader")
    page.locator("#restriction").fill(REASON[photographer.language])
    _send(page, "form[action$='/begraens'] button")
    leader.window.close()
    _go(photographer, note, "note-restricted")


def _look_at_paper(photographer, case):
    page = photographer.page
    _go(photographer, f"{case}udskriv", "print")
    _send(page, "main form .button--primary")
    photographer.shoot("print-error")
    page.locator("[name=purpose]").first.check()
    with page.expect_download() as sent:
        page.locator("main form .button--primary").click()
    path = photographer.output / f"print-{photographer.language}.pdf"
    shutil.copy(sent.value.path(), path)
