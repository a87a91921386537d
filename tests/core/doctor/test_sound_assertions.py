"""Sound assertions, by whatever they were signed: the doctor names no cause."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import ECKey, RSAKey
from keypairs import signed

from mock_redox import MockRedox
from mock_redox.core.doctor.assertion.rings import read_keys

from .conftest import AT, AUD, ME, NOW, encoded

PEERS = Path(__file__).parents[2] / "peers"
CLAIMS = {"iss": ME, "sub": ME, "aud": AUD, "iat": NOW, "exp": NOW + 300, "jti": "one"}
KEYS = {"RS384": "rsa", "ES384": "p384"}


def by_pyjwt(pair, alg):
    return signed(ME, pair.private, KEYS[alg], alg=alg, now=NOW, aud=AUD, exp=NOW + 300)


def by_joserfc(pair, alg):
    key = (RSAKey if alg == "RS384" else ECKey).import_key(pair.private_pem)
    return joserfc_jwt.encode({"alg": alg, "kid": KEYS[alg]}, CLAIMS, key, algorithms=[alg])


def by_jose_from_npm(pair, alg):
    if shutil.which("node") is None:
        pytest.skip("there is no node here")
    if not (PEERS / "node_modules" / "jose").exists():
        pytest.skip("jose is not there; npm --prefix tests/peers install brings it")
    order = {"pem": pair.private_pem, "alg": alg, "kid": KEYS[alg], "claims": CLAIMS}
    ran = subprocess.run(
        ["node", "sign.mjs"], cwd=PEERS, input=json.dumps(order), capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    return ran.stdout


def by_openssl(pair, alg, folder):
    """As a shell script does it, with r and s taken out of DER."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl here")
    pem = folder / "private.pem"
    pem.write_text(pair.private_pem)
    content = f"{encoded({'alg': alg, 'kid': KEYS[alg]})}.{encoded(CLAIMS)}"
    ran = subprocess.run(
        ["openssl", "dgst", "-sha384", "-sign", str(pem)], input=content.encode(),
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    signature = ran.stdout
    if alg == "ES384":
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(48) + s.to_bytes(48)
    return f"{content}.{encoded(signature)}"


@pytest.mark.parametrize("alg", KEYS)
@pytest.mark.parametrize("by", [by_pyjwt, by_joserfc, by_jose_from_npm, by_openssl])
def test_a_sound_assertion_has_no_finding(pairs, judge, by, alg, tmp_path):
    more = (tmp_path,) if by is by_openssl else ()
    report = judge(by(pairs[KEYS[alg]], alg, *more))

    assert (report.findings, report.unjudged, report.ok) == ((), (), True)
    assert dict(report.facts[-1].rows)["fits"] == f"the key of keys.json, kid {KEYS[alg]!r}"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None}, {"nbf": NOW}, {"aud": None}, {"iat": NOW + 0.5}, {"scopes": []},
        {"scope": "fhir:production"}, {"aud": ["elsewhere", AUD]}, {"header": {"typ": "JWT", "jku": "https://a"}},
        {"aud": "https://api.ca.redoxengine.com/v2/auth/token"}, {"exp": NOW + 86_400},
    ],
    ids=str,
)  # fmt: skip
def test_what_redox_does_not_ask_for_is_no_fault(made, judge, claims):
    assert judge(made(**claims)).findings == ()


def test_what_has_no_effect_is_noted(made, judge):
    text = made(header={"jku": "https://a"}, scope="x", aud=[AUD], exp=NOW + 86_400)

    assert [note.partition(" ")[0] for note in judge(text).notes] == ["jku", "scope", "aud", "exp"]


def test_of_times_in_milliseconds_no_long_life_is_noted(made, judge):
    assert judge(made(iat=NOW * 1000, exp=(NOW + 300) * 1000)).notes == ()


def test_the_mock_s_own_assertions_are_sound():
    mock = MockRedox()
    pem = mock.client.pair.key.as_pem(private=False)
    ring = read_keys(pem, "public.pem")
    from mock_redox.core.doctor.assertion.examination import assertion

    assert assertion(mock.assertion(), ring, now=mock.clock.now()).findings == ()


def test_an_assertion_is_judged_by_a_pem_whatever_its_kid(made, pairs, judge):
    ring = read_keys(pairs["rsa"].public_pem, "public.pem")
    report = judge(made(kid="whatever"), keys=ring)

    assert report.findings == ()
    assert [each.what for each in report.unjudged] == ["the kid"]


def test_a_kid_that_looks_like_another_key_s_thumbprint_is_noted(made, pairs, judge):
    ring = read_keys(pairs["rsa"].public_pem, "public.pem")
    report = judge(made(kid="x" * 43), keys=ring)

    assert report.findings == ()
    assert "kid looks like a key's thumbprint, but not of a key that was given" in report.notes


def test_without_kid_the_key_that_fits_is_found(made, pairs, judge):
    report = judge(made(kid=None))

    assert [each.name for each in report.findings] == ["assertion.kid_missing"]
    assert dict(report.facts[-1].rows)["fits"] == "the key of keys.json, kid 'rsa'"


def test_all_faults_are_found_in_the_order_of_the_checks(made, pairs, judge):
    text = made(key="other", kid="rsa", aud="https://a", jti=None, iat=NOW - 9_000, exp=NOW - 8_000)

    assert [each.name.partition(".")[2] for each in judge(text).findings] == [
        "aud_wrong", "jti_missing", "iat_too_old", "signature_wrong",
    ]  # fmt: skip


def test_hs384_is_sound_by_the_secret_of_its_client(judge):
    from mock_redox.core.doctor.assertion.rings import read_secret

    text = signed(ME, "s" * 48, "x", alg="HS384", now=NOW)
    assert judge(text, keys=read_secret("s" * 48 + "\n")).findings == ()
    wrong = judge(text, keys=read_secret("t" * 48)).findings
    assert [each.name for each in wrong] == ["assertion.signature_wrong"]
    assert "another secret" in wrong[0].cause


def test_hs384_is_doubtful_where_nothing_is_known_of_the_client(judge):
    report = judge(signed(ME, "s" * 48, "x", alg="HS384", now=NOW), keys=None)

    assert [(each.name, each.certainty) for each in report.findings] == [
        ("assertion.alg_not_allowed", "doubtful")
    ]


def test_an_id_that_asks_the_mock_for_a_failure_is_noted(judge):
    from mock_redox.core.failures.model import magic_id

    magic = magic_id("token.expired")
    report = judge(signed(magic, "s" * 48, "x", alg="HS384", now=NOW), client_id=magic, keys=None)

    assert "iss asks the mock for the failure token.expired" in report.notes


def test_the_facts_tell_the_times_in_words(made, judge):
    claims = dict(next(each for each in judge(made()).facts if each.title == "claims").rows)

    assert claims["iat"] == f"{NOW} = 2026-01-01T12:00:00.000Z, 3 s ago"
    assert claims["exp"] == f"{NOW + 300} = 2026-01-01T12:05:00.000Z, 4.95 min ahead"
    assert AT.isoformat() == "2026-01-01T12:00:03+00:00"
