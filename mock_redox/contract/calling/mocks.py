"""The mock as the rules for clients need it, be it in this process or elsewhere."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from mock_redox.contract.calling.exchanges import Seen


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """A new key or secret, which counts from now on.

    Args:
        new: what the system is to be told: ``client_id``, ``kid`` and ``private_key``, or
            ``api_key`` and ``secret``.
        undo: lets the old one count again.
    """

    new: Mapping[str, str]
    undo: Callable[[], None]


class Logs(Protocol):
    """The logs of the system under test."""

    def since(self) -> Mapping[str, str]:
        """What was written since the rule began, by the name of the log."""
        ...


class Mock(Protocol):
    """Redox, to be made difficult.

    Attributes:
        redacted: its journal comes without secrets, so that some things can be seen less well.
        shapes: whether it can be told what to answer, and where to send callers.
    """

    redacted: bool
    shapes: bool

    @property
    def url(self) -> str:
        """Where the system reaches it."""
        ...

    def restore(self) -> None:
        """Nothing fails, the settings and the clock are those of the beginning."""
        ...

    def set(self, **settings: Any) -> None:
        """Change settings; ``restore`` takes it back."""
        ...

    def fail(self, name: str, path: str, **options: Any) -> None:
        """Let requests to a path fail by name; options as those of ``redox.fail``."""
        ...

    def calm(self) -> None:
        """Let nothing fail any more."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the mock's clock, and not the system's."""
        ...

    def mark(self) -> int:
        """The number of the last exchange."""
        ...

    def seen(self, after: int) -> list[Seen]:
        """What came since."""
        ...

    def answering(
        self, destination: str, body: Mapping[str, Any] | None, status: int = 200
    ) -> AbstractContextManager[None]:
        """Let the destination of a query answer so while the block runs."""
        ...

    def redirecting(self, status: int) -> AbstractContextManager[None]:
        """Send whoever calls the API to ``MOVED`` on another host while the block runs."""
        ...

    def rotate(self, owner: str, legacy: bool) -> Rotation | None:
        """Put a new key or secret in the place of what a client has; None for a shared secret."""
        ...

    def secrets(self) -> list[str]:
        """Private keys and secrets of its clients, as far as they are known here."""
        ...
