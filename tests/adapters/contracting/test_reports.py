"""The files: each is of its form, says all that was found, and no answer can break out of it."""

from __future__ import annotations

import json
import re
import string
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from made_reports import HOSTILE, judged, reported
from rich.console import Console
from thoroughness import draws

from mock_redox.adapters.contracting import gathering
from mock_redox.adapters.contracting.hiding import Hider
from mock_redox.adapters.contracting.repeating import curl
from mock_redox.adapters.contracting.reports import (
    WRITERS,
    document,
    junit,
    page,
    sarif,
    table,
    write,
)
from mock_redox.core.errors import Misuse
from mock_redox.core.journal import Exchange

SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_text())
"""The official schema, from the npm package @microsoft/sarif-multitool-ts 5.7.0 (MIT)."""


class Page(HTMLParser):
    """What a browser would make of a page: its tags, their attributes, and the text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.said, self.ids = [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data):
        self.said += data


class TestJson:
    @pytest.mark.parametrize("name", ["full", "hostile"])
    def test_it_is_of_the_form_that_the_schema_says(self, request, name):
        schema = json.loads(document.SCHEMA.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        made = json.loads(document.text(request.getfixturevalue(name)))

        jsonschema.validate(made, schema)

    def test_the_schema_knows_every_member(self, full):
        """So that a new one can't go undocumented."""
        schema = json.loads(document.SCHEMA.read_text())
        made = document.as_json(full)
        rule = schema["$defs"]["rule"]["properties"]
        variant = schema["$defs"]["variant"]["properties"]

        assert set(made) == set(schema["properties"]) == set(schema["required"])
        assert set(made["rules"][0]) == set(rule)
        assert set(made["rules"][0]["variants"][0]) == set(variant)

    def test_it_says_what_was_found(self, full):
        made = document.as_json(full)
        rules = {each["id"]: each for each in made["rules"]}
        variants = rules["receiver.token.variants"]["variants"]

        assert (made["verdict"], made["seed"], made["interrupted"]) == ("failed", 7, False)
        assert made["counts"] == {"failed": 4, "weak": 1, "passed": 1, "skipped": 1}
        assert (made["started"], made["ended"]) == (
            "2026-01-01T12:00:00.000Z", "2026-01-01T12:00:01.500Z"
        )  # fmt: skip
        assert [(each["variant"], each["verdict"]) for each in variants] == [
            ("wrong", "passed"), ("one-short", "failed")
        ]  # fmt: skip
        assert variants[1]["evidence"]["saw"] == ["pushed", "answered 200"]
        assert variants[1]["evidence"]["repeat"].startswith("curl ")
        assert rules["receiver.push.right"]["known"] is True
        assert rules["receiver.token.processed"]["weak"] == ["no probe was given"]
        assert made["baseline"]["new"] == ["receiver.token.variants[one-short]"]


class TestJunit:
    def test_an_independent_reader_finds_every_variant(self, full):
        read = JUnitXml.fromstring(junit.text(full).encode())
        suites = {each.name: each for each in read}
        cases = {(case.classname, case.name): case for case in suites["contract.receiver"]}
        failed = cases["receiver.token.variants", "A wrong token is refused [one-short]"]

        assert set(suites) == {"contract.receiver", "contract.client"}
        assert (read.tests, read.failures, read.errors, read.skipped) == (8, 1, 1, 3)
        assert isinstance(failed.result[0], Failure)
        assert failed.result[0].message == "it answered 200 to a token that is wrong"
        assert "In production: strangers get in." in failed.result[0].text
        assert failed.time == 0.25

    @pytest.mark.parametrize(
        ("rule", "kind", "message"),
        [
            ("receiver.push.right", Skipped, "known: it was not taken"),
            ("receiver.verify.get", Skipped, "advice, not followed: no echo"),
            ("receiver.leak.answer", Error, "this could not be judged: x"),
            ("receiver.token.old", Skipped, "no former token: --old-token T"),
        ],
    )
    def test_only_what_fails_the_run_is_a_failure(self, full, rule, kind, message):
        read = JUnitXml.fromstring(junit.text(full).encode())
        case = next(case for suite in read for case in suite if case.classname == rule)

        assert [(type(each), each.message) for each in case.result] == [(kind, message)]

    def test_what_no_xml_can_hold_is_told_in_another_way(self, hostile):
        read = JUnitXml.fromstring(junit.text(hostile).encode())
        case = next(iter(next(iter(read))))

        assert case.result[0].message.startswith("</script><script>alert(1)</script><img src=x")
        assert "\\x1b[31m" in case.result[0].message

    def test_a_suite_tells_what_was_judged(self, full):
        suite = next(iter(JUnitXml.fromstring(junit.text(full).encode())))
        told = {each.name: each.value for each in suite.properties()}

        assert told["target"] == "http://127.0.0.1:8000/redox"
        assert told["seed"] == "7"


