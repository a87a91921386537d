"""``limit.*`` and ``service.*``: the server refuses or fails whoever calls."""

from collections.abc import Mapping

from mock_redox.core.failures.model import HTML, TEXT, Failure, Stage, Surface, Told

SURFACES: tuple[Surface, ...] = ("token", "login", "refresh", "data_model", "fhir")
STATUS = "Redox: error-handling-and-responses (2024) for the status; the body is assumed"
OWN = "what networks and proxies do"
BACKS_OFF = "waits longer each time, with some chance in it, and gives up after a while"
LIMITED = "set a time limit for every call, and repeat a few times with growing waits"
NO_JSON = "take what is no JSON for a failed call, and treat it like a 500"
PAGE = "<!doctype html><title>Sign in</title><h1>Sign in to continue</h1>"


def _everywhere(told: Told) -> Mapping[Surface, Told]:
    return dict.fromkeys(SURFACES, told)


def _answered(name: str, says: str, status: int, text: str, cause: str) -> Failure:
    return Failure(
        name=name, says=says, stage="before", answers=_everywhere(Told(status, TEXT, text)),
        mark="documented", source=STATUS, causes=(cause,),
        fix="repeat the call later; if it stays, ask Redox with the time of the call",
        sound=BACKS_OFF,
    )  # fmt: skip


def _disturbed(
    name: str, says: str, told: Told, cause: str, fix: str, sound: str, stage: Stage = "after",
    delay: float = 0.0,
) -> Failure:  # fmt: skip
    return Failure(
        name=name, says=says, stage=stage, answers=_everywhere(told), mark="mock's own",
        source=OWN, causes=(cause,), fix=fix, sound=sound, delay=delay,
    )  # fmt: skip


LIMITS = (
    Failure(
        name="limit.rate", says="too many calls in five minutes", stage="before",
        answers=_everywhere(Told(429, TEXT, "Too Many Requests", {"X-RateLimit-Limit": "7500"})),
        mark="documented",
        source="Redox: quotas-and-constraints (2025); the number in the header contradicts the "
        "page's own quota of 10,000, the body is assumed, there is no Retry-After",
        causes=("a token for each call in place of one for five minutes", "retries in a loop"),
        fix="keep the token, spread the calls, wait until the window is over", sound=BACKS_OFF,
    ),
    Failure(
        name="limit.too_large", says="the body is larger than Redox takes", stage="before",
        answers=_everywhere(Told(413, TEXT, "Payload Too Large")), mark="documented",
        source="Redox: quotas-and-constraints (2025); the body is assumed",
        causes=("documents inside the message in place of a link to the blob",),
        fix="send less at once: at most 40 MB to the APIs",
        sound="does not repeat it, and tells its owner",
    ),
)  # fmt: skip

SERVICE = (
    _answered("service.error", "an error inside Redox", 500, "Internal Server Error",
              "a fault on the other side"),
    _answered("service.bad_gateway", "the call was dropped inside Redox", 502, "Bad Gateway",
              "a rollout on the other side"),
    _answered("service.timeout", "Redox waited too long for itself", 504, "Gateway Timeout",
              "a slow destination, or load on the other side"),
    _disturbed("service.slow", "the answer comes late", Told(200), "load on the other side",
               LIMITED, "has a time limit on every call, and repeats only what may be repeated",
               "before", delay=2.0),
    _disturbed("service.dropped_before", "the connection ends before anything was done",
               Told(None), "a rollout, or a proxy that ran out of connections",
               "repeat the call over a new connection",
               "repeats the call once, over a new connection", "before"),
    _disturbed("service.dropped_after", "the connection ends after it was done, without answer",
               Told(None), "a network that fails at the worst moment",
               "repeat what may come twice; of a message, find out first whether it arrived",
               "repeats a token request; of a message it does not know whether it arrived"),
    _disturbed("service.truncated", "the answer's JSON ends half-way", Told(200),
               "a proxy that cuts what it passes on", NO_JSON,
               "treats it as no answer at all, and does not crash"),
    _disturbed("service.malformed", "the answer's JSON is broken", Told(200),
               "a proxy that rewrites what it passes on", NO_JSON,
               "treats it as no answer at all, and does not crash"),
    _disturbed("service.html", "a page comes in place of JSON, with status 200",
               Told(200, HTML, PAGE), "a captive portal or a firewall's sign-in page",
               "look at the content type first; let the network's owner open the way to Redox",
               "looks at the content type, and treats it as no answer"),
)  # fmt: skip
