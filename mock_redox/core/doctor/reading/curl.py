"""A curl command, read as the request that it sends."""

import shlex
from urllib.parse import quote

from mock_redox.core.doctor.reading.http_text import Received

_DATA = {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode"}
_VALUED = {*_DATA, "-H", "--header", "-X", "--request", "--url", "-F", "--form", "--json",
           "-u", "--user", "-o", "--output", "-A", "--user-agent", "-b", "--cookie",
           "-m", "--max-time", "--cacert", "--cert", "--key", "-w", "--write-out"}  # fmt: skip
_TYPES = {
    "--json": "application/json",
    "-F": "multipart/form-data",
    "--form": "multipart/form-data",
}
_LONGEST = 200_000
"""Characters of a command that is read: taking it apart is slow."""
_FORM = "application/x-www-form-urlencoded"


def read_curl(text: str) -> Received | None:
    """The request, if the text is a curl command; what the shell would fill in stays as it is."""
    text = text.strip().removeprefix("$ ")
    if not text.startswith("curl ") or len(text) > _LONGEST:
        return None
    try:
        words = shlex.split(text.replace("\\\r\n", " ").replace("\\\n", " "))[1:]
    except ValueError:
        return None
    url, options = _options(words)
    headers = [tuple(value.split(":", 1)) for name, value in options if name in ("-H", "--header")]
    pairs = [(pair[0], pair[1].strip()) for pair in headers if len(pair) == 2]
    kind = next((_TYPES[name] for name, _ in options if name in _TYPES), _FORM)
    if not any(name.lower() == "content-type" for name, _ in pairs):
        pairs.append(("content-type", kind))
    data = "&".join(_data(name, value) for name, value in options if name in (*_DATA, *_TYPES))
    method = next((value for name, value in options if name in ("-X", "--request")), "POST")
    body = data.encode("utf-8", "replace")
    return Received(method=method, target=url, headers=tuple(pairs), body=body)


def _options(words: list[str]) -> tuple[str, list[tuple[str, str]]]:
    url, options, rest = "", [], list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in _VALUED and name.startswith("--") and equals:
            options.append((name, value))
        elif word in _VALUED:
            options.append((word, rest.pop(0) if rest else ""))
        elif word[:2] in _VALUED and not word.startswith("--"):
            options.append((word[:2], word[2:]))
        elif not word.startswith("-"):
            url = url or word
    return next((value for name, value in options if name == "--url"), url), options


def _data(name: str, value: str) -> str:
    if name != "--data-urlencode":
        return value
    field, equals, content = value.partition("=")
    return f"{field}={quote(content, safe='')}" if equals else quote(value, safe="")
