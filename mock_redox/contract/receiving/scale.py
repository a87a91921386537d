"""How long and how much a run of the rules takes, and what it finds out on its way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

EVENT = "PatientAdmin.Arrival"

EVENTS = (
    EVENT, "PatientAdmin.Registration", "PatientAdmin.NewPatient", "PatientAdmin.PreAdmit",
    "PatientAdmin.PatientUpdate", "PatientAdmin.VisitUpdate", "PatientAdmin.Discharge",
    "PatientAdmin.Transfer", "Scheduling.New",
)  # fmt: skip
"""All of one shape. A receiver may be there for one of them only, and set the others aside."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How long and how much. Tests of the rules themselves take less than a real run.

    Args:
        quiet: seconds without change after which a probe has settled.
        patience: the longest, in seconds, that is waited until something is processed.
        later: seconds after which is looked again for what should not have been processed.
        challenge_limit: seconds for an answer to a challenge; as the settings say when None.
        push_limit: seconds for an answer to a push; as the settings say when None.
        broken_limit: seconds that a broken send may keep its connection; some keep it for a tenth.
        rests: seconds, in a whole run, that a receiver is given where it answers 429.
        burst: messages after an outage.
        large: bytes of a large message.
        samples: requests by which the time to refuse is judged; half of them of each kind.
    """

    quiet: float = 0.1
    patience: float = 10.0
    later: float = 2.0
    challenge_limit: float | None = None
    push_limit: float | None = None
    broken_limit: float = 10.0
    rests: float = 30.0
    burst: int = 200
    large: int = 5_000_000
    samples: int = 1_200


@dataclass
class Known:
    """What was found out about a receiver; all rules of a run share it.

    Attributes:
        trouble: why nothing can be sent to it; None while that is not known.
        event: what it is pushed: an event, or where the user made it, whatever makes a message.
        taken: whether it takes a right push; None before one was sent.
        silent: it gave no answer to a right push in time.
        unit: by how much its probe rises for a message, 0 if it does not; None before it was seen.
        restless: its probe did not stand still before anything was sent.
        latency: seconds from the answer to a push until the probe rises.
        took: seconds that it took for the answer to the last push that it took.
        rested: seconds that it was given where it answered 429.
        count: what the probe said when it had last settled.
        template: the message that all others are made of, as JSON.
        last: when the last message is said to have happened.
    """

    trouble: "Trouble | None" = None
    reached: bool = False
    event: Any = EVENT
    taken: bool | None = None
    why_not: str = ""
    silent: bool = False
    unit: int | None = None
    restless: bool = False
    latency: float = 0.0
    took: float = 0.0
    rested: float = 0.0
    count: int | None = None
    template: str | None = None
    last: datetime | None = None
    apart: Any = None
    timing: Any = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trouble:
    """Nothing can be sent to the receiver: ``tls`` if its certificate is the reason."""

    tls: bool
    text: str
