"""A run as a file: JUnit, JSON, HTML or SARIF."""

from collections.abc import Callable
from pathlib import Path

from mock_redox.adapters.contracting.reports import document, junit, page, sarif
from mock_redox.adapters.contracting.results import Report
from mock_redox.core.errors import Misuse

WRITERS: dict[str, Callable[[Report], str]] = {
    "junit": junit.text,
    "json": document.text,
    "html": page.text,
    "sarif": sarif.text,
}


def write(report: Report, form: str, path: Path) -> None:
    """Write it; what was there is replaced.

    Raises:
        Misuse: the file can't be written.
    """
    try:
        path.write_text(WRITERS[form](report), encoding="utf-8")
    except OSError as wrong:
        raise Misuse(f"the report {path} can't be written: {wrong.strerror}") from None
