"""Sound receivers of differing style. Each passes every rule, with no more said than URL and token.

The styles are those of receivers that run today, as far as they are public: where the token is
looked for, how a challenge is answered, what a refusal looks like, when a message is processed.
"""

from ..base import Endpoint
from .particular import (
    AsksADatabase,
    AsksForARest,
    IsSlow,
    IsThereForAppointments,
    IsThereForRegistrations,
    ReadsIntoTypes,
    RefusesWhatItDoesNotKnow,
    WritesManyRows,
)
from .styles import (
    AnswersInHtml,
    AnswersInJson,
    DemandsItsHeader,
    GoesByTheHeader,
    IsDiscreet,
    Lambda,
    ReadsTheBearerOnly,
    SaysYesAndDiscards,
    TakesEitherHeader,
    VerifiesByGetOnly,
    WantsBothHeaders,
)
from .workers import HasAWorker, KeepsFirstAndReadsLater, LooksAtTheTokenInItsWorker

IN_ONE_FILE = (
    Endpoint, AnswersInJson, GoesByTheHeader, VerifiesByGetOnly, ReadsTheBearerOnly,
    WantsBothHeaders, TakesEitherHeader, SaysYesAndDiscards, IsDiscreet, AnswersInHtml, HasAWorker,
    KeepsFirstAndReadsLater, LooksAtTheTokenInItsWorker, IsThereForRegistrations,
    IsThereForAppointments, WritesManyRows, AsksADatabase, IsSlow, RefusesWhatItDoesNotKnow,
    AsksForARest, Lambda, ReadsIntoTypes, DemandsItsHeader,
)  # fmt: skip

SEEN_WITH_A_PROBE_ONLY = (IsDiscreet, LooksAtTheTokenInItsWorker)
"""To somebody outside they look as if they took every token; one rule says so."""
