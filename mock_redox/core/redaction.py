"""Hides secrets and tokens wherever something is shown.

What is hidden leaves a short fingerprint, so that a reader still sees whether two are the same.
"""

import hashlib
import json
import re
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

SECRET_HEADERS = {
    "authorization", "proxy-authorization", "verification-token", "cookie", "set-cookie",
    "x-api-key", "x-mock-redox-control",
}  # fmt: skip
_URL_HEADERS = {"referer", "location", "content-location"}
_SECRETIVE = re.compile(r"token|secret|passw|api-?key|authorization")
"""In the name of a header of anybody's own, such as ``X-Auth-Token``."""
_WORDS = {
    "access_token", "accesstoken", "refreshtoken", "refresh_token", "secret", "client_secret",
    "clientsecret", "client_assertion", "verification-token", "verification_token",
    "verificationtoken", "control_token", "private_key", "privatekey", "password", "ssn",
}  # fmt: skip
_OF_KEYS = {"d", "p", "q", "dp", "dq", "qi", "k"}
"""Members of a private JWK."""
SECRET_NAMES = _WORDS | _OF_KEYS
_MARK = r"\[hidden[ +]\d+[ +]chars[ +]#[0-9a-f]{6}\]"
"""What ``hidden`` leaves, also where a query has a plus for a blank."""
_NAME = f"(?:{'|'.join(sorted(_WORDS))})"
_ASSIGNED = re.compile(
    rf"""({_NAME}["']?\s*[:=]\s*)({_MARK}|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^&\s,}}]+)""",
    re.I,
)
"""A secret name and its value in text that is neither whole JSON nor a form."""
ELEMENT = re.compile(
    rf"(<(?:[\w.-]{{1,40}}:)?{_NAME}(?:\s[^<>]{{0,200}}+)?>\s*(?:<!\[CDATA\[)?)([^<\]]+)", re.I
)
"""The same in XML."""
PART = re.compile(
    rf'(form-data;(?:[^\n;]{{0,200}};){{0,3}}\s*name="?{_NAME}\b[^\n]{{0,200}}+\n'
    r"(?:[^\r\n]{1,200}+\r?\n){0,4}+\r?\n)((?:(?!\r?\n--)[\s\S])+)",
    re.I,
)
"""The same in one part of a multipart body, which has its value after an empty line."""
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HIDDEN = re.compile(_MARK)
_LONGEST, _LONGEST_ID = 600, 40
_SHORTEST = 8
_PLAIN = re.compile(r"(?:https?://)?[a-zA-Z0-9_/.:]{0,60}")
"""An address in which nothing could be hidden; most are so, and are shown without a closer look."""
_USER = re.compile(r"(?<=//)[^/@\s]+(?=@)")
_LOOKS_SECRET = re.compile(
    r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)+|-----BEGIN [A-Z ]*PRIVATE KEY-----.*", re.S
)


def hidden(secret: str) -> str:
    """``[hidden 36 chars #1a2b3c]``; an empty secret is shown as what it is."""
    if not secret:
        return "[empty]"
    if _HIDDEN.fullmatch(secret):  # what a report takes from a journal has been hidden there
        return secret
    mark = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()[:6]
    return f"[hidden {len(secret)} chars #{mark}]"


def headers(pairs: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[name, _header(name, value)] for name, value in pairs]


def _header(name: str, value: str) -> str:
    if name.lower() in _URL_HEADERS:
        return url(value)
    if not is_secret_header(name):
        return _loose(value)
    scheme, blank, rest = value.partition(" ")
    return f"{scheme} {hidden(rest)}" if blank and scheme.lower() == "bearer" else hidden(value)


def is_secret_header(name: str) -> bool:
    """Whether a header of that name is hidden; also one of anybody's own, by what it is called."""
    lower = name.lower()
    return lower in SECRET_HEADERS or _SECRETIVE.search(lower) is not None


