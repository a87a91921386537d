"""Assertions, each broken in one way: the doctor names that cause first, and none else."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from joserfc.jwk import RSAKey

from mock_redox.core.auth.token_form import JWT_BEARER

from .conftest import AT, AUD, ME, NOW, decoded, encoded

HOUR = 3_600
ELSEWHERE = "https://api.redoxengine.com"


def claims(**wrong):
    return lambda made, pairs: made(**wrong)


def moved(seconds):
    """Signed by a clock that is so far off, all times consistent."""
    return claims(iat=NOW + seconds, exp=NOW + seconds + 300, nbf=NOW + seconds)


def with_signature(key, sign, header=None, alg=None):
    """An assertion whose signature is what ``sign`` makes of the key and the content."""

    def build(made, pairs):
        alg_ = alg or ("RS384" if key in ("rsa", "other") else "ES384")
        head = {"alg": alg_, "kid": key, **(header or {})}
        parts = made().split(".")
        content = f"{encoded(head)}.{parts[1]}"
        return f"{content}.{sign(pairs[key], content.encode())}"

    return build


def by_rsa(hash_=None, pad=None):
    def sign(pair, content):
        return encoded(pair.private.sign(content, pad or padding.PKCS1v15(), hash_ or SHA384()))

    return sign


def by_ec(pair, content):
    return encoded(pair.private.sign(content, ec.ECDSA(SHA384())))


def raw(pair, content):
    r, s = decode_dss_signature(pair.private.sign(content, ec.ECDSA(SHA384())))
    return r.to_bytes(48) + s.to_bytes(48)


def short(pair, content):
    """r without the zero it begins with."""
    for _ in range(5_000):
        signature = raw(pair, content)
        if signature[0] == 0:
            return encoded(signature[1:])
    raise AssertionError("no signature begins with a zero")


def hmac_with_pem(pair, content):
    return encoded(hmac.new(pair.public_pem.encode(), content, hashlib.sha384).digest())


def edited(made, pairs):
    """Somebody changed a claim after it was signed."""
    header, body, signature = made().split(".")
    changed = decoded(body).replace(b'"jti": "rsa', b'"jti": "ras').replace(b'"rsa ', b'"ras ')
    assert changed != decoded(body)
    return f"{header}.{encoded(changed)}.{signature}"


def form(**fields):
    """The body of a token request; None leaves a field out."""

    def build(made, pairs):
        whole = {
            "grant_type": "client_credentials", "client_assertion_type": JWT_BEARER,
            "client_assertion": made(), **fields,
        }  # fmt: skip
        return urlencode({name: value for name, value in whole.items() if value is not None})

    return build


def quoted(made, pairs):
    return form(client_assertion=f'"{made()}"')(made, pairs)


def with_bearer(made, pairs):
    return form(client_assertion=f"Bearer {made()}")(made, pairs)


def as_json_request(made, pairs):
    body = f'{{"grant_type": "client_credentials", "client_assertion_type": "{JWT_BEARER}", '
    body += f'"client_assertion": "{made()}"}}'
    return f"POST /v2/auth/token HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{body}"


def as_multipart_curl(made, pairs):
    fields = ("grant_type=client_credentials", f"client_assertion_type={JWT_BEARER}",
              f"client_assertion={made()}")  # fmt: skip
    return "curl " + " ".join(f"-F '{each}'" for each in fields) + f" {AUD}"


def kid_in_claims(made, pairs):
    sound = {"iss": ME, "sub": ME, "aud": AUD, "iat": NOW, "jti": "1", "kid": "rsa"}
    return jwt.encode(sound, pairs["rsa"].private, "RS384")


def thumbprint(made, pairs):
    return made(kid=RSAKey.import_key(pairs["rsa"].public_pem).thumbprint())


BROKEN = {
    # the text
    "a line break in it": (lambda made, pairs: made()[:90] + "\n" + made()[90:],
                           "not_a_jwt", "line breaks"),
    "padded base64": (lambda made, pairs: ".".join(
        part + "=" * (-len(part) % 4) for part in made().split(".")), "not_a_jwt", "padding"),
    "the alphabet of plain base64": (lambda made, pairs: made(name="\u00fb\u00ff~~~???>>>").replace(
        "_", "/").replace("-", "+"), "not_a_jwt", "+ or /"),
    "quotes round the field": (quoted, "not_a_jwt", "quotes"),
    "Bearer in the field": (with_bearer, "not_a_jwt", "blanks"),
    "the signature cut off": (lambda made, pairs: made().rpartition(".")[0],
                              "not_a_jwt", "cut off"),
    "an opaque token": (lambda made, pairs: "kq3BfPv0Qk2k1fJb7c0Xy8n2",
                        "not_a_jwt", "opaque token"),
    "a legacy token": (lambda made, pairs: ME, "not_a_jwt", "uuid: a legacy access token"),
    "the private key": (lambda made, pairs: pairs["rsa"].private_pem, "not_a_jwt", "PRIVATE key"),
    "the public key": (lambda made, pairs: pairs["rsa"].public_pem, "not_a_jwt", "public key"),
    "the word undefined": (lambda made, pairs: "undefined", "not_a_jwt", "never set"),
    "an answer": (lambda made, pairs: '{"access_token": "abc", "expires_in": 300}',
                  "not_a_jwt", "answer to a token request"),
    "an encrypted JWT": (lambda made, pairs: "e30.e30.e30.e30.e30", "not_a_jwt", "JWE"),
    "nothing": (lambda made, pairs: " \n", "missing", ""),
    # the form
    "another grant type": (form(grant_type="authorization_code"), "grant_type_wrong", ""),
    "no grant type": (form(grant_type=None), "grant_type_missing", ""),
    "no assertion type": (form(client_assertion_type=None), "type_missing", ""),
    "a form without assertion": (form(client_assertion=""), "missing", ""),
    "JSON in place of a form": (as_json_request, "content_type_wrong", ""),
    "a multipart form": (as_multipart_curl, "content_type_wrong", ""),
    # the header
    "no kid": (claims(kid=None), "kid_missing", ""),
    "kid in the claims": (kid_in_claims, "kid_missing", "stands in the claims"),
    "RS256": (claims(alg="RS256"), "alg_not_allowed", "most libraries"),
    "ES256": (claims(key="p256", alg="ES256"), "alg_not_allowed", "P-256"),
    "PS384": (claims(alg="PS384"), "alg_not_allowed", "RSA-PSS"),
    "HS384 with the PEM": (with_signature("rsa", hmac_with_pem, alg="HS384"),
                           "alg_not_allowed", "PEM was taken for a shared secret"),
    "no algorithm": (lambda made, pairs: f"{encoded({'alg': 'none', 'kid': 'rsa'})}."
                     f"{made().split('.')[1]}.", "alg_none", ""),
    "alg in small letters": (with_signature("rsa", by_rsa(), alg="rs384"),
                             "alg_not_allowed", "capitals"),
    "crit": (with_signature("rsa", by_rsa(), {"crit": ["exp"]}), "alg_not_allowed", "crit"),
    # the client and the key
    "no iss": (claims(iss=None), "iss_missing", ""),
    "another client": (claims(iss=ME.replace("1", "2")), "client_unknown", ""),
    "a blank round iss": (claims(iss=f"{ME} ", sub=f"{ME} "), "client_unknown", "blanks"),
    "a placeholder": (claims(iss="<INSERT CLIENT ID HERE>", sub="<INSERT CLIENT ID HERE>"),
                      "client_unknown", "placeholder"),
    "an unknown kid": (lambda made, pairs: made(
        key=rsa.generate_private_key(65537, 2048), kid="of-yesterday"), "kid_unknown", ""),
    "a kid nobody registered": (claims(kid="RSA"), "kid_unknown", "only the kid is another"),
    "the thumbprint for a kid": (thumbprint, "kid_unknown", "thumbprint"),
    "PEM of another key": (claims(key="other", kid="rsa"), "signature_wrong",
                           "signed with the private key of keys.json, kid 'other'"),
    # claims
    "the host for an aud": (claims(aud=ELSEWHERE), "aud_wrong", "host alone"),
    "a slash behind aud": (claims(aud=f"{AUD}/"), "aud_trailing_slash", "slash at the end"),
    "aud of 2021": (claims(aud=f"{ELSEWHERE}/oauth/token"),
                    "aud_other_generation", "another generation"),
    "aud of the legacy login": (claims(aud=f"{ELSEWHERE}/auth/authenticate"),
                                "aud_other_generation", "another generation"),
    "http in aud": (claims(aud=AUD.replace("https", "http")), "aud_wrong", "http in place"),
    "aud without https": (claims(aud=AUD[8:]), "aud_wrong", "https:// is not there"),
    "aud of the mock": (claims(aud="http://127.0.0.1:7336/v2/auth/token"),
                        "aud_wrong", "this machine"),
    "aud of another host": (claims(aud="https://auth.redoxengine.com/v2/auth/token"),
                            "aud_wrong", "the host auth.redoxengine.com"),
    "aud of a proxy": (claims(aud="https://proxy.example.com/v2/auth/token"),
                       "aud_wrong", "proxy"),
    "aud of the Platform API": (claims(aud=f"{ELSEWHERE}/platform/v1/oauth/token"),
                                "aud_wrong", "Platform API"),
    "aud of the API": (claims(aud=f"{ELSEWHERE}/endpoint"), "aud_wrong", "called with the token"),
    "aud with a port": (claims(aud=AUD.replace(".com", ".com:443")), "aud_wrong", "a port"),
    "aud in capitals": (claims(aud=AUD.upper()), "aud_wrong", "another case"),
    "the client id for aud": (claims(aud=ME), "aud_wrong", "client id in place"),
    "a list without it": (claims(aud=[f"{ELSEWHERE}/v2/auth"]), "aud_wrong", "'/v2/auth'"),
    "an empty aud": (claims(aud=""), "aud_wrong", "never set"),
    "no sub": (claims(sub=None), "sub_missing", ""),
    "another sub": (claims(sub="somebody"), "sub_wrong", ""),
    "sub in capitals": (claims(sub=ME.upper()), "sub_wrong", "another case"),
    "no jti": (claims(jti=None), "jti_missing", ""),
    # times
    "no iat": (claims(iat=None), "iat_missing", ""),
    "iat as text": (claims(iat=str(NOW)), "iat_missing", "as text"),
    "milliseconds": (claims(iat=NOW * 1000, exp=NOW * 1000 + 300_000, nbf=NOW * 1000),
                     "iat_in_milliseconds", "milliseconds taken for seconds"),
    "microseconds": (claims(iat=NOW * 10**6), "iat_in_future", "microseconds"),
    "nanoseconds": (claims(iat=NOW * 10**9), "iat_in_future", "nanoseconds"),
    "a span for iat": (claims(iat=300, nbf=None), "iat_too_old", "not seconds since 1970"),
    "an old one": (moved(-1_000), "iat_too_old", "kept and sent again"),
    "kept for a day": (claims(iat=NOW - 1_000, exp=NOW + 86_400),
                       "iat_too_old", "its exp is still to come"),
    "local time, two hours behind": (moved(-2 * HOUR), "iat_too_old", "2 whole hours"),
    "local time, five hours ahead": (moved(5 * HOUR), "iat_in_future", "5 whole hours"),
    "local time of India": (moved(int(5.5 * HOUR)), "iat_in_future", "5 h 30 min"),
    "local time of Nepal": (moved(-int(5.75 * HOUR)), "iat_too_old", "5 h 45 min"),
    "a fast clock": (moved(90), "iat_in_future", "a clock that is fast"),
    "an exp that is past": (claims(iat=NOW - 200, exp=NOW - 100), "expired", ""),
    "an exp before iat": (claims(exp=NOW - 60), "expired", "not after iat"),
    "a span for exp": (claims(exp=300), "expired", "a span of 300 seconds"),
    "exp as text": (claims(exp="soon"), "expired", "as text"),
    "exp in milliseconds": (claims(exp=NOW * 1000), "exp_in_milliseconds", "milliseconds"),
    "nbf ahead": (claims(nbf=NOW + 60), "not_yet_valid", "fast"),
    "nbf in local time": (claims(nbf=NOW + 2 * HOUR), "not_yet_valid", "2 whole hours"),
    # the signature
    "a key nobody knows": (lambda made, pairs: made(
        key=rsa.generate_private_key(65537, 2048), kid="rsa"), "signature_wrong", "another client"),
    "a longer key": (lambda made, pairs: made(
        key=rsa.generate_private_key(65537, 3072), kid="rsa"), "signature_wrong", "3072 bits long"),
    "DER": (with_signature("p384", by_ec), "signature_wrong", "DER form"),
    "r without its zero": (with_signature("p384", short), "signature_wrong", "filled up"),
    "a line end signed": (with_signature("rsa", lambda pair, content: by_rsa()(
        pair, content + b"\n")), "signature_wrong", "echo adds one"),
    "a line end signed, and DER": (with_signature("p384", lambda pair, content: by_ec(
        pair, content + b"\n")), "signature_wrong", "DER form"),
    "hashed twice": (with_signature("rsa", lambda pair, content: by_rsa()(
        pair, hashlib.sha384(content).digest())), "signature_wrong", "hashed twice"),
    "signed with SHA-256": (with_signature("rsa", by_rsa(SHA256())), "signature_wrong", "SHA256"),
    "signed with PSS": (with_signature("rsa", by_rsa(pad=padding.PSS(
        padding.MGF1(SHA384()), 48))), "signature_wrong", "PS384 signature"),
    "hex": (with_signature("rsa", lambda pair, content: encoded(
        decoded(by_rsa()(pair, content)).hex().encode())), "signature_wrong", "hex"),
    "base64 twice": (with_signature("rsa", lambda pair, content: encoded(
        by_rsa()(pair, content).encode())), "signature_wrong", "base64 twice"),
    "changed after it was signed": (edited, "signature_wrong", "changed after they were signed"),
    "an empty signature": (lambda made, pairs: made().rpartition(".")[0] + ".",
                           "signature_wrong", "empty"),
    "ES384 and a key on P-256": (with_signature("p256", by_ec, alg="ES384"),
                                 "signature_wrong", "P-256"),
    "RS384 and an EC key": (with_signature("p384", by_ec, alg="RS384"),
                            "signature_wrong", "RS384 needs an RSA key"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_the_one_cause_is_named_first_and_none_else(made, pairs, judge, broken):
    build, name, cause = BROKEN[broken]
    report = judge(build(made, pairs))

    assert [each.name for each in report.findings] == [f"assertion.{name}"], report.as_json()
    assert cause in report.findings[0].cause, report.findings[0].cause
    assert report.findings[0].fix
    assert report.ok is (name == "exp_in_milliseconds")


def test_there_are_more_than_thirty_of_them():
    assert len(BROKEN) > 30


@pytest.mark.parametrize(
    "broken", [name for name, (_, kind, _) in BROKEN.items() if kind not in ("kid_unknown",)]
)
def test_nothing_is_named_that_needs_a_key_where_there_is_none(made, pairs, judge, broken):
    build, name, _ = BROKEN[broken]
    found = [each.name for each in judge(build(made, pairs), keys=None).findings]

    assert found == ([] if name == "signature_wrong" else [f"assertion.{name}"])


@pytest.mark.parametrize("ago", [0, 3, 60, 300])
def test_a_sound_one_has_no_finding_as_long_as_it_may_be_used(made, judge, ago):
    report = judge(made(), at=AT + timedelta(seconds=ago - 3))

    assert (report.findings, report.ok) == ((), True)
    assert report.verdict == "The assertion is sound: nothing wrong was found."
