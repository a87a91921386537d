"""The ready-made scripts: how keys, secrets and verification tokens are rotated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mock_redox.core.drills.bench import Bench, ClientNow, New, NewKey
from mock_redox.core.drills.published import url_of
from mock_redox.core.drills.script import Script, Step
from mock_redox.core.errors import Misuse
from mock_redox.core.times import brief

BEGIN = timedelta(minutes=1)
"""How long all is left as it was, before the first step."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a ready-made script is made from; moments are since the drill's start.

    Attributes:
        of: the client, legacy key or destination; the first one when None.
        tell: tells the client or receiver what is new.
        switch: when it is told.
        remove: when what is old ends, after an overlap from ``BEGIN`` on.
        settle: None means long enough.
    """

    bench: Bench
    of: str | None
    tell: Callable[[New], object]
    switch: timedelta
    remove: timedelta
    every: timedelta
    settle: timedelta | None
    jwks_cache: timedelta | None
    jwks_refetch: bool | None
    event: str
    verification_token: str | None

    def settled(self, span: timedelta) -> timedelta:
        """How long to go on: what was given, or so long that a call falls behind the span."""
        return self.settle if self.settle is not None else span + self.every


class _Keys:
    """A rotation of a client's keys: those it has make room for a new one."""

    def __init__(self, plan: Plan) -> None:
        self._bench, self._tell = plan.bench, plan.tell
        self.client: ClientNow = plan.bench.client(plan.of)
        id_ = self.client.client_id
        if self.client.jwks_url:
            raise Misuse(
                f"client {id_!r} has a JWKS URL, so its keys are not rotated here but there; drill "
                "a client without one, or write a Script whose steps publish there"
            )
        if not self.client.kids:
            raise Misuse(f"client {id_!r} has no key that could be rotated")
        self._new: NewKey | None = None

    def add(self) -> str:
        self._new = self._bench.add_key(self.client.client_id)
        return _kids(self._new.kid)

    def remove(self) -> str:
        for kid in self.client.kids:
            self._bench.remove_key(self.client.client_id, kid)
        return _kids(*self.client.kids)

    def replace(self) -> str:
        said = self.add()
        self.remove()
        return said

    def tell(self) -> None:
        assert self._new is not None
        self._tell(self._new)


def _kids(*kids: str) -> str:
    """Kids as far as they tell keys apart."""
    return f"kid {', '.join(kid if len(kid) <= 16 else f'{kid[:8]}...' for kid in kids)}"


def _told(plan: Plan, do: Callable[[], object]) -> Step:
    return Step(plan.switch, "the client is told to switch", do, past="the client was told to "
                "switch", fix="look at what the client does with the new credential")  # fmt: skip


def _removed(plan: Plan, keys: _Keys, where: str = "") -> Step:
    return Step(
        plan.remove, f"the old key is removed{where}", keys.remove, breaks=True,
        past=f"the old key was removed{where}", until="the client switched",
        never="the client never switched",
        fix="keep the old key until the slowest client signs with the new one",
    )  # fmt: skip


def key(plan: Plan) -> Script:
    keys = _Keys(plan)
    steps = (
        Step(BEGIN, "a new key is added beside the old one", keys.add, past="a key was added"),
        _told(plan, keys.tell),
        _removed(plan, keys),
    )
    settle = plan.settled(plan.bench.limits().token_lifetime)
    return Script("key", steps, settle=settle)


def key_without_overlap(plan: Plan) -> Script:
    keys = _Keys(plan)
    steps = (
        Step(
            BEGIN, "a new key takes the old one's place", keys.replace, breaks=True,
            past="the old key was replaced", until="the client switched",
            never="the client never switched",
            fix="add the new key beside the old one, switch the client, and then remove the old "
            "one (drill key)",
        ),
        _told(plan, keys.tell),
    )  # fmt: skip
    settle = plan.settled(plan.bench.limits().token_lifetime)
    return Script("key_without_overlap", steps, settle=settle)


