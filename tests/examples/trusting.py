"""Clients that trust the CA of ``mock-redox serve --tls`` by an argument: docs/tls.md."""

import ssl

import httpx
import requests


def with_requests(url, form, ca):
    return requests.post(url, data=form, verify=ca, timeout=10).json()


def with_httpx(url, form, ca):
    context = ssl.create_default_context()
    context.load_verify_locations(ca)  # besides the usual CAs
    return httpx.post(url, data=form, verify=context).json()
