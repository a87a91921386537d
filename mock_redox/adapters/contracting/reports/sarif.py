"""The report as SARIF 2.1.0, for code scanning: the failures, and the rules that were judged."""

import hashlib
import json
from datetime import timedelta
from urllib.parse import quote

from mock_redox.adapters.contracting.reports.summary import rests_on, seen, sentence, stopped
from mock_redox.adapters.contracting.results import Json, Judged, Report, RuleResult
from mock_redox.contract.rules import Rule
from mock_redox.core.times import iso

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"must": "error", "should": "warning", "advice": "note"}
_SEVERITY = {"must": "9.0", "should": "6.0", "advice": "2.0"}
"""As code scanning orders its alerts."""


def text(report: Report) -> str:
    """The whole file."""
    return json.dumps(as_json(report), indent=2) + "\n"


def as_json(report: Report) -> Json:
    """One run. What passed, was weak or skipped is no alert, and is counted only."""
    index = {each.rule.id: place for place, each in enumerate(report.rules)}
    failed = [each for each in report.variants() if each.verdict == "failed"]
    driver = {
        "name": "mock_redox contract", "semanticVersion": report.version,
        "rules": [_rule(each) for each in report.rules],
    }  # fmt: skip
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "results": [_result(each, index[each.rule.id], report) for each in failed],
        "properties": {"targets": report.targets, "seed": report.seed, "counts": report.counts},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(report: Report) -> Json:
    ended = report.started + timedelta(seconds=report.took)
    return {
        "executionSuccessful": not report.interrupted and not report.problems,
        "startTimeUtc": iso(report.started), "endTimeUtc": iso(ended),
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": problem}} for problem in report.problems
        ],
    }  # fmt: skip


def _rule(result: RuleResult) -> Json:
    rule = result.rule
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rests_on(rule)},
        "help": {"text": f"In production: {stopped(rule.means)}", "markdown": _markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": ["redox", rule.side, rule.level],
                       "security-severity": _SEVERITY[rule.level]},
    }  # fmt: skip


def _markdown(rule: Rule) -> str:
    return f"**In production:** {stopped(rule.means)}\n\n**It rests on:** {rests_on(rule)}"


def _result(each: Judged, place: int, report: Report) -> Json:
    made: Json = {
        "ruleId": each.rule.id,
        "ruleIndex": place,
        "kind": "fail",
        "level": _LEVELS[each.rule.level],
        "message": {"text": _message(each)},
        "locations": [_location(each)],
        "partialFingerprints": {"mockRedoxRule/v1": _mark(each)},
        "properties": {"variant": each.variant, "saw": list(each.saw), "repeat": each.repeat},
    }
    if report.baseline is not None:
        made["baselineState"] = "unchanged" if each.known else "new"
    if each.known:
        made["suppressions"] = [{"kind": "external", "justification": "it stands in the baseline"}]
    return made


def _message(each: Judged) -> str:
    rule = each.rule
    return f"{rule.title}: {sentence(seen(each))} In production: {stopped(rule.means)}"


def _location(each: Judged) -> Json:
    """The user's own file, where there is one; else the system that was judged."""
    where = each.file or each.target or "the system under test"
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(where)},
            "region": {"startLine": 1},
        },
        "logicalLocations": [{"fullyQualifiedName": each.target or each.node, "kind": "resource"}],
    }


def _uri(where: str) -> str:
    return quote(where, safe="/:?&=%#@!$'()*+,;~[]", errors="replace")


def _mark(each: Judged) -> str:
    return hashlib.sha256(each.name.encode("utf-8", "replace")).hexdigest()[:32]
