"""``/__mock__/``: a page on which one sees what happens, and makes things happen."""

from mock_redox.web.page.blueprint import blueprint

__all__ = ["blueprint"]
