"""A Redox of one's own: ready at once, reset in whole or in parts, repeatable, and alone."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.auth.legacy import LegacyKey
from mock_redox.core.errors import BearerRefused, LegacyLoginRefused, Misuse
from mock_redox.core.redox import PARTS
from mock_redox.core.setup import ClientSpec, DestinationSpec, FailureSpec, LegacyKeySpec

SEARCH = "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"
ARRIVAL = json.dumps({
    "Meta": {"DataModel": "PatientAdmin", "EventType": "Arrival", "Destinations": [{"ID": SEARCH}]},
    "Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}]},
}).encode()  # fmt: skip
UNNAMED = {
    "clients": [{"client_id": "mine"}],
    "legacy_keys": [{"api_key": "a", "secret": "b"}],
    "destinations": [{"name": "Mine"}],
}


def own(redox):
    return next(each for each in redox.destinations.all() if each.environment)


def push(redox):
    redox.destinations.change(own(redox).id, url="http://hook.test/redox")
    return redox.webhooks.push("PatientAdmin.Arrival", own(redox).id, unverified=True)


def token(redox) -> str:
    lifetime = redox.settings.now.token_lifetime
    return redox.auth.tokens.issue("client", "oauth", "Development", lifetime)[0]


def login(redox) -> dict[str, str]:
    key: LegacyKey = redox.auth.legacy.all()[0]
    body = json.dumps({"apiKey": key.api_key, "secret": key.secret})
    return redox.auth.legacy.authenticate(body.encode())[1]


def state(redox) -> dict[str, object]:
    """What each part of ``reset`` goes back to."""
    return {
        "clients": redox.auth.clients.all(),
        "legacy_keys": redox.auth.legacy.all(),
        "destinations": redox.destinations.all(),
        "tokens": len(redox.auth.tokens),
        "deliveries": redox.webhooks.outbox.all(),
        "records": len(redox.data_model.queries.records),
        "failures": redox.failures.all(),
        "journal": redox.journal.find(),
        "settings": redox.settings.now,
        "clock": redox.clock.now(),
    }


def use(redox) -> None:
    """Change all parts."""
    redox.auth.clients.add(ClientSpec(client_id="new"))
    redox.auth.legacy.add(LegacyKeySpec(api_key="new", secret="new"))
    redox.destinations.add(DestinationSpec(id="new"))
    token(redox)
    push(redox)
    redox.data_model.receive(ARRIVAL, redox.auth.tokens.issue("client", "oauth", "Development",
                             redox.settings.now.token_lifetime)[1])  # fmt: skip
    redox.failures.add(FailureSpec(name="token.expired"))
    redox.settings.change(token_lifetime="1s")
    redox.clock.advance(1)


def footprint(redox, sender) -> list[object]:
    """What clients and endpoints see of a short session."""
    sender.sent.clear()
    seen = [token(redox), login(redox), push(redox).as_json(), redox.samples.patients()]
    made = [redox.auth.clients.all(), redox.auth.legacy.all(), redox.destinations.all()]
    return [*seen, *made, sender.sent[0].body]


def test_a_client_a_legacy_key_and_a_destination_are_ready_at_once(build):
    redox = build().redox

    assert [each.environment for each in redox.auth.clients.all()] == ["Development"]
    assert [len(each.secret) for each in redox.auth.legacy.all()] == [72]
    assert own(redox).url is None


def test_a_set_up_takes_the_place_of_what_is_ready_kind_by_kind(build):
    ready = state(build().redox)
    redox = build({"clients": [{"client_id": "mine"}, {"client_id": "yours"}]}).redox

    assert [each.client_id for each in redox.auth.clients.all()] == ["mine", "yours"]
    assert {**state(redox), "clients": None} == {**ready, "clients": None}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(build, sender):
    first, second, other = (footprint(build(seed=seed).redox, sender) for seed in (7, 7, 8))

    assert first == second
    assert all(a != b for a, b in zip(first, other, strict=True))


def test_a_whole_reset_goes_back_to_the_first_byte(build, sender):
    redox = build(UNNAMED).redox
    first = footprint(redox, sender)
    use(redox)

    assert redox.reset() == list(PARTS)
    assert footprint(redox, sender) == first


def test_a_reset_sets_the_clock_back(build):
    redox = build().redox
    begun = redox.clock.now()
    redox.clock.advance("1h")
    redox.reset()

    assert redox.clock.now() == begun


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_reset_without_the_others(build, part):
    redox = build().redox
    fresh = state(redox)
    use(redox)
    used = state(redox)
    assert all(fresh[each] != used[each] for each in PARTS)

    assert redox.reset([part]) == [part]
    assert state(redox) == {**used, part: fresh[part]}


@pytest.mark.parametrize("part", UNNAMED)
def test_a_part_goes_back_to_what_the_set_up_made_though_it_named_no_id(build, part):
    redox = build(UNNAMED).redox
    fresh = state(redox)
    redox.reset([part])

    assert state(redox)[part] == fresh[part]


def test_resetting_the_tokens_voids_access_and_refresh_tokens(build):
    redox = build().redox
    bearer, refresh = f"Bearer {token(redox)}", login(redox)["refreshToken"]
    redox.reset(["tokens"])
    body = json.dumps({"apiKey": redox.auth.legacy.all()[0].api_key, "refreshToken": refresh})

    with pytest.raises(BearerRefused):
        redox.auth.identify(bearer)
    with pytest.raises(LegacyLoginRefused, match=r"legacy\.refresh_unknown"):
        redox.auth.legacy.refresh(body.encode())


def test_an_unknown_part_is_refused_before_anything_is_reset(build):
    redox = build().redox
    use(redox)
    used = state(redox)
    with pytest.raises(Misuse, match="unknown part 'journals'; did you mean 'journal'"):
        redox.reset(["tokens", "journals"])

    assert state(redox) == used


def test_two_in_one_process_know_nothing_of_each_other(build):
    one, two = build().redox, build().redox
    untouched, bearer = state(two), f"Bearer {token(one)}"
    use(one)
    one.clock.advance("1h")
    one.auth.clients.clear()

    assert state(two) == untouched
    assert two.clock.now() != one.clock.now()
    with pytest.raises(BearerRefused):
        two.auth.identify(bearer)


def test_a_message_that_was_changed_in_one_is_whole_in_the_other(build):
    one, two = build(seed=4242).redox, build(seed=4242).redox
    patient = push(one).message["Patient"]
    patient["Identifiers"].clear()
    patient["Demographics"]["Address"].clear()

    patient = push(two).message["Patient"]
    assert patient["Identifiers"]
    assert patient["Demographics"]["Address"]
