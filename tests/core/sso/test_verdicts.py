"""What an application's answer to a sign-on means."""

from __future__ import annotations

import pytest

from mock_redox.core import redaction
from mock_redox.core.ports import Answer
from mock_redox.core.sso.variants import VARIANTS, variant
from mock_redox.core.sso.verdicts import fits, judged, location

PAGE = (("Location", "https://app.test/chart?token=s3cret-s3cret"),)


def answered(status, headers=()):
    return Answer(status=status, headers=headers)


@pytest.mark.parametrize(
    ("answer", "good", "reason"),
    [
        (answered(302, PAGE), True, "redirected with 302 to https://app.test/chart?token=[hidden"),
        (answered(303, PAGE), True, "redirected with 303 to https://app.test/chart?token=[hidden"),
        (answered(302), False, "answered 302 without a Location, so there is no page to go to"),
        (answered(302, (("location", ""),)), False, "answered 302 without a Location"),
        (answered(307, PAGE), False, "answered 307; a sign-on is answered with 302 and the page"),
        (answered(200, PAGE), False, "answered 200; a sign-on is answered with 302 and the page"),
        (answered(401), False, "refused with 401"),
        (answered(500), False, "answered 500; a sign-on is answered with 302"),
        (Answer(failure="timeout", problem="no answer within 30 s"), False, "no answer: no answer"),
    ],
)
def test_to_a_right_token_only_a_redirect_to_a_page_is_sound(answer, good, reason):
    verdict = judged(answer, variant("right"))

    assert verdict.good is good
    assert verdict.reason.startswith(reason)
    assert "s3cret" not in verdict.reason
    assert fits(variant("right"), answer.status, location(answer)) is good


@pytest.mark.parametrize(
    ("answer", "sound", "reason"),
    [
        (answered(401), True, "refused with 401, as it should be: the token is signed with anothe"),
        (answered(403), False, "answered 403; a sign-on is answered with 302 and the page as Locat"
                               "ion, though the token is signed with another secret; a sound"),
        (answered(200), False, "answered 200; "),
        (answered(500), False, "answered 500; "),
        (answered(302), False, "answered 302 without a Location"),
        (Answer(failure="closed", problem="it hung up"), False,
         "no answer: it hung up (wrong: the token is signed with another secret)"),
    ],
)  # fmt: skip
def test_to_a_wrong_token_only_401_is_sound(answer, sound, reason):
    verdict = judged(answer, variant("wrong"))

    assert (verdict.good, fits(variant("wrong"), answer.status, location(answer))) == (False, sound)
    assert verdict.reason.startswith(reason)


def test_a_redirect_on_a_wrong_token_is_a_stranger_let_in():
    verdict = judged(answered(302, PAGE), variant("expired"))

    assert verdict.good
    assert verdict.reason.endswith("though the token expired an hour ago; a stranger was let in")
    assert not fits(variant("expired"), 302, PAGE[0][1])


def test_a_doubt_is_told_with_a_refusal_and_with_nothing_else():
    reasons = [judged(each, variant("right"), "an old doubt").reason
               for each in (answered(401), answered(302, PAGE), answered(500))]  # fmt: skip

    assert reasons[0] == "refused with 401 (an old doubt)"
    assert not any("doubt" in each for each in reasons[1:])


def test_a_page_can_not_break_the_line_that_tells_it():
    where = (("location", "/a\x1b[31m\r\nb"),)

    assert judged(answered(302, where), variant("right")).reason.isprintable()


def test_a_page_can_not_fill_the_terminal_that_tells_it():
    where = (("location", "/" + "a" * 50_000),)

    assert len(judged(answered(302, where), variant("right")).reason) < 400


@pytest.mark.parametrize("how", VARIANTS)
@pytest.mark.parametrize("answer", [answered(302, (("location", "/in"),)), answered(500)])
def test_the_journal_finds_no_secret_in_a_reason_that_has_none(how, answer):
    reason = judged(answer, variant(how)).reason

    assert redaction.text(reason) == reason
