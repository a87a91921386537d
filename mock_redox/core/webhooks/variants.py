"""The ways a push can carry its verification token, right and wrong, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to send the token.

    ``sound`` is what a sound receiver does: ``accepts`` it, ``refuses`` it, or ``either`` because
    it reads only the one header that is right.
    """

    name: str
    says: str
    sound: Literal["accepts", "refuses", "either"]
    headers: Callable[[str], Pairs]

    def fits(self, status: int | None) -> bool:
        """Whether that answer is the one of a sound receiver. A crash or redirect is no refusal."""
        if status is None:
            return False
        if self.sound == "either":
            return True
        return status // 100 == (2 if self.sound == "accepts" else 4)


def wrong(token: str) -> str:
    """Another token of the same length, so that no receiver can tell by the length."""
    return "".join(chr((ord(c) - 48 + 1) % 10 + 48) if c.isdigit() else _turned(c) for c in token)


def _turned(letter: str) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    if letter.lower() in alphabet:
        turned = alphabet[(alphabet.index(letter.lower()) + 1) % 26]
        return turned.upper() if letter.isupper() else turned
    return "x"


def _both(header: str, bearer: str) -> Pairs:
    """Redox sends the token twice (webhooks.md 3)."""
    return (("verification-token", header), ("authorization", f"Bearer {bearer}"))


VARIANTS: dict[str, Variant] = {
    each.name: each
    for each in (
        Variant("right", "both headers carry the token", "accepts", lambda t: _both(t, t)),
        Variant(
            "wrong", "both headers carry another token of the same length", "refuses",
            lambda t: _both(wrong(t), wrong(t)),
        ),
        Variant("missing", "neither header is there", "refuses", lambda t: ()),
        Variant("empty", "both headers are there with nothing in them", "refuses",
                lambda t: (("verification-token", ""), ("authorization", "Bearer "))),
        Variant(
            "wrong-header", "verification-token is wrong, Bearer is right", "either",
            lambda t: _both(wrong(t), t),
        ),
        Variant(
            "wrong-bearer", "verification-token is right, Bearer is wrong", "either",
            lambda t: _both(t, wrong(t)),
        ),
    )
}  # fmt: skip


def variant(name: str) -> Variant:
    """The variant of that name.

    Raises:
        Misuse: there is none.
    """
    if name not in VARIANTS:
        raise Misuse(f"unknown token variant {name!r}; {suggestion(name, VARIANTS)}", ("variant",))
    return VARIANTS[name]
