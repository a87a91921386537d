"""Secrets are found wherever clients put them."""

import pytest

from mock_redox.core.incidents.names import Names
from mock_redox.core.incidents.texts import Texts

JWT = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ('{"secret": "hunter2"}', '{"secret": "{{secret 1}}"}'),
        ('{"secret":"a\\"b"}', '{"secret":"{{secret 1|json}}"}'),
        ('{"secret": 1234}', '{"secret": {{secret 1}}}'),
        ('{"secret": null, "a": 1}', '{"secret": null, "a": 1}'),
        ('{"secret": ["hunter2", "x"]}', '{"secret": ["{{secret 1}}", "{{secret 2}}"]}'),
        ('{"Secret": {"a": "hunter2"}}', '{"Secret": {"{{secret 1}}": "{{secret 2}}"}}'),
        ('{"a": "{\\"secret\\": \\"hunter2\\"}"}', '{"a": "{\\"secret\\": \\"{{secret 1|json}}"}'),
        ('{"secret": "cut of', '{"secret": "{{secret 1}}'),
        ("a=b&secret=hunter2&c=d", "a=b&secret={{secret 1}}&c=d"),
        ("secret=a%2Cb,c]'&c=d", "secret={{secret 1}}&c=d"),
        ("secret=a+b%26", "secret={{secret 1|form}}"),
        ("secret=&c=d", "secret=&c=d"),
        ("secret=undefined", "secret=undefined"),
        ("my password: hunter2, you see", "my password: {{secret 1}}, you see"),
        (f"see {JWT}!", "see {{assertion 1}}!"),
        (f'"{JWT}"', '"{{assertion 1}}"'),
        ("eyJ-not.a.jwt", "{{secret 1}}"),
        ("https://me:hunter2@here/", "https://{{secret 1}}@here/"),
        ('{"ssn": "101-01-0001", "secretary": 1}', '{"ssn": "101-01-0001", "secretary": 1}'),
        ("<a><password>hunter2</password></a>", "<a><password>{{secret 1}}</password></a>"),
        ("form-data; name=secret\n\nhunter2\n--x", "form-data; name=secret\n\n{{secret 1}}\n--x"),
        ("a -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY----- b", "a {{secret 1}} b"),
    ],
)  # fmt: skip
def test_a_secret_in_a_text(text, hidden):
    texts = Texts(Names())
    texts.find(text, "assertion")

    assert texts.hide(text) == hidden
    assert texts.names.fill(hidden, str) == text


@pytest.mark.parametrize(
    ("header", "hidden"),
    [
        (("Authorization", "Bearer hunter2"), "Bearer {{secret 1}}"),
        (("authorization", "bearer  hunter2"), "bearer  {{secret 1}}"),
        (("authorization", "Bearer Bearer hunter2"), "Bearer Bearer {{secret 1}}"),
        (("authorization", "hunter2"), "{{secret 1}}"),
        (("authorization", "Basic aHVudGVy"), "Basic {{secret 1}}"),
        (("authorization", "Hunt hunter2"), "{{secret 1}} {{secret 2}}"),
        (("authorization", 'Bearer "hunter2"'), 'Bearer "{{secret 1}}"'),
        (("authorization", "Bearer undefined"), "Bearer undefined"),
        (("authorization", "Bearer"), "Bearer"),
        (("cookie", "a=b; c=d"), "{{secret 1}}"),
        (("x-api-key", "hunter2"), "{{secret 1}}"),
        (("X-Auth-Token", "hunter2"), "{{secret 1}}"),
        (("x-other", "secret=hunter2"), "secret={{secret 1}}"),
        (("user-agent", "hunter2"), "hunter2"),
    ],
)
def test_a_secret_in_a_header(header, hidden):
    texts = Texts(Names())
    texts.find_headers((header,), lambda word: texts.names.give("secret", word) and None)

    assert texts.header(*header) == hidden
    assert texts.names.fill(hidden, str) == header[1]
