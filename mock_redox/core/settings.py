"""Every knob, once: environment, options, config file and marker all read these fields."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.ranges import check_range
from mock_redox.core.records import hints, text_of, value_of

TOKEN_PATH = "/v2/auth/token"  # noqa: S105  (an address)
ALIAS_PATH = "/oauth/token"
HOSTS = ("api.redoxengine.com", "api.ca.redoxengine.com")
ALL_HOSTS = (*HOSTS, "blob.redoxengine.com")


def _knob(default: Any, doc: str, *, at_start: bool = False, secret: bool = False) -> Any:
    """A setting with its line of documentation.

    Args:
        at_start: it can't change while the mock runs.
        secret: it is never shown.
    """
    about = {"doc": doc, "at_start": at_start, "secret": secret}
    return field(default=default, metadata=about, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the mock behaves. The defaults are as strict as Redox.

    Values are read as at the other doors: ``"5m"`` and ``300`` become a timedelta.

    Raises:
        Misuse: a value that a setting does not take, or two settings that contradict each other.
    """

    host: str = _knob("127.0.0.1", "Address to listen on.", at_start=True)
    port: int = _knob(7336, "Port to listen on; 0 takes a free one.", at_start=True)
    tls: bool = _knob(False, "Listen for https, too.", at_start=True)
    tls_port: int = _knob(7443, "Port to listen on for https; 0 takes a free one.", at_start=True)
    tls_names: tuple[str, ...] = _knob(
        (), "Further names and addresses that the mock's certificate is for, besides Redox's, "
        "localhost and 127.0.0.1.", at_start=True,
    )  # fmt: skip
    tls_ca_file: str | None = _knob(
        None, "File to write the certificate of the mock's CA to, for clients to trust; "
        "/__mock__/ca.pem has it, too.", at_start=True,
    )  # fmt: skip
    tls_ca_key_file: str | None = _knob(
        None, "File that keeps the mock's CA with its key, for you alone to read, so that the next "
        "start has the same; not given, it stands beside the state file, if there is one.",
        at_start=True,
    )  # fmt: skip
    control_token: str | None = _knob(
        None, "Asked for under /__mock__; where the mock listens to other machines and this is not "
        "given, one is made up and printed.", at_start=True, secret=True,
    )  # fmt: skip
    seed: int = _knob(
        0, "Decides all ids, tokens and synthetic people; not key pairs.", at_start=True
    )
    fresh_ids: bool = _knob(
        False, "Tokens and ids of messages never come again, neither at the next start nor after "
        "a reset; what is ready to use, people and visits stay those of the seed. So it is for "
        "mock-redox push, verify and sign-on where they work alone and no seed is given.",
        at_start=True,
    )  # fmt: skip
    locale: Literal["en_US", "en_CA", "en_GB"] = _knob(
        "en_US", "Country of the synthetic people; the sandbox's are always American.",
        at_start=True,
    )  # fmt: skip
    state: str | None = _knob(
        None, "File that keeps what waits in feeds, and destinations, for the next start.",
        at_start=True,
    )  # fmt: skip
    log: Literal["all", "refused", "none"] = _knob("all", "Which exchanges are logged.")

    clock: Literal["real", "virtual"] = _knob(
        "real",
        "real follows the wall clock; virtual stands still until it is moved.",
        at_start=True,
    )
    clock_start: datetime | None = _knob(
        None, "Where a virtual clock starts; not given, 2026-01-01T12:00:00Z.", at_start=True
    )
    clock_rate: float = _knob(
        1.0, "Seconds that pass on a real clock for one of the wall's: 60 is an hour a minute.",
        at_start=True,
    )  # fmt: skip
    clock_offset: timedelta = _knob(
        timedelta(0), "How far the mock's clock starts ahead of where it would.", at_start=True
    )

    public_urls: tuple[str, ...] = _knob(
        (), "Further base URLs under which clients reach the mock; their token URLs are audiences."
    )
    audiences: tuple[str, ...] = _knob(
        tuple(f"https://{host}{TOKEN_PATH}" for host in HOSTS),
        "Accepted aud values of an assertion, besides the mock's own token URLs.",
    )
    require_aud: bool = _knob(False, "Refuse an assertion without aud; a wrong one always is.")
    require_jti: bool = _knob(True, "Refuse an assertion without jti.")
    refuse_replays: bool = _knob(True, "Refuse a jti that was used before.")
    jti_memory: timedelta = _knob(timedelta(seconds=310), "How long a used jti is remembered.")
    assertion_age: timedelta = _knob(timedelta(minutes=5), "How old an assertion's iat may be.")
    clock_tolerance: timedelta = _knob(timedelta(seconds=10), "Skew allowed in iat, exp and nbf.")
    assertion_clock: Literal["either", "mock"] = _knob(
        "either",
        "Whose time iat, exp and nbf are judged by: either also takes the wall clock, which "
        "clients read when the mock's was moved.",
    )
    token_error_status: int = _knob(400, "Status of a refused /v2/auth/token request.")
    claim_errors: Literal["jose", "documented", "empty"] = _knob(
        "jose", 'Wording for a wrong claim: unexpected "aud" claim value, Unexpected aud claim '
        "value, or nothing.",
    )  # fmt: skip
    reveal_token_errors: bool = _knob(
        False, "Put the reason where Redox sends an empty error_description."
    )
    oauth_token_alias: bool = _knob(False, "Serve /oauth/token too, as Redox did in 2021.")
    token_lifetime: timedelta = _knob(timedelta(minutes=5), "How long an access token works.")
    legacy_token_lifetime: timedelta = _knob(
        timedelta(minutes=5), "How long a legacy access token works; Redox documents 24h."
    )
    legacy_errors: Literal["observed", "documented"] = _knob(
        "observed", "A refused legacy login: Invalid request as recorded, or the reasons of 2017."
    )
    sources: tuple[str, ...] = _knob(
        (), "Ids of your sources: with several, Redox-Source-Id is asked for, and one of them must "
        "stand in it; with none it is not looked at.",
    )  # fmt: skip
    legacy_on_fhir: bool = _knob(
        True, "Take legacy tokens on the FHIR API, as clients do; Redox documents that it does not."
    )
    jwks_timeout: timedelta = _knob(timedelta(seconds=5), "How long a JWKS URL may take.")
    jwks_max_bytes: int = _knob(1_000_000, "Largest key set that is read from a JWKS URL.")
    jwks_cache: timedelta = _knob(
        timedelta(0),
        "How long a fetched JWKS URL is kept, on the mock's clock; Redox's own is not known.",
    )
    jwks_refetch: bool = _knob(
        True, "Fetch a JWKS URL that is kept again for a kid that is not in its key set."
    )

    max_body: int = _knob(40_000_000, "Largest body of an API call, in bytes.")
    max_other_body: int = _knob(10_000_000, "Largest body of any other call, in bytes.")
    rate_limit_header: str = _knob(
        "7500", "X-RateLimit-Limit in a 429; the same page of Redox says 7,500 and 10,000."
    )
    missing_target_status: int = _knob(
        400, "Answer to a message without Meta.EventType or Meta.Destinations (400, 403 or 404)."
    )
    wrong_method_status: int = _knob(403, "Answer to another verb than POST (403 or 404).")
    unknown_path_status: int = _knob(404, "Answer to a path that Redox does not have (403 or 404).")
    validation: Literal["redox", "strict", "none"] = _knob(
        "redox", "What of a message is checked: required fields and types as Redox does; strict "
        "adds values, formats and unknown fields; none only looks at Meta.",
    )  # fmt: skip
    response_event_type: Literal["documented", "echo"] = _knob(
        "documented", "EventType of a query's answer: Response, or the query's own as recorded."
    )
    query_limit: int = _knob(
        100, "Most entries in an answer that can say with Meta.IsIncomplete that there are more."
    )
    destination_failure_status: Literal[200, 400] = _knob(
        200, "Status of a query whose destination failed: 200 as documented, 400 as recorded."
    )
    legacy_ids: bool = _knob(False, "Add the retired Meta.Message.ID and Meta.Transmission.ID.")

    strict_challenge: bool = _knob(
        False, "Verify only if the answer is the challenge and nothing else (the older rule)."
    )
    verification_timeout: timedelta = _knob(
        timedelta(seconds=10), "How long an endpoint may take to answer a challenge."
    )
    push_timeout: timedelta = _knob(
        timedelta(seconds=30), "How long an endpoint may take to answer a push."
    )
    relay_timeout: timedelta = _knob(
        timedelta(seconds=120), "How long a query relayed to an endpoint may take in all."
    )
    sso_lifetime: timedelta = _knob(
        timedelta(minutes=5),
        "How long the token of a sign-on is valid; what Redox gives is not known.",
    )
    push_unverified: bool = _knob(
        False, "Push and relay queries to destinations that were not verified."
    )
    strict_ack: bool = _knob(False, "Take only 200 as a good answer to a push, not any 2xx.")
    retry_waits: tuple[timedelta, ...] = _knob(
        tuple(timedelta(seconds=wait) for wait in (5, 10, 20, 40, 60, 90)),
        "Waits between tries of a message that is refused; the last one repeats without end.",
    )
    child_queues: bool = _knob(
        False, "A feed for each patient in Production and Staging, so that one holds up no other."
    )

    allow_http: bool = _knob(
        False, "Take http URLs of destinations outside Development, not only of this machine."
    )
    allowed_targets: tuple[str, ...] = _knob(
        (), "Host names, besides this machine and private networks, that requests may be sent to; "
        "* allows all.",
    )  # fmt: skip
    tls_ca: str | None = _knob(
        None, "Path of a PEM file of CAs that are trusted besides the usual ones when sending."
    )
    tls_insecure: bool = _knob(False, "Send to https endpoints whatever their certificate.")

    journal_entries: int = _knob(10_000, "Most exchanges that the journal keeps.")
    journal_bytes: int = _knob(
        64_000_000, "Most bytes of bodies, headers and URLs that the journal keeps."
    )
    journal_body: int = _knob(1_000_000, "Longest body that the journal keeps whole, in bytes.")

    def __post_init__(self) -> None:
        for name, value in tuple(vars(self).items()):
            if value is not getattr(Settings, name):  # most are the defaults, which are sound
                object.__setattr__(self, name, checked(name, value, (name,)))
        if self.clock == "real" and self.clock_start is not None:
            raise Misuse(
                "it is for a virtual clock, and clock is real; set clock to virtual, or leave this "
                "out (clock_offset moves a real clock)",
                ("clock_start",),
            )


