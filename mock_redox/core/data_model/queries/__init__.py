"""Answers to queries for destinations that the mock speaks for itself.

What the people's visits are told of, and what messages wrote, stands on shelves (``shelves``); a
row a query says which shelf is asked, by what, and how the answer is written (``table``).
"""

from mock_redox.core.data_model.queries.answering import Queries
from mock_redox.core.data_model.queries.unanswerable import Unanswerable

__all__ = ["Queries", "Unanswerable"]
