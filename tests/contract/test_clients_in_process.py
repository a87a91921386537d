"""The rules inside a suite of one's own: a callable, and a mock that is fresh for each rule."""

import pytest
from thoroughness import thorough

SUITE = """
    import pytest
    from clientele.system import System
    from clientele.wire import in_process
    from mock_redox.contract.client import *

    @pytest.fixture
    def made(redox):
        me = redox.client
        mine = {{"client_id": me.client_id, "kid": me.kid, "private_key": me.private_key}}
        return System(mine, in_process(redox.app), frozenset({faults}))

    @pytest.fixture
    def redox_client_call(made):
        return made.call
"""


@pytest.fixture
def suite(pytester):
    def run(*faults, more="", options=()):
        pytester.makepyfile(test_mine=SUITE.format(faults=list(faults)) + more)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rs", *options)

    return run


def test_a_sound_client_passes_with_no_configuration(suite):
    result = suite()

    assert result.ret == 0
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] >= 45
    assert outcomes["skipped"] == 4  # a legacy key, a reload and a patience are not there


def test_a_fault_is_told_in_words_and_shows_no_token(suite):
    result = suite("does not react to 401", "says its token")

    assert result.ret == 1
    result.stdout.fnmatch_lines(["*the call failed: it raised Refused: *"])
    result.stdout.no_re_match_line(r".*(Bearer|token) [\w-]{20}")


def test_it_is_told_of_a_new_key_by_a_fixture_that_is_overridden(suite):
    reload = """
    @pytest.fixture
    def redox_client_reload(made):
        return made.reload
    """

    good = suite(more=reload, options=["-k", "new_key"])
    bad = suite("keeps the old key", more=reload, options=["-k", "new_key"])

    assert good.parseoutcomes()["passed"] == bad.parseoutcomes()["failed"] == 1


def test_time_can_be_moved_in_place_of_sleeping(suite):
    moved = """
    @pytest.fixture
    def redox_client_pause(redox, made):
        def pause(seconds):
            redox.clock.advance(seconds)
            made._until -= seconds
            paused.append(seconds)
        return pause

    paused = []

    def test_it_was_used():
        assert paused
    """

    result = suite(more=moved, options=["-k", "after_the_end or reuse or was_used"])

    assert result.ret == 0
    assert result.parseoutcomes()["passed"] == 3


@thorough
def test_under_xdist_each_worker_has_a_client_of_its_own(pytester, request):
    pytester.makepyfile(test_mine=SUITE.format(faults=["token in the body"]))
    pytester.makeini(f"[pytest]\npythonpath = {request.path.parents[1]}")

    result = pytester.runpytest_subprocess("-n", "2", "-k", "stands_in or after_the_end", "-p",
                                           "no:cacheprovider")  # fmt: skip

    result.assert_outcomes(failed=1, passed=4)


def test_one_fault_is_told_by_the_rule_that_is_selected_if_its_own_is_not(suite):
    alone = suite("aud is the host", options=["-k", "at_the_same_time"])
    together = suite("aud is the host", options=["-k", "at_the_same_time or token_url"])

    assert alone.parseoutcomes()["failed"] == 1
    assert together.parseoutcomes()["failed"] == together.parseoutcomes()["skipped"] == 1
    together.stdout.fnmatch_lines(["*assertion.aud_wrong*see client.assertion.aud*"])
