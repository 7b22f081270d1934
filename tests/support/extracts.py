"""How an extract of the log is read as it is shown and as it is given out; no fixture is here."""

import html
import io
import re

from browsers import typed_in
from houses import PASSWORD
from pypdf import PdfReader

DECISION = {"reason": "complaint", "password": PASSWORD}
"""A form that decides on names."""
COLLEAGUES = ("Anna Ager", "Birgit Bro", "Hanne Hald", "Carla Cramer", "Lone Leder", "Dagny Dam")
"""Whom a house of the tests knows, where a night guard and a deputy were taken in."""


def shown(answer):
    """Return the extract on a page as text, without the page around it."""
    part = answer.text[answer.text.index('aria-labelledby="shown-title"') :]
    part = part[part.index(">") + 1 : part.index("</section>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", part).split()))


def rows(answer):
    """Return the lines of the extract on a page, cell by cell."""
    part = answer.text[answer.text.index('aria-labelledby="shown-title"') :]
    body = part[part.index("<tbody>") : part.index("</tbody>")]
    return [
        [
            html.unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def form_of(answer, end):
    """Return the fields of the form on a page whose address ends like this."""
    pattern = rf'<form method="post" action="[^"]*{end}">.*?</form>'
    (found,) = re.findall(pattern, answer.text, re.DOTALL)
    return typed_in(f"<main>{found}</main>")


def words_of(file):
    """Return the words of a PDF in one line."""
    pages = PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
