"""``contract rules``, the schema of the report, and the help."""

from __future__ import annotations

import pytest


def test_the_rules_are_listed(call):
    said = call("contract", "rules")
    found = call("contract", "rules", "--json").json
    known = [" ".join(line.split()) for line in said.out.splitlines()]

    assert said.code == 0
    assert known == [f"{each['id']} {each['level']} {each['title']}" for each in found]
    assert {"id", "title", "level", "side", "rests_on", "mark", "source", "means"} == set(found[0])


def test_the_schema_of_the_report_is_printed(call):
    assert call("contract", "schema").json["$id"] == "urn:mock-redox:contract-report:1"


@pytest.mark.parametrize("side", ["receiver", "client"])
def test_help_tells_the_options_and_the_exit_codes(call, side):
    text = " ".join(call("contract", side, "--help").out.split())

    options = "select level baseline update-baseline seed json report-junit report-json"
    for option in (*options.split(), "report-html", "report-sarif"):
        assert f" --{option} " in text
    assert "Exit codes: 0 fine; " in text
    assert "130 interrupted; " in text
