"""The report as JSON; its form is in ``report.schema.json``."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from mock_redox.adapters.contracting.results import Json, Judged, Report, RuleResult
from mock_redox.core.times import iso

FORM = "urn:mock-redox:contract-report:1"
SCHEMA = Path(__file__).parents[1] / "report.schema.json"
"""The JSON Schema of it, which ``mock-redox contract schema`` prints."""


def text(report: Report) -> str:
    """The whole, as a file holds it."""
    return json.dumps(as_json(report), indent=2) + "\n"


def as_json(report: Report) -> Json:
    """The whole run."""
    ended = report.started + timedelta(seconds=report.took)
    return {
        "form": FORM, "mock_redox": report.version, "targets": report.targets,
        "verdict": "failed" if report.fails else "passed", "interrupted": report.interrupted,
        "seed": report.seed, "level": report.level, "started": iso(report.started),
        "ended": iso(ended), "took_seconds": round(report.took, 3), "counts": report.counts,
        "baseline": _baseline(report), "problems": list(report.problems),
        "rules": [_rule(each) for each in report.rules],
    }  # fmt: skip


def _baseline(report: Report) -> Json | None:
    found = report.baseline
    if found is None:
        return None
    return {
        "file": found.file, "known": list(found.known), "new": list(found.new),
        "stale": list(found.stale), "updated": found.updated,
    }  # fmt: skip


def _rule(result: RuleResult) -> Json:
    return {
        **result.rule.as_json(), "verdict": result.verdict, "known": result.known,
        "weak": list(result.weak), "took_seconds": round(result.took, 3),
        "variants": [_variant(each) for each in result.variants],
    }  # fmt: skip


def _variant(each: Judged) -> Json:
    evidence: dict[str, Any] = {
        "saw": list(each.saw), "weak": list(each.weak), "exchanges": list(each.exchanges),
        "repeat": each.repeat or None,
    }  # fmt: skip
    return {
        "variant": each.variant, "verdict": each.verdict, "said": each.said, "known": each.known,
        "broke": each.broke, "started": each.started, "took_seconds": round(each.took, 3),
        "test": each.node, "evidence": evidence,
    }  # fmt: skip
