"""How long a token lives, and what its owner is told of that."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from mock_redox.core.times import brief, iso


@dataclass
class Issue:
    """A token about to be issued; what a failure changes makes the answer a lie.

    Args:
        lifetime: as the answer says.
        lives: as it is, if that differs.
        zone: the offset in which ``expires`` is written.
        ahead: how far the server's clock is ahead of the truth.
    """

    lifetime: timedelta
    lives: timedelta | None = None
    zone: timedelta = timedelta(0)
    ahead: timedelta = timedelta(0)

    @property
    def real(self) -> timedelta:
        return self.lifetime if self.lives is None else self.lives

    @property
    def told(self) -> str:
        """For the explanation of a later refusal; nothing where the answer was true."""
        if self.lives is None:
            return ""
        return f"its answer said {brief(self.lifetime)}, which was a lie on demand"

    def expires(self, issued: datetime) -> str:
        """The ``expires`` of a legacy answer."""
        end = issued + self.lifetime + self.ahead
        if not self.zone:
            return iso(end)
        return end.astimezone(timezone(self.zone)).isoformat(timespec="milliseconds")
