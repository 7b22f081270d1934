"""A browser without a screen: keeps cookies, reads the form token off each page, sends forms."""

import html
import re

from houses import PASSWORD

BASE = "https://127.0.0.1"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"[^>]*>')
TEXTAREA = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)
VALUE = re.compile(r'<input class="input" id="(\w+)"[^>]*? value="([^"]*)"')


class Browser:
    """
    A visitor of the service.

    Args:
        app: the web application.
        address: where she sits.
    """

    def __init__(self, app, address="127.0.0.1"):
        self.client = app.test_client()
        self.address = address
        self.token = ""

    def open(self, path, method="GET", **options):
        """Ask for a page; a form token on it is kept for the next form."""
        answer = self.client.open(
            path,
            method=method,
            base_url=BASE,
            buffered=True,
            environ_overrides={"REMOTE_ADDR": self.address},
            **options,
        )
        if answer.mimetype == "text/html" and (found := TOKEN.search(answer.text)):
            self.token = found[1]
        return answer

    def get(self, path, **options):
        """Ask for a page."""
        return self.open(path, **options)

    def post(self, path, fields=None, method="POST", headers=None, **more):
        """Send a form with the last token seen; ``csrf_token`` among the fields replaces it."""
        data = {"csrf_token": self.token} | (fields or {}) | more
        return self.open(path, method, data=data, headers=headers)

    def sign_in(self, name, password=PASSWORD, **more):
        """Fill the sign-in page in and send it; then look at a small page."""
        self.get("/log-ind")
        answer = self.post("/log-ind", more, name=name, password=password)
        if answer.status_code == 303:
            self.get("/mig/")  # the page that costs least; the token of its forms is that of all
        return answer

    def cookie(self, name):
        """The value of a cookie, or None."""
        found = self.client.get_cookie(name, domain="127.0.0.1")
        return None if found is None else found.value


def typed_in(page):
    """What stands in the fields of the form in a page's main part, as a browser would send it."""
    page = page[page.find("<main") : page.find("</main>")]
    fields = dict(HIDDEN.findall(page)) | dict(VALUE.findall(page))
    if found := TEXTAREA.search(page):
        fields["text"] = found[1]
    if found := re.search(r'<select[^>]* name="type".*?</select>', page, re.DOTALL):
        chosen = re.search(r'value="(\w+)" selected', found[0])
        fields["type"] = (chosen or re.search(r'value="(\w+)"', found[0]))[1]
    return {name: html.unescape(value) for name, value in fields.items()}


def carried_by(page):
    """What a sign-in page carries of a note, by the names of its hidden fields."""
    return {name: value for name, value in typed_in(page).items() if name.startswith("kept_")}


def seen(answer):
    """Everything of an answer that somebody could compare: status, headers but Date, bytes."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name != "Date")
    return answer.status_code, headers, answer.data
