"""POST /endpoint 401 token.expired: what mock_redox saw on 2026-01-01, made again."""

import mock_redox

INCIDENT = """# POST /endpoint 401 token.expired. To make it again: mock-redox replay FILE
incident: 1
mock_redox: 0.1.0
outcome:
  exchange: 3
  call: POST /endpoint
  status: 401
  check: token.expired
  explanation:
    got: a token of 473ec4ff-2a2a-4ff1-ae20-51338c8341f6, issued 2026-01-01T12:00:00.000Z, expired 2026-01-01T12:05:00.000Z, 1 s ago
    expected: a token younger than 5 min
    fix: fetch a new token before expires_in has passed, and once more after a 401
seed: 0
clock: '2026-01-01T12:00:00Z'
clients:
- client_id: 473ec4ff-2a2a-4ff1-ae20-51338c8341f6
  made_by_mock: true
  keys:
    Imt8IS5NsPwdCqs9tIbmmS8zhvsHyb-_XyOXeYHJ1nQ: RSA
destinations:
- {id: 732c45a1-53ec-4d60-8a31-c0eb1d60fc94, name: Your endpoint, environment: Development}
assertions:
- name: assertion 1
  header: {alg: RS384, kid: Imt8IS5NsPwdCqs9tIbmmS8zhvsHyb-_XyOXeYHJ1nQ, typ: JWT}
  claims:
    iss: 473ec4ff-2a2a-4ff1-ae20-51338c8341f6
    sub: 473ec4ff-2a2a-4ff1-ae20-51338c8341f6
    aud: https://api.redoxengine.com/v2/auth/token
    iat: 1767268800
    exp: 1767269100
    jti: 87a9de6b-2837-4f0e-9377-976bd47dc8b6
exchanges:
- id: 1
  at: '2026-01-01T12:00:00Z'
  method: POST
  url: https://api.redoxengine.com/v2/auth/token
  headers: {user-agent: python-requests/2.34.2, content-type: application/x-www-form-urlencoded}
  body: grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={{assertion 1}}
  answer:
    status: 200
    headers: {Content-Type: application/json; charset=utf-8, Cache-Control: no-store, Pragma: no-cache}
    body: |-
      {"access_token":"{{token 1}}","scope":"fhir:development","token_type":"Bearer","expires_in":300}
- id: 3
  at: '2026-01-01T12:05:01Z'
  method: POST
  url: https://api.redoxengine.com/endpoint
  headers: {user-agent: python-requests/2.34.2, authorization: 'Bearer {{token 1}}', content-type: application/json}
  body: |-
    {"Meta": {"DataModel": "PatientAdmin", "EventType": "Arrival", "Destinations": [{"ID": "732c45a1-53ec-4d60-8a31-c0eb1d60fc94"}]}}
  answer:
    status: 401
    check: token.expired
    headers:
      Content-Type: text/html; charset=utf-8
    body: This source is not authorized.
"""


def test_post_endpoint_answers_401_token_expired():
    replayed = mock_redox.replay(INCIDENT)

    assert replayed.as_recorded, replayed.report()
    assert replayed.outcome.status == 401
    assert replayed.outcome.check == "token.expired"
