"""``mock-redox reproduce``: the program and nothing else on stdout."""

import pytest

from mock_redox.adapters.reproducing.programs import FORMS, program


@pytest.mark.parametrize("form", FORMS)
def test_the_program_is_printed_as_it_is(call, form):
    said = call("reproduce", "assertion.aud_wrong", "--as", form)

    assert (said.code, said.err) == (0, "")
    assert said.out == program("assertion.aud_wrong", form)


def test_without_a_form_it_is_a_test(call):
    assert "def test_token_expired(redox_intercept):" in call("reproduce", "token.expired").out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["asertion.expired"], "did you mean 'assertion.expired'?"),
        (["token.expired", "--as", "perl"], "'perl' is not one of 'pytest', 'python', 'curl'"),
        ([], "Missing argument 'NAME'"),
    ],
)
def test_what_is_wrong_ends_with_2(call, arguments, problem):
    said = call("reproduce", *arguments)

    assert (said.code, said.out) == (2, "")
    assert problem in said.problem
