"""Scripts that rotate the key of an OAuth client."""

from datetime import timedelta

from mock_redox.core.drills.bench import ClientNow, NewKey
from mock_redox.core.drills.plan import BEGIN, Plan, told
from mock_redox.core.drills.published import url_of
from mock_redox.core.drills.script import Script, Step
from mock_redox.core.errors import Misuse
from mock_redox.core.times import brief

DEFAULT_CACHE = timedelta(minutes=5)
"""How long the drill ``key_jwks`` keeps a key set where the setting says nothing."""


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
        told(plan, keys.tell),
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
        told(plan, keys.tell),
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
