"""What the pytest fixtures do, apart from the plugin so that the plugin stays light."""

import os
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mock_redox.adapters.config_file import as_setup
from mock_redox.adapters.contracting.numbering import run_number
from mock_redox.adapters.environ import chosen, from_environ, resolve
from mock_redox.adapters.mock import MockRedox
from mock_redox.contract.rules import rule_of
from mock_redox.core.errors import Misuse
from mock_redox.core.journal import Query
from mock_redox.core.redaction import one_line
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

_STANDARD_LIBRARY = str(Path(os.__file__).parent)
_REFUSED = Query(direction="in", outcome="refused", limit=1)
"""The last call that Redox refused."""
SHOWN = 20
"""Exchanges that a failing test shows."""
KEEP = 'To keep the last refusal: redox.incident().save("incident.yaml"); then mock-redox replay'
"""Shown under a refusal."""


def config_file(config: pytest.Config) -> str | None:
    """The config file that the command line, the ini file or the environment names."""
    chosen = config.getoption("--redox-config")
    if chosen:
        return str(config.invocation_params.dir / chosen)
    ini = config.getini("redox_config")
    return str(config.rootpath / ini) if ini else os.environ.get("MOCK_REDOX_CONFIG")


def choose(config: pytest.Config, node: pytest.Item, given: Any) -> tuple[Settings, Setup]:
    """Settings and set-up for a test: marker, command line, environment, config, default.

    Raises:
        pytest.fail.Exception: one of them is wrong; the text says which and how to mend it.
    """
    try:
        over = chosen(_seed_of_a_rule(config, node), _marked(node), options(config), from_environ())
        setup = as_setup(given, over)
        default = {"clock": "virtual", **_time_of_a_rule(node)}
        return resolve(over, setup.settings, default), setup
    except Misuse as wrong:
        raise pytest.fail.Exception(f"mock_redox: {wrong}", pytrace=False) from None


def _time_of_a_rule(node: pytest.Item) -> dict[str, Any]:
    """A rule is judged at today's time."""
    if rule_of(node) is None:
        return {}
    return {"clock_start": datetime.now(UTC).replace(microsecond=0).isoformat()}


def _seed_of_a_rule(config: pytest.Config, node: pytest.Item) -> dict[str, Any]:
    """A rule has ids that the system under test has never seen, in no run and for no other rule.

    A client is made anew for each rule, so one set of ids, and of people, serves all of them.
    """
    rule = rule_of(node)
    if rule is None:
        return {}
    name = node.nodeid.rpartition("/")[2]  # wherever the package is
    own = 0 if rule.side == "client" else zlib.crc32(name.encode())
    return {"seed": own ^ run_number(config)}


def _marked(node: pytest.Item) -> dict[str, Any]:
    """All markers on the test, the nearest one winning."""
    found: dict[str, Any] = {}
    for marker in reversed(list(node.iter_markers("redox"))):
        if marker.args:
            raise Misuse("the redox marker takes settings by name, such as redox(seed=7)")
        found |= marker.kwargs
    return found


def options(config: pytest.Config) -> dict[str, Any]:
    """Settings of the command line. Raises Misuse for one that is not NAME=VALUE."""
    found: dict[str, Any] = {}
    for pair in config.getoption("--redox-set"):
        name, sign, value = pair.partition("=")
        if not sign:
            raise Misuse(f"--redox-set {pair!r}: write NAME=VALUE")
        found[name.strip().replace("-", "_")] = value
    seed = config.getoption("--redox-seed")
    return found if seed is None else {**found, "seed": seed}


def let_fail(mock: MockRedox, node: pytest.Item) -> None:
    """Switch on what the markers on a test ask for, the outermost first.

    Raises:
        pytest.fail.Exception: a marker is wrong; the text says how to mend it.
    """
    for marker in reversed(list(node.iter_markers("redox_fail"))):
        problem = _switched_on(mock, marker)
        if problem is not None:
            pytest.fail(f"mock_redox: redox_fail: {problem}", pytrace=False)


def _switched_on(mock: MockRedox, marker: pytest.Mark) -> Exception | None:
    try:
        if not marker.args:
            raise Misuse("the marker takes a name, such as 'token.expired'")
        for name in marker.args:
            mock.fail(name, **marker.kwargs)
    except (Misuse, TypeError) as wrong:
        return wrong
    return None


def complain(mock: MockRedox) -> None:
    """Fail a test whose failures never came about: it did not test what it says."""
    missed = _missed(mock)
    if missed:
        pytest.fail("mock_redox: " + "\n".join(missed), pytrace=False)


def _missed(mock: MockRedox) -> list[str]:
    return [each.missed for each in mock.failing if each.missed]


def shorten(report: pytest.TestReport, mock: MockRedox) -> None:
    """Where Redox refused a call, the frames inside of libraries tell nothing: leave them out.

    What pytest has drawn is changed, since it cuts the traceback itself before; a drawing of
    another form is left alone.
    """
    if not mock.journal.find(_REFUSED):
        return
    whole = report.longrepr
    chain = [each[0] for each in getattr(whole, "chain", ())]
    for trace in chain or [getattr(whole, "reprtraceback", None)]:
        _shorten(trace)


def _shorten(trace: Any) -> None:
    entries = getattr(trace, "reprentries", [])
    own = [each for each in entries if not _is_library(each)]
    if not own or len(own) == len(entries):
        return
    said = [line for line in entries[-1].lines if line.startswith("E")]
    if own[-1] is not entries[-1]:
        own[-1].lines = [*own[-1].lines, *said]
    trace.reprentries = own


def _is_library(entry: Any) -> bool:
    path = str(getattr(getattr(entry, "reprfileloc", None), "path", ""))
    return "site-packages" in path or path.startswith(_STANDARD_LIBRARY)


def story(mock: MockRedox) -> str:
    """The last exchanges, and the diagnosis of the last refusal; no secret in it."""
    exchanges = mock.journal.find()
    if not exchanges:
        return "No exchange: the code under test called nothing, and nothing was pushed."
    hidden = len(exchanges) - SHOWN
    head = [f"... {hidden} earlier exchanges"] if hidden > 0 else []
    lines = [*head, *(each.line() for each in exchanges[-SHOWN:])]
    refused = mock.journal.find(_REFUSED)
    diagnosis = refused[0].diagnosis() if refused else None
    if diagnosis is not None and diagnosis.failure is not None:  # else its line says it all
        title = one_line(f"Why {refused[0].path} answered {refused[0].status}:")
        lines += ["", title, *diagnosis.lines()]
    lines += [KEEP] if refused else []
    return "\n".join([*lines, *_missed(mock)])
