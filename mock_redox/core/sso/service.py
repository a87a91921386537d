"""Signs somebody on at the user's application, and judges what it answers (webhooks.md 6.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from mock_redox.core import redaction
from mock_redox.core.clock import Clock
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.destinations.checking import checked_sso
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ports import Failure, Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.setup import DestinationSpec, SsoSpec
from mock_redox.core.sso.tokens import Claims, claims_of
from mock_redox.core.sso.variants import VARIANTS, Known, Variant, variant
from mock_redox.core.sso.verdicts import fits, judged, location
from mock_redox.core.times import iso
from mock_redox.core.webhooks.messages import Content, Messages, serialised
from mock_redox.core.webhooks.parcels import packed
from mock_redox.core.wire import Wire

_NOT_NOW = (
    "by the wall clock the token is not valid now, and may be refused for that alone: its times "
    "are those of the mock's clock or of your data; clock=real starts the mock on today's time"
)
_GUESSED = "its aud is the URL, as none was given; audience changes that"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """One sign-on, and what the application answered.

    Attributes:
        good: whether the person is signed on: the answer was a redirect.
        location: where the redirect leads; nobody went there.
        claims: those of the message, which the token of ``right`` carries.
    """

    at: datetime
    url: str = field(repr=False)
    variant: str
    destination: str
    status: int | None
    good: bool
    reason: str
    location: str | None = field(repr=False)
    took: float
    exchange: int
    claims: Claims = field(repr=False)
    message: Mapping[str, Any] = field(repr=False)
    failure: Failure | None = None
    """Why there is no status."""

    @property
    def as_expected(self) -> bool:
        """Whether a sound application answers so: a redirect to a right token, else 401."""
        return fits(VARIANTS[self.variant], self.status, self.location)

    def as_json(self) -> dict[str, object]:
        shown = redaction.url(self.location) if self.location else None
        return {
            "good": self.good, "as_expected": self.as_expected, "at": iso(self.at),
            "url": redaction.url(self.url), "variant": self.variant,
            "destination": self.destination, "status": self.status, "location": shown,
            "failure": self.failure, "reason": self.reason,
            "took_ms": round(self.took * 1000, 3), "exchange": self.exchange,
            "claims": self.claims, "message": self.message,
        }  # fmt: skip


class SignOns:
    """Signs people on. A person waits for the answer, so there is one try and no queue."""

    def __init__(
        self, destinations: Destinations, wire: Wire, clock: Clock, messages: Messages,
        settings: LiveSettings,
    ) -> None:  # fmt: skip
        self._destinations = destinations
        self._wire = wire
        self._clock = clock
        self._messages = messages
        self._settings = settings

    def sign_on(
        self,
        to: str | None = None,
        secret: str | None = None,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        overlay: Mapping[str, Any] | None = None,
        patient: str | None = None,
        audience: str | None = None,
    ) -> SignOn:
        """Send the sign-on of a clinician, with a token and the message that tells the same.

        Args:
            to: the URL, or a destination by id, slug, name or URL; the first of those with an
                ``sso`` when not given. With a secret a new URL is registered.
            secret: what the token is signed with; the destination's own when not given.
            as_: how the token goes with it, see ``variants``.
            data: the message ``SSO.Sign-on``, or parts of it. Made up when not given.
            overlay: values by path, see ``Content``.
            patient: whose chart it is for, if it is made up; see ``Content``.
            audience: the token's ``aud``; empty leaves it out. The destination's own when not
                given, else the URL.

        Raises:
            Misuse: no such destination, patient or variant; no secret or no URL; data that can't
                be signed, or an overlay that does not fit them.
        """
        how = variant(as_)
        destination, sso = self._target(to, secret)
        url = str(sso.url)
        audience = audience if audience is not None else sso.audience
        message = self._message(how, destination, Content(data=data, overlay=overlay,
                                                          patient=patient))  # fmt: skip
        claims = claims_of(message, url if audience is None else audience)
        parcel = packed(url, message, serialised(message), how.carry(Known(claims, sso.secret)))
        at, settings = self._clock.now(), self._settings.now
        outgoing = Outgoing(
            method="POST", url=url, headers=parcel.headers, body=parcel.body,
            timeout=settings.push_timeout,
        )  # fmt: skip
        doubt = self._doubt(how, claims, audience)
        sent = self._wire.send(outgoing, lambda answer: judged(answer, how, doubt))
        return SignOn(
            at=at, url=url, variant=how.name, destination=destination.id,
            status=sent.answer.status, good=sent.verdict.good, reason=sent.verdict.reason,
            location=location(sent.answer), took=sent.answer.took, exchange=sent.exchange.id,
            claims=claims, message=message, failure=sent.answer.failure,
        )  # fmt: skip

    def _message(self, how: Variant, destination: Destination, content: Content) -> dict[str, Any]:
        """The message, with the times that the token has; those of one's own stay."""
        message = self._messages.compose(schema_of("SSO", "Sign-on"), destination, content)
        lifetime = self._settings.now.sso_lifetime
        issued = self._clock.now() + (how.ahead(lifetime) if how.ahead else timedelta(0))
        times = {"IssuedAt": issued, "Expiration": issued + lifetime}
        own = () if how.ahead else (*(content.data or ()), *(content.overlay or ()))
        seconds = {name: int(at.timestamp()) for name, at in times.items() if name not in own}
        return {**message, **seconds}

    def _doubt(self, how: Variant, claims: Claims, audience: str | None) -> str:
        """Why the token may be refused though nothing is wrong with it on purpose."""
        now = self._clock.wall().timestamp()
        if how.ahead is None and not claims["iat"] <= now < claims["exp"]:
            return _NOT_NOW
        return _GUESSED if how.sound == "accepts" and audience is None else ""

    def _target(self, to: str | None, secret: str | None) -> tuple[Destination, SsoSpec]:
        """Whose application it is, and its URL and secret."""
        found = self._found(to, secret)
        sso = found.sso if found.sso or secret is None else SsoSpec(secret=secret)
        if sso is None:
            raise Misuse(
                f"destination {found.name!r} has no secret for sign-ons; give the secret, or the "
                "destination an sso such as {url: ..., secret: ...}", ("secret",),
            )  # fmt: skip
        url = sso.url or found.url
        if url is None:
            raise Misuse(f"destination {found.name!r} has no URL to sign on at", ("url",))
        sso = replace(sso, url=url, secret=sso.secret if secret is None else secret)
        checked_sso(sso)
        self._destinations.demand_https(replace(found, sso=sso))
        return found, sso

    def _found(self, to: str | None, secret: str | None) -> Destination:
        known = self._destinations.all()
        for each in known:
            if each.sso and to in (None, each.sso.url):
                return each
        if to is None:
            raise Misuse("no destination has an sso; give a URL and its secret", ("to",))
        try:
            return self._destinations.require(to)
        except Unknown:
            if "/" not in to:
                raise
        shown = redaction.url(to)
        if secret is None:
            raise Unknown(
                f"nobody signs on at {shown!r} yet; give its secret, too (secret, --secret)"
            )
        spec = DestinationSpec(name=f"Sign-on at {shown}", sso=SsoSpec(url=to, secret=secret))
        return self._destinations.add(spec)
