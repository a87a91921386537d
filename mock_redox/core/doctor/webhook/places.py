"""Where in a request a verification token is, and what it is."""

from collections.abc import Sequence
from typing import NamedTuple

from mock_redox.core.doctor.reading.http_text import Received
from mock_redox.core.doctor.webhook.likeness import Likeness, likeness
from mock_redox.core.redaction import hidden
from mock_redox.core.webhooks.variants import Known

HEADER = "verification-token"
_PREFIXES = ("http-", "x-", "redox-", "x-redox-", "x-original-", "x-forwarded-", "http-x-")


class Carry(NamedTuple):
    """A token in a request: where it is and what it is; ``scheme`` of an Authorization."""

    where: str
    value: str
    what: Likeness
    scheme: str = ""

    @property
    def right(self) -> bool:
        """Whether it is the token; HTTP takes blanks round a value off (RFC 9110 5.5)."""
        return self.what.kind in ("right", "padded")

    @property
    def told(self) -> str:
        word = f"{self.scheme} " if self.scheme else ""
        return f"{self.where} has {word}{hidden(self.value)}, {self.what.says}"


class Place(NamedTuple):
    """Everything in a request that may be the token.

    Args:
        renamed: headers whose names are nearly the right one.
        elsewhere: in the body or in the query.
    """

    header: Sequence[Carry]
    bearer: Carry | None
    renamed: Sequence[Carry]
    elsewhere: Sequence[Carry]


def places(received: Received, members: dict[str, str], known: Known) -> Place:
    """Where a token may be, each compared with the expected one.

    Args:
        members: of the body and the query, by where they are.
    """
    values = received.all(HEADER)
    if len(values) == 1 and "," in values[0] and likeness(values[0], known).kind != "right":
        values = [each.strip() for each in values[0].split(",")]  # a gateway joined two
    given = [_carried("verification-token", each, known) for each in values]
    named = [(name, value) for name, value in received.headers if _is_renamed(name)]
    bearers = received.all("authorization") or received.all("http_authorization")
    return Place(
        header=given,
        bearer=_authorization(bearers[0], known) if bearers else None,
        renamed=[_carried(_short(name), value, known) for name, value in named],
        elsewhere=[_carried(where, value, known) for where, value in members.items()],
    )


def _short(name: str) -> str:
    return name[:60]


def _carried(where: str, value: str, known: Known) -> Carry:
    what = likeness(value, known)
    return Carry(where, value, what)


def _is_renamed(name: str) -> bool:
    plain = name.lower().replace("_", "-")
    for prefix in sorted(_PREFIXES, key=len, reverse=True):
        plain = plain.removeprefix(prefix)
    return name.lower() != HEADER and plain in (HEADER, "verificationtoken")


def _authorization(value: str, known: Known) -> Carry:
    scheme, _, rest = value.strip().partition(" ")
    if not rest and scheme.lower() != "bearer":
        return Carry("Authorization", value.strip(), likeness(value.strip(), known))
    what = likeness(rest.strip(), known)
    if what.kind == "right" and value != value.strip():
        what = Likeness("padded", "the expected token with blanks round it")
    shown = scheme if scheme.lower() in ("bearer", "basic", "token", "digest") else "another scheme"
    return Carry("Authorization", rest.strip(), what, shown)
