"""The synthetic people, loaded when first needed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_redox.core.late import late
from mock_redox.core.ports import Samples

if TYPE_CHECKING:
    from mock_redox.core.plots import Plot, Scene


class LateSamples:
    """Stands for the samples of a seed until somebody asks for one."""

    def __init__(self, seed: int, locale: str = "en_US") -> None:
        self._seed = seed
        self._locale = locale

    @late
    def _real(self) -> Samples:
        from mock_redox.synthetic.samples import SyntheticSamples

        return SyntheticSamples(self._seed, self._locale)

    def patients(self) -> Sequence[Mapping[str, Any]]:
        return self._real.patients()

    def events(self) -> Sequence[str]:
        return self._real.events()

    def message(self, event: str, at: datetime, patient: str | None = None) -> dict[str, Any]:
        return self._real.message(event, at, patient)

    def plots(self) -> "Sequence[Plot]":
        return self._real.plots()

    def story(
        self, name: str, at: datetime, patients: int | None = None, patient: str | None = None
    ) -> "Sequence[Scene]":
        return self._real.story(name, at, patients, patient)

    def told(
        self, event: str, around: datetime, ids: Collection[str] | None = None
    ) -> Iterable[Mapping[str, Any]]:
        return self._real.told(event, around, ids)

    def terms(self) -> Sequence[Mapping[str, str]]:
        return self._real.terms()

    def rewind(self) -> None:
        self.__dict__.pop("_real", None)