def carried(pairs: tuple[tuple[str, str], ...]) -> set[str]:
    """The secrets that stand in headers, without their scheme; too short ones hide nothing."""
    values = [value for name, value in pairs if is_secret_header(name)]
    rests = [value.partition(" ")[2] or value for value in values]
    return {each for each in (*values, *rests) if len(each) >= _SHORTEST}


def without(shown: str, secrets: set[str]) -> str:
    """The text without these, where an answer repeats what it was sent."""
    for secret in sorted(secrets, key=len, reverse=True):
        shown = shown.replace(secret, hidden(secret))
    return shown


def url(text: str) -> str:
    """A URL whose user and secret query parameters are hidden."""
    if _PLAIN.fullmatch(text):
        return text
    text = _USER.sub("[hidden]", text)
    try:
        parts = urlsplit(text)
    except ValueError:
        return _loose(text)
    if not parts.query:
        return _loose(text)
    query = "&".join(map(_pair, parts.query.split("&")))
    path, fragment = _loose(parts.path), _loose(parts.fragment)
    return urlunsplit(parts._replace(path=path, query=query, fragment=fragment))


def _pair(raw: str) -> str:
    """A parameter of a query: as it came, unless it hides something or can't be shown so."""
    name, _, value = raw.partition("=")
    name, value = unquote_plus(name), unquote_plus(value)
    shown = (_loose(name), hidden(value) if name.lower() == "token" else _named(name, value))
    if shown == (name, value) and raw.isascii() and raw.isprintable():
        return raw
    return urlencode([shown], safe="[]# ", errors="replace")


def body(raw: bytes) -> str:
    """A body as text, its secrets hidden, whether it is JSON, a form or neither."""
    if b"\0" in raw:  # not UTF-8 text, where a secret would not be recognised
        return f"[{len(raw)} bytes that are not text]"
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.dumps(_tree("", json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    elif "=" in text and "\n" not in text.strip() and "<" not in text:
        pairs = parse_qsl(text, keep_blank_values=True)
        return "&".join(f"{_loose(name)}={_named(name, value)}" for name, value in pairs)
    return _loose(text)


def shown(value: object) -> str:
    """A value that came in the wrong place, for an explanation: whole only if it is no secret."""
    if isinstance(value, str) and (len(value) > 64 or _LOOKS_SECRET.search(value)):
        return f"text of {len(value)} characters"
    return f"{value!r:.100}"


def _loose(text: str) -> str:
    """Text of any form, without what stands behind a secret name or looks like a secret."""
    # Most text has nothing that either expression could begin with; to look is ten times quicker.
    if ":" in text or "=" in text:
        text = _ASSIGNED.sub(lambda found: found[1] + hidden(found[2].strip("\"'")), text)
    if "<" in text:
        text = ELEMENT.sub(lambda found: found[1] + hidden(found[2]), text)
    if "form-data;" in text:
        text = PART.sub(lambda found: found[1] + hidden(found[2]), text)
    if "eyJ" in text or "-----BEGIN" in text:
        text = _LOOKS_SECRET.sub(lambda found: hidden(found.group()), text)
    return text


def text(value: str) -> str:
    """An explanation or a reason, cut to a length that a reader takes in."""
    loose = _loose(value)
    return loose if len(loose) <= _LONGEST else f"{loose[:_LONGEST]}…"


def one_line(text: str) -> str:
    """What a client sent can't break a line, or write to the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _is_secret(name: str, value: object) -> bool:
    """An API key is no secret, but a secret in its place is."""
    if name.lower() in ("apikey", "api_key"):
        return isinstance(value, str) and len(value) > _LONGEST_ID
    return name.lower() in SECRET_NAMES


def _tree(name: str, value: object) -> object:
    if _is_secret(name, value) and value is not None:
        return hidden(value if isinstance(value, str) else json.dumps(value))
    if isinstance(value, dict):
        return {_loose(key): _tree(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_tree("", each) for each in value]
    return _loose(value) if isinstance(value, str) else value


def _named(name: str, value: str) -> str:
    if _is_secret(name, value):
        return hidden(value)
    return _loose(value)