def key_jwks(plan: Plan) -> Script:
    keys, bench, limits = _Keys(plan), plan.bench, plan.bench.limits()
    id_ = keys.client.client_id
    cache = plan.jwks_cache if plan.jwks_cache is not None else limits.jwks_cache or DEFAULT_CACHE
    refetch = limits.jwks_refetch if plan.jwks_refetch is None else plan.jwks_refetch

    def publish() -> None:
        bench.keep_jwks(cache, refetch)
        bench.move_keys(id_, url_of(id_))

    def tidy() -> None:
        bench.move_keys(id_, None)
        bench.keep_jwks(limits.jwks_cache, limits.jwks_refetch)

    kept = f"keeps it for {brief(cache)} and {'fetches' if refetch else 'does not fetch'} it again "
    switched = Step(
        plan.switch, "the client is told to switch", keys.tell, past="the client switched",
        until="Redox fetched the key set that has the new key",
        never="Redox fetched no key set that has the new key",
        fix=f"publish the new key, then wait as long as Redox may keep the old key set (here "
        f"{brief(cache)}), and only then switch the client",
    )  # fmt: skip
    steps = (
        Step(0, "the client's keys are behind a JWKS URL", publish, past="the keys were moved"),
        Step(
            BEGIN, "a new key is published beside the old one", keys.add, past="a key was published"
        ),
        switched,
        _removed(plan, keys, " from the JWKS URL"),
    )
    note = f"how long Redox keeps a JWKS URL is not known: this drill {kept}for an unknown kid"
    return Script("key_jwks", steps, settle=plan.settled(limits.token_lifetime + cache), tidy=tidy,
                  notes=(note,))  # fmt: skip


def secret(plan: Plan) -> Script:
    bench, api_key = plan.bench, plan.bench.legacy_key(plan.of).api_key
    new: list[New] = []

    def change() -> None:
        new.append(bench.change_secret(api_key))

    steps = (
        Step(
            BEGIN, "a new secret takes the old one's place", change, breaks=True,
            past="the secret was replaced", until="the client switched",
            never="the client never switched",
            fix="Redox takes one secret at a time. Let the client log in just before it is "
            "replaced, and give it the new one while that access token lives; or move to an "
            "OAuth API key, which can have several keys",
        ),
        _told(plan, lambda: plan.tell(new[0])),
    )  # fmt: skip
    settle = plan.settled(bench.limits().legacy_token_lifetime)
    return Script("secret", steps, settle=settle)


def verification_token(plan: Plan) -> Script:
    bench = plan.bench
    destination = bench.destination(plan.of, plan.verification_token)
    token = bench.make_token()
    both = (
        "let the receiver accept both tokens, from before the change until Redox sends the new one"
    )
    steps = (
        Step(
            plan.switch, "the receiver is told of the new token", lambda: plan.tell(token),
            past="the receiver gave the old token up", until="Redox sent the new one",
            never="took no token after that", fix=both, breaks=True,
        ),
        Step(
            plan.remove, "Redox changes to the new token, and verifies",
            lambda: bench.change_token(destination, token), breaks=True,
            past="Redox changed to the new token", until="the receiver took it",
            never="the receiver never took it", fix=both,
        ),
    )  # fmt: skip
    return Script(
        "verification_token", steps, settle=plan.settled(BEGIN), lost="take pushes",
        probe=lambda: bench.push(destination, plan.event),
    )  # fmt: skip


DEFAULT_CACHE = timedelta(minutes=5)
"""How long the drill ``key_jwks`` keeps a key set where the setting says nothing."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A ready-made script. ``overlaps``: what is new and what is old hold together for a while."""

    name: str
    says: str
    make: Callable[[Plan], Script]
    overlaps: bool = True
    calls: bool = True
    """Whether it needs a call of the user's; else the mock pushes."""


SCRIPTS = {
    each.name: each
    for each in (
        Ready(name="key", make=key, says="a key is added beside the old one, the client switches, "
              "the old one is removed"),
        Ready(name="key_without_overlap", make=key_without_overlap, overlaps=False,
              says="a key takes the old one's place at once, then the client switches"),
        Ready(name="key_jwks", make=key_jwks, says="as key, but behind a JWKS URL that Redox "
              "keeps for a while"),
        Ready(name="secret", make=secret, overlaps=False, says="a legacy key gets a new secret, "
              "then the client switches; Redox takes one secret at a time"),
        Ready(name="verification_token", make=verification_token, calls=False, says="a "
              "destination's token changes, and the receiver has to take the new one"),
    )
}  # fmt: skip
"""By name."""
