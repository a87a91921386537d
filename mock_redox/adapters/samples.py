"""The synthetic people, loaded when first needed: Faker costs a quarter of a second to import."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from mock_redox.core.ports import Samples


class LateSamples:
    """Stands for the samples of a seed until somebody asks for one."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @cached_property
    def _real(self) -> Samples:
        from mock_redox.synthetic.data_models import SyntheticSamples

        return SyntheticSamples(self._seed)

    def patients(self) -> Sequence[Mapping[str, Any]]:
        return self._real.patients()

    def events(self) -> Sequence[str]:
        return self._real.events()

    def message(self, event: str, at: datetime) -> dict[str, Any]:
        return self._real.message(event, at)

    def rewind(self) -> None:
        self.__dict__.pop("_real", None)
