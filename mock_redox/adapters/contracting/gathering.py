"""From a test of a rule to what is told of it: verdict, evidence, a line that repeats it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mock_redox.adapters.collecting import PLACE
from mock_redox.adapters.contracting import items
from mock_redox.adapters.contracting.baseline import Known, covers
from mock_redox.adapters.contracting.hiding import Hider, in_exchange
from mock_redox.adapters.contracting.repeating import Bodies, curl
from mock_redox.adapters.contracting.reports.summary import story
from mock_redox.adapters.contracting.results import Judged, Verdict
from mock_redox.adapters.mock import MockRedox
from mock_redox.contract.evidence import STASH, Evidence
from mock_redox.contract.rules import rule_of
from mock_redox.core import redaction
from mock_redox.core.journal import Exchange, Query
from mock_redox.core.times import iso

_OF_A_FAILURE, _OF_OTHERS, _LOOKED_AT = 5, 1, 50
"""How many exchanges are kept, and in how many secrets are looked for."""
_LINES, _BODY = 60, 2_000
"""Lines that were seen, and characters of a body or header, that are kept."""
_READ = 65_536
"""Bytes of a body that are looked at."""
_BODIES = pytest.StashKey[Bodies]()


def gathered(
    item: pytest.Item,
    call: pytest.CallInfo[None],
    report: pytest.TestReport,
    known: Known | None,
) -> Judged | None:
    """What one phase of a rule's test tells; None when set-up or tear-down was fine.

    Args:
        known: the failures of the baseline, if there is one.
    """
    rule = rule_of(item)
    if rule is None or (report.when != "call" and report.passed):
        return None
    evidence = item.stash.get(STASH, None) or Evidence()
    verdict, said, broke = _verdict(call, report, evidence)
    exchanges = _exchanges(item, evidence)
    kept = exchanges[-(_OF_A_FAILURE if verdict == "failed" else _OF_OTHERS) :]
    hider, variant = items.hider(item, evidence, exchanges[-_LOOKED_AT:]), items.variant(item)
    judged = Judged(
        rule=rule,
        variant=hider.text(variant) if variant else None,
        verdict=verdict,
        said=_shown(items.advised(said, item), hider),
        saw=tuple(_shown(line, hider) for line in evidence.saw[-_LINES:]),
        weak=tuple(_shown(items.advised(why, item), hider) for why in evidence.weak),
        exchanges=tuple(_exchange(each, hider) for each in kept),
        repeat=curl(kept[-1], hider, variant) if kept and verdict == "failed" else "",
        started=iso(datetime.fromtimestamp(call.start, UTC)),
        took=report.duration,
        place=item.stash.get(PLACE, 0),
        target=hider.text(items.target(item, rule.side)),
        node=hider.text(item.nodeid),
        file=items.file(item),
        broke=broke,
    )
    return replace(judged, known=verdict == "failed" and _is_known(item, judged, known))


def _is_known(item: pytest.Item, judged: Judged, known: Known | None) -> bool:
    """What is written into the baseline at the end is known from now on."""
    if known is None:
        return False
    updated = item.config.getoption("--redox-update-baseline") and judged.rule.level != "advice"
    return bool(updated) or covers(known, judged.rule.id, judged.name)


def tell(item: pytest.Item, report: pytest.TestReport, judged: Judged) -> None:
    """Let pytest say what was seen rather than show our code, and pass over what may stay.

    A failure that is known, or of a rule that is only advice, is an expected one.
    """
    if judged.verdict != "failed" or judged.broke:  # what broke is found by the traceback
        return
    bodies = item.config.stash.setdefault(_BODIES, Bodies())
    report.longrepr = "\n".join(story(judged, bodies.shortened(judged.repeat, judged.name)))
    if not judged.fails and report.when == "call":
        report.outcome = "skipped"
        report.wasxfail = f"{'known' if judged.known else 'advice'}: {judged.said}"


def _verdict(
    call: pytest.CallInfo[None], report: pytest.TestReport, evidence: Evidence
) -> tuple[Verdict, str, bool]:
    """The verdict, why, and whether something else than the rule broke."""
    if call.excinfo is None:
        return ("weak" if evidence.weak else "passed"), "", False
    raised = call.excinfo.value
    if isinstance(raised, pytest.skip.Exception):
        return "skipped", str(raised.msg or ""), False
    if isinstance(raised, AssertionError) and report.when == "call":
        return "failed", _sentence(str(raised)), False
    if isinstance(raised, pytest.fail.Exception):
        return "failed", str(raised.msg or ""), False
    return "failed", f"this could not be judged: {type(raised).__name__}: {raised}", True


def _sentence(message: str) -> str:
    """Without what pytest adds on the values, which is for people who read Python."""
    told = message.partition("\nassert ")[0]
    return told.removeprefix("AssertionError: ").strip() or "it did not hold"


def _shown(text: str, hider: Hider) -> str:
    return redaction.text(hider.text(text))


def _exchanges(item: pytest.Item, evidence: Evidence) -> list[Exchange]:
    """Those that the rule named; if it named none, what the mock saw last."""
    noted = [each for each in evidence.exchanges if isinstance(each, Exchange)]
    if noted:
        return noted
    mock = items.fixture(item, "redox")
    return mock.journal.find(Query(limit=_OF_A_FAILURE)) if isinstance(mock, MockRedox) else []


def _exchange(exchange: Exchange, hider: Hider) -> dict[str, Any]:
    """As the journal shows it, with nothing in it that a report must not show."""
    head = exchange._replace(
        request_body=exchange.request_body[:_READ],
        response_body=exchange.response_body[:_READ],
    )
    shown: dict[str, Any] = hider.more(in_exchange(exchange)).tree(head.as_json())
    for side in ("request", "response"):
        shown[side]["body"] = _cut(shown[side]["body"])
        shown[side]["headers"] = [[name, _cut(value)] for name, value in shown[side]["headers"]]
    return shown


def _cut(text: str) -> str:
    more = len(text) - _BODY
    return text if more <= 0 else f"{text[:_BODY]}… ({more} characters more)"
