"""The traceback of a test that Redox's refusal failed: the user's own frames, and what to do."""

from __future__ import annotations

import pytest
from thoroughness import thorough

BODY = """
    import pytest, requests

    def client(path="/endpoint"):
        answer = requests.post("https://api.redoxengine.com" + path, timeout=5)
        answer.raise_for_status()
        return answer.json()

    class Wrapped(Exception): ...
"""
REFUSED = """
    def test_it(redox_intercept):
        client()
"""
WRAPPED = """
    def test_it(redox_intercept):
        try:
            client()
        except requests.HTTPError as cause:
            raise Wrapped("outer") from cause
"""
IN_GROUP = """
    def test_it(redox_intercept):
        try:
            client()
        except requests.HTTPError as cause:
            raise ExceptionGroup("several", [cause, ValueError("other")])
"""
ASSERTED = """
    def test_it(redox_intercept):
        answer = requests.post("https://api.redoxengine.com/endpoint", timeout=5)
        assert answer.status_code == 200, "a token was asked for"
"""
NOT_REFUSED = """
    def test_it(redox, redox_intercept):
        redox.fail("service.html")
        client()
"""
DIAGNOSIS = [
    "Why /endpoint answered 401:",
    "token.missing: the call has no Authorization header",
    "  FAILED header *got no Authorization header; expected Authorization: Bearer <token>",
    "  -      scheme *not reached",
    "  cause: a proxy or a redirect that drops the header, or a call that was forgotten",
    "  fix:   send the access token of /v2/auth/token with each call",
    "  see:   mock-redox failures show token.missing, or docs/failures/token.md#tokenmissing",
]


@pytest.fixture
def shown(pytester):
    """What pytest shows of a test of these lines."""

    def shown(body, *options):
        pytester.makepyfile(BODY + body)
        result = pytester.runpytest(*options)
        result.assert_outcomes(failed=1)
        assert "INTERNALERROR" not in result.stdout.str()
        return result.stdout

    return shown


def test_frames_of_libraries_are_left_out_and_the_error_stays(shown):
    out = shown(REFUSED)

    out.fnmatch_lines(
        [">       client()", "*answer.raise_for_status()", "E  *HTTPError: 401 Client Error*",
         "* mock_redox journal *", *DIAGNOSIS]
    )  # fmt: skip
    assert "site-packages" not in out.str()
    assert "http_error_msg" not in out.str()


def test_frames_of_libraries_are_left_out_of_causes_too(shown):
    out = shown(WRAPPED)

    out.fnmatch_lines(
        ["*answer.raise_for_status()", "E  *HTTPError: 401 Client Error*",
         "The above exception was the direct cause of the following exception:",
         'E  *Wrapped: outer', *DIAGNOSIS]
    )  # fmt: skip
    assert "site-packages" not in out.str()


def test_what_asserts_say_is_left_as_it_is(shown):
    out = shown(ASSERTED)

    out.fnmatch_lines(
        [">       assert answer.status_code == 200, *", "E       AssertionError: a token was *",
         "E       assert 401 == 200", "E        +  where 401 = <Response [[]401]>.status_code",
         *DIAGNOSIS]
    )  # fmt: skip


def test_where_redox_refused_nothing_the_whole_traceback_is_shown(shown):
    out = shown(NOT_REFUSED)

    out.fnmatch_lines(["E  *JSONDecodeError*", "*site-packages*models.py:*: JSONDecodeError"])
    assert "Why " not in out.str()


ALL = "".join(
    body.replace("test_it", f"test_{number}")
    for number, body in enumerate((REFUSED, WRAPPED, IN_GROUP, ASSERTED, NOT_REFUSED))
)


@pytest.mark.parametrize("style", ["auto", "long", "short", "line", "native", "no"])
def test_no_style_of_tracebacks_breaks_it(pytester, style):
    pytester.makepyfile(BODY + ALL)
    result = pytester.runpytest(f"--tb={style}")

    result.assert_outcomes(failed=5)
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_short_traceback_is_shortened_too(shown):
    out = shown(REFUSED, "--tb=short")

    out.fnmatch_lines(["*: in client", "*raise_for_status()", "E   *HTTPError: 401 Client Error*"])
    assert "site-packages" not in out.str()


@pytest.mark.parametrize("option", ["--showlocals", "--full-trace", "-vv"])
def test_no_other_option_breaks_it(shown, option):
    shown(REFUSED, option).fnmatch_lines(["*HTTPError: 401 Client Error*", *DIAGNOSIS])


def test_a_failure_that_was_ordered_is_named_as_the_cause(shown):
    out = shown("""
    @pytest.mark.redox_fail("service.bad_gateway")
    def test_it(redox_intercept):
        client()
    """)

    out.fnmatch_lines(
        ["* -> POST /endpoint 502  made to fail: service.bad_gateway, by fail-1; *",
         "Why /endpoint answered 502:", "service.bad_gateway: the call was dropped inside Redox",
         "  cause: the mock was told to let it fail so: service.bad_gateway"]
    )  # fmt: skip


def test_a_refusal_that_is_no_failure_of_the_catalogue_is_told_in_its_line_alone(shown):
    out = shown("""
    def test_it(redox_intercept):
        client("/nope")
    """)

    out.fnmatch_lines(["* -> POST /nope 404  request.path_unknown: *"])
    assert "Why /nope" not in out.str()


def test_a_failure_without_traceback_is_left_alone(shown):
    shown("""
    def test_it(redox_intercept):
        try:
            client()
        except requests.HTTPError:
            pytest.fail("in a word", pytrace=False)
    """).fnmatch_lines(["in a word", *DIAGNOSIS])


@thorough
def test_with_xdist_the_report_and_the_complaint_come_from_the_workers(pytester, monkeypatch):
    pytester.makepyfile(
        BODY
        + REFUSED
        + """
    @pytest.mark.redox_fail("token.expired")
    def test_passes(redox): ...

    @pytest.mark.parametrize("number", range(4))
    def test_marked(redox_intercept, number):
        redox_intercept.fail("service.error")
        assert requests.post("https://api.redoxengine.com/query", timeout=5).status_code == 500
    """
    )
    result = pytester.runpytest_subprocess("-n", "2")

    result.assert_outcomes(passed=5, failed=1, errors=1)
    result.stdout.fnmatch_lines(DIAGNOSIS)
    assert "site-packages" not in result.stdout.str()
    assert "token.expired (fail-1) was switched on" in result.stdout.str()
