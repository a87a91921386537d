"""Incidents in files, and their replays: a mock of its own for each, from which nothing leaves."""

from pathlib import Path

from mock_redox.adapters.incidents.files import IncidentFile, load, use
from mock_redox.adapters.incidents.stage import Stage
from mock_redox.core.incidents.comparing import Replay
from mock_redox.core.incidents.incident import Incident
from mock_redox.core.incidents.replaying import replay as _replay

__all__ = ["IncidentFile", "load", "replay"]


def replay(source: str | Path | IncidentFile | Incident) -> Replay:
    """Make the calls of an incident again, offline, and compare the answers.

    Args:
        source: a file's path or its text, or an incident.

    Raises:
        Misuse: it can't be read. The text names file, line and key.
    """
    if isinstance(source, IncidentFile):
        source = source.incident
    if isinstance(source, Incident):
        return _replay(source, Stage)
    return use(source, lambda incident: _replay(incident, Stage))
