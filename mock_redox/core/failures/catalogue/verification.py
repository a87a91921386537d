"""``verification.*``: pushes whose verification token is not simply right, one a variant."""

from mock_redox.core.failures.model import Failure, Told
from mock_redox.core.failures.tampering import pushed_as
from mock_redox.core.webhooks.variants import VARIANTS, Variant

STRANGER = "somebody else calls your endpoint"
ONE_SIDED = "a rotation that only one side has made"
DROPPING = "a proxy in front of your endpoint that drops headers"
ADDING = "a proxy in front of your endpoint that adds or rewrites a header"

_CAUSES: dict[str, tuple[str, ...]] = {
    "wrong": (STRANGER, ONE_SIDED),
    "missing": (STRANGER, DROPPING),
    "empty": (STRANGER, DROPPING),
    "rotated-out": (ONE_SIDED,),
    "other-destination": ("the tokens of two endpoints or environments are mixed up",),
}
"""Where it is not just a stranger, or a proxy that changes one of the two headers."""

_WHOLE = "compare the whole token with the one in force, in constant time"
_ABSENT = "take an absent or empty token for a wrong one, also where your own is not configured"
_HEADERS = "read the token of a message from its headers only"
_FIXES = {"missing": _ABSENT, "empty": _ABSENT, "body-only": _HEADERS, "query-only": _HEADERS}
_ONE = "read always the same of the two headers, and compare it whole, in constant time"


def _failure(variant: Variant) -> Failure:
    either = variant.sound == "either"
    return Failure(
        name=f"verification.{variant.name}", says=variant.says, stage="push",
        change=pushed_as(variant.name), answers={"push": Told(None)}, mark="mock's own",
        source="Redox always sends the right token: who sends another is not Redox",
        causes=_CAUSES.get(variant.name, (ADDING if either else STRANGER,)),
        fix=_FIXES.get(variant.name, _ONE if either else _WHOLE),
        sound=variant.sound_does,
    )  # fmt: skip


VERIFICATION = tuple(_failure(each) for each in VARIANTS.values() if each.name != "right")
