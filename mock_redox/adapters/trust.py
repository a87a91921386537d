"""Whose certificate is good when the mock sends over https."""

import ssl

import certifi
from urllib3.util.ssl_ import create_urllib3_context

from mock_redox.core.ports import Reach


class BadBundle(Exception):
    """The file of CAs can't be used."""


def context(reach: Reach) -> ssl.SSLContext:
    """TLS 1.2 or later (webhooks.md 6.3), with the usual CAs and the one given.

    Raises:
        BadBundle: ``tls_ca`` can't be read, or holds no certificate.
    """
    made = create_urllib3_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if reach.tls_insecure:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        return made
    made.verify_mode = ssl.CERT_REQUIRED
    made.load_verify_locations(certifi.where())
    if reach.tls_ca is not None:
        try:
            made.load_verify_locations(reach.tls_ca)
        except OSError as wrong:  # an SSLError is one, too
            raise BadBundle(f"the setting tls_ca names {reach.tls_ca!r}: {wrong}") from None
    return made