class TestSarif:
    @pytest.mark.parametrize("name", ["full", "hostile"])
    def test_it_is_of_the_official_form(self, request, name):
        made = json.loads(sarif.text(request.getfixturevalue(name)))
        schema = jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker())

        assert [each.message for each in schema.iter_errors(made)] == []

    def test_only_failures_are_alerts(self, full):
        results = sarif.as_json(full)["runs"][0]["results"]

        assert [(each["ruleId"], each["level"], each["baselineState"]) for each in results] == [
            ("receiver.token.variants", "error", "new"),
            ("receiver.push.right", "error", "unchanged"),
            ("receiver.leak.answer", "warning", "new"),
            ("receiver.verify.get", "note", "new"),
        ]
        assert [bool(each.get("suppressions")) for each in results] == [False, True, False, False]

    def test_every_result_points_to_its_rule(self, full):
        run = sarif.as_json(full)["runs"][0]
        rules = run["tool"]["driver"]["rules"]

        assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])

    def test_the_marks_of_an_alert_stay_from_run_to_run(self):
        runs = [
            reported(judged("failed", variant="a", said=said), judged("failed", variant="b"))
            for said in ("once", "again")
        ]
        marks = [[each["partialFingerprints"] for each in sarif.as_json(run)["runs"][0]["results"]]
                 for run in runs]  # fmt: skip

        assert marks[0] == marks[1]
        assert marks[0][0] != marks[0][1]

    def test_a_rule_in_a_file_of_one_s_own_is_found_there(self):
        run = reported(
            judged("failed", file="tests/test_mine.py"), judged("failed", "receiver.b.c")
        )
        where = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                 for each in sarif.as_json(run)["runs"][0]["results"]]  # fmt: skip

        assert where == ["tests/test_mine.py", "http://127.0.0.1:8000/redox"]


class TestHtml:
    def test_it_says_what_was_found(self, full):
        said = " ".join(Page(page.text(full)).said.split())

        for text in (
            "Not fit for Redox: 1 rule that must hold failed, and 1 that should",
            "1 rule failed as before: they stand in the baseline.",
            "1 piece of advice was not followed.",
            "1 rule could be judged from outside only",
            "1 rule could not be judged; the reasons are below.",
            "one-short: it answered 200 to a token that is wrong",
            "In production: strangers get in.",
            "It rests on: Redox sends the token with each message. (documented: webhooks.md 3)",
            "< <b>fine</b>",
            "curl -i -X POST http://127.0.0.1:8000/redox",
            "no probe was given (receiver.token.processed)",
            "no former token: --old-token T (receiver.token.old)",
            "seed 7 (given again, it repeats the run)",
        ):
            assert text in said, text

    @pytest.mark.parametrize("name", ["full", "hostile"])
    def test_it_asks_for_nothing_from_outside_and_runs_no_script(self, request, name):
        text = page.text(request.getfixturevalue(name))
        read = Page(text)

        assert not {"script", "img", "link", "iframe", "object", "base", "form"} & set(read.tags)
        assert not [name for name, _ in read.attributes if name.startswith("on") or name == "src"]
        assert {value[0] for name, value in read.attributes if name == "href"} <= {"#"}
        assert "url(" not in text
        assert "@import" not in text
        assert ("http-equiv", "Content-Security-Policy") in read.attributes

    def test_what_a_system_says_is_text(self, hostile):
        read = Page(page.text(hostile))

        assert "</script><script>alert(1)</script><img src=x onerror=alert(1)>" in read.said
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\ud800-\udfff]", page.text(hostile))

    def test_every_link_leads_to_a_failure_in_it(self, full):
        read = Page(page.text(full))
        links = {value for name, value in read.attributes if name == "href"}

        assert links == {f"#{each}" for each in read.ids}
        assert len(read.ids) == len(set(read.ids))

    @pytest.mark.parametrize(
        ("variants", "more", "head"),
        [
            ([judged()], {}, "Fit for Redox: every rule that was judged holds"),
            ([judged("failed", level="should")], {}, "Not ready: 1 rule that should hold failed"),
            ([judged("failed", level="advice")], {},
             "Fit for Redox: every rule that was judged holds"),
            ([judged("failed", known=True)], {}, "Nothing new failed"),
            ([judged()], {"interrupted": True}, "No verdict: not all was judged"),
            ([judged("skipped")], {}, "No verdict: not all was judged"),
            ([judged()], {"problems": ("x",)}, "No verdict: not all was judged"),
            ([], {"interrupted": True}, "No verdict: not all was judged"),
        ],
    )  # fmt: skip
    def test_the_verdict_is_told_in_words(self, variants, more, head):
        assert page.verdict(reported(*variants, **more)).head == head
        assert head in page.text(reported(*variants, **more))


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_that_can_not_be_written_is_told(full, tmp_path, form):
    with pytest.raises(Misuse, match="can't be written"):
        write(full, form, tmp_path)


