"""Pictures of the yearly figures and how they go out: a part of ``screenshots.py``."""

YEAR = 2023
"""The one year of the invented house that can go out: one was printed before, one is too small."""


def look_at_figures(photographer, passwords):
    """
    Freeze a year and propose it as the leader, approve it as the deputy, up to the file.

    The year goes out once only, so the walk in the first language pictures both where it can.
    """
    window, page = photographer.window, photographer.page
    if photographer.language != "da":
        return
    _shoot(photographer, "figures-years", "/statistik/")
    _shoot(photographer, "figures", f"/statistik/{YEAR}")
    _send(
        page, f"form[action='/statistik/{YEAR}']:has([name=password]) button", passwords["ingrid"]
    )
    _shoot(photographer, "publications-none", "/statistik/udgivelser/")
    _shoot(photographer, "figures-not-frozen", f"/statistik/udgivelser/ny?period={YEAR - 1}")
    _shoot(photographer, "figures-held-back", f"/statistik/udgivelser/ny?period={YEAR}-01")
    _shoot(photographer, "figures-preview", f"/statistik/udgivelser/ny?period={YEAR}")
    window.open(f"/statistik/udgivelser/ny?period={YEAR}")
    _send(page, "form[action='/statistik/udgivelser/ny'][method=post] button")
    address = "/" + page.url.split("/", 3)[-1]
    _shoot(photographer, "publication-draft", address)
    _send(page, _of_step("propose"), passwords["ingrid"])
    _look_as_deputy(photographer, address, passwords)


def _look_as_deputy(photographer, address, passwords):
    """Decide as somebody in another role; the leader comes back for the next pages."""
    window, page = photographer.window, photographer.page
    _change_to(window, "petra", passwords)
    _shoot(photographer, "publications", "/statistik/udgivelser/")
    _shoot(photographer, "figures-risk", address)
    _send(page, _of_step("approve"))
    photographer.shoot("publication-error")
    page.locator("#reason").fill("Tallene må gerne stå i årsberetningen.")
    _send(page, _of_step("approve"), passwords["petra"])
    photographer.shoot("publication-approved")
    _send(page, _of_step("release"))
    _shoot(photographer, "publication", address)
    _change_to(window, "ingrid", passwords)


def _shoot(photographer, name, path):
    """Picture a page in English and in Danish; Danish stays."""
    page = photographer.page
    for language, label in (("en", "English"), ("da", "Dansk")):
        photographer.window.open("/")
        with page.expect_navigation():
            page.get_by_role("button", name=label).click()
        photographer.window.open(path)
        photographer.language = language
        photographer.shoot(name)


def _change_to(window, login, passwords):
    with window.page.expect_navigation():
        window.page.locator(".masthead form button[type=submit]").last.click()
    window.sign_in(login, passwords[login])


def _of_step(step):
    return f"form:has(input[value={step}]) button"


def _send(page, button, password=""):
    """Press a button, with the password of its form where one is asked."""
    if password:
        page.locator(button.replace("button", "[name=password]", 1)).fill(password)
    with page.expect_navigation():
        page.locator(button).click()
