"""The Data Model part of the mock: accepts messages and answers queries."""

from dataclasses import dataclass
from typing import Any

from mock_redox.core.auth.tokens import Grant
from mock_redox.core.data_model.checking import check
from mock_redox.core.data_model.messages import Message, parse
from mock_redox.core.data_model.meta import legacy_ids
from mock_redox.core.data_model.queries import Queries, Unanswerable
from mock_redox.core.data_model.relays import Relays
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.errors import Explanation, MessageRefused
from mock_redox.core.ids import Ids
from mock_redox.core.settings import LiveSettings

NO_SUBSCRIPTIONS = (
    "No subscriptions. Meta.Destinations needs to contain a destination from existing "
    "subscriptions. See https://dashboard.redoxengine.com/#/subscriptions"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message is answered with."""

    status: int
    body: dict[str, Any]
    explanation: Explanation | None = None


class DataModel:
    """``/endpoint`` and ``/query``: the same code for both (data-models.md 2)."""

    def __init__(
        self,
        destinations: Destinations,
        queries: Queries,
        ids: Ids,
        settings: LiveSettings,
        relays: Relays,
    ) -> None:
        self._destinations = destinations
        self.queries = queries
        self._ids = ids
        self._settings = settings
        self._relays = relays
        self._sources: dict[str, dict[str, str]] = {}

    def receive(self, raw: bytes, caller: Grant) -> Reply:
        """Take a message from a caller whose token works.

        Raises:
            MessageRefused: with the status and text that Redox answers.
        """
        message = parse(raw, self._settings.now.missing_target_status)
        targets = self._targets(message, caller)
        check(message, self._settings.now.validation)
        if message.event.answer is None:
            self.queries.keep(message.event.name, message.body, len(raw))
            return Reply(200, {"Meta": self._meta(message, caller, targets)})
        return self._ask(message, caller, targets)

    def refused(self, error: MessageRefused, caller: Grant | None) -> dict[str, Any]:
        """The body of a refusal: what of ``Meta`` is known, and ``Errors`` (data-models.md 5.2)."""
        meta: dict[str, Any] = {
            name: error.meta[name] for name in ("DataModel", "EventType") if name in error.meta
        }
        if caller:
            meta["Source"] = self.source(caller)
        given = error.meta.get("Destinations")
        given = given if isinstance(given, list) else []
        meta["Destinations"] = [self._named(each) for each in given or ()]
        meta["Logs"] = [self._log()]
        meta["Errors"] = [self._error(error.text, error.kind, error.module)]
        return {"Meta": meta}

    def _named(self, entry: object) -> object:
        """An entry of ``Destinations`` with its name filled in, if it is known."""
        known = {each.id: each.name for each in self._destinations.all()}
        if isinstance(entry, dict) and isinstance(entry.get("ID"), str) and entry["ID"] in known:
            return {**entry, "Name": known[entry["ID"]]}
        return entry

    def source(self, caller: Grant) -> dict[str, str]:
        """The source that a caller speaks for: a legacy key's own, else one an environment."""
        if caller.source:
            return {"ID": caller.source[0], "Name": caller.source[1]}
        environment = caller.environment
        if environment not in self._sources:
            name = f"Mock source ({environment})"
            self._sources[environment] = {
                "ID": self._ids.uuid(f"source:{environment}"),
                "Name": name,
            }
        return self._sources[environment]

    def _targets(self, message: Message, caller: Grant) -> list[Destination]:
        if message.event.answer and len(message.destinations) > 1:
            raise MessageRefused(
                400, "More than one destination was given for a synchronous event",
                Explanation(
                    "message.many_destinations", f"{len(message.destinations)} destinations",
                    "exactly one for a query", "ask each destination in a request of its own",
                ),
                meta=dict(message.meta),
            )  # fmt: skip
        found = [self._destinations.reachable(i, caller.environment) for i in message.destinations]
        targets = [each for each in found if each is not None]
        if not targets or len(targets) < len(found):
            raise self._no_subscription(message, caller)
        return targets

    def _no_subscription(self, message: Message, caller: Grant) -> MessageRefused:
        known = [each for each in self._destinations.all() if each.serves(caller.environment)]
        elsewhere = [
            f"{each.id} is in {each.environment}"
            for each in self._destinations.all()
            if each.id in message.destinations and each not in known
        ]
        none = not message.destinations
        return MessageRefused(
            self._settings.now.missing_target_status if none else 400, NO_SUBSCRIPTIONS,
            Explanation(
                "message.no_subscription",
                "; ".join(elsewhere) or f"Meta.Destinations {list(message.destinations)}",
                f"the id of a destination in {caller.environment}, the environment of the token: "
                + (", ".join(f"{each.id} ({each.name})" for each in known) or "there is none"),
                _advice(message, known, elsewhere),
            ),
            module="Subscriptions", meta=dict(message.meta),
        )  # fmt: skip

    def _ask(self, message: Message, caller: Grant, targets: list[Destination]) -> Reply:
        meta = self._meta(message, caller, targets)
        settings = self._settings.now
        if settings.response_event_type == "documented":
            meta["EventType"] = message.event.answer
        try:
            body, explanation = self._answer(message, caller, targets[0], meta)
            given = body.pop("Meta", None)
            whole = {**meta, **given} if isinstance(given, dict) else meta
            return Reply(200, {**body, "Meta": whole}, explanation)
        except Unanswerable as cause:
            text = cause.text.format(name=targets[0].name)
            meta["Source"] = self.source(caller)
            meta["Errors"] = [self._error(text, cause.kind, "Send")]
            status = cause.status or settings.destination_failure_status
            return Reply(status, {"Meta": meta}, cause.explanation)

    def _answer(
        self, message: Message, caller: Grant, target: Destination, meta: dict[str, Any]
    ) -> tuple[dict[str, Any], Explanation | None]:
        """The endpoint's answer, if the destination has one; else the mock's own.

        Raises:
            Unanswerable: the destination fails.
        """
        if target.url is None:
            return self.queries.answer(message), None
        given, mine = _given_source(message, caller), self.source(caller)
        source = dict(message.meta["Source"]) if given not in (None, mine["ID"]) else mine
        test = caller.environment != "Production"
        return self._relays.ask(target, message, meta, source, test)

    def _meta(self, message: Message, caller: Grant, targets: list[Destination]) -> dict[str, Any]:
        """As recorded, in that order, with Logs for the retired Message (data-models.md 4.1)."""
        meta: dict[str, Any] = {
            "DataModel": message.event.data_model,
            "EventType": message.event.event_type,
            "Source": {"ID": _given_source(message, caller) or self.source(caller)["ID"]},
            "Destinations": [{"ID": each.id, "Name": each.name} for each in targets],
            "Logs": [self._log() for _ in targets],
        }
        return {**meta, **legacy_ids(self._ids, self._settings)}

    def _log(self) -> dict[str, str]:
        return {"ID": self._ids.uuid("logs"), "AttemptID": self._ids.uuid("attempts")}

    def _error(self, text: str, kind: str, module: str) -> dict[str, object]:
        number = self._ids.number("errors", 10_000_000, 99_999_999)
        return {"ID": number, "Text": text, "Type": kind, "Module": module}


def _given_source(message: Message, caller: Grant) -> str | None:
    """The source that an OAuth caller names; a legacy key speaks for its own (data-models.md 3)."""
    source = message.meta.get("Source")
    given = source.get("ID") if isinstance(source, dict) and not caller.source else None
    return given if isinstance(given, str) else None


def _advice(message: Message, known: list[Destination], elsewhere: list[str]) -> str:
    """What to do about a destination that there is no subscription to."""
    if elsewhere:
        return "use a destination and a client of the same environment"
    if not message.destinations:
        return "put the id of a destination into Meta.Destinations[].ID"
    if any(
        each.slug in message.destinations or each.name in message.destinations for each in known
    ):
        return "Meta.Destinations[].ID takes the id, not the slug or the name"
    return "use the id of a destination that exists, or register this one"
