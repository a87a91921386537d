"""Sign-ons: Redox hands a person over to the user's application (webhooks.md 6.4)."""