@pytest.mark.parametrize("form", WRITERS)
def test_a_report_of_anything_can_be_written(hostile, tmp_path, form):
    write(hostile, form, tmp_path / "out")
    written = (tmp_path / "out").read_text(encoding="utf-8")

    assert HOSTILE not in written


TOKENS = st.text(string.ascii_letters + string.digits + "+/=._-\"&<'", min_size=5, max_size=28).map(
    lambda text: f"q9Z{text}"  # no word of a report's own
)


@given(TOKENS, st.data())
@settings(max_examples=draws(60), deadline=None)
def test_no_report_holds_a_secret_wherever_it_stood(token, data):
    """The system under test answers with the token that it expects, in any spelling and place."""
    spellings = [token, quote(token), json.dumps(token), token.swapcase(), f"x{token}y"]
    echo = data.draw(st.sampled_from(spellings))
    sent = Exchange(
        at=datetime(2026, 1, 1, tzinfo=UTC), direction="out", method="POST",
        url=f"http://127.0.0.1/redox?verification-token={quote(token)}", path="/redox", status=200,
        request_headers=(("verification-token", token), ("authorization", f"Bearer {token}"),
                         ("x-more", echo)),
        request_body=json.dumps({"verification-token": token, "note": echo}).encode(),
        response_headers=(("x-echo", echo), ("set-cookie", f"a={echo}")),
        response_body=f"wrong, expected {echo}".encode(), reason=f"answered {echo}",
    )  # fmt: skip
    hider = Hider({token: "MOCK_REDOX_VERIFICATION_TOKEN"})
    run = reported(judged(
        "failed", said=gathering._shown(f"it said {echo}", hider),
        saw=(gathering._shown(echo, hider),),
        exchanges=(gathering._exchange(sent, hider),), repeat=curl(sent, hider),
    ))  # fmt: skip

    for form, text in WRITERS.items():
        written = text(run)
        for spelt in (token, quote(token), json.dumps(token)[1:-1]):
            assert spelt not in written, form


def test_a_long_reason_that_many_rules_share_stands_in_the_table_once():
    reason = "no call got through, and this is the whole and rather long story of why that is so"
    run = reported(
        *(judged("skipped", id=f"client.x.{n}", said=reason) for n in range(3)),
        judged("skipped", id="client.y.a", said="give --log"),
        judged("skipped", id="client.y.b", said="give --log"),
    )
    console = Console(width=300, record=True, file=StringIO())
    table.show(run, console)
    shown = console.export_text()

    assert shown.count(reason) == 1
    assert shown.count("as client.x.0") == 2
    assert shown.count("give --log") == 2
