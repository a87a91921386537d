"""The ready-made scripts by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mock_redox.core.drills.keys import key, key_jwks, key_without_overlap
from mock_redox.core.drills.others import secret, verification_token
from mock_redox.core.drills.plan import Plan
from mock_redox.core.drills.script import Script


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A ready-made script. ``overlaps``: what is new and what is old hold together for a while."""

    name: str
    says: str
    make: Callable[[Plan], Script]
    kind: Literal["client", "legacy key", "destination"] = "client"
    """Whose credential it rotates. That of a destination is tried by pushes, not by a call."""
    overlaps: bool = True

    @property
    def calls(self) -> bool:
        """Whether it needs a call of the user's; else the mock pushes."""
        return self.kind != "destination"

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name, "says": self.says, "kind": self.kind, "overlaps": self.overlaps,
        }  # fmt: skip


SCRIPTS = {
    each.name: each
    for each in (
        Ready(name="key", make=key, says="a key is added beside the old one, the client switches, "
              "the old one is removed"),
        Ready(name="key_without_overlap", make=key_without_overlap, overlaps=False,
              says="a key takes the old one's place at once, then the client switches"),
        Ready(name="key_jwks", make=key_jwks, says="as key, but behind a JWKS URL that Redox "
              "keeps for a while"),
        Ready(name="secret", make=secret, kind="legacy key", overlaps=False,
              says="a legacy key gets a new secret, then the client switches; Redox takes one "
              "secret at a time"),
        Ready(name="verification_token", make=verification_token, kind="destination", says="a "
              "destination's token changes, and the receiver has to take the new one"),
    )
}  # fmt: skip
"""By name."""
