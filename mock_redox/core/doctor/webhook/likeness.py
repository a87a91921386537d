"""How a verification token that came differs from the one that is expected."""

import base64
import binascii
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from mock_redox.core.auth.login import same
from mock_redox.core.webhooks import tokens
from mock_redox.core.webhooks.variants import Known

_HUGE = 4_096
"""Characters beyond which a value is no token of anybody."""
JWT = "a JWT"


class Likeness(NamedTuple):
    """What a value is, compared with the expected token.

    Args:
        kind: ``right``; the name of a variant; ``wrong`` for all else.
        says: in words, without any of its characters.
        spoilt: whether it is the expected token, changed on its way or in a configuration.
    """

    kind: str
    says: str
    spoilt: bool = False


def likeness(value: str, known: Known) -> Likeness:
    """What a value is. It is shown by its difference only."""
    token = known.token
    if same(value, token):
        return Likeness("right", "the expected token")
    for kind, says, fits in _KINDS:
        if fits(value, token):
            return Likeness(kind, says, spoilt=kind == "wrong" and says != JWT)
    if any(same(value, each) for each in known.former):
        return Likeness("rotated-out", "a former token")
    if any(same(value, each) for each in known.others):
        return Likeness("other-destination", "the token of another destination")
    lengths = f"another value of {len(value)} characters"
    return Likeness("wrong", lengths + (
        ", as long as the expected one" if len(value) == len(token) else
        f"; the expected one has {len(token)}"
    ))  # fmt: skip


def _is_look_alike(value: str, token: str) -> bool:
    try:
        return tokens.look_alike(token) in (value, value.encode("utf-8").decode("latin-1"))
    except UnicodeError:
        return False


def _is_base64(value: str, token: str) -> bool:
    """Either way round: a secret store gives one for the other."""
    for coded, plain in ((value, token), (token, value)):
        try:
            raw = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)
        except (ValueError, binascii.Error):
            continue
        if same(raw.decode("latin-1").strip(), plain):
            return True
    return False


_KINDS: tuple[tuple[str, str, Callable[[str, str], bool]], ...] = (
    ("empty", "nothing", lambda value, token: not value.strip()),
    ("padded", "the expected token with blanks round it",
     lambda value, token: same(value.strip(), token)),
    ("case-flipped", "the same but for upper and lower case",
     lambda value, token: same(value.lower(), token.lower())),
    ("one-short", "the expected token without its last character",
     lambda value, token: same(value, token[:-1])),
    ("wrong", "the expected token without its first character",
     lambda value, token: same(value, token[1:])),
    ("huge", "very long, and it begins with the expected token",
     lambda value, token: len(value) >= _HUGE and value.startswith(token)),
    ("one-long", "the expected token and one character more",
     lambda value, token: len(value) == len(token) + 1 and value.startswith(token)),
    ("inner-blank", "the expected token with blanks inside",
     lambda value, token: same("".join(value.split()), token)),
    ("percent-encoded", "the expected token, percent-encoded",
     lambda value, token: same(unquote(value, "latin-1"), token)),
    ("wrong", "the expected token, percent-decoded: something took it for part of a URL",
     lambda value, token: same(unquote(token, "latin-1"), value)),
    ("wrong", "the expected token with quotes round it",
     lambda value, token: same(value.strip(" \"'"), token)),
    ("wrong", "the expected token without the quotes that are round yours",
     lambda value, token: same(value, token.strip(" \"'"))),
    ("wrong", "the expected token, with the word Bearer before it",
     lambda value, token: same(value.partition(" ")[2].strip(), token)),
    ("look-alike", "characters that look like the expected token's, and are others",
     _is_look_alike),
    ("wrong", "base64 of the expected token, or the other way round", _is_base64),
    ("wrong", "the beginning of the expected token: it was cut off",
     lambda value, token: len(value) > 3 and token.startswith(value)),
    ("wrong", "more than the expected token, which it begins with",
     lambda value, token: value.startswith(token)),
    ("wrong", JWT, lambda value, token: value.startswith("eyJ") and value.count(".") == 2),
)  # fmt: skip
