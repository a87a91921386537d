"""Parts of ``Meta`` that messages in both directions share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mock_redox.core.ids import Ids
from mock_redox.core.settings import LiveSettings
from mock_redox.core.times import iso


def relayed(
    given: Mapping[str, Any],
    ours: Mapping[str, Any],
    source: Mapping[str, str],
    at: datetime,
    test: bool,
) -> dict[str, Any]:
    """``Meta`` of a query that Redox hands on: as it came, completed as on pushes (assumed).

    Args:
        given: the asker's ``Meta``; what it says and Redox does not decide stays.
        ours: the ``Meta`` of the answer, whose destinations and logs are the same.
        source: id and name of whoever asks.
        at: the moment, where the query names none.
        test: whether it counts as test traffic, where the query does not say.
    """
    decided = {name: value for name, value in ours.items() if name not in ("Source", "EventType")}
    return {
        "DataModel": ours["DataModel"],
        "EventType": given["EventType"],
        "EventDateTime": given.get("EventDateTime") or iso(at),
        "Test": given.get("Test", test),
        "Source": dict(source),
        **decided,
        "FacilityCode": None,
        **{name: value for name, value in given.items() if name not in (*decided, *_SET)},
    }


_SET = ("EventType", "EventDateTime", "Test", "Source")


def legacy_ids(ids: Ids, settings: LiveSettings) -> Mapping[str, Any]:
    """The retired ``Message`` and ``Transmission`` of ``Meta``, if they are switched on."""
    if not settings.now.legacy_ids:
        return {}
    return {
        name: {"ID": ids.number(f"legacy:{name}", 1_000_000, 999_999_999)}
        for name in ("Message", "Transmission")
    }
