"""Destinations: found by name, kept apart by environment, verified anew after a change."""

from __future__ import annotations

import re

import pytest

from mock_redox.core.destinations.destination import SANDBOX
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.setup import DestinationSpec

URL = "http://127.0.0.1:5000/redox"


@pytest.fixture
def destinations():
    return Destinations(Ids(0))


@pytest.fixture
def hook(destinations):
    spec = DestinationSpec(id="d1", name="Our Hook", url=URL, verification_token="tok")
    return destinations.add(spec)


def test_redoxs_own_test_destinations_serve_every_environment(destinations):
    names = [each.name for each in destinations.all()]

    assert names == ["Patient Search Endpoint", "Patient Query Endpoint"]
    for id_, _, _ in SANDBOX:
        for environment in ("Development", "Staging", "Production"):
            assert destinations.reachable(id_, environment)


def test_what_is_not_given_is_made_up(destinations):
    made = destinations.add(DestinationSpec())

    assert re.fullmatch(r"[0-9a-f-]{36}", made.id)
    assert re.fullmatch(r"[A-Za-z0-9]{32}", made.verification_token)
    assert (made.name, made.slug, made.environment, made.url, made.method, made.verified) == (
        "Your endpoint", "your-endpoint", "Development", None, "POST", False,
    )  # fmt: skip


@pytest.mark.parametrize("key", ["d1", "our-hook", "Our Hook", URL])
def test_it_is_found_by_id_slug_name_and_url(destinations, hook, key):
    assert destinations.require(key) is hook


@pytest.mark.parametrize("taken", ["our-hook", "patient-query-endpoint"])
def test_a_slug_of_another_is_refused_and_named(destinations, hook, taken):
    other = destinations.add(DestinationSpec(id="d2", slug="mine"))
    for call in (
        lambda: destinations.add(DestinationSpec(slug=taken)),
        lambda: destinations.change("d2", slug=taken),
    ):
        with pytest.raises(Misuse, match=f"'{taken}' is also the slug of destination '") as wrong:
            call()
        assert wrong.value.path == ("slug",)

    assert destinations.require("mine") is other
    assert destinations.change("d2", slug="mine") == other
    assert destinations.add(DestinationSpec(id="d2", slug="mine")).slug == "mine"


@pytest.mark.parametrize("slug", ["", "a b/c", "a/b", "..", "a?b", "a\n", "\u00e9"])
def test_a_slug_that_is_no_part_of_a_path_is_refused(destinations, hook, slug):
    with pytest.raises(Misuse, match="can't be a part of a URL's path"):
        destinations.add(DestinationSpec(slug=slug))
    with pytest.raises(Misuse):
        destinations.change("d1", slug=slug)

    assert destinations.require("d1") is hook


def test_slugs_that_are_made_of_the_same_name_differ_by_a_number(destinations):
    made = [
        destinations.add(DestinationSpec(name=name)) for name in ("A b", "a-B", "A b!", "\u65e5")
    ]

    assert [each.slug for each in made] == ["a-b", "a-b-2", "a-b-3", "endpoint"]
    assert destinations.add(DestinationSpec(id=made[1].id, name="A b")).slug == "a-b-2"


def test_an_unknown_one_is_refused_with_the_nearest(destinations, hook):
    with pytest.raises(Unknown, match="no destination 'our-hok'; did you mean 'our-hook'"):
        destinations.require("our-hok")


def test_one_of_another_environment_is_out_of_reach(destinations, hook):
    assert destinations.reachable("d1", "Development") is hook
    assert destinations.reachable("d1", "Production") is None
    assert destinations.reachable("our-hook", "Development") is None


@pytest.mark.parametrize(
    "change", [{"url": "http://127.0.0.1:5001"}, {"verification_token": "new"}]
)
def test_a_new_url_or_token_has_to_be_verified_again(destinations, hook, change):
    destinations.change("d1", verified=True)
    assert destinations.require("d1").verified

    assert not destinations.change("d1", **change).verified


def test_another_change_leaves_it_verified(destinations, hook):
    destinations.change("d1", verified=True)

    assert destinations.change("d1", name="New", method="GET", url=URL).verified