class Setting(NamedTuple):
    """A field of ``Settings`` as the doors see it."""

    name: str
    kind: Any
    default: Any
    doc: str
    at_start: bool
    secret: bool


@cache
def catalogue() -> dict[str, Setting]:
    """All settings by name."""
    kinds = hints(Settings)
    return {
        each.name: Setting(
            each.name,
            kinds[each.name],
            each.default,
            each.metadata["doc"],
            each.metadata["at_start"],
            each.metadata["secret"],
        )
        for each in fields(Settings)
    }


def choices(kind: Any) -> tuple[Any, ...]:
    """The values that a setting of this kind may have; none if they can't be listed."""
    return get_args(kind) if get_origin(kind) is Literal else ()


def checked(name: str, value: object, path: tuple[str | int, ...] = ()) -> Any:
    """The value for a setting from typed data, or from text where the setting is not text.

    Raises:
        Misuse: no such setting, or not a value for it.
    """
    known = catalogue()
    if name not in known:
        raise Misuse(f"unknown setting {name!r}; {suggestion(name, known)}", path)
    setting = known[name]
    if setting.secret and not isinstance(value, str | None):
        raise Misuse(f"{name} must be text; put it in quotes", path)  # without showing it
    kind = setting.kind
    value = text_of(kind, value, path) if isinstance(value, str) else value_of(kind, value, path)
    check_range(name, value, path)
    return value


class LiveSettings:
    """The settings in force. Parts hold this one object, so that a change reaches all of them."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings
        self._first = settings

    def change(self, **values: object) -> Settings:
        """Change settings while the mock runs; all or none.

        Raises:
            Misuse: an unknown setting, a wrong value, or one that is read only at the start.
        """
        known = catalogue()
        for name in values:
            if name in known and known[name].at_start:
                raise Misuse(f"{name!r} is read at the start and can't change later", (name,))
        read = {name: checked(name, value, (name,)) for name, value in values.items()}
        self.now = replace(self.now, **read)
        return self.now

    def reset(self) -> None:
        self.now = self._first
