"""The report as JUnit XML, which every CI shows: a test case for each variant of a rule."""

import re
import xml.etree.ElementTree as Xml

from mock_redox.adapters.contracting.reports.summary import seen, story
from mock_redox.adapters.contracting.results import Judged, Report
from mock_redox.core.times import iso

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 can't hold, in no spelling."""


def text(report: Report) -> str:
    """The whole file."""
    root = Xml.Element("testsuites", {"name": "mock_redox contract", **_sums(report.variants())})
    for side in dict.fromkeys(each.rule.side for each in report.rules):
        cases = [each for each in report.variants() if each.rule.side == side]
        suite = Xml.SubElement(
            root, "testsuite",
            {"name": f"contract.{side}", "timestamp": iso(report.started), **_sums(cases)},
        )  # fmt: skip
        _properties(suite, _facts(report, report.targets.get(side, "")))
        for each in cases:
            _case(suite, each)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _facts(report: Report, target: str) -> dict[str, object]:
    interrupted = "true" if report.interrupted else "false"
    return {
        "target": target, "seed": report.seed, "mock_redox": report.version,
        "level": report.level, "interrupted": interrupted,
    }  # fmt: skip


def _sums(cases: list[Judged]) -> dict[str, str]:
    kinds = [_kind(each) for each in cases]
    counts = {name: kinds.count(kind) for name, kind in
              (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))}  # fmt: skip
    return {
        "tests": str(len(cases)), **{name: str(count) for name, count in counts.items()},
        "time": f"{sum(each.took for each in cases):.3f}",
    }  # fmt: skip


def _kind(each: Judged) -> str | None:
    """The element that a case has, if it did not pass. What does not fail the run is skipped."""
    if each.verdict == "failed":
        return "skipped" if not each.fails else "error" if each.broke else "failure"
    return "skipped" if each.verdict == "skipped" else None


def _case(suite: Xml.Element, each: Judged) -> None:
    name, took = _clean(_name(each)), f"{each.took:.3f}"
    head = {"classname": _clean(each.rule.id), "name": name, "time": took}
    case = Xml.SubElement(suite, "testcase", head)
    _properties(case, {"level": each.rule.level, "verdict": each.verdict,
                       **({"weak": "; ".join(each.weak)} if each.weak else {})})  # fmt: skip
    kind = _kind(each)
    if kind is not None:
        shown = Xml.SubElement(case, kind, {"message": _clean(_why(each) + seen(each))})
        if kind != "skipped":
            shown.set("type", each.rule.level)
            shown.text = _clean("\n".join(story(each)))
    if each.saw:
        Xml.SubElement(case, "system-out").text = _clean("\n".join(each.saw))


def _why(each: Judged) -> str:
    """Why a failure is shown as skipped."""
    if each.verdict != "failed" or each.fails:
        return ""
    return "known: " if each.known else "advice, not followed: "


def _name(each: Judged) -> str:
    return each.rule.title + (f" [{each.variant}]" if each.variant is not None else "")


def _properties(parent: Xml.Element, values: dict[str, object]) -> None:
    holder = Xml.SubElement(parent, "properties")
    for name, value in values.items():
        Xml.SubElement(holder, "property", {"name": name, "value": _clean(str(value))})


def _clean(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
