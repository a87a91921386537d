"""The Data Model API: messages and queries by ``Meta.DataModel`` and ``Meta.EventType``."""
