"""Who may use what is under ``/__mock__``: no page of another site, and who has the token.

Private keys are shown there, and pushes are sent on demand. On this machine a browser is the way in
for strangers: a page of any site can post to it, and under a name of its own that suddenly means
127.0.0.1 (DNS rebinding) it can read the answers, too. From other machines anybody may come.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, urlencode
from wsgiref.types import WSGIEnvironment

from mock_redox.core.settings import ALL_HOSTS, Settings
from mock_redox.web.answers import OURS, Answer, answer_of

OPEN = {f"/__mock__/{name}" for name in ("health", "health/live", "health/ready", "ca.pem")}
"""For everybody: probes, and those who do not trust the CA yet, have no token."""
_HOME, _PAGES = ("/__mock__", "/__mock__/"), "/__mock__/page/"
_COOKIE = "mock_redox_control_"
_UNSOLD = ("localhost", "internal", "test", "example", "invalid", "local", "home.arpa")
"""Endings of names that nobody can register, so that no stranger's name has them."""
_NO_NAME = "\\/#?@, \t"


@dataclass(frozen=True)
class Guard:
    """Looks at each request under ``/__mock__`` before it is carried out.

    Attributes:
        token: what must come along; None asks for nothing.
        local: only this machine can connect, so a stranger's name in ``Host`` is a trick.
    """

    token: str | None = None
    local: bool = False

    def answer(self, environ: WSGIEnvironment, settings: Settings) -> Answer | None:
        """The refusal; or what a browser gets that brings the token; None where it may go on."""
        reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        if reads and environ.get("PATH_INFO") in OPEN:
            return None
        host = environ.get("HTTP_HOST", "")
        if self.local and not _is_known(host, settings):
            return _refusal(403, "Host", _HOST.format(host=host[:100]))
        if _is_of_another_site(environ, host, reads):
            return _refusal(403, "Origin", _ORIGIN)
        return None if self.token is None else self._judged(environ, reads, self.token)

    def _judged(self, environ: WSGIEnvironment, reads: bool, token: str) -> Answer | None:
        page = _page(environ) if reads else None
        query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True) if page else []
        brought = [value for name, value in query if name == "token"]
        rest = [(name, value) for name, value in query if name != "token"]
        if page and brought and _same(brought[0], token):
            return _admission(environ, token, page + ("?" + urlencode(rest) if rest else ""))
        sent, (name, value) = list(_sent(environ)), _cookie(token)
        kept = dict(_cookies(environ)).get(name, "")
        well = any([_same(kept, value), *(_same(each, token) for each in sent)])
        if well and not brought:
            return None
        if page and "text/html" in environ.get("HTTP_ACCEPT", ""):
            return _question(page, rest, wrong=bool(brought or sent))
        where = "token" if brought else "Authorization"
        answer = _refusal(401, where, (_WRONG if brought or sent else _NONE) + _HOW)
        if "HTTP_HX_REQUEST" in environ:  # a part of a page that is open: that asks for the token
            answer.headers.append(("HX-Refresh", "true"))
        return answer


def _is_known(host: str, settings: Settings) -> bool:
    """Whether a ``Host`` is one under which nobody but this machine's own can have it called."""
    name = _hostname(host)
    if not name.isascii() or set(name) & set(_NO_NAME):
        return False  # what no browser sends, and what Granian could not read
    given = {_hostname(each) for each in (settings.host, *settings.tls_names)}
    given |= {_hostname(each.partition("://")[2].split("/")[0]) for each in settings.public_urls}
    if "." not in name or name in {*ALL_HOSTS, *given}:
        return True  # none came, an alias of a container network, or an IPv6 address
    return name.endswith(tuple(f".{each}" for each in _UNSOLD)) or _is_address(name)


def _hostname(host: str) -> str:
    """Without the port."""
    if host.startswith("["):
        address, _, rest = host.partition("]")
        return f"{address}]{'' if rest.startswith(':') else rest}".lower()
    end = host.find(":")
    return (host[:end] if end > 0 else host).lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_of_another_site(environ: WSGIEnvironment, host: str, reads: bool) -> bool:
    """Whether a browser sends it for a page that is not the mock's own.

    Following a link to the mock is no such thing. Others than browsers send none of these headers.
    """
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is None:
        origin = environ.get("HTTP_ORIGIN")
        return origin is not None and origin.lower().partition("://")[2] != host.lower()
    opens = environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
    whole = environ.get("HTTP_SEC_FETCH_DEST", "document") == "document"
    return site not in ("same-origin", "none") and not (reads and opens and whole)


