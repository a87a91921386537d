"""The marker ``redox_fail``, and tests whose failures never came about."""

from __future__ import annotations

import pytest

HEAD = """
import pytest, requests

def call(path="/endpoint"):
    return requests.post("https://api.redoxengine.com" + path, timeout=5).status_code

@pytest.fixture(autouse=True)
def _intercepted(redox_intercept): ...

"""


@pytest.fixture
def run(pytester):
    """Runs a test file of these lines, in this process."""

    def run_lines(body, *options):
        pytester.makepyfile(HEAD + "\n".join(line[4:] for line in body.splitlines()))
        return pytester.runpytest("--strict-markers", *options)

    return run_lines


def test_the_marker_takes_the_options_of_fail(run):
    result = run("""
    @pytest.mark.redox_fail("service.error", times=2, path="/query")
    def test_it(redox):
        assert [call(), call("/query"), call("/query"), call("/query")] == [401, 500, 500, 401]
    """)

    result.assert_outcomes(passed=1)


def test_it_may_name_several_and_come_several_times(run):
    result = run("""
    @pytest.mark.redox_fail("service.error", "service.timeout")
    @pytest.mark.redox_fail("limit.rate")
    def test_it(redox):
        assert sorted(call() for _ in range(4)) == [401, 429, 500, 504]
    """)

    result.assert_outcomes(passed=1)


def test_a_marker_on_a_class_or_module_holds_for_each_of_its_tests_the_outermost_first(run):
    result = run("""
    pytestmark = pytest.mark.redox_fail("service.error")

    @pytest.mark.redox_fail("service.bad_gateway")
    class TestIt:
        @pytest.mark.redox_fail("service.timeout")
        def test_both(self, redox):
            assert [call() for _ in range(4)] == [500, 502, 504, 401]

        def test_class_alone(self, redox):
            assert [call() for _ in range(3)] == [500, 502, 401]

    def test_module_alone(redox):
        assert [call() for _ in range(2)] == [500, 401]
    """)

    result.assert_outcomes(passed=3)


def test_each_test_begins_without_the_failures_of_the_last(run):
    result = run("""
    @pytest.mark.redox_fail("service.error", times=None)
    def test_first(redox):
        assert call() == 500

    def test_second(redox):
        assert call() == 401
        assert redox.failing == []
    """)

    result.assert_outcomes(passed=2)


def test_a_test_that_never_uses_the_mock_is_told(pytester):
    pytester.makepyfile("""
    import pytest

    @pytest.mark.redox_fail("service.error")
    def test_without():
        pass

    @pytest.mark.redox_fail("service.error", must_fire=False)
    def test_late(request):
        request.getfixturevalue("redox")
    """)
    result = pytester.runpytest("-p", "no:cacheprovider")

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["mock_redox: redox_fail: the test did not use the mock; ask for*"])


WRONG = {
    '"token.expird"': "name: no failure 'token.expird'; did you mean 'token.expired'?",
    "": "the marker takes a name, such as 'token.expired'",
    "times=2": "the marker takes a name, such as 'token.expired'",
    '"token.expired", times=0': "times: times is 0; use 1 to 1,000,000,000, or null for no end",
    '"token.expired", times="2"': "times: expected a whole number, got '2'",
    '"token.expired", tims=2': "*unexpected keyword argument 'tims'*",
    '"token.expired", delay="soon"': "delay: 'soon' is not a duration*",
    "7": "name: expected text, got 7",
    '["token.expired"]': "name: expected text, got a list",
}


def test_a_wrong_marker_is_an_error_that_says_how_to_mend_it(run):
    tests = [
        f"""
    @pytest.mark.redox_fail({marker})
    def test_{number}(redox):
        raise SystemError("it ran")
    """
        for number, marker in enumerate(WRONG)
    ]
    result = run("\n".join(tests))

    result.assert_outcomes(errors=len(WRONG))
    result.stdout.fnmatch_lines([f"mock_redox: redox_fail: {told}" for told in WRONG.values()])
    assert "it ran" not in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_a_test_that_passed_without_meeting_its_failure_is_an_error(run):
    result = run("""
    @pytest.mark.redox_fail("token.expired")
    @pytest.mark.redox_fail("service.error", path="/nope")
    def test_marked(redox): ...

    def test_called(redox):
        redox.fail("token.expired")
        call()
    """)

    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(
        [
            "mock_redox: token.expired (fail-1) was switched on and no request met it: none came.*",
            "service.error (fail-2) was switched on and no request met it: none came.*",
            "mock_redox: token.expired (fail-1) was switched on * of 1 none fitted*",
        ]
    )


def test_one_that_need_not_come_about_is_no_error(run):
    result = run("""
    @pytest.mark.redox_fail("token.expired", must_fire=False)
    @pytest.mark.redox_fail("service.error", probability=0.001)
    def test_it(redox):
        redox.fail("limit.rate").remove()
    """)

    result.assert_outcomes(passed=1)


def test_a_test_that_failed_or_was_skipped_is_not_also_an_error(run):
    result = run("""
    @pytest.mark.redox_fail("token.expired")
    def test_fails(redox):
        assert call() == 200

    @pytest.mark.redox_fail("token.expired")
    def test_skips(redox):
        pytest.skip("later")

    @pytest.mark.xfail(strict=True)
    @pytest.mark.redox_fail("token.expired")
    def test_xfails(redox):
        assert False
    """)

    result.assert_outcomes(failed=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(
        ["* mock_redox journal *", "*token.expired (fail-1) was switched on and no request met it*"]
    )


def test_a_unittest_case_may_use_it(pytester):
    pytester.makepyfile("""
        import unittest, pytest, requests

        @pytest.mark.usefixtures("redox_intercept")
        class TestIt(unittest.TestCase):
            @pytest.mark.redox_fail("service.error")
            def test_it(self):
                answer = requests.post("https://api.redoxengine.com/query", timeout=5)
                self.assertEqual(answer.status_code, 500)
    """)

    pytester.runpytest("--strict-markers").assert_outcomes(passed=1)


def test_the_marker_is_documented(pytester):
    markers = pytester.runpytest("--markers").stdout.str()

    assert "@pytest.mark.redox_fail(name, **options): let the next request" in markers
