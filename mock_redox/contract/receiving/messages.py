"""Messages about people who do not exist, each of them new to the system under test."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mock_redox.contract.receiving.scale import EVENT, Known

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox

_LETTERS = "bcdfghjklmnpqrstvwxz"
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Canaries:
    """What of a message must not turn up elsewhere; each word is in no other message."""

    person: tuple[str, ...]
    """Names, social security number, telephone, mail, street."""
    numbers: tuple[str, ...]
    """Record, account and visit numbers."""


class Messages:
    """Makes messages that differ in whom they are about, in their ids and in their time.

    What is not about the patient is the same in all of them, so that a probe that counts rows
    rises by the same number each time.
    """

    def __init__(self, redox: "MockRedox", known: Known) -> None:
        self._redox = redox
        self._known = known
        self._chance = random.Random(redox.settings.seed)  # noqa: S311  (no secret)

    def fresh(self, event: str | None = None) -> Message:
        """A message of the event that the receiver is there for, or of another."""
        made = self._own(event)
        meta = made.pop("Meta", {})
        name = event or event_of(self._known.event)
        model, _, kind = name.partition(".")
        ids = [{"ID": self.uuid(), "AttemptID": self.uuid()}]
        head = {"DataModel": model, "EventType": kind, "EventDateTime": self._moment()}
        return {"Meta": {"Test": False, **meta, **head, "Logs": ids}, **made}

    def again(self, message: Mapping[str, Any]) -> Message:
        """The same one as Redox tries it again: the same log id, another attempt id."""
        same: Message = json.loads(json.dumps(message))
        same["Meta"]["Logs"][0]["AttemptID"] = self.uuid()
        return same

    def uuid(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    def word(self, length: int = 9) -> str:
        """Letters that nobody is called, as a name."""
        return "".join(self._chance.choices(_LETTERS, k=length)).capitalize()

    def _own(self, event: str | None) -> Message:
        """The body, with a person of its own; the user's own messages get one where they can."""
        given = self._known.event
        if callable(given) and event is None:
            return dict(given())
        own = isinstance(given, Mapping) and event is None
        made: Message = json.loads(json.dumps(given) if own else self._template())
        self._rename(made)
        if (event or event_of(given)).startswith("Scheduling."):
            made.setdefault("AppointmentInfo", [])
        return made

    def _template(self) -> str:
        if self._known.template is None:
            made = self._redox.core.samples.message(EVENT, self._redox.clock.now())
            self._known.template = json.dumps(made)
        return self._known.template

    def _moment(self) -> str:
        """Now, but never the same moment twice: many a receiver tells messages apart by it."""
        now, last = self._redox.clock.now(), self._known.last
        now = now if last is None else max(now, last + timedelta(milliseconds=1))
        self._known.last = now
        return stamp(now)

    def _rename(self, made: Message) -> None:
        patient, visit = made.get("Patient"), made.get("Visit")
        if isinstance(patient, dict):
            for each in _list(patient, "Identifiers"):
                each |= {"ID": self._digits(12)}
            if isinstance(patient.get("Demographics"), dict):
                self._become(patient["Demographics"])
        if isinstance(visit, dict):
            visit |= {"VisitNumber": self._digits(11), "AccountNumber": self._digits(13)}

    def _become(self, person: dict[str, Any]) -> None:
        """Another person: telephone numbers and the like are of ranges that nobody has."""
        first, last = self.word(), self.word()
        street = {**(person.get("Address") or {}), "StreetAddress": f"1 {self.word()} Street"}
        person |= {
            "FirstName": first, "MiddleName": self.word(), "LastName": last,
            "DOB": f"19{self._chance.randrange(40, 99)}-0{self._chance.randrange(1, 10)}-15",
            "SSN": f"9{self._digits(2)}-{self._chance.randrange(10, 50)}-{self._digits(4)}",
            "PhoneNumber": {"Home": f"+1{self._digits(3)}55501{self._digits(2)}",
                            "Office": None, "Mobile": None},
            "EmailAddresses": [f"{last.lower()}@example.com"], "Address": street,
        }  # fmt: skip

    def _digits(self, length: int) -> str:
        return "".join(self._chance.choices("123456789", k=length))


def event_of(given: Any) -> str:
    """The name of the event that the user asks for, or that his message says."""
    if isinstance(given, str):
        return given
    message = given() if callable(given) else given
    return f"{message['Meta']['DataModel']}.{message['Meta']['EventType']}"


def canaries(message: Mapping[str, Any]) -> Canaries:
    """The words of a message that are in no other."""
    patient, visit = _object(message, "Patient"), _object(message, "Visit")
    person = _object(patient, "Demographics")
    names = [person.get(name) for name in ("FirstName", "MiddleName", "LastName", "SSN")]
    ways = [
        _object(person, "PhoneNumber").get("Home"),
        *(person.get("EmailAddresses") or ()),
        _object(person, "Address").get("StreetAddress"),
    ]
    numbers = [each.get("ID") for each in _list(patient, "Identifiers")]
    numbers += [visit.get("VisitNumber"), visit.get("AccountNumber")]
    return Canaries(_words(names + ways), _words(numbers))


def stamp(moment: datetime) -> str:
    """As Redox writes it: UTC, milliseconds and ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = value.get(name)
    return held if isinstance(held, Mapping) else {}


def _list(value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    held = value.get(name)
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []


def _words(found: list[Any]) -> tuple[str, ...]:
    return tuple(each for each in found if isinstance(each, str) and len(each) > 5)