def _sent(environ: WSGIEnvironment) -> Iterator[str]:
    """The tokens in the headers."""
    scheme, _, rest = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        yield rest.strip()
    if "HTTP_X_MOCK_REDOX_CONTROL" in environ:
        yield environ["HTTP_X_MOCK_REDOX_CONTROL"].strip()


def _cookies(environ: WSGIEnvironment) -> Iterator[tuple[str, str]]:
    for pair in environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = pair.partition("=")
        yield name.strip(), value.strip()


def _cookie(token: str) -> tuple[str, str]:
    """Its name and value, from the token but without it.

    A browser has one jar for all ports of a host: mocks with other tokens need other names.
    """
    made = hmac.new(token.encode("utf-8", "replace"), b"mock_redox cookie", hashlib.sha256)
    return _COOKIE + made.hexdigest()[:8], made.hexdigest()[8:]


def _same(one: str, other: str) -> bool:
    """Compares in the same time whatever came, of whatever length and characters."""
    hashes = (hashlib.sha256(each.encode("utf-8", "replace")).digest() for each in (one, other))
    return hmac.compare_digest(*hashes)


def _page(environ: WSGIEnvironment) -> str | None:
    """The address of the page that is asked for, as it stands in a URL; None if it is none."""
    path = environ.get("PATH_INFO", "")
    if path in _HOME:
        return "/__mock__/"
    return quote(path, encoding="latin-1") if path.startswith(_PAGES) else None


def _question(page: str, rest: list[tuple[str, str]], *, wrong: bool) -> Answer:
    """For a person in a browser: a form that brings the token to the page that was asked for."""
    from mock_redox.web.page import door  # templates are loaded when they are first needed

    answer = answer_of(401, "text/html; charset=utf-8", door.opened(page, rest, wrong=wrong))
    answer.headers.extend([*_HEADERS, _ASKED, *door.HEADERS])
    return answer


def _admission(environ: WSGIEnvironment, token: str, target: str) -> Answer:
    """The cookie, and on to the page without the token in its URL."""
    name, value = _cookie(token)
    answer = answer_of(303, "text/plain; charset=utf-8", b"")
    if environ.get("HTTP_SEC_FETCH_SITE") not in (None, "none", "same-origin"):
        # A strict cookie does not go along while a link of another site is still being followed.
        page = f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(target)}">'
        answer = answer_of(200, "text/html; charset=utf-8", page.encode())
    answer.headers.extend([
        ("Location", target), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
        ("Set-Cookie", f"{name}={value}; Path=/__mock__; HttpOnly; SameSite=Strict"),
    ])  # fmt: skip
    return answer


def _refusal(status: int, where: str, problem: str) -> Answer:
    body = json.dumps({"error": {"where": where, "problem": problem}}).encode()
    answer = answer_of(status, "application/json", body)
    answer.headers.extend(_HEADERS)
    if status == 401:
        answer.headers.append(_ASKED)
    return answer


_HEADERS = (OURS, ("Cache-Control", "no-store"))
_ASKED = ("WWW-Authenticate", 'Bearer realm="mock_redox"')

_HOST = (
    "the mock listens to this machine only, but was called as {host!r}: a name that a stranger may "
    "have pointed here. Call 127.0.0.1; or if it is yours, add http://NAME to the setting "
    "public_urls"
)
_ORIGIN = (
    "a page of another site may not use the control API of the mock; open it under the mock's own "
    "address, or call from a program instead of a browser"
)
_NONE = "the control API of this mock needs its token, and none came; "
_WRONG = "the control API of this mock needs its token, and what came is another; "
_HOW = (
    "serve printed it when it started, unless control_token (MOCK_REDOX_CONTROL_TOKEN) gave one. "
    "Send it as the header 'Authorization: Bearer TOKEN' or 'X-Mock-Redox-Control: TOKEN'; give it "
    "to mock-redox commands with --control-token or MOCK_REDOX_CONTROL_TOKEN; in a browser open "
    "/__mock__/?token=TOKEN"
)
