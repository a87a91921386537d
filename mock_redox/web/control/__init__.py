"""``/__mock__/``: everything the mock can do, over HTTP, for every language."""

from mock_redox.web.control.blueprint import blueprint

__all__ = ["blueprint"]
