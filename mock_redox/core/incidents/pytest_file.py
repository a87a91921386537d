"""An incident as a test that carries it along."""

import re

from mock_redox.core.incidents.incident import Incident, Outcome

_TEST = '''"""{outcome}: what mock_redox saw on {day}, made again."""

import mock_redox

INCIDENT = {text}


def test_{name}():
    replayed = mock_redox.replay(INCIDENT)

    assert replayed.as_recorded, replayed.report()
    assert replayed.outcome.status == {status}
    assert replayed.outcome.check == {check}
'''


def as_pytest(incident: Incident, text: str) -> str:
    """A test file; ``text`` is that of the incident file, which stands in it."""
    outcome = incident.outcome
    return _TEST.format(
        outcome=re.sub(r"[^ -~]|[\"\\]", "?", str(outcome)),
        day=incident.clock.date(),
        text=_literal(text),
        name=name_of(outcome),
        status=outcome.status,
        check=f'"{outcome.check}"' if outcome.check else None,
    )


def name_of(outcome: Outcome) -> str:
    """Such as ``post_endpoint_answers_401_token_expired``."""
    method, _, path = outcome.call.partition(" ")
    words = re.findall(r"[a-z0-9]+", f"{method} {path[:60]} answers {outcome.answered}".lower())
    return "_".join(words)


def _literal(text: str) -> str:
    """Readable as it stands, where it can stand so."""
    if '"""' in text or not text.replace("\n", "").isprintable():
        return repr(text)
    raw = "r" if "\\" in text else ""
    return f'{raw}"""{text}"""'
