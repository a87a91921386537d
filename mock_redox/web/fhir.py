"""The FHIR API, as far as its front door: who may come in (auth.md 4, fhir.md 1)."""

from flask import Blueprint, Response

from mock_redox.core.errors import BearerRefused
from mock_redox.core.failures.model import FHIR_JSON
from mock_redox.core.fhir import outcome
from mock_redox.web import current
from mock_redox.web.answers import compact
from mock_redox.web.refusals import unknown_path

blueprint = Blueprint("fhir", __name__)


@blueprint.get("/fhir/R4/<slug>/<environment>/<path:interaction>", endpoint="read")
@blueprint.post("/fhir/R4/<slug>/<environment>/<path:interaction>")
def interact(slug: str, environment: str, interaction: str) -> Response:
    """An interaction: the caller is judged as Redox would; what lies behind is not emulated."""
    current.identify(environment)
    return unknown_path()


@blueprint.errorhandler(BearerRefused)
def bearer_refused(error: BearerRefused) -> Response:
    """An OperationOutcome of one issue (auth.md 4.2, assumed)."""
    current.note().explanation = error.explanation
    code = "forbidden" if error.status == 403 else "login"
    return Response(compact(outcome(code, error.text)), error.status, content_type=FHIR_JSON)
