"""The form of a token request: rows 1 to 6 of auth.md 2.5. A doubled field is no valid value."""

from functools import lru_cache
from urllib.parse import unquote_plus

from mock_redox.core.auth.case import Case
from mock_redox.core.checks import Check
from mock_redox.core.redaction import shown

FORM = "application/x-www-form-urlencoded"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MOST_FIELDS = 1000
"""A form with more has none: to take millions of them apart would hold everybody up for seconds."""


_SHORT = 100
_unquoted = lru_cache(maxsize=64)(unquote_plus)


def fields(body: bytes) -> dict[str, str | list[str]]:
    """The fields of a form; those that come several times as a list."""
    if b"=" not in body or body.count(b"&") >= MOST_FIELDS:
        return {}  # without an equals sign any text would be the name of a field
    found: dict[str, list[str]] = {}
    for pair in filter(None, body.decode("utf-8", "replace").split("&")):
        name, _, value = pair.partition("=")
        found.setdefault(_plain(name), []).append(_plain(value))
    return {name: many[0] if len(many) == 1 else many for name, many in found.items()}


def _plain(text: str) -> str:
    """What is escaped is mostly the same in each request: the assertion's type."""
    if "%" in text or "+" in text:
        return _unquoted(text) if len(text) < _SHORT else unquote_plus(text)
    return text


def media_type(content_type: str | None) -> str:
    """Without parameters such as a charset."""
    return (content_type or "").partition(";")[0].strip().lower()


def _is_a_form(case: Case) -> None:
    if case.content_type != FORM:
        raise case.refuse(
            "x-www-form-urlencoded content-type required", "assertion.content_type_wrong",
            f"content type {case.content_type or 'none'!r}", FORM,
            "send the fields as a form, not as JSON",
        )  # fmt: skip


def _field(name: str, value: str, kind: str, missing: str, wrong: str) -> Check[Case]:
    """The check that a field has its one value; ``kind`` begins the names of its failures."""

    def run(case: Case) -> None:
        given = case.form.get(name)
        if given != value:
            raise case.refuse(
                wrong if given else missing, f"assertion.{kind}_{'wrong' if given else 'missing'}",
                f"{name} {shown(given)}" if given else f"a form with {_names(case)}",
                f"{name}={value}", f"send {name} once, with that value",
            )  # fmt: skip

    return Check(name, value, run, lambda case: shown(case.form.get(name)))


def _has_an_assertion(case: Case) -> None:
    assertion = case.form.get("client_assertion")
    if not assertion:
        raise case.refuse(
            "Missing client assertion", "assertion.missing", f"a form with {_names(case)}",
            "client_assertion with a signed JWT", "send the assertion in the form's body",
        )  # fmt: skip
    if not isinstance(assertion, str):
        raise case.refuse(
            "", "assertion.doubled", f"{len(assertion)} of them", "client_assertion once",
            "send one assertion",
        )  # fmt: skip
    case.text = assertion


def _names(case: Case) -> str:
    return ", ".join(sorted(shown(name) for name in case.form)) or "no field"


def _size(case: Case) -> str:
    return f"{len(case.text)} characters"


FORM_CHECKS: tuple[Check[Case], ...] = (
    Check("content type", FORM, _is_a_form, lambda case: case.content_type),
    _field("grant_type", "client_credentials", "grant_type", "Missing grant_type parameter",
           "The grant_type parameter should equal 'client_credentials'"),
    _field("client_assertion_type", JWT_BEARER, "type", "Missing client assertion type",
           "Invalid client assertion type"),
    Check("client_assertion", "a signed JWT, once", _has_an_assertion, _size),
)  # fmt: skip
