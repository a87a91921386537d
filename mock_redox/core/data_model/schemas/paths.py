"""Paths of fields in short notation: ``Patient.{pat, PCP.{NPI, ID}}; Visit.*``."""

from collections.abc import Iterator

PATIENT = "{Identifiers[].{ID, IDType}, Demographics.{FirstName, LastName, DOB, Sex}}"
"""What ``pat`` stands for: what is known of nearly every patient."""


def long(text: str) -> Iterator[str]:
    """Each path in full; ``*`` at the end of one stays."""
    for each in _cut(text, ";,"):
        head, brace, rest = each.partition("{")
        if head.endswith("pat") and head.rpartition(".")[2] == "pat":
            yield from long(head[:-3] + PATIENT)
        elif not brace:
            yield each
        else:
            yield from (head + inner for inner in long(rest.removesuffix("}")))


def _cut(text: str, marks: str) -> list[str]:
    """Cut at the marks that stand in no brace."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if letter in marks and not depth:
            found.append("")
        else:
            found[-1] += letter
    return [each.strip() for each in found if each.strip()]
