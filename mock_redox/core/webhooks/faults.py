"""The ways a push can be broken, or merely unusual, by name."""

from dataclasses import dataclass
from typing import Literal

from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.ports import Failure, Manner
from mock_redox.core.webhooks import breaking
from mock_redox.core.webhooks.breaking import Change
from mock_redox.core.webhooks.variants import Variant

Outcome = Literal["accepts", "refuses", "closes", "waits"]
"""2xx; 4xx; the connection ends without an answer; no answer in time."""
_IMPATIENT = 0.1
"""Of the timeout, for faults that a sound receiver leaves without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A way to break a push.

    Args:
        says: what is sent.
        sound: what a sound receiver may do; ``sound_does`` says it in words.
        needs: what is changed: the ``message``, the ``bytes`` with their headers, or the ``wire``,
            which takes a sender that heeds ``Outgoing.manner`` and a length that is a lie.
        change: made to the parcel.
        manner: how it goes on the wire.
        patience: part of ``push_timeout`` that is waited for an answer.
    """

    name: str
    says: str
    sound: tuple[Outcome, ...]
    sound_does: str
    needs: Literal["message", "bytes", "wire"]
    change: Change = lambda parcel: parcel
    manner: Manner = "whole"
    patience: float = 1.0

    def fits(self, status: int | None, failure: Failure | None, how: Variant) -> bool:
        """Whether that outcome is one of a sound receiver, given the token that went along.

        A receiver that refuses the token need not look at the rest, but may not take the push.
        """
        fine = {
            "accepts": set(self.sound),
            "refuses": {"refuses", *self.sound} - {"accepts"},
            "either": {"refuses", *self.sound},
        }[how.sound]
        return _outcome(status, failure) in fine

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name, "says": self.says, "sound": list(self.sound),
            "sound_does": self.sound_does, "needs": self.needs,
        }  # fmt: skip


def _outcome(status: int | None, failure: Failure | None) -> Outcome | None:
    if status is not None:
        outcomes: dict[int, Outcome] = {2: "accepts", 4: "refuses"}
        return outcomes.get(status // 100)
    failures: dict[Failure | None, Outcome] = {"closed": "closes", "timeout": "waits"}
    return failures.get(failure)


_GIVES_UP: tuple[Outcome, ...] = ("refuses", "closes", "waits")
_READS_ALL = "takes it: the message is as sound as ever"

FAULTS: dict[str, Fault] = {
    each.name: each
    for each in (
        Fault(name="slow-body", says="the body comes in eight pieces with pauses", needs="wire",
              sound=("accepts",), sound_does="reads on until the body is whole", manner="slow"),
        Fault(name="half-body", says="the body ends half-way, short of its Content-Length",
              needs="wire", sound=_GIVES_UP, manner="half", patience=_IMPATIENT,
              sound_does="processes nothing, and refuses with a 4xx or hangs up"),
        Fault(name="wrong-content-length-short", needs="wire",
              says="Content-Length is ten bytes less than the body",
              sound=("refuses", "closes"), change=breaking.length_off_by(-10),
              sound_does="processes nothing, and refuses with a 4xx or hangs up"),
        Fault(name="wrong-content-length-long", needs="wire",
              says="Content-Length is ten bytes more than the body", sound=_GIVES_UP,
              change=breaking.length_off_by(10), patience=_IMPATIENT,
              sound_does="waits for the rest only so long, and processes nothing"),
        Fault(name="wrong-content-type", says="the content type is text/plain", needs="bytes",
              sound=("accepts", "refuses"), change=breaking.header("content-type", "text/plain"),
              sound_does="reads the JSON all the same, or refuses with a 4xx such as 415"),
        Fault(name="no-content-type", says="there is no content type", needs="bytes",
              sound=("accepts", "refuses"), change=breaking.header("content-type", None),
              sound_does="reads the JSON all the same, or refuses with a 4xx such as 415"),
        Fault(name="charset", says="the content type has a charset parameter", needs="bytes",
              sound=("accepts",), sound_does="takes it: parameters are part of HTTP",
              change=breaking.header("content-type", "application/json; charset=utf-8")),
        Fault(name="gzip", says="the body is compressed with gzip", needs="bytes",
              sound=("accepts", "refuses"), change=breaking.gzipped,
              sound_does="decompresses it within bounds, or refuses with a 4xx such as 415"),
        Fault(name="chunked", says="the body comes in chunks, without Content-Length",
              needs="wire", sound=("accepts", "refuses"), change=breaking.chunked,
              sound_does="reads it whole or refuses with 411, and never takes it for empty"),
        Fault(name="bad-json", says="the body is JSON without its last bracket", needs="bytes",
              sound=("refuses",), change=breaking.bad_json,
              sound_does="refuses with a 4xx such as 400"),
        Fault(name="invalid-utf8", says="the body has bytes in it that are no UTF-8",
              needs="bytes", sound=("refuses",), change=breaking.invalid_utf8,
              sound_does="refuses with a 4xx such as 400"),
        Fault(name="huge", says="the body is sound JSON of 40 MB", needs="bytes",
              sound=("accepts", "refuses", "closes"), change=breaking.huge,
              sound_does="takes it, refuses with a 4xx such as 413, or hangs up"),
        Fault(name="cut-after-body", says="the connection is cut after the body", needs="wire",
              sound=("closes",), manner="cut",
              sound_does="knows the message again when Redox sends it once more"),
        Fault(name="silent", says="a connection is opened and nothing is sent", needs="wire",
              sound=_GIVES_UP, manner="silent", patience=_IMPATIENT,
              sound_does="hangs up after a while, and serves others meanwhile"),
        Fault(name="fhir-bundle", says="a FHIR message Bundle comes to a Data Model URL",
              needs="message", sound=("accepts", "refuses"),
              change=breaking.message(breaking.fhir_bundle),
              sound_does="sets it aside or refuses with a 4xx; a missing Meta is no crash"),
        Fault(name="unknown-data-model", says="Meta.DataModel is one that does not exist",
              needs="message", sound=("accepts", "refuses"),
              change=breaking.message(breaking.unknown_data_model),
              sound_does="sets it aside; a 4xx is sound too, but holds up the feed"),
        Fault(name="extra-fields", says="every object has a field that is new", needs="message",
              sound=("accepts",), change=breaking.message(breaking.extra_fields),
              sound_does="leaves unknown fields alone: Redox adds some without notice"),
        Fault(name="skeleton", says="all members are there, null where they may be",
              needs="message", sound=("accepts",), change=breaking.message(breaking.skeleton),
              sound_does="takes null for absent"),
        Fault(name="sparse", says="only what is required is there", needs="message",
              sound=("accepts",), change=breaking.message(breaking.sparse),
              sound_does="does without what may be absent"),
        Fault(name="legacy-ids", says="Meta has the retired Message.ID and Transmission.ID",
              needs="message", sound=("accepts",), change=breaking.message(breaking.legacy_ids),
              sound_does=_READS_ALL),
    )
}  # fmt: skip


def fault(name: str) -> Fault:
    """The fault of that name.

    Raises:
        Misuse: there is none.
    """
    if name not in FAULTS:
        raise Misuse(f"unknown fault {name!r}; {suggestion(name, FAULTS)}", ("broken",))
    return FAULTS[name]
