"""Exchanges as an HTTP Archive, secrets hidden as where the journal is shown."""

from http import HTTPStatus
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mock_redox import __version__
from mock_redox.core import redaction
from mock_redox.core.journal import Exchange

_PHRASES: dict[int | None, str] = {each.value: each.phrase for each in HTTPStatus}


def as_har(exchanges: list[Exchange]) -> str:
    """The text of a ``.har`` file, which browsers and proxies open."""
    import harfile  # only where one is written

    text = StringIO()
    creator = harfile.Creator(name="mock_redox", version=__version__)
    with harfile.open(text, creator=creator) as har:
        for each in exchanges:
            shown, took = each.as_json(), round(each.took * 1000, 3)
            har.add_entry(
                startedDateTime=each.at,
                time=took,
                request=_request(each, shown),
                response=_response(each, shown),
                timings=harfile.Timings(send=0, wait=took, receive=0),
                comment=_comment(each),
            )
    return text.getvalue() + "\n"


def _request(each: Exchange, shown: dict[str, Any]) -> Any:
    import harfile

    head, body = shown["request"]["headers"], shown["request"]["body"]
    data = harfile.PostData(mimeType=_type(head), text=body) if body else None
    query = parse_qsl(_query(shown["url"]), keep_blank_values=True)
    return harfile.Request(
        method=each.method, url=shown["url"], httpVersion="HTTP/1.1", headers=_records(head),
        queryString=_records(query), postData=data, bodySize=len(each.request_body),
    )  # fmt: skip


def _response(each: Exchange, shown: dict[str, Any]) -> Any:
    """An answer; the status is 0 where there was none, as browsers write it."""
    import harfile

    head, body = shown["response"]["headers"], shown["response"]["body"]
    size = len(each.response_body)
    return harfile.Response(
        status=each.status or 0,
        statusText=_PHRASES.get(each.status, ""),
        httpVersion="HTTP/1.1",
        headers=_records(head),
        content=harfile.Content(size=size, mimeType=_type(head), text=body),
        bodySize=size,
    )


def _records(pairs: Any) -> list[Any]:
    import harfile

    return [harfile.Record(name=name, value=value) for name, value in pairs]


def _type(head: list[list[str]]) -> str:
    return next((value for name, value in head if name.lower() == "content-type"), "")


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def _comment(each: Exchange) -> str | None:
    told = "; ".join(filter(None, (each.reason, str(each.explanation or ""))))
    return redaction.text(told) or None
