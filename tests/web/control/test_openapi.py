"""The OpenAPI document against the code, and every route against garbage made from it."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from thoroughness import draws, some

from mock_redox import MockRedox, Settings

BRIEF = timedelta(milliseconds=200)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
MOCK = MockRedox(Settings(clock="virtual", push_timeout=BRIEF, verification_timeout=BRIEF))
SCHEMA = schemathesis.openapi.from_wsgi("/__mock__/openapi.json", MOCK.app)
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
CASES = [(label, GenerationMode.POSITIVE) for label in OPERATIONS] + [
    (label, GenerationMode.NEGATIVE)
    for label, each in OPERATIONS.items()
    if each.body or each.query  # only these can be sent something that does not fit
]


def test_the_document_and_the_routes_are_the_same():
    app = MockRedox(Settings(clock="virtual")).app
    document = app.test_client().get("/__mock__/openapi.json").json
    served = {
        (re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith("page.")  # for people
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method.upper()) for path, item in document["paths"].items() for method in item
    }

    assert served - described == {
        ("/__mock__/openapi.json", "GET"),
        ("/oauth/token", "POST"),  # off by default
    }
    assert described <= served


def test_the_document_is_one_that_tools_accept():
    from openapi_spec_validator import validate

    validate(MockRedox().app.test_client().get("/__mock__/openapi.json").json)


@pytest.mark.parametrize(("label", "mode"), some(CASES))
def test_no_input_causes_a_server_error_or_leaves_the_document(label, mode, caplog):
    @settings(
        max_examples=draws(15),
        deadline=None,
        derandomize=True,
        suppress_health_check=[*HealthCheck],
    )
    @given(OPERATIONS[label].as_strategy(generation_mode=mode))
    def run(case) -> None:
        MOCK.reset()
        case.validate_response(case.call(), checks=CHECKS)

    run()

    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
