"""One try to deliver a message: the request as Redox sends it, and what its answer means."""

from dataclasses import dataclass, replace

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials, NoToken
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.failures.active import Failures
from mock_redox.core.failures.forced import Forced
from mock_redox.core.ports import Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks.deliveries import Attempt, Delivery
from mock_redox.core.webhooks.faults import FAULTS, Fault
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.parcels import Parcel, packed
from mock_redox.core.webhooks.variants import VARIANTS, Carried, Known, Variant
from mock_redox.core.webhooks.verdicts import judged
from mock_redox.core.wire import Sent, Verdict, Wire, path_of


@dataclass
class Push:
    """What of a push a failure can change."""

    variant: str


class Sending:
    """Sends messages to destinations, with the headers of webhooks.md 3."""

    def __init__(
        self, wire: Wire, clock: Clock, settings: LiveSettings, destinations: Destinations,
        credentials: Credentials, failures: Failures,
    ) -> None:  # fmt: skip
        self._wire = wire
        self._clock = clock
        self._settings = settings
        self._destinations = destinations
        self._credentials = credentials
        self._failures = failures

    def attempt(self, delivery: Delivery, destination: Destination, how: Variant) -> Attempt:
        """Send the message once; what became of it stands in the delivery and in the journal.

        Without a token that the destination's credential asks for, nothing is sent to it.
        """
        at = self._clock.now()
        forced, how = self._forced(delivery, destination, how)
        try:
            answer, verdict, exchange = self._send(delivery, destination, how, forced)
        except NoToken as cause:  # its status is the token server's, and so none of the endpoint's
            answer, exchange = replace(cause.answer, status=None), cause.exchange
            verdict = Verdict(False, f"not sent, there is no token for it: {cause.reason}")
            if forced is not None:
                forced.applied = False
        if forced is not None:
            self._failures.settle(forced)
        attempt = Attempt(
            number=len(delivery.attempts) + 1,
            id=first_log(delivery.message["Meta"])["AttemptID"],
            at=at,
            status=answer.status,
            failure=answer.failure,
            good=verdict.good,
            reason=verdict.reason,
            took=answer.took,
            exchange=exchange.id,
            variant=how.name,
        )
        delivery.attempts.append(attempt)
        return attempt

    def _forced(
        self, delivery: Delivery, destination: Destination, how: Variant
    ) -> tuple[Forced | None, Variant]:
        """The failure that was ordered for such a push, if any, and the variant that it goes as."""
        if not self._failures.standing:
            return None, how
        names = (destination.id, destination.slug, destination.name)
        forced = self._failures.claim("push", path_of(delivery.url), lambda: names)
        if forced is None:
            return None, how
        push = Push(variant=how.name)
        forced.at("push", push)
        return forced, VARIANTS[push.variant]

    def _send(
        self, delivery: Delivery, destination: Destination, how: Variant, forced: Forced | None
    ) -> Sent:
        auth, settings = destination.auth, self._settings.now
        bearer = self._credentials.token(auth, settings.push_timeout).text if auth else None
        broken = FAULTS[delivery.broken] if delivery.broken else None
        carried = self._carried(how, destination, bearer)
        parcel = packed(delivery.url, delivery.message, delivery.body, carried)
        outgoing = self._outgoing(broken.change(parcel) if broken else parcel, broken)
        sent = self._wire.send(
            outgoing,
            lambda given: judged(given, how, broken, carried.note, settings.strict_ack),
            forced,
        )
        if auth and bearer and sent.answer.status == 401 and how.sound == "accepts":
            self._credentials.refused(auth, bearer)
        return sent

    def _carried(self, how: Variant, destination: Destination, bearer: str | None) -> Carried:
        """The token as the variant carries it; a credential's token stands in ``authorization``."""
        own = destination.verification_token
        others = self._destinations.tokens_besides(own)
        carried = how.carry(Known(own, destination.former_tokens, others))
        if bearer is None:
            return carried
        theirs = dict(how.carry(Known(bearer)).headers)
        headers = tuple(
            (name, theirs.get(name, value) if name == "authorization" else value)
            for name, value in carried.headers
        )
        return replace(carried, headers=headers)

    def _outgoing(self, parcel: Parcel, broken: Fault | None) -> Outgoing:
        return Outgoing(
            method="POST",
            url=parcel.url,
            headers=parcel.headers,
            body=parcel.body,
            timeout=self._settings.now.push_timeout * (broken.patience if broken else 1),
            manner=broken.manner if broken else "whole",
        )
