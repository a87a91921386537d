"""The ways a push can carry its verification token, right and wrong, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.webhooks import tokens
from mock_redox.core.webhooks.tokens import wrong

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The tokens a variant may use.

    Args:
        token: the destination's own.
        former: those it had before, newest first.
        others: those of other destinations, none of them the same as ``token``.
    """

    token: str
    former: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """Where the token stands in a request.

    Args:
        headers: in their order; a name may come twice.
        query: goes to the end of the URL's query.
        members: go into the body, at its top.
        note: what the reader of the outcome has to know, such as that a token was made up.
    """

    headers: Pairs = ()
    query: Pairs = ()
    members: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to send the token.

    ``sound`` is what a sound receiver does: ``accepts`` it, ``refuses`` it, or ``either`` where
    both are sound. ``sound_does`` says it in a sentence.
    """

    name: str
    says: str
    sound: Literal["accepts", "refuses", "either"]
    sound_does: str
    carry: Callable[[Known], Carried]

    def fits(self, status: int | None) -> bool:
        """Whether that answer is the one of a sound receiver. A crash or redirect never is."""
        if status is None:
            return False
        fine = {"accepts": (2,), "refuses": (4,), "either": (2, 4)}[self.sound]
        return status // 100 in fine

    def as_json(self) -> dict[str, str]:
        return {
            "name": self.name, "says": self.says, "sound": self.sound,
            "sound_does": self.sound_does,
        }  # fmt: skip


def _both(header: str, bearer: str) -> Pairs:
    """Redox sends the token twice (webhooks.md 3)."""
    return (("verification-token", header), ("authorization", f"Bearer {bearer}"))


def _spelt(how: Callable[[str], str]) -> Callable[[Known], Carried]:
    """The token spelt so, in both headers."""
    return lambda known: Carried(_both(how(known.token), how(known.token)))


def _authorized(how: Callable[[str], str]) -> Callable[[Known], Carried]:
    """``verification-token`` is right; ``Authorization`` is what the function makes."""
    return lambda known: Carried(
        (("verification-token", known.token), ("authorization", how(known.token)))
    )


def _flipped(known: Known) -> Carried:
    flipped = tokens.case_flipped(known.token)
    if flipped != known.token:
        return Carried(_both(flipped, flipped))
    other = wrong(known.token)  # or a wrong token would be called right
    return Carried(_both(other, other), note="the token has no letters to flip; it was changed")


def _rotated_out(known: Known) -> Carried:
    if known.former:
        return Carried(_both(known.former[0], known.former[0]))
    made_up = wrong(wrong(known.token))
    note = "no former token is known, so one was made up; change verification_token to have one"
    return Carried(_both(made_up, made_up), note=note)


def _of_another(known: Known) -> Carried:
    if known.others:
        return Carried(_both(known.others[0], known.others[0]))
    made_up = wrong(wrong(wrong(known.token)))
    note = "no other destination has a token, so one was made up; register one to have it"
    return Carried(_both(made_up, made_up), note=note)


def _doubled(*values: Callable[[str], str]) -> Callable[[Known], Carried]:
    def carry(known: Known) -> Carried:
        twice = tuple(("verification-token", value(known.token)) for value in values)
        return Carried((*twice, ("authorization", f"Bearer {known.token}")))

    return carry


def _same(token: str) -> str:
    return token


_COMPARES = "refuses with a 4xx, after comparing the whole token"
_ONE_IS_RIGHT = "goes by the header that it reads, and never crashes"
_ONE_OF_TWO = "refuses what is ambiguous; taking the right one is no hole, a crash is a fault"
_ONLY_HEADERS = "refuses with a 4xx: Redox puts the token of a live message in headers only"

VARIANTS: dict[str, Variant] = {
    each.name: each
    for each in (
        Variant("right", "both headers carry the token", "accepts",
                "accepts with a 2xx", _spelt(_same)),
        Variant("wrong", "both headers carry another token of the same length", "refuses",
                _COMPARES, _spelt(wrong)),
        Variant("missing", "neither header is there", "refuses",
                "refuses with a 4xx, and does not crash on what is absent",
                lambda known: Carried()),
        Variant("empty", "both headers are there with nothing in them", "refuses",
                "refuses with a 4xx, even if its own token is not configured",
                lambda known: Carried(_both("", ""))),
        Variant("wrong-header", "verification-token is wrong, Bearer is right", "either",
                _ONE_IS_RIGHT, lambda known: Carried(_both(wrong(known.token), known.token))),
        Variant("wrong-bearer", "verification-token is right, Bearer is wrong", "either",
                _ONE_IS_RIGHT, lambda known: Carried(_both(known.token, wrong(known.token)))),
        Variant("one-short", "both headers carry the token without its last byte", "refuses",
                _COMPARES + ", not only its beginning", _spelt(lambda token: token[:-1])),
        Variant("one-long", "both headers carry the token and one byte more", "refuses",
                _COMPARES + ", not only its beginning", _spelt(lambda token: token + token[-1])),
        Variant("case-flipped", "both headers carry the token in the other case", "refuses",
                "refuses with a 4xx: tokens are compared byte by byte", _flipped),
        # a parser of HTTP trims a value (RFC 9110 5.5): what the receiver sees is right
        Variant("padded", "both headers carry the token with blanks around the value", "either",
                "accepts, as HTTP trims values; one whose parser leaves them refuses with a 4xx",
                lambda known: Carried((("verification-token", f"  {known.token}  "),
                                       ("authorization", f"  Bearer {known.token}  ")))),
        Variant("inner-blank", "both headers carry the token with a blank in the middle",
                "refuses", "refuses with a 4xx: blanks inside are part of a token",
                _spelt(tokens.inner_blank)),
        Variant("rotated-out", "both headers carry the destination's former token", "refuses",
                "refuses with a 4xx once the overlap of a rotation is over", _rotated_out),
        Variant("other-destination", "both headers carry the token of another destination",
                "refuses", "refuses with a 4xx: each endpoint knows its own token only",
                _of_another),
        Variant("doubled-right-first", "verification-token comes twice, the right one first",
                "either", _ONE_OF_TWO, _doubled(_same, wrong)),
        Variant("doubled-wrong-first", "verification-token comes twice, a wrong one first",
                "either", _ONE_OF_TWO, _doubled(wrong, _same)),
        Variant("bearer-missing", "Authorization is the bare token, verification-token is right",
                "either", _ONE_IS_RIGHT, _authorized(_same)),
        Variant("bearer-lowercase", "Authorization says bearer, verification-token is right",
                "either", "accepts: HTTP reads the scheme in any case; a strict one refuses",
                _authorized(lambda token: f"bearer {token}")),
        Variant("basic", "Authorization says Basic, verification-token is right", "either",
                _ONE_IS_RIGHT, _authorized(lambda token: f"Basic {token}")),
        Variant("body-only", "the token stands in the body and in no header", "refuses",
                _ONLY_HEADERS,
                lambda known: Carried(members={"verification-token": known.token})),
        Variant("query-only", "the token stands in the URL's query and in no header", "refuses",
                _ONLY_HEADERS, lambda known: Carried(query=(("verification-token", known.token),))),
        Variant("percent-encoded", "both headers carry the token, each byte as %XX", "refuses",
                "refuses with a 4xx: nobody decodes a header", _spelt(tokens.percent_encoded)),
        Variant("look-alike", "both headers carry characters that look like the token's",
                "refuses", "refuses with a 4xx, without a crash on bytes beyond ASCII",
                _spelt(tokens.look_alike)),
        Variant("huge", "both headers carry 16 KB that begin with the token", "refuses",
                "refuses with a 4xx, such as 431", _spelt(tokens.huge)),
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
