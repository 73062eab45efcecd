#!/usr/bin/env python3
"""Records what DRF's XML parser (djangorestframework-xml over expat) makes of documents, most of them broken.

    ~/.cache/oracle/venv/bin/python conformance/scripts/record_xml.py > crates/koroc-http/tests/xml/documents.json

A case is [document, data or null, what is wrong or null]; a byte of a document that is no UTF-8 stands as U+F700 and its number. Documents with a type of their
own are left out: DRF reads some of them, Koroc none.
"""
import io, json, random

import django
from django.conf import settings

settings.configure()
django.setup()
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework_xml.parsers import XMLParser

WHOLE = [
    '<?xml version="1.0" encoding="utf-8"?>\n<root><slug>xml</slug><name>XML skill</name></root>',
    "<root a=\"1\" b='2'><x:y xmlns:x=\"urn:x\" x:z=\"q&amp;r\">t&lt;&#65;&#x41;</x:y><!-- c --><?pi data?><![CDATA[<i>]]></root>\n",
    '<a>\n <b>1</b>\r\n <c d = "e" />\n</a><!-- end -->\n',
    '<r xmlns="u"><ä ö="ü">é€</ä><list-item>1</list-item></r>',
    "<root><list-item>1</list-item><list-item><b/></list-item></root>",
    "<a>x ]] y</a>",
    '<?xml version="1.0" standalone="yes"?><a/>',
]
WORDS = (
    "< > & \" ' / ]]> <! <!-- -- --> <? ?> <![CDATA[ ]] &nbsp; &#0; &#xD800; &amp; &# &x = a 1 : ; <p:q/> </a> <b> { } [ ] ( ) % # | , * + ? ! . - text &lt".split()
    + [" ", "\n", "\r", "\t", "\0", "\x01", "\udcff", "\udce2\udc82", "é", "\ufffe", "😀", ' a="1" a="2"', ' xmlns:p="u" ', 'xmlns:p=""', '<?xml version="1.0"?>', "<?XML ?>"]
    + ['standalone="no"', 'xml:lang="x"', ' xmlns:xml="u"', ' xmlns:xmlns="u"', '<a b="&c;"/>', '<a b="&#0;"/>', '<p:a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>']
)
CHOSEN = ["", " ", "text", "text here", '{"a": 1}', "[1]", "a=b", "key: value", "<a>", "<a></b>", "<a/><b/>", "<a/>tail", "<a b></a>", "<a>&nbsp;</a>", "<p:a/>", "<a b=1/>", "<a>\r", "<a>]"]
CHOSEN += ["<a><![CDATA[x]]", "<a><![CDATA[x]", "<a><![CDATA[x\r", "<a>1</a", '<a b="1" b="2"/>', "<a>\n<b>\n</a>", " <?xml version='1.0'?><a/>", "<a><?xml version='1.0'?></a>", "<a>]]></a>", "<1/>", "< a/>"]


def changed(chance, document):
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at, length = chance.randrange(len(document) + 1), chance.randrange(1, 8)
        document = chance.choice([
            document[:at],
            document[:at] + chance.choice(WORDS) + document[at:],
            document[:at] + document[at + length:],
            document[:at] + chance.choice(WORDS) + document[at + 1:],
            document[at:at + length] + document,
            document[:at] + document[at:at + length] + document[at:],
        ])
    return document


def case(document):
    try:
        data = XMLParser().parse(io.BytesIO(document.encode("utf-8", "surrogateescape")))
        return [json.loads(JSONRenderer().render(data) or "null"), None]
    except ParseError as refusal:
        return [None, str(refusal.detail)]


def main():
    chance = random.Random(7)
    documents = dict.fromkeys(WHOLE + CHOSEN + [changed(chance, chance.choice(WHOLE)) for _ in range(900)])
    rows = []
    for document in documents:
        # Python guesses UTF-16 from a NUL at the beginning.
        if "<!DOCTYPE" in document or document.startswith("\0"):
            continue
        shown = "".join(chr(ord(c) - 0xDC00 + 0xF700) if 0xDC80 <= ord(c) <= 0xDCFF else c for c in document)
        rows.append(json.dumps([shown, *case(document)], ensure_ascii=True))
    print("[\n" + ",\n".join(rows) + "\n]")


main()
