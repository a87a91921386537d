"""``doctor webhook``: a push as your endpoint got it, against the token that it expects."""

from collections.abc import Sequence
from urllib.parse import parse_qs

from mock_redox.core import redaction
from mock_redox.core.doctor.reading.curl import read_curl
from mock_redox.core.doctor.reading.http_text import Received, read_http
from mock_redox.core.doctor.report import Facts, Finding, Open, Report, facts, finding, hiding
from mock_redox.core.doctor.webhook.bodies import Body, read_body
from mock_redox.core.doctor.webhook.carrying import judge
from mock_redox.core.doctor.webhook.places import HEADER, Place, places
from mock_redox.core.errors import Misuse
from mock_redox.core.webhooks.variants import Known

_LONGEST = 300
"""Characters of an address that are shown."""
_UNKNOWN = "\0"
"""Stands for a token that is not known; no header can hold it."""


def received(raw: bytes) -> Received:
    """A request from a dump, a gateway's event, a curl command, or the body alone.

    Raises:
        Misuse: nothing was given.
    """
    if not raw.strip():
        raise Misuse("no request was given: a dump with headers and body, or the body alone")
    curl = read_curl(raw.decode("utf-8", "replace")) if b"curl " in raw[:10] else None
    return curl or read_http(raw) or Received(body=raw, has_headers=False)


def webhook(
    request: Received,
    token: str | None = None,
    former: Sequence[str] = (),
    others: Sequence[str] = (),
) -> Report:
    """What is wrong with a push, above all with its verification token (webhooks.md 3, 8).

    Args:
        request: as it was received; ``received`` reads one.
        token: the verification token that the endpoint expects. Without it only the form is judged.
        former: tokens that were in force before.
        others: tokens of other destinations.

    Raises:
        Misuse: the expected token is empty.
    """
    if token is not None and not token.strip():
        raise Misuse("the expected token is empty, and nothing may be compared with that")
    body = read_body(request)
    query = {name: many[0] for name, many in _query(request).items()}
    challenge = body.challenge or "challenge" in query
    known = Known(_UNKNOWN if token is None else token.strip(), tuple(former), tuple(others))
    place = places(request, _members(body, query), known)
    findings: list[Finding] = []
    if token is not None and token != token.strip():
        findings.append(_padded(token))
    findings += _judged(place, challenge, request, token is not None)
    report = Report(
        subject="verification request" if challenge else "push",
        findings=(*findings, *body.findings),
        facts=(*_facts(request, challenge, place), *body.facts),
        unjudged=tuple(_open(request, token)),
        notes=tuple(_remarks(request, challenge, place)),
    )
    return hiding(report, {*_values(place), *([token.strip()] if token else []), *former, *others})


def _values(place: Place) -> set[str]:
    """Everything that came as a token."""
    bearer = [place.bearer] if place.bearer else []
    all_ = (*place.header, *bearer, *place.renamed, *place.elsewhere)
    return {each.value.strip() for each in all_}


def _query(request: Received) -> dict[str, list[str]]:
    try:
        return parse_qs(request.query, keep_blank_values=True)
    except ValueError:
        return {}


def _members(body: Body, query: dict[str, str]) -> dict[str, str]:
    found = {}
    if isinstance(body.value.get(HEADER), str):
        found["the body"] = body.value[HEADER]
    if HEADER in query:
        found["the query"] = query[HEADER]
    return found


def _padded(token: str) -> Finding:
    return finding(
        "verification.expected_padded",
        f"an expected token of {len(token)} characters, {len(token.strip())} of them its own",
        "the token alone", "take the blanks or line ends off where your endpoint reads its token",
        "a file or variable that ends with a line end, as echo writes it",
    )  # fmt: skip


def _judged(place: Place, challenge: bool, request: Received, known: bool) -> list[Finding]:
    if challenge:
        return _challenged(place, request, known)
    if not request.has_headers:
        return []
    if known:
        return judge(place)
    return _form_alone(place)


def _challenged(place: Place, request: Received, known: bool) -> list[Finding]:
    """A challenge carries its token in the body or the query, and a GET in a header too."""
    carried = [*place.elsewhere, *place.header]
    if not carried:
        where = "in the query and in the header" if request.method == "GET" else "in the body"
        return [finding("verification.missing", "a challenge without a token",
                        f"{HEADER} {where}", "refuse it with a 4xx")]  # fmt: skip
    wrong = [each for each in carried if each.what.kind != "right"]
    if not known or not wrong:
        return []
    kind = wrong[0].what.kind
    got = "; ".join(each.told for each in wrong[:2])
    return [finding(f"verification.{kind}", got, "the expected token",
                    "enter the token that your endpoint expects in the dashboard, or the other "
                    "way round, and verify again")]  # fmt: skip


def _form_alone(place: Place) -> list[Finding]:
    """What can be said without the expected token."""
    if len(place.header) == 1 and place.bearer is not None and place.bearer.scheme == "Bearer":
        header, bearer = place.header[0].value.strip(), place.bearer.value
        if header and header == bearer:
            return []
        if header and bearer:
            return [finding("verification.headers_differ",
                            f"{HEADER} {redaction.hidden(header)}, Bearer "
                            f"{redaction.hidden(bearer)}", "the same token in both",
                            "go by the one that is your token; the other is somebody else's",
                            certainty="doubtful")]  # fmt: skip
    found = judge(place)
    return [each for each in found if each.name in _BY_FORM]


_BY_FORM = {f"verification.{name}" for name in ("missing", "empty", "body-only", "query-only")}


def _facts(request: Received, challenge: bool, place: Place) -> tuple[Facts, ...]:
    kind = f"a verification request by {request.method or 'POST'}" if challenge else "a push"
    rows = [("kind", kind)]
    if request.method:
        target = redaction.url(request.target[:_LONGEST])
        rows.append(("request", redaction.text(f"{request.method} {target}")))
    for name in ("host", "application-name", "user-agent"):
        if value := request.first(name):
            rows.append((name, redaction.text(value[:100])))
    return (*facts("request", rows), *facts("tokens", _tokens(place)))


def _tokens(place: Place) -> list[tuple[str, str]]:
    bearer = [place.bearer] if place.bearer else []
    all_ = [*place.header, *bearer, *place.renamed, *place.elsewhere]
    known = any(each.what.kind != "wrong" for each in all_)
    rows = []
    for number, each in enumerate(all_[:10]):
        again = sum(other.where == each.where for other in all_[:number])
        where = f"{each.where} ({again + 1})" if again else each.where
        shown = f"{each.scheme} {redaction.hidden(each.value)}".strip()
        rows.append((where, f"{shown}, {each.what.says}" if known else shown))
    return rows


def _open(request: Received, token: str | None) -> list[Open]:
    found = []
    if token is None:
        found.append(Open("the token", "the expected one was not given"))
    if not request.has_headers:
        found.append(Open("the headers", "only a body was given"))
    if request.body is None and request.method != "GET":
        found.append(Open("the body", "it was not given"))
    return found


def _remarks(request: Received, challenge: bool, place: Place) -> list[str]:
    told = []
    if challenge and request.has_headers and request.method != "GET" and place.header:
        told.append("a challenge by POST has its token in the body only; this one has it in a "
                    "header, too")  # fmt: skip
    names = {name.lower().replace("_", "-").removeprefix("http-") for name, _ in request.headers}
    if request.has_headers and "application-name" not in names:
        told.append("there is no application-name: RedoxEngine, which Redox sends")
    return told
