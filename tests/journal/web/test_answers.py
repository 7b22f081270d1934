"""Every answer the application can give carries the headers, tells no version, and is not kept."""

import re

import pytest

from journal.web import cases as case_pages
from journal.web.application import LARGEST_BODY
from journal.web.headers import SECURITY_HEADERS

FORM = "application/x-www-form-urlencoded"


def fail(*_):
    """Fail."""
    raise ValueError


@pytest.fixture
def answers(visit, anna, case_id, form, settings, monkeypatch):
    """Return one answer of every kind by its status."""
    stranger, note = visit(), f"/sag/{case_id}/notat"
    style = re.search(r'href="(/static/vaern\.css\?v=\w+)"', anna.get("/").text)[1]
    tag = anna.get(style).headers["ETag"]
    stranger.get("/log-ind")
    blocked = [stranger.post("/log-ind", name="birgit", password="x") for _ in range(6)]
    given = {
        "200": anna.get("/"),
        "200 static": anna.get(style),
        "200 head": anna.open("/", "HEAD"),
        "200 session": anna.get("/session"),
        "200 sign-in": stranger.get("/"),
        "303": anna.post("/udseende/tema", theme="dark"),
        "304": anna.get(style, headers={"If-None-Match": tag}),
        "308": anna.get(f"/sag/{case_id}"),
        "400": anna.get("/?a=%00"),
        "400 host": anna.open("/", headers={"Host": "evil.example"}),
        "401": stranger.post(note, text="x"),
        "403": anna.post("/log-ud", csrf_token=""),
        "403 site": anna.get(f"/sag/{case_id}/", headers={"Sec-Fetch-Site": "cross-site"}),
        "404": anna.get("/nej"),
        "404 case": visit("carla").get(f"/sag/{case_id}/"),
        "404 static": anna.get("/static/nej?v=1"),
        "405": anna.open("/", "DELETE"),
        "405 trace": anna.open("/", "TRACE"),
        "411": anna.open(note, "POST", headers={"Transfer-Encoding": "chunked"}),
        "413": anna.open(note, "POST", data=b"a" * (LARGEST_BODY + 1), content_type=FORM),
        "415": anna.open(note, "POST", data=b"{}", content_type="application/json"),
        "422": anna.post(note, form(anna, text="")),
        "429": blocked[-1],
    }
    elsewhere = settings.shares_path.with_name("moved-away")
    settings.shares_path.rename(elsewhere)
    given["503"] = anna.get(f"/sag/{case_id}/")
    elsewhere.rename(settings.shares_path)
    monkeypatch.setattr(case_pages, "perform", fail)
    given["500"] = anna.get("/")
    return given


def test_every_answer_is_guarded(answers):
    """The exact headers once each; kept nowhere, but for files under an address with their hash."""
    assert {kind: int(kind.split()[0]) for kind in answers} == {
        kind: answer.status_code for kind, answer in answers.items()
    }
    for kind, answer in answers.items():
        for name, value in SECURITY_HEADERS:
            assert [value] == answer.headers.getlist(name), (kind, name)
        is_file = kind in ("200 static", "304")
        kept = answer.headers.get("Cache-Control")
        assert is_file or kept == "no-store", kind
        assert not is_file or "no-store" not in kept, kind


def test_no_answer_tells_what_runs_here(answers):
    """No version, no name of a program, no trace, in headers and on pages of refusal."""
    told = re.compile(
        r"werkzeug|flask|gunicorn|python|jinja|sqlite|traceback|/\d+\.\d+\.\d+\b(?!\.)",
        re.IGNORECASE,
    )
    for kind, answer in answers.items():
        assert not {"Server", "X-Powered-By", "Via"} & set(answer.headers.keys()), kind
        assert not told.search(str(answer.headers)), kind
        if answer.status_code >= 400:
            assert not told.search(answer.text), kind


def test_every_page_says_its_kind_and_its_language(answers):
    """UTF-8 HTML with a language; a head without a body says the same."""
    for kind, answer in answers.items():
        if kind in ("200 static", "304", "200 session"):
            continue
        assert "text/html; charset=utf-8" == answer.headers["Content-Type"], kind
        if answer.status_code not in (303, 308) and kind != "200 head":
            assert '<html lang="da"' in answer.text, kind


def test_pages_of_refusal_say_what_to_do(answers):
    """In the words of the house: a heading, and a way on."""
    for kind, answer in answers.items():
        if answer.status_code >= 400:
            assert re.search(r"<h1[^>]*>\s*\S", answer.text), kind


def test_a_file_whose_address_lacks_its_hash_is_not_kept(visit):
    """Only an address that changes with the content may stay in a browser."""
    assert "immutable" not in visit().get("/static/vaern.css").headers["Cache-Control"]


def test_a_foreign_host_gets_nothing(anna):
    """A name that is not ours: the fixed page, even with the right cookie."""
    for host in ("evil.example", "127.0.0.1.evil.example", "", "a b"):
        answer = anna.open("/", headers={"Host": host})
        assert 400 == answer.status_code
        assert "Anna Ager" not in answer.text
