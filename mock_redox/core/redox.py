"""Redox: builds the parts once and hands each what it needs."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from mock_redox.core.auth.service import Auth
from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.drills.published import Published
from mock_redox.core.errors import Misuse
from mock_redox.core.failures.active import Failures
from mock_redox.core.ids import Ids
from mock_redox.core.journal import Journal
from mock_redox.core.late import late
from mock_redox.core.nearest import suggestion
from mock_redox.core.plain_http import PlainHttp
from mock_redox.core.ports import JsonNotation, NoStore, Notation, Samples, Sender, Store
from mock_redox.core.settings import LiveSettings, Settings
from mock_redox.core.setup import ClientSpec, DestinationSpec, LegacyKeySpec, Setup, SourceSpec
from mock_redox.core.webhooks.service import Webhooks
from mock_redox.core.wire import Wire

if TYPE_CHECKING:
    from mock_redox.core.data_model.service import DataModel
    from mock_redox.core.sso.service import SignOns
    from mock_redox.core.stories import Stories

T = TypeVar("T")

PARTS = (
    "clients",
    "legacy_keys",
    "destinations",
    "tokens",
    "deliveries",
    "records",
    "failures",
    "journal",
    "settings",
    "clock",
)
"""What ``reset`` can rewind one by one. A whole reset also rewinds ids and people."""


class Redox:
    """A Redox of one's own. All state is in here, so that several can run in one process.

    Args:
        settings: every knob.
        setup: clients, keys and destinations; where a kind is empty, one is made ready.
        clock: the time.
        sender: how requests leave.
        samples: the people and messages.
        store: keeps what waits in feeds, and destinations; nothing does when not given.
        notation: how files are written; as JSON when not given.
    """

    def __init__(
        self,
        settings: Settings,
        setup: Setup,
        clock: Clock,
        sender: Sender,
        samples: Samples,
        store: Store | None = None,
        notation: Notation | None = None,
    ) -> None:
        self.settings = LiveSettings(settings)
        self.clock = clock
        self._setup = setup
        self.samples = samples
        self.notation = notation or JsonNotation()
        store = store or NoStore()
        self._ids = Ids(settings.seed, store.starts)
        self.journal = Journal(self.settings)
        self.failures = Failures(self._ids)
        self.published = published = Published(sender)
        self.wire = wire = Wire(published, clock, self.journal, self.settings)
        self.auth = Auth(wire, clock, self._ids, self.settings)
        published.clients = self.auth.clients
        self.drilling = threading.Lock()
        self.plain_http = PlainHttp(self.settings)
        self.destinations = Destinations(self._ids, self.plain_http, store)
        self._credentials = Credentials(wire, clock)
        self.webhooks = Webhooks(
            self.destinations, wire, clock, self._ids, samples, self.settings, self._credentials,
            store, self.failures, self._keep,
        )  # fmt: skip
        clock.agenda = self.webhooks.queue
        self._load(PARTS)
        self.destinations.recall()
        self.webhooks.outbox.restore()

    @late
    def data_model(self) -> "DataModel":
        """What answers messages and queries; it is loaded with the first of them."""
        from mock_redox.core.data_model.queries import Queries
        from mock_redox.core.data_model.relays import Relays
        from mock_redox.core.data_model.service import DataModel

        queries = Queries(self.samples, self.clock, self._ids, self.settings)
        relays = Relays(self.wire, self.clock, self.settings, self._credentials)
        return DataModel(self.destinations, queries, self._ids, self.settings, relays)

    @late
    def sso(self) -> "SignOns":
        """What signs on; loaded with the first one."""
        from mock_redox.core.sso.service import SignOns
        from mock_redox.core.webhooks.messages import Messages

        messages = Messages(self.clock, self._ids, self.samples, self.settings)
        return SignOns(self.destinations, self.wire, self.clock, messages, self.settings)

    @late
    def stories(self) -> "Stories":
        """The sequences of events; loaded with the first one."""
        from mock_redox.core.stories import Stories

        return Stories(self.clock, self._ids, self.samples, self.webhooks)

    def _keep(self, *told: Any) -> None:
        """Queries know of what was pushed."""
        self.data_model.queries.keep(*told)

    def reset(self, parts: Iterable[str] | None = None) -> list[str]:
        """Go back to the start, wholly or in some parts; returns which.

        Raises:
            Misuse: a part that does not exist, or what waits can't be given up: the disk is full.
        """
        chosen = list(parts) if parts is not None else list(PARTS)
        for part in chosen:
            if part not in PARTS:
                raise Misuse(f"unknown part {part!r}; {suggestion(part, PARTS)}", ("parts",))
        clear = {  # what is in the state file first: if the disk is full, nothing else is lost
            "deliveries": self._forget_deliveries,
            "destinations": self.destinations.clear,
            "clients": self.auth.clients.clear,
            "legacy_keys": self.auth.legacy.clear,
            "tokens": self._forget_tokens,
            "records": self.data_model.queries.records.clear,
            "failures": self.failures.clear,
            "journal": self.journal.clear,
            "settings": self.settings.reset,
            "clock": self.clock.reset,
        }
        for part in filter(chosen.__contains__, clear):
            clear[part]()
        if set(chosen) == set(PARTS):
            if not self.settings.now.fresh_ids:
                self._ids.rewind()
            self.samples.rewind()
        self._load(chosen)
        return chosen

    def _forget_deliveries(self) -> None:
        """With the stories that they are of."""
        self.webhooks.clear()
        self.stories.clear()

    def _forget_tokens(self) -> None:
        """Those that were issued, and those that token servers issued to the mock."""
        self.auth.forget()
        self._credentials.clear()

    def _load(self, parts: Iterable[str]) -> None:
        """Register what the set-up names; a kind it leaves out gets one that is ready to use.

        These ids have streams of their own: they stay the same whatever was issued before.
        """
        ids = Ids(self.settings.now.seed)
        if "clients" in parts:
            ready = ClientSpec(client_id=ids.uuid("ready-client"), name="Ready client")
            for index, client in enumerate(self._setup.clients or (ready,)):
                _at("clients", index, self.auth.clients.add, client)
        if "legacy_keys" in parts:
            for index, key in enumerate(self._setup.legacy_keys or (_ready_key(ids),)):
                source = key.source or SourceSpec(id=ids.uuid("sources"), name="Mock source")
                _at("legacy_keys", index, self.auth.legacy.add, replace(key, source=source))
        if "destinations" in parts:
            named, known = self._setup.destinations, self.destinations
            add = known.add_of_setup if named else known.add
            for index, wanted in enumerate(named or (DestinationSpec(),)):
                token, id_ = ids.word("verification-tokens", 32), ids.uuid("destinations")
                given = wanted.verification_token
                spec = replace(
                    wanted,
                    id=wanted.id or id_,
                    verification_token=token if given is None else given,
                )
                _at("destinations", index, add, spec)
        if "failures" in parts:
            for index, order in enumerate(self._setup.failures):
                _at("failures", index, self.failures.add, order)


def _at(kind: str, index: int, add: Callable[[T], object], spec: T) -> None:
    """Add an entry of the set-up; a complaint about it says where it stands."""
    try:
        add(spec)
    except Misuse as wrong:
        raise Misuse(wrong.problem, (kind, index, *wrong.path)) from None


def _ready_key(ids: Ids) -> LegacyKeySpec:
    return LegacyKeySpec(
        api_key=ids.uuid("ready-key"),
        secret=ids.word("ready-key", 72),
        source=SourceSpec(id=ids.uuid("ready-source"), name="Ready source"),
    )
