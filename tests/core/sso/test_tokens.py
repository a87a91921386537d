"""The token of a sign-on, read by another library than the one that made it."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime

import jwt
import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.sso.tokens import claims_of, signed, tampered, unsigned

SECRET = "my-shared-secret-of-32-characters"
MESSAGE = {
    "Subject": "1234567893", "IssuedAt": 1767268800, "Expiration": "1767269100",
    "Name": "Ada Lovelace", "FirstName": "Ada", "LastName": "Lovelace", "MiddleName": None,
    "EmailAddress": "ada@example.org", "NPI": "1234567893", "TimeZone": "America/Chicago",
    "Locale": "en_US", "PhoneNumber": {"Office": "+16175550132"},
    "Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}, {"ID": "2", "IDType": "NIST"}]},
    "Visit": {"VisitNumber": "77", "Location": {"Facility": "Main", "Department": "ICU"}},
}  # fmt: skip
CLAIMS = {
    "sub": "1234567893", "aud": "my-app", "iat": 1767268800, "exp": 1767269100,
    "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace",
    "email": "ada@example.org", "npi": "1234567893", "zoneinfo": "America/Chicago",
    "locale": "en_US", "phone_number": "+16175550132",
    "patient_ids": [{"id": "1", "id_type": "MR"}, {"id": "2", "id_type": "NIST"}],
    "visit_id": "77", "facility_id": "Main", "department_id": "ICU",
}  # fmt: skip
TIMES = {"verify_exp": False, "verify_iat": False}


def test_the_claims_are_those_of_the_message_and_what_it_lacks_is_left_out():
    assert claims_of(MESSAGE, "my-app") == CLAIMS


def test_without_an_audience_there_is_no_such_claim():
    assert "aud" not in claims_of(MESSAGE, "")


@pytest.mark.parametrize(
    "odd",
    [{"Patient": None}, {"Patient": "Ada"}, {"Patient": {"Identifiers": "1"}}, {"Visit": [1]},
     {"Visit": {"Location": 5}}, {"PhoneNumber": "555"}, {"Patient": {"Identifiers": [None]}}],
    ids=str,
)  # fmt: skip
def test_data_of_any_shape_make_claims(odd):
    assert claims_of({**MESSAGE, **odd}, "my-app")["sub"] == "1234567893"


@pytest.mark.parametrize("time", ["soon", None, [], float("inf"), "9" * 5000], ids=type)
def test_a_time_that_is_no_number_is_told_by_its_path(time):
    with pytest.raises(Misuse, match="must be seconds since 1970") as caught:
        claims_of({**MESSAGE, "Expiration": time}, "my-app")

    assert caught.value.path == ("data", "Expiration")


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("secret", [SECRET, "s", "pässwörd", "x" * 1000])
def test_another_library_reads_it_with_the_secret_however_short(secret):
    with warnings.catch_warnings(action="error"):
        token = signed(CLAIMS, secret)

    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    read = jwt.decode(token, secret, algorithms=["HS256"], audience="my-app", options=TIMES)
    assert read == CLAIMS


@pytest.mark.parametrize(
    ("claims", "secret", "problem"),
    [(CLAIMS, "", "secret is empty"), (CLAIMS, "\ud800", "secret can't be used"),
     ({"name": {1, 2}}, SECRET, "what the message says can't be signed")],
)  # fmt: skip
def test_what_can_not_be_signed_is_told(claims, secret, problem):
    with pytest.raises(Misuse, match=problem):
        signed(claims, secret)


def test_an_unsigned_one_says_so_and_has_no_signature():
    token = unsigned(CLAIMS)

    assert token.endswith(".")
    assert jwt.get_unverified_header(token) == {"alg": "none", "typ": "JWT"}
    read = jwt.decode(token, options={"verify_signature": False})
    assert read == CLAIMS


def test_a_tampered_one_has_other_claims_under_the_signature_of_the_first():
    right = signed(CLAIMS, SECRET)
    token = tampered(right, {**CLAIMS, "sub": "me"})

    assert token.split(".")[::2] == right.split(".")[::2]
    assert jwt.decode(token, options={"verify_signature": False})["sub"] == "me"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, SECRET, algorithms=["HS256"], audience="my-app", options=TIMES)


def test_the_same_claims_make_the_same_bytes():
    noon = int(datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp())

    assert CLAIMS["iat"] == noon
    assert signed(CLAIMS, SECRET) == signed(dict(CLAIMS), SECRET)
