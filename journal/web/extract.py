"""Hvem har læst min journal: her own extract, on screen, as a PDF, and with proofs."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.access import Action
from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.extract import NAMES, Form
from journal.domain.ids import CaseId
from journal.request import context, perform
from journal.schemas.extract import ExtractSchema, NamesSchema
from journal.services import extract
from journal.services.extract import Extract, Given
from journal.services.labels import Banner
from journal.vault.outside import Proof
from journal.web import cases, forms, paper
from journal.web.paper import Paper
from journal.web.proof import fresh
from journal.web.typesetting import typeset
from journal.web.words import language

blueprint = Blueprint("extract", __name__, url_prefix="/sag/<uuid:case>/udtraek")
FIELDS = ("language", "day_from", "day_to")
ASKED_OF_NAMES = ("reason", "password")
FILE_NAMES = {"da": "udtraek", "en": "extract"}
"""What a file is called: nothing that tells whose it is, or where it comes from."""
VERIFIER = "verify_log.py"
KEY, EVENT, INCLUSION, FORMER = "log.vkey", "event.json", "inclusion.tlog-proof", "former"
"""The files of a proof, as the verifier looks for them."""


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """What the log says of this case, as she would get it."""
    try:
        found, chosen = _read(CaseId(case), forms.asked())
    except (ValidationError, RuleBroken) as wrong:
        return _asked_wrongly(CaseId(case), wrong)
    return _page(found.banner, _values(found, chosen), paper.written(found, chosen))


@blueprint.post("")
def give(case: UUID) -> ResponseReturnValue:
    """The same as a PDF; that it leaves the house is on record before it does."""
    try:
        found, chosen = _read(CaseId(case), forms.submitted())
        file = typeset(paper.written(found, chosen).as_data())
        _put_on_record(found, Form.NAMES if found.has_names else Form.FUNCTIONS, file)
    except (ValidationError, RuleBroken) as wrong:
        return _asked_wrongly(CaseId(case), wrong)
    return _sent(file, "application/pdf", f"{FILE_NAMES[chosen]}.pdf")


@blueprint.post("/beviser")
def prove(case: UUID) -> ResponseReturnValue:
    """Proofs that its lines are in the log, for somebody outside who checks them."""
    try:
        found, chosen = _read(CaseId(case), forms.submitted())
        made = extract.prove(context(), [one.line.entry for one in found.lines])
        proofs = [made.get(one.line.entry) for one in found.lines]
        file = _packed(proofs)
        _put_on_record(found, Form.PROOFS, file)
    except (ValidationError, RuleBroken) as wrong:
        return _asked_wrongly(CaseId(case), wrong)
    return _sent(file, "application/zip", f"{FILE_NAMES[chosen]}.zip")


@blueprint.get("/navne")
def names(case: UUID) -> ResponseReturnValue:
    """What it means that an extract has names, and the form that decides it."""
    return _names_page(CaseId(case), request.args.to_dict())


@blueprint.post("/navne")
def decide(case: UUID) -> ResponseReturnValue:
    """Decide that the next extract has names."""
    try:
        said: dict[str, Any] = NamesSchema().load(forms.submitted())
        proof = fresh(said["password"])
        decision = perform(extract.decide_names, CaseId(case), said["reason"], proof)
    except ValidationError as wrong:
        errors = forms.sentences(wrong.messages, ASKED_OF_NAMES)
        return _names_page(CaseId(case), request.form.to_dict(), errors), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, ASKED_OF_NAMES)
        return _names_page(CaseId(case), request.form.to_dict(), errors), status
    kept: dict[str, Any] = {name: request.form.get(name) or None for name in FIELDS}
    return redirect(url_for(".index", case=case, decision=decision, **kept), 303)


def _read(case: CaseId, typed: dict[str, str]) -> tuple[Extract, str]:
    """What was asked for, and the language it is for."""
    said: dict[str, Any] = ExtractSchema().load(typed)
    return perform(extract.show, case, said["asked"]), said["language"] or language()


def _put_on_record(found: Extract, form: Form, file: bytes) -> None:
    given = Given(
        reference=found.reference,
        form=form,
        digest=hashlib.sha256(file).digest(),
        lines=len(found.lines),
        decision=found.asked.decision,
    )
    perform(extract.give_out, found.banner.id, given)


def _packed(proofs: Sequence[Proof | None]) -> bytes:
    """A file of folders as ``journal prove`` writes them, each named by its line."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        verifier = resources.files("journal.cli") / VERIFIER
        archive.writestr(zipfile.ZipInfo(VERIFIER), verifier.read_bytes())
        for number, proof in enumerate(proofs, start=1):
            if proof is not None:
                _add(archive, f"{number:04}", proof)
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, folder: str, proof: Proof) -> None:
    files = {
        KEY: proof.key.encode(),
        EVENT: proof.event,
        INCLUSION: proof.inclusion.encode(),
        FORMER: proof.former.encode(),
    }
    for name, content in files.items():
        if not content:
            continue
        entry = zipfile.ZipInfo(f"{folder}/{name}")  # dated 1980: a file tells no time of its own
        archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _sent(file: bytes, kind: str, name: str) -> Response:
    answer = Response(file, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _values(found: Extract, chosen: str) -> dict[str, str]:
    """What a form has to say to mean this very extract."""
    asked = found.asked
    said = {
        "language": chosen,
        "day_from": asked.day_from,
        "day_to": asked.day_to,
        "decision": asked.decision,
        "size": asked.size,
    }
    return {name: "" if value is None else str(value) for name, value in said.items()}


def _asked_wrongly(case: CaseId, wrong: ValidationError | RuleBroken) -> ResponseReturnValue:
    """The page without an extract; who may not ask for one gets none."""
    if isinstance(wrong, RuleBroken):
        errors, status = forms.refused(wrong, FIELDS)
    else:
        errors, status = forms.sentences(wrong.messages, FIELDS), 422
    values = {name: request.values.get(name, "") for name in FIELDS}
    return _page(perform(extract.prepare, case), values, None, errors), status


def _page(
    banner: Banner,
    values: Mapping[str, str],
    shown: Paper | None,
    errors: dict[str, list[str]] | None = None,
) -> str:
    return render_template(
        "extract/index.html",
        case=cases.banner(banner),
        is_child=banner.kind == PersonKind.CHILD,
        form={"language": language(), **values},
        shown=shown,
        errors=errors or {},
    )


def _names_page(
    case: CaseId, values: Mapping[str, str], errors: dict[str, list[str]] | None = None
) -> str:
    banner = perform(extract.prepare, case, Action.EXTRACT_NAMES)
    return render_template(
        "extract/names.html",
        case=cases.banner(banner),
        reasons=[(one.code, one.label(language())) for one in code_list(NAMES).values()],
        form={name: values.get(name, "") for name in (*FIELDS, "reason")},
        errors=errors or {},
    )
