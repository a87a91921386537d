"""A file of failures that are known: the run passes while they stay, and fails for a new one.

    known:
      receiver.repeats.once: TICKET-12, mended in March
      receiver.token.variants[padded]: ""

The name of a rule covers all its variants; what stands behind it is yours to write.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from mock_redox.adapters.contracting.results import Comparison, Judged
from mock_redox.core.errors import Misuse

Known = dict[str, str]
"""Names of rules, or of variants, and a note on each."""

_HEAD = "# Failures of the contract that are known: rule, or rule[variant], and a note of yours.\n"
_FORM = "expected {known: {rule id: a note}}, such as known: {receiver.repeats.once: TICKET-12}"


def load(path: Path) -> Known:
    """The known failures in a file, YAML or JSON.

    Raises:
        Misuse: it is not there, or not of that form.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misuse(f"the baseline {path} is not there; --update-baseline writes it") from None
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as wrong:
        raise Misuse(f"the baseline {path} can't be read: {wrong}") from None
    known = data.get("known") if isinstance(data, dict) else None
    if not isinstance(known, dict) or not all(isinstance(name, str) for name in known):
        raise Misuse(f"the baseline {path} is of another form; {_FORM}")
    return {name: str(note or "") for name, note in known.items()}


def covers(known: Known, rule: str, name: str) -> bool:
    """Whether a failure is known: the variant, or the whole rule."""
    return name in known or rule in known


def compare(path: Path, known: Known, judged: Iterable[Judged]) -> Comparison:
    """Which failures are known, which are new, and which entries a run has outlived."""
    variants = list(judged)
    failed = [each for each in variants if each.verdict == "failed"]
    still = {name for each in failed for name in (each.name, each.rule.id)}
    asked = {each.name for each in variants if each.verdict != "skipped"}
    asked |= {each.rule.id for each in variants if each.verdict != "skipped"}
    return Comparison(
        file=str(path),
        known=tuple(each.name for each in failed if covers(known, each.rule.id, each.name)),
        new=tuple(
            each.name for each in failed
            if each.rule.level != "advice" and not covers(known, each.rule.id, each.name)
        ),
        stale=tuple(name for name in known if name in asked and name not in still),
    )  # fmt: skip


def update(path: Path, known: Known, judged: Iterable[Judged]) -> Comparison:
    """Write the file anew: what fails stays or comes in, what was mended goes.

    Entries of rules that this run did not judge stay as they are, and so do notes.

    Raises:
        Misuse: it can't be written.
    """
    found = compare(path, known, judged)
    kept = {name: note for name, note in known.items() if name not in found.stale}
    wanted = {**kept, **dict.fromkeys(found.new, "")}
    try:
        path.write_text(_written(path, dict(sorted(wanted.items()))), encoding="utf-8")
    except OSError as wrong:
        raise Misuse(f"the baseline {path} can't be written: {wrong}") from None
    return Comparison(file=str(path), known=(*found.known, *found.new), updated=True)


def _written(path: Path, known: Known) -> str:
    if path.suffix == ".json":
        return json.dumps({"known": known}, indent=2, ensure_ascii=False) + "\n"
    return _HEAD + yaml.safe_dump({"known": known}, allow_unicode=True, sort_keys=False)
