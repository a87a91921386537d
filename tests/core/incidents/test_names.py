"""Placeholders, and what stands for what."""

import pytest

from mock_redox.core.incidents.names import Names


def fails(name):
    raise AssertionError(name)


@pytest.fixture
def names():
    made = Names()
    for value in ("first-token", "second-token", 'with "quotes" & more'):
        made.give("token", value)
    return made


def test_a_value_keeps_its_name_and_each_kind_is_numbered(names):
    assert names.give("token", "first-token") == "token 1"
    assert names.give("secret", "first-token") == "token 1"
    assert names.give("secret", "another-one") == "secret 1"
    assert names.give("token", "a-third-one") == "token 4"


def test_a_value_is_hidden_wherever_it_stands_and_filled_in_again(names):
    text = "Bearer first-token, not second-tokens"
    hidden = names.hide(text)

    assert hidden == "Bearer {{token 1}}, not {{token 2}}s"
    assert names.fill(hidden, fails) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (r'{"a": "with \"quotes\" & more"}', '{"a": "{{token 3|json}}"}'),
        ("a=with+%22quotes%22+%26+more", "a={{token 3|form}}"),
        ('it is with "quotes" & more', "it is {{token 3}}"),
    ],
)
def test_a_value_is_hidden_in_all_ways_it_may_be_written(names, text, hidden):
    assert names.hide(text) == hidden
    assert names.fill(hidden, fails) == text


def test_of_values_that_contain_each_other_the_longest_counts(names):
    names.give("secret", "first-token-and-more")

    assert names.hide("first-token-and-more first-token") == "{{secret 1}} {{token 1}}"


def test_a_short_value_is_not_hidden_where_it_may_be_a_word(names):
    names.give("secret", "Meta")

    assert names.hide('{"Meta": {}}') == '{"Meta": {}}'
    assert names.placeholder("Meta") == "{{secret 1}}"


def test_text_that_looks_like_a_placeholder_stays_what_it_is(names):
    text = "{{token 1}} first-token {{access_token}} {{token 01}}"
    hidden = names.hide(names.guard(text))

    assert hidden == "{{text 1}} {{token 1}} {{access_token}} {{token 01}}"
    assert names.fill(hidden, fails) == text


def test_a_name_without_a_value_is_asked_for(names):
    assert names.fill("{{token 9}}", lambda name: f"<{name}>") == "<token 9>"


def test_reserved_names_are_only_given_by_hand(names):
    names.reserved = {"token 4"}

    assert names.give("token", "a-fourth-one") == "token 5"
    names.bind("token 4", "a-fifth-one")
    assert names.hide("a-fifth-one") == "{{token 4}}"
