"""From a test of a rule to what is told of it: verdict, evidence, a line that repeats it."""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mock_redox.adapters.contracting.baseline import Known, covers
from mock_redox.adapters.contracting.collecting import COMMAND, PLACE
from mock_redox.adapters.contracting.hiding import ANOTHER, Hider, in_exchange
from mock_redox.adapters.contracting.repeating import Bodies, curl
from mock_redox.adapters.contracting.reports.summary import story
from mock_redox.adapters.contracting.results import Judged, Verdict
from mock_redox.adapters.mock import MockRedox
from mock_redox.contract import rules
from mock_redox.contract.evidence import STASH, Evidence
from mock_redox.contract.rules import Side, rule_of
from mock_redox.core import redaction
from mock_redox.core.journal import Exchange, Query
from mock_redox.core.times import iso

_OF_A_FAILURE, _OF_OTHERS, _LOOKED_AT = 5, 1, 50
"""How many exchanges are kept, and in how many secrets are looked for."""
_LINES, _BODY = 60, 2_000
"""Lines that were seen, and characters of a body or header, that are kept."""
_READ = 65_536
"""Bytes of a body that are looked at."""
_ENVIRON = "MOCK_REDOX_VERIFICATION_TOKEN"
_OPTIONS = {
    "--redox-verification-token": _ENVIRON,
    "--redox-old-token": "MOCK_REDOX_OLD_TOKEN",
    "--redox-other-token": "MOCK_REDOX_OTHER_TOKEN",
}
_OVERRIDE = re.compile(r",? or override redox_\w+|, redox_\w+(?=\))")
_BODIES = pytest.StashKey[Bodies]()
_PACKAGE = Path(rules.__file__).parents[1]


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
    hider, variant = _hider(item, evidence, exchanges[-_LOOKED_AT:]), _variant(item)
    judged = Judged(
        rule=rule,
        variant=hider.text(variant) if variant else None,
        verdict=verdict,
        said=_shown(_advised(said, item), hider),
        saw=tuple(_shown(line, hider) for line in evidence.saw[-_LINES:]),
        weak=tuple(_shown(_advised(why, item), hider) for why in evidence.weak),
        exchanges=tuple(_exchange(each, hider) for each in kept),
        repeat=curl(kept[-1], hider, variant) if kept and verdict == "failed" else "",
        started=iso(datetime.fromtimestamp(call.start, UTC)),
        took=report.duration,
        place=item.stash.get(PLACE, 0),
        target=hider.text(_target(item, rule.side)),
        node=hider.text(item.nodeid),
        file=_file(item),
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


def _variant(item: pytest.Item) -> str | None:
    spec = getattr(item, "callspec", None)
    return str(spec.id) if spec is not None else None


def _advised(text: str, item: pytest.Item) -> str:
    """Options are named as they are given: the command has no fixtures, and shorter options."""
    if not item.config.pluginmanager.hasplugin(COMMAND):
        return text
    return _OVERRIDE.sub("", text).replace("--redox-", "--")


def _shown(text: str, hider: Hider) -> str:
    return redaction.text(hider.text(text))


def _exchanges(item: pytest.Item, evidence: Evidence) -> list[Exchange]:
    """Those that the rule named; if it named none, what the mock saw last."""
    noted = [each for each in evidence.exchanges if isinstance(each, Exchange)]
    if noted:
        return noted
    mock = _fixture(item, "redox")
    return mock.journal.find(Query(limit=_OF_A_FAILURE)) if isinstance(mock, MockRedox) else []


def _exchange(exchange: Exchange, hider: Hider) -> dict[str, Any]:
    """As the journal shows it, with nothing in it that a report must not show."""
    head = replace(
        exchange,
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


def _hider(item: pytest.Item, evidence: Evidence, exchanges: Iterable[Exchange]) -> Hider:
    """Knows what was given as a secret, and those of the rule, the mock and these exchanges."""
    learned = dict.fromkeys(evidence.secrets, "SECRET")
    for each in exchanges:
        learned |= in_exchange(each)
    known = {item.config.getoption(option) or "": name for option, name in _OPTIONS.items()}
    known[str(_fixture(item, "redox_verification_token") or "")] = _ENVIRON
    mock = _fixture(item, "redox")
    if isinstance(mock, MockRedox):
        known = {**_of_mock(mock), **known}
    return Hider(known).more(learned)


def _of_mock(mock: MockRedox) -> dict[str, str]:
    """Private keys are known by their look."""
    known = {key.secret: "REDOX_SECRET" for key in mock.core.auth.legacy.all()}
    for each in mock.core.destinations.all():
        known |= dict.fromkeys((each.verification_token, *each.former_tokens), ANOTHER)
    return known


def _fixture(item: pytest.Item, name: str) -> Any:
    return (getattr(item, "funcargs", None) or {}).get(name)


def _target(item: pytest.Item, side: Side) -> str:
    """What was judged: a URL, a command, or the name of what runs in this process."""
    options = (item.config.getoption(name) for name in ("--redox-call", "--redox-command"))
    given = (
        _fixture(item, "redox_receiver") if side == "receiver"
        else next(filter(None, options), _fixture(item, "redox_client_call"))
    )  # fmt: skip
    if isinstance(given, tuple):
        given = given[0]
    if given is None:
        return ""
    if isinstance(given, str):
        return redaction.url(given) if "://" in given else redaction.text(given)
    named = getattr(given, "__qualname__", None) or getattr(given, "name", type(given).__name__)
    return f"{named} (in process)"


def _file(item: pytest.Item) -> str | None:
    """The user's own file that brings the rule in, from where pytest was started."""
    if item.path.is_relative_to(_PACKAGE):
        return None
    return Path(os.path.relpath(item.path, item.config.invocation_params.dir)).as_posix()
