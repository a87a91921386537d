"""What Redox asks of your code, as tests: of your receiver, and of your client.

Imports nothing of the mock: fixtures hand the tests a Redox and the system under test.
"""
