"""Parts of ``Meta`` that messages in both directions share."""

from collections.abc import Mapping
from typing import Any

from mock_redox.core.ids import Ids
from mock_redox.core.settings import LiveSettings


def legacy_ids(ids: Ids, settings: LiveSettings) -> Mapping[str, Any]:
    """The retired ``Message`` and ``Transmission`` of ``Meta``, if they are switched on."""
    if not settings.now.legacy_ids:
        return {}
    return {
        name: {"ID": ids.number(f"legacy:{name}", 1_000_000, 999_999_999)}
        for name in ("Message", "Transmission")
    }
