"""How Redox calls the user's system: destinations, their verification, and pushes."""
