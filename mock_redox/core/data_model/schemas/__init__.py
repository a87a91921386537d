"""What each event of the data models holds: a text file a model, one field a line.

Source: data-models.md 7 and 8 (Redox's JSON Schemas of 2023 and its list of fields). A field that
Redox adds is one line in one of these files; validation, JSON Schemas, the checks of answers and
the documentation follow. How the files are written is said at the top of ``shared.txt``.
"""

from mock_redox.core.data_model.schemas.library import all_schemas, models, named, schema_of
from mock_redox.core.data_model.schemas.model import EventSchema, Field, ValueSet

__all__ = ["EventSchema", "Field", "ValueSet", "all_schemas", "models", "named", "schema_of"]
