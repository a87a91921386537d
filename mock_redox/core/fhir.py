"""The FHIR API's own way to say no."""


def outcome(code: str, text: str) -> dict[str, object]:
    """An OperationOutcome of one issue (auth.md 4.2, assumed).

    Args:
        code: FHIR's issue type, such as ``login``.
        text: for a person.
    """
    issue = {"severity": "error", "code": code, "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
