"""What a secret looks like, and another that looks so: the mock's explanations depend on it."""

import random
import re
import uuid
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

from mock_redox.core.errors import Misuse
from mock_redox.core.failures.model import MAGIC_SECRET
from mock_redox.core.incidents.incident import SavedSecret

LONGEST = 1_000_000
"""Characters that a made-up secret may have: a file that was tampered with asks for no more."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORD = re.compile(r"(?!\d+$)[\w-]+", re.ASCII)
"""A number is none: where one stands, JSON takes no letters."""
_JWT = re.compile(r"eyJ[\w-]*(\.[\w-]*)+", re.ASCII)
_KEPT = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|%[0-9a-fA-F]{2}|[^a-zA-Z0-9]", re.S)
"""What stays as it is: escapes, and all that is neither letter nor digit."""

_HARMLESS = re.compile(
    r"(undefined|null|none|nan|true|false|\[object|object\]|token|bearer)"
    r"|[${<%]+ ?[a-z_-]*(token|secret|bearer|auth|jwt)[a-z_-]* ?[}>%]*",
    re.I,
)
"""Words that stand where a secret should, and variables that nobody filled in."""


def is_harmless(value: str) -> bool:
    """Whether it is nothing, asks for a failure, or is what stands there by mistake."""
    return not value or value.startswith(MAGIC_SECRET) or _HARMLESS.fullmatch(value) is not None


def described(name: str, value: str) -> SavedSecret:
    """What a secret looked like, and nothing of the secret."""
    if _UUID.fullmatch(value):
        return SavedSecret(name=name, like="uuid")
    if _JWT.fullmatch(value):
        parts = tuple(len(part) for part in value.split("."))
        return SavedSecret(name=name, like="jwt", parts=parts)
    other = disguised(value, name)
    if _WORD.fullmatch(value) or other == value:  # of nothing but signs
        return SavedSecret(name=name, like="word", length=len(value))
    return SavedSecret(name=name, like="text", text=other)


def disguised(value: str, salt: str) -> str:
    """Other letters and digits in the place of each; signs, escapes and other scripts stay."""
    chance = random.Random(f"{salt}/{len(value)}")
    found, at = [], 0
    while at < len(value):
        kept = _KEPT.match(value, at)
        found.append(kept[0] if kept else _another(value[at], chance))
        at += len(found[-1])
    return "".join(found)


def _another(letter: str, chance: random.Random) -> str:
    if letter.isdigit():
        return chance.choice("123456789".replace(letter, ""))
    return chance.choice(
        (ascii_lowercase if letter.islower() else ascii_uppercase).replace(letter, "")
    )


def made_up(secret: SavedSecret, taken: set[str], path: tuple[str | int, ...]) -> str:
    """A value that looks as described, the same one each time, and none of those taken.

    Raises:
        Misuse: the description is no sound one.
    """
    size = sum(secret.parts) + len(secret.parts) if secret.parts else secret.length or 0
    if not 0 <= size <= LONGEST or any(part < 0 for part in secret.parts):
        raise Misuse(f"a secret has 0 to {LONGEST} characters, not {size}", path)
    if secret.like == "text":
        if secret.text is None:
            raise Misuse("'text' is missing", path)
        return secret.text
    chance = random.Random(f"{secret.name}/{secret.like}/{size}")
    for _ in range(1000):
        value = _made(secret, chance)
        if value not in taken:
            break
    return value


def _made(secret: SavedSecret, chance: random.Random) -> str:
    if secret.like == "uuid":
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))
    if secret.like == "word":
        return "".join(chance.choices(ascii_letters + digits, k=secret.length or 0))
    parts = ["".join(chance.choices(ascii_letters + digits, k=size)) for size in secret.parts]
    return ".".join(["eyJ" + parts[0][3:], *parts[1:]]) if parts else "eyJ"
