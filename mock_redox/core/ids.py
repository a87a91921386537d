"""Identifiers and choices from the seed: the same seed gives the same bytes."""

import base64
import random
import uuid


class Ids:
    """Random streams, one a purpose, so that more of one thing does not shift the others."""

    def __init__(self, seed: int, run: int = 0) -> None:
        self._seed = f"{seed}" if run == 0 else f"{seed}/{run}"
        self._streams: dict[str, random.Random] = {}

    def rewind(self) -> None:
        """Begin all streams anew."""
        self._streams.clear()

    def stream(self, purpose: str) -> random.Random:
        """The stream of a purpose; parallel first callers get the same one."""
        stream = self._streams.get(purpose)
        if stream is None:
            fresh = random.Random(f"{self._seed}:{purpose}")
            stream = self._streams.setdefault(purpose, fresh)
        return stream

    def uuid(self, purpose: str) -> str:
        """A version 4 uuid, lower case, as Redox's ids are."""
        return str(uuid.UUID(int=self.stream(purpose).getrandbits(128), version=4))

    def secret(self, purpose: str, size: int = 32) -> str:
        """``size`` random bytes as base64url without padding."""
        raw = self.stream(purpose).randbytes(size)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

    def word(self, purpose: str, length: int) -> str:
        """Letters and digits, as Redox's legacy secrets and advised tokens are."""
        alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        return "".join(self.stream(purpose).choices(alphabet, k=length))

    def number(self, purpose: str, low: int, high: int) -> int:
        return self.stream(purpose).randint(low, high)
