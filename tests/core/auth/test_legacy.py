"""Legacy API keys: shapes, lifetimes and refusals (auth.md 3, 11)."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from mock_redox.core.errors import BearerRefused, LegacyLoginRefused, Misuse
from mock_redox.core.setup import LegacyKeySpec, SourceSpec
from mock_redox.core.wording import NOT_AUTHORIZED

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def as_json(**fields) -> bytes:
    return json.dumps(fields).encode()


def as_form(**fields) -> bytes:
    return urlencode(fields).encode()


@pytest.fixture
def legacy(redox):
    return redox.core.auth.legacy


@pytest.fixture
def pair(redox):
    return {"apiKey": redox.legacy_key.api_key, "secret": redox.legacy_key.secret}


@pytest.fixture
def renew(legacy, pair):
    def renew(refresh_token: str, encode=as_json) -> dict[str, str]:
        return legacy.refresh(encode(apiKey=pair["apiKey"], refreshToken=refresh_token))[1]

    return renew


def refusal(call, body: bytes) -> LegacyLoginRefused:
    with pytest.raises(LegacyLoginRefused) as caught:
        call(body)
    return caught.value


def test_a_login_answers_with_exactly_three_fields_of_the_recorded_shape(legacy, pair):
    key, answer = legacy.authenticate(as_json(**pair))

    assert key.api_key == pair["apiKey"]
    assert list(answer) == ["accessToken", "expires", "refreshToken"]
    assert UUID.fullmatch(answer["accessToken"])
    assert UUID.fullmatch(answer["refreshToken"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answer["expires"])


@pytest.mark.parametrize("encode", [as_json, as_form])
def test_json_and_forms_are_both_taken(legacy, pair, renew, encode):
    answer = legacy.authenticate(encode(**pair))[1]

    assert renew(answer["refreshToken"], encode)["accessToken"]


def test_a_byte_order_mark_before_the_json_does_not_matter(legacy, pair):
    assert legacy.authenticate(b"\xef\xbb\xbf" + as_json(**pair))[1]["accessToken"]


def test_the_token_speaks_for_the_one_source_of_the_key(redox, legacy, pair):
    source = redox.legacy_key.source
    answer = legacy.authenticate(as_json(**pair))[1]
    grant = redox.core.auth.identify(f"Bearer {answer['accessToken']}")

    assert (grant.client, grant.kind) == (pair["apiKey"], "legacy")
    assert (grant.environment, grant.source) == ("Development", (source.id, source.name))


@pytest.mark.redox(legacy_token_lifetime="24h")
def test_it_works_for_the_documented_24_hours_if_the_setting_says_so(redox, legacy, pair):
    answer = legacy.authenticate(as_json(**pair))[1]
    header = f"Bearer {answer['accessToken']}"

    assert answer["expires"] == "2026-01-02T12:00:00.000Z"
    redox.clock.advance("23h 59m 59s 999ms")
    assert redox.core.auth.identify(header)
    redox.clock.advance("1ms")
    with pytest.raises(BearerRefused):
        redox.core.auth.identify(header)


def test_by_default_it_works_for_five_minutes(redox, legacy, pair):
    answer = legacy.authenticate(as_json(**pair))[1]
    redox.clock.advance("5m")

    assert answer["expires"] == "2026-01-01T12:05:00.000Z"
    with pytest.raises(BearerRefused):
        redox.core.auth.identify(f"Bearer {answer['accessToken']}")


def test_repeated_logins_never_void_earlier_tokens(redox, legacy, pair, renew):
    answers = [legacy.authenticate(as_json(**pair))[1] for _ in range(3)]

    assert len({answer["accessToken"] for answer in answers}) == 3
    for answer in answers:
        assert redox.core.auth.identify(f"Bearer {answer['accessToken']}")
        assert renew(answer["refreshToken"])


def test_a_renewal_gives_a_new_access_token_and_the_same_refresh_token(redox, legacy, pair, renew):
    first = legacy.authenticate(as_json(**pair))[1]
    redox.clock.advance("10d")
    again = renew(first["refreshToken"])

    assert list(again) == ["accessToken", "expires", "refreshToken"]
    assert again["refreshToken"] == first["refreshToken"]
    assert again["accessToken"] != first["accessToken"]
    assert again["expires"] == "2026-01-11T12:05:00.000Z"
    assert redox.core.auth.identify(f"Bearer {again['accessToken']}")


REFUSALS = [
    ("secret_wrong", {"secret": "wrong"}, "Invalid source secret"),
    ("secret_wrong", {"secret": "\u00fc"}, "Invalid source secret"),
    ("key_unknown", {"apiKey": "wrong"}, NOT_AUTHORIZED),
]


@pytest.mark.parametrize(("check", "wrong", "reason"), REFUSALS)
def test_a_wrong_login_is_refused_as_it_was_recorded(legacy, pair, check, wrong, reason):
    found = refusal(legacy.authenticate, as_json(**pair | wrong))

    assert (found.status, found.text) == (401, "Invalid request")
    assert found.content_type == "text/html; charset=utf-8"
    assert found.explanation.check == f"legacy.{check}"


@pytest.mark.redox(legacy_errors="documented")
@pytest.mark.parametrize(("check", "wrong", "reason"), REFUSALS)
def test_or_with_the_reasons_of_2017_if_the_setting_says_so(legacy, pair, check, wrong, reason):
    found = refusal(legacy.authenticate, as_json(**pair | wrong))

    assert (found.status, found.text) == (401, reason)
    assert found.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("style", "text"), [("observed", "Invalid request"), ("documented", NOT_AUTHORIZED)]
)
def test_an_unknown_or_foreign_refresh_token_is_refused(redox, legacy, pair, style, text):
    redox.core.settings.change(legacy_errors=style)
    mine = legacy.authenticate(as_json(**pair))[1]["refreshToken"]
    legacy.add(LegacyKeySpec(api_key="other", secret="other"))
    for api_key, token in [("other", mine), ("wrong", mine), (pair["apiKey"], "wrong")]:
        found = refusal(legacy.refresh, as_json(apiKey=api_key, refreshToken=token))

        assert (found.status, found.text) == (401, text)


BROKEN = [
    b"", b"{", b"[]", b"null", b"apiKey=a", b"\xff\xfe", b"[" * 100_000, b'{"apiKey": "a"}',
    b'{"apiKey": "a", "secret": null, "refreshToken": null}',
    b'{"apiKey": "a", "secret": 5, "refreshToken": 5}', b"apiKey=a&secret=&refreshToken=",
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:20]))
def test_a_missing_field_or_broken_body_is_a_bad_request(legacy, body):
    for call in (legacy.authenticate, legacy.refresh):
        found = refusal(call, body)

        assert (found.status, found.text) == (400, "Invalid request")
        assert found.explanation.check == "legacy.field_missing"


def test_a_new_secret_voids_the_refresh_tokens_of_the_key(legacy, pair):
    refresh = legacy.authenticate(as_json(**pair))[1]["refreshToken"]
    legacy.add(LegacyKeySpec(api_key=pair["apiKey"], secret="new"))

    assert refusal(legacy.authenticate, as_json(**pair))
    assert refusal(legacy.refresh, as_json(apiKey=pair["apiKey"], refreshToken=refresh))
    assert legacy.authenticate(as_json(apiKey=pair["apiKey"], secret="new"))


def test_a_removed_key_can_neither_log_in_nor_renew(legacy, pair):
    refresh = legacy.authenticate(as_json(**pair))[1]["refreshToken"]
    legacy.remove(pair["apiKey"])

    assert refusal(legacy.authenticate, as_json(**pair))
    assert refusal(legacy.refresh, as_json(apiKey=pair["apiKey"], refreshToken=refresh))


def test_an_empty_key_or_secret_cannot_be_registered(legacy):
    for wrong in ({"api_key": "", "secret": "s"}, {"api_key": "a", "secret": ""}):
        with pytest.raises(Misuse, match="must not be empty"):
            legacy.add(LegacyKeySpec(**wrong))


def test_no_refusal_tells_a_secret_that_was_put_in_the_wrong_field(legacy, pair):
    swapped = {"apiKey": pair["secret"], "secret": pair["apiKey"]}

    assert pair["secret"] not in str(refusal(legacy.authenticate, as_json(**swapped)))


def test_the_source_of_another_key_is_refused_since_the_two_are_tied_one_to_one(legacy):
    mine = SourceSpec(id="s1", name="Mine")
    legacy.add(LegacyKeySpec(api_key="k1", secret="a", source=mine))
    with pytest.raises(Misuse, match="'s1' is the source of the legacy key 'k1'") as wrong:
        legacy.add(LegacyKeySpec(api_key="k2", secret="b", source=SourceSpec(id="s1", name="B")))

    assert wrong.value.path == ("source", "id")
    assert legacy.add(LegacyKeySpec(api_key="k1", secret="b", source=mine)).source == mine
