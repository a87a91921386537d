"""What is worked out of a query itself: advice on orders, and what codes and texts mean."""

from collections.abc import Iterable, Mapping

from mock_redox.core.data_model.queries.asking import Asking
from mock_redox.core.data_model.queries.forms import Made
from mock_redox.core.data_model.queries.piles import Entry
from mock_redox.core.data_model.queries.reaching import Body, first, plain, reach
from mock_redox.core.data_model.queries.unanswerable import nothing, refused

_VENDOR = "mock"


def advised(asking: Asking, found: list[Entry], into: str) -> Made:
    """A warning for each drug that the patient takes already, or is allergic to."""
    taken, allergies = (
        {plain(each) for entry in found for each in reach(entry, path)}
        for path in ("Medication.Product.Code", "Patient.Allergies.Substance.Code")
    )
    warnings = [
        (order, code, text)
        for order in reach(asking.body, "UnsignedMedicationOrders")
        for codes, code, text in (
            (taken, "duplicate-therapy", "is already prescribed"),
            (allergies, "allergy", "is on the list of allergies"),
        )
        if plain(first(order, "Product.Code")) in codes - {""}
    ]
    session = asking.new_id() if warnings else ""
    return {into: asking.shown(into, [_advisory(session, *each) for each in warnings])}


def _advisory(session: str, order: Body, code: str, text: str) -> Made:
    name = plain(first(order, "Product.Name")) or plain(first(order, "Product.Code"))
    titled = [{**each, "Title": name} for each in reach(order, "Identifiers")
              if isinstance(each, Mapping)]  # fmt: skip
    kind = {"Code": code, "Codeset": "Internal", "Description": text}
    return {
        "ShowAlert": True, "Session": session, "Description": f"{name} {text}.",
        "RemovableUnsignedOrders": titled, "AdditionalInfo": [{"DecisionSupport": kind}],
    }  # fmt: skip


def read_text(asking: Asking, found: list[Entry], into: str) -> Made:
    """Every term that stands in the text; a task is what was asked before.

    Raises:
        Unanswerable: there is no text, or no such task.
    """
    task, text = first(asking.body, "Task.ID"), first(asking.body, "Text.Contents")
    if not isinstance(text, str) or not text:
        if not task:
            raise refused("query.too_little", "neither Text.Contents nor Task.ID",
                          "a text, or the task of an earlier answer", "add one")  # fmt: skip
        text = next((first(each, "Text.Contents") for each in found), None)
        if text is None:
            raise nothing(asking.event.name, "the Transaction.Task.ID of an earlier answer")
    transaction = {"VendorID": _VENDOR, "ID": asking.new_id(),
                   "Task": {"ID": task, "Status": "Success"}}  # fmt: skip
    return {"Transaction": transaction, into: list(_terms(text, asking.samples.terms()))}


def _terms(text: str, terms: Iterable[Mapping[str, str]]) -> Iterable[Made]:
    """In the order of the list; letters of any case."""
    lower = text.lower()
    for each in terms:
        at = lower.find(each["Name"].lower())
        if at < 0:
            continue
        end = at + len(each["Name"])
        yield {
            "Text": {"Contents": text[at:end], "Position": {"BeginOffset": at, "EndOffset": end}},
            "Category": {"Name": each["Category"], "CertaintyScore": 1},
            "Concept": {"Code": each["Code"], "Codeset": each["Codeset"],
                        "Description": each["Name"], "CertaintyScore": 1},
        }  # fmt: skip


def normalized(asking: Asking, found: list[Entry], into: str) -> Made:
    """Each entry by its code, else by its description."""
    terms = asking.samples.terms()
    made = [_normal(asking, each, terms) for each in reach(asking.body, into)]
    return {into: asking.shown(into, made)}


def _normal(asking: Asking, entry: Body, terms: Iterable[Mapping[str, str]]) -> Made:
    told = {"Category": first(entry, "Category"), "Submitted": entry,
            "Transaction": {"VendorID": _VENDOR, "ID": asking.new_id()}}  # fmt: skip
    term = next((each for each in terms if _means(entry, each)), None)
    if term is None:
        error = {"Code": "not-found", "Message": "No code of the mock's lists matches"}
        return {**told, "Status": "Error", "Error": error}
    code = {"Code": term["Code"], "MatchPriority": "1", "Variants": [{"Title": term["Name"]}]}
    return {
        **told, "Status": "Success", "Normalization": [{
            "LexicalReference": {"Code": term["Code"], "Name": term["Name"]},
            "Score": {"Value": 1, "Description": "Exact"},
            "Matches": [{"Codeset": term["Codeset"], "Status": "Matched", "Codes": [code]}],
        }],
    }  # fmt: skip


def _means(entry: Body, term: Mapping[str, str]) -> bool:
    code, codeset, text = (plain(first(entry, n)) for n in ("Code", "Codeset", "Description"))
    if code:
        return code == term["Code"] and codeset in ("", term["Codeset"])
    return text.lower() == term["Name"].lower()