@pytest.mark.parametrize(
    "url",
    [
        "", "127.0.0.1:5000", "ftp://host/x", "http://", "http:///x", "http://host:99999",
        "http://ho st/", "http://host/\n", "http://[::1", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_only_an_http_url_with_a_host_is_taken(destinations, hook, url):
    with pytest.raises(Misuse, match="is not an http or https URL with a host"):
        destinations.add(DestinationSpec(url=url))
    with pytest.raises(Misuse):
        destinations.change("d1", url=url)

    assert destinations.require("d1") is hook


def test_no_password_of_a_url_is_told(destinations, hook):
    address = "http://ada:passw0rd@host/x"
    told = [destinations.at(address, "Tok").name]
    for call in (
        lambda: destinations.add(DestinationSpec(url=f"{address} y")),
        lambda: destinations.at(f"{address}/2", None),
        lambda: destinations.require(f"{address}/2"),
    ):
        with pytest.raises(Misuse) as wrong:
            call()
        told.append(str(wrong.value))

    assert all("[hidden]" in each and "passw0rd" not in each for each in told)


def test_an_endless_name_is_not_told_whole(destinations):
    with pytest.raises(Misuse) as wrong:
        destinations.require("x" * 1_000_000)

    assert len(str(wrong.value)) < 1000


@pytest.mark.parametrize("token", ["", " a", "a ", "a\nb", "a\r", "\u20ac", "\x00"])
def test_only_a_token_that_can_stand_in_a_header_is_taken(destinations, hook, token):
    with pytest.raises(Misuse, match="printable Latin-1 text without blanks at its ends"):
        destinations.add(DestinationSpec(verification_token=token))
    with pytest.raises(Misuse):
        destinations.change("d1", verification_token=token)

    assert destinations.require("d1") is hook


def test_a_url_and_token_mean_the_known_destination_or_a_new_one(destinations, hook):
    assert destinations.at(URL, "tok") == hook
    assert destinations.at(URL, None) == hook

    new = destinations.at(URL, "another")
    assert (new.url, new.verification_token, new.environment) == (URL, "another", "Development")
    assert destinations.at(URL, "another") == new


def test_a_new_url_without_a_token_is_refused(destinations):
    with pytest.raises(Misuse, match="no verification token is given"):
        destinations.at(URL, None)


def test_naming_a_destination_by_its_url_leaves_its_method(destinations):
    destinations.add(DestinationSpec(id="d2", url=URL, verification_token="tok", method="GET"))

    assert destinations.at(URL, "tok").method == "GET"


def test_one_with_the_same_id_is_replaced_and_a_removed_one_is_gone(destinations, hook):
    again = destinations.add(DestinationSpec(id="d1", name="Again"))

    assert destinations.remove("d1") is again
    assert len(destinations.all()) == len(SANDBOX)


def test_the_token_is_shown_only_when_asked_for(destinations, hook):
    assert "tok" not in hook.as_json().values()
    assert hook.as_json(private=True)["verification_token"] == "tok"


def test_a_rotated_token_is_remembered_newest_first_and_each_once(destinations, hook):
    for token in ("tok2", "tok3", "tok2", "tok2"):
        destinations.change("d1", verification_token=token)

    assert destinations.require("d1").former_tokens == ("tok3", "tok")
    assert destinations.change("d1", name="New").former_tokens == ("tok3", "tok")


def test_former_tokens_are_shown_only_where_the_token_is(destinations, hook):
    changed = destinations.change("d1", verification_token="tok2")

    assert "former_tokens" not in changed.as_json()
    assert changed.as_json(private=True)["former_tokens"] == ["tok"]


def test_the_tokens_of_the_others_are_known_each_once_and_none_empty(destinations, hook):
    destinations.add(DestinationSpec(id="d2", verification_token="other"))
    destinations.add(DestinationSpec(id="d3", verification_token="tok"))

    assert destinations.tokens_besides("tok") == ("other",)


def test_a_token_is_changed_by_hand_or_made_and_the_old_one_is_kept(destinations):
    first = destinations.add(DestinationSpec(verification_token="first"))
    made = destinations.change_token(first.slug)

    assert (len(made.verification_token), made.former_tokens) == (32, ("first",))
    assert made.verified is False
    assert destinations.change_token(made.id, "mine").verification_token == "mine"
    for wrong in ("mine", "", " blank "):
        with pytest.raises(Misuse) as caught:
            destinations.change_token(made.id, wrong)
        assert caught.value.path == ("verification_token",)


def test_a_made_token_is_nobody_elses_not_even_that_of_the_ready_destination(redox):
    ready = redox.destination
    others = [redox.core.destinations.make_token() for _ in range(3)]

    assert ready.verification_token not in others
    assert len(set(others)) == 3
