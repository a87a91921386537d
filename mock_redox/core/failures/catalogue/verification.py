"""``verification.*``: pushes whose verification token is not simply right, one a variant."""

from mock_redox.core.failures.model import Failure, Told
from mock_redox.core.failures.tampering import pushed_as
from mock_redox.core.webhooks.variants import VARIANTS, Variant


def _failure(variant: Variant) -> Failure:
    return Failure(
        name=f"verification.{variant.name}", says=variant.says, stage="push",
        change=pushed_as(variant.name), answers={"push": Told(None)}, mark="mock's own",
        source="Redox always sends the right token: who sends another is not Redox",
        causes=("somebody else calls your endpoint", "a rotation that only one side has made"),
        fix="compare the whole token with the one in force, in constant time",
        sound=variant.sound_does,
    )  # fmt: skip


VERIFICATION = tuple(_failure(each) for each in VARIANTS.values() if each.name != "right")
