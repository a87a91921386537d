"""MockRedox: what a test, a script or a server holds in its hand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_redox.adapters.assemble import LateSender, assemble
from mock_redox.adapters.calls import Calls
from mock_redox.adapters.failing import Failing
from mock_redox.adapters.mounts import Kind, Mounts
from mock_redox.core.auth.clients import Client
from mock_redox.core.auth.login import LegacyKey
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.journal import Journal
from mock_redox.core.records import read
from mock_redox.core.redox import Redox
from mock_redox.core.settings import HOSTS, Settings
from mock_redox.core.setup import FailureSpec, Setup
from mock_redox.core.sso.service import SignOn
from mock_redox.core.webhooks.deliveries import Delivery
from mock_redox.core.webhooks.queue import Queue
from mock_redox.core.webhooks.verification import Verification

if TYPE_CHECKING:
    from flask import Flask

    from mock_redox.adapters.incidents import IncidentFile
    from mock_redox.adapters.server import Server
    from mock_redox.core.clock import Clock
    from mock_redox.core.drills.result import DrillResult
    from mock_redox.core.drills.script import Script
    from mock_redox.core.plots import Plot
    from mock_redox.core.stories import Story


class MockRedox:
    """One mock: its state, its app, and if wanted a server and an interception, all the same.

    Args:
        settings: every knob; the defaults when not given.
        setup: clients, keys and destinations, as a ``Setup`` or as the config file writes them.

    Attributes:
        core: the parts: ``core.auth``, ``core.destinations``, ``core.webhooks``, ...
        calls: what your code sent, with assertions on it.
    """

    def __init__(
        self, settings: Settings | None = None, setup: Setup | Mapping[str, object] | None = None
    ) -> None:
        self._server: Server | None = None
        self._mounts = Mounts(LateSender())
        self.calls = Calls()
        self.failing: list[Failing] = []
        self.renew(settings, setup)

    def renew(
        self, settings: Settings | None = None, setup: Setup | Mapping[str, object] | None = None
    ) -> None:
        """Start over with a new state, nothing mounted; the app and the server stay as they are."""
        self._mounts.unmount()
        self._mounts = Mounts(LateSender())
        self.failing = []
        self.core: Redox = assemble(settings, setup, self._mounts)
        self.core.plain_http.in_process = self._mounts.holds
        self.calls.follow(self.core.journal)
        if "app" in self.__dict__:
            from mock_redox.web.current import attach

            attach(self.app, self.core)
        self.queue.kick()  # what a state file held

    @cached_property
    def app(self) -> "Flask":
        """The Flask app, made when first asked for; a test client or any server can use it."""
        from mock_redox.web.app import create_app

        return create_app(self.core)

    @property
    def clock(self) -> "Clock":
        return self.core.clock

    @property
    def journal(self) -> Journal:
        return self.core.journal

    @property
    def settings(self) -> Settings:
        """The settings in force; ``core.settings.change`` changes them."""
        return self.core.settings.now

    @property
    def client(self) -> Client:
        """The first OAuth client; with no set-up the ready one, whose ``pair`` the mock made."""
        return self.core.auth.clients.all()[0]

    @property
    def legacy_key(self) -> LegacyKey:
        """The first legacy key."""
        return self.core.auth.legacy.all()[0]

    @property
    def destination(self) -> Destination:
        """The first destination of yours; with no set-up the ready slot."""
        return next(each for each in self.core.destinations.all() if each.environment is not None)

    @property
    def url(self) -> str:
        """Where it is reached: the server's URL while it serves, else Redox's own."""
        return self._server.url if self._server else f"https://{HOSTS[0]}"

    def assertion(
        self, client: Client | None = None, *, kid: str | None = None, **claims: Any
    ) -> str:
        """A signed assertion that works once; ``claims`` replace the usual ones, None drops one.

        Args:
            kid: which of the pairs that the mock made signs, also one that was removed; the newest
                when not given.
        """
        return self.core.auth.assertion(client or self.client, claims, kid)

    def token(self, client: Client | None = None) -> str:
        """An access token, issued as if the client had asked for it."""
        owner = client or self.client
        lifetime = self.settings.token_lifetime
        return self.core.auth.tokens.issue(owner.client_id, "oauth", owner.environment, lifetime)[0]

    def verify(
        self,
        to: str | None = None,
        verification_token: str | None = None,
        method: str | None = None,
    ) -> Verification:
        """Challenge an endpoint, by URL with its token, or by a destination's id, slug or name.

        Raises:
            Misuse: there is no such destination.
        """
        return self.core.webhooks.verify(self._target(to, verification_token), method)

    def push(
        self,
        event: str,
        to: str | None = None,
        verification_token: str | None = None,
        *,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        unverified: bool | None = None,
        broken: str | None = None,
        overlay: Mapping[str, Any] | None = None,
        patient: str | None = None,
    ) -> Delivery:
        """Push an event such as ``PatientAdmin.Arrival``; see ``Webhooks.push``."""
        key = self._target(to, verification_token)
        return self.core.webhooks.push(
            event, key, as_=as_, data=data, unverified=unverified, broken=broken, overlay=overlay,
            patient=patient,
        )  # fmt: skip

    def sign_on(
        self,
        to: str | None = None,
        secret: str | None = None,
        *,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        overlay: Mapping[str, Any] | None = None,
        patient: str | None = None,
        audience: str | None = None,
    ) -> SignOn:
        """Sign a clinician on at your application's URL; see ``SignOns.sign_on``."""
        return self.core.sso.sign_on(
            to, secret, as_=as_, data=data, overlay=overlay, patient=patient, audience=audience
        )

    def message(
        self,
        event: str,
        overlay: Mapping[str, Any] | None = None,
        *,
        patient: str | None = None,
        data: Mapping[str, Any] | None = None,
        to: str | None = None,
        **fields: Any,
    ) -> dict[str, Any]:
        """A message of any event such as ``PatientAdmin.Arrival``, valid, and yours to change.

        Args:
            overlay: values by path: ``{"Patient.Demographics.FirstName": "Ada"}``.
            patient: whom it is about, by name or identifier: ``"Keva Green"``. Messages about the
                same patient go on with the same visit; without it, it is the next patient's.
            data: the message itself, to lay values over.
            to: the destination in ``Meta``, by id, slug or name; the first when not given.
            fields: the same as ``overlay``, by top-level name: ``Visit={"Reason": "Cough"}``.

        Raises:
            Misuse: an unknown event, patient or destination; a path that is no field of the event;
                a value of the wrong kind.
        """
        from mock_redox.core.webhooks.messages import Content

        content = Content(data=data, overlay={**(overlay or {}), **fields}, patient=patient)
        return self.core.webhooks.message(event, to, content)

    def patients(self) -> list[dict[str, Any]]:
        """The patients that messages are about and searches find, as ``PatientSearch`` has them."""
        return [dict(each) for each in self.core.samples.patients()]

    def schema(self, event: str, *, strict: bool = False) -> dict[str, Any]:
        """The JSON Schema of an event such as ``PatientAdmin.Arrival``, answers included.

        Args:
            strict: ask for values and formats, too, and for no field that is not known.

        Raises:
            Misuse: there is no such event.
        """
        from mock_redox.core.data_model.schemas import named
        from mock_redox.core.data_model.schemas.json_schema import json_schema

        return json_schema(named(event), strict=strict)

    def enqueue(
        self,
        event: str,
        to: str | None = None,
        verification_token: str | None = None,
        *,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        unverified: bool | None = None,
        broken: str | None = None,
        times: int = 1,
        overlay: Mapping[str, Any] | None = None,
        patient: str | None = None,
    ) -> Delivery:
        """Put an event into its feed, which tries until it is acknowledged; see ``queue``."""
        key = self._target(to, verification_token)
        return self.core.webhooks.enqueue(
            event,
            key,
            as_=as_,
            data=data,
            unverified=unverified,
            broken=broken,
            times=times,
            overlay=overlay,
            patient=patient,
        )

    def stories(self) -> "list[Plot]":
        """The stories that ``story`` can tell, with their steps."""
        return [*self.core.stories.plots()]

    def story(
        self,
        name: str,
        patients: int | None = None,
        *,
        to: str | None = None,
        verification_token: str | None = None,
        patient: str | None = None,
        as_: str = "right",
        unverified: bool | None = None,
        broken: str | None = None,
    ) -> "Story":
        """A sequence of messages about the same visit, such as ``inpatient``; see docs/stories.md.

        Nothing is sent until its ``step``, ``push`` or ``enqueue`` is called, which take the clock
        to the moment of each message; ``messages`` only makes them.

        Args:
            patients: of how many; the story's own number when not given.
            patient: of whom alone, by name or identifier: ``"Keva Green"``.

        Raises:
            Misuse: no such story, patient or destination; more patients than the story fits.
        """
        key = self._target(to, verification_token)
        how = {"as_": as_, "unverified": unverified, "broken": broken}
        return self.core.stories.begin(name, key, patients, patient, **how)

    def fail(
        self,
        name: str,
        *,
        times: int | None = 1,
        client: str | Client | LegacyKey | Destination | None = None,
        path: str | None = None,
        after: int = 0,
        probability: float = 1.0,
        delay: str | float | timedelta | None = None,
        jitter: str | float | timedelta = 0,
        id: str | None = None,
        must_fire: bool | None = None,
    ) -> Failing:
        """Let the next requests fail by name, such as ``token.expired``; see ``docs/failures``.

        Use it as a call, or as a context manager that switches it off at the end of the block.

        Args:
            times: how many requests meet it, exactly, however parallel; None means every one.
            client: only those of this client or legacy key; of pushes, those to this destination.
            path: only those to this path, in which ``*`` stands for anything.
            after: so many requests pass first.
            probability: how likely each meets it, drawn by the seed.
            delay: so long, in seconds or as ``500ms``, before the answer.
            jitter: up to so much longer, drawn by the seed.
            id: what to call it.
            must_fire: whether it is a fault if no request meets it; by default where it is sure.

        Raises:
            Misuse: no such failure, or a number out of range.
            NeverMet: at the end of the block, an ``AssertionError``.
        """
        given = {
            "name": name, "id": id, "times": times, "client": _id_of(client), "path": path,
            "after": after, "probability": probability, "delay": delay, "jitter": jitter,
        }  # fmt: skip
        active = self.core.failures.add(read(FailureSpec, given))
        wanted = probability >= 1 if must_fire is None else must_fire
        made = Failing(self.core, active, wanted)
        self.failing.append(made)
        return made

    def drill(
        self,
        script: "str | Script",
        *,
        call: Callable[[], object] | None = None,
        switch: "Callable[[Any], object] | None" = None,
        **options: Any,
    ) -> "DrillResult":
        """Rotate a credential on the mock's clock, and see for how long your system was out.

        Args:
            script: ``key``, ``key_without_overlap``, ``key_jwks``, ``secret``,
                ``verification_token``, or a ``Script`` of your own.
            call: makes your system call Redox once; it fails when it raises or returns False, or
                when Redox refused it. Not for ``verification_token``, where the mock pushes.
            switch: gets what is new: ``.kid`` and ``.private_key``, or ``.secret``, or
                ``.verification_token``.
            options: ``of``, ``overlap``, ``switch_after``, ``every``, ``settle``, ``jwks_cache``,
                ``jwks_refetch``, ``event``, ``verification_token``; see
                ``core.drills.service.Order``.

        Raises:
            Misuse: options that don't fit, nothing to rotate, or the call fails beforehand.
        """
        from mock_redox.core.drills.here import Here
        from mock_redox.core.drills.service import Order, drill

        return drill(Here(self.core), Order(script=script, **options), call, switch)

    @property
    def queue(self) -> Queue:
        """The feeds: ``all``, ``pause``, ``resume``, ``retry``, ``skip``, ``drop``."""
        return self.core.webhooks.queue

    def incident(
        self,
        *ids: int | str,
        since: datetime | None = None,
        until: datetime | None = None,
        bodies: bool = True,
    ) -> "IncidentFile":
        """A piece of the journal, without secrets, to be saved and replayed elsewhere.

        Args:
            ids: of exchanges, such as ``12`` or ``"12..15"``; not given, the last call that was
                refused. What they rest on, such as the token request, comes along.
            since: from this moment on.
            until: before this moment.
            bodies: whether messages keep what they say besides ``Meta``.

        Raises:
            Misuse: nothing in the journal fits.
        """
        from mock_redox.adapters.incidents import IncidentFile
        from mock_redox.core.incidents.capturing import capture
        from mock_redox.core.incidents.choice import Choice
        from mock_redox.core.incidents.choosing import choose

        choice = Choice(ids=tuple(map(str, ids)), since=since, until=until)
        return IncidentFile(capture(self.core, choose(self.core, choice), bodies=bodies))

    def reset(self) -> None:
        """Go back to the start: forget what happened, and set the clock back."""
        self.core.reset()

    def mount(self, url: str, app: Callable[..., Any], kind: Kind | None = None) -> None:
        """Let a WSGI or ASGI app in this process receive what is sent to a URL or below it.

        Args:
            url: such as ``https://app.test``; it need not exist.
            kind: ``wsgi`` or ``asgi``; found out when not given.

        Raises:
            Misuse: not a URL, not an app, or the app's lifespan does not start.
        """
        self._mounts.mount(url, app, kind)

    def unmount(self, url: str | None = None) -> None:
        """Take a mounted app away, all when no URL is given. Raises Misuse if there is none."""
        self._mounts.unmount(url)

    def intercept(self) -> AbstractContextManager[Any]:
        """Calls by ``requests`` and ``httpx`` to the Redox hosts fall into the app meanwhile."""
        from mock_redox.adapters.intercept import intercept

        return intercept(self.app)

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Iterator["MockRedox"]:
        """Serve on a thread while the block runs; ``url`` says where."""
        from mock_redox.adapters.server import serve

        with serve(self.app, host, port) as server:
            outer, self._server = self._server, server
            try:
                yield self
            finally:
                self._server = outer

    def _target(self, to: str | None, token: str | None) -> str:
        if to is None:
            return self.destination.id
        if token is None:
            return self.core.destinations.require(to).id
        return self.core.destinations.at(to, token).id


def _id_of(owner: object) -> object:
    """Its id, if it is something that has one; else what was given, for others to judge."""
    names = ("client_id", "api_key", "id")
    return next((getattr(owner, name) for name in names if hasattr(owner, name)), owner)
