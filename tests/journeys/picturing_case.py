"""Pictures of one file, for its team and for a leader: a part of ``screenshots.py``."""

KIND = {"da": "Kvinde", "en": "Woman"}
LIVES = {"da": "Bor her", "en": "Lives here"}
GONE = {"da": "Udskrevet", "en": "Discharged"}
LEAVING = {
    "reason": "stay_done",
    "police_report_out": "no",
    "psychologist": "accepted",
    "destination": "own_new",
}
OF_A_WOMAN = (
    ("ophold", "stay-team"),
    ("anonymitet", "anonymity"),
    ("identitet", "identity"),
    ("identitet/ret", "identity-edit"),
    ("sikkerhedskort", "safety-card"),
    ("sikkerhedskort/ret", "safety-card-edit"),
    ("kontakt", "contact"),
    ("kontakt/ret", "contact-edit"),
    ("referencer", "references"),
    ("tidligere", "earlier"),
    ("oplysninger", "answers-team"),
    ("adgange", "accesses"),
    ("kode", "code"),
)
OF_A_CHILD = (
    ("foraeldremyndighed", "custody"),
    ("foraeldremyndighed/ret", "custody-edit"),
    ("myndig/", "coming-of-age"),
)


def links(page, end):
    """Return the addresses of the page's links that end like this."""
    found = page.eval_on_selector_all("main a[href]", "all => all.map((each) => each.pathname)")
    return [each for each in found if each.endswith(end)]


def open_longest_file(window):
    """Open the first of a contact person's files whose notes fill more than one page."""
    files = window.page.locator(".case h2 a")
    for path in files.evaluate_all("all => all.map((each) => each.pathname)"):
        window.open(path)
        if window.page.locator("a[href$='?page=2']").count():
            return
    raise LookupError("no file has a second page")


def look_at_case(photographer):
    """Walk through all pages of the file that is open, as somebody of its team."""
    window, page = photographer.window, photographer.page
    case = page.url.partition("?")[0]
    for step, name in OF_A_WOMAN:
        page.goto(f"{case}{step}")
        photographer.shoot(name)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    photographer.shoot("code-slip")
    page.goto(f"{case}ophold")
    child = links(page, "/ophold")[0].removesuffix("ophold")
    for step, name in OF_A_CHILD:
        window.open(f"{child}{step}")
        photographer.shoot(name)
    _look_at_talk(photographer)
    window.open("/udlevering")
    photographer.shoot("code-desk")


def _look_at_talk(photographer):
    window, page = photographer.window, photographer.page
    window.open("/")
    files = page.locator(".case h2 a").evaluate_all("all => all.map((each) => each.pathname)")
    for path in files:
        window.open(f"{path}ophold")
        if talk := links(page, "/samtale"):
            window.open(talk[0])
            photographer.shoot("talk-kept")
            return
    raise LookupError("no file has the talk before she came")


def look_at_leading(photographer):
    """Walk through what a leader is asked about a file: purpose, proposal, discharge, closing."""
    window, page, language = photographer.window, photographer.page, photographer.language
    window.open("/indskrivning/")
    window.open(links(page, "/ophold/luk")[0])
    photographer.shoot("stay-close")
    case = _open_stay(window, language, LIVES)
    for step, name in (("identitet", "identity-purpose"), ("tidligere", "earlier-purpose")):
        window.open(f"{case}{step}")
        photographer.shoot(name)
    _look_at_proposal(photographer, case)
    _look_at_discharge(photographer, case)
    case = _open_stay(window, language, GONE)
    window.open(f"{case}udskrivning/luk")
    photographer.shoot("discharge-close")


def _open_stay(window, language, label):
    window.open("/")
    row = window.page.locator("main tr").filter(has_text=KIND[language])
    stay = row.locator("a[href$='/ophold']").filter(has_text=label[language]).last
    return stay.get_attribute("href").removesuffix("ophold")


def _look_at_proposal(photographer, case):
    """Propose a child, and look at what decides about it."""
    page = photographer.page
    photographer.window.open(f"{case}ophold/barn")
    for choice in ("#pending", "[name=decision][value=nobody]", "[name=here][value=later]"):
        page.locator(choice).check()
    page.locator("#reason").select_option(index=1)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    photographer.shoot("stay-family")
    for path in links(page, "/ophold"):
        photographer.window.open(path)
        if page.locator("form[action$='/afslag']").count():
            photographer.shoot("stay-proposed")
            return
    raise LookupError("nobody is proposed")


def _look_at_discharge(photographer, case):
    page = photographer.page
    photographer.window.open(f"{case}oplysninger")
    for field in page.locator("main select").all():
        if not field.input_value():
            field.select_option(index=1)
    for boxes in page.locator("main fieldset").all():
        boxes.locator("input").first.check()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    photographer.shoot("answers-saved")
    photographer.window.open(f"{case}udskrivning")
    for name, code in LEAVING.items():
        page.locator(f"#{name}").select_option(code)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    photographer.shoot("discharge-confirm")
