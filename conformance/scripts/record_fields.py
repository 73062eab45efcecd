#!/usr/bin/env python3
"""Records what Django REST framework makes of inputs, in the form that `conformance fields` reads.

    ~/.cache/oracle/venv/bin/python conformance/scripts/record_fields.py table        > conformance/vectors/fields_3_18_3.json
    ~/.cache/oracle/venv/bin/python conformance/scripts/record_fields.py random 7 200 > /tmp/random.json   (seed, shapes)

`table`: every argument of every field, custom messages with their placeholders, nested serializers, lists of them, forms. `random`: serializers nobody
chose. A case is {input | form, partial?, value | accepted | errors, codes}; a form is a list of pairs. Values that JSON lacks are written as in drf_fields.json.
"""
import datetime, decimal, json, random, sys
from urllib.parse import urlencode

import django
from django.conf import settings

settings.configure(USE_TZ=True, TIME_ZONE="UTC", INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"])
django.setup()
from django.http import QueryDict
from rest_framework import VERSION, exceptions, serializers
from rest_framework.renderers import JSONRenderer


def value(definition):
    """A value of a definition, tagged where JSON lacks it."""
    if isinstance(definition, dict) and "$decimal" in definition:
        return decimal.Decimal(definition["$decimal"])
    if isinstance(definition, dict) and "$duration" in definition:
        return datetime.timedelta(seconds=definition["$duration"])
    if isinstance(definition, dict) and "$timezone" in definition:
        return datetime.timezone.utc
    return definition


def field(definition):
    arguments = {key: value(argument) for key, argument in definition.items() if key not in ("type", "fields")}
    name = definition["type"]
    if name == "Serializer":
        members = {key: field(inner) for key, inner in definition["fields"]}
        return type("Recorded", (serializers.Serializer,), members)(**arguments)
    if "child" in arguments:
        arguments["child"] = field(arguments["child"])
    return getattr(serializers, name)(**arguments)


def plain(data):
    """As it is on the wire; null is rendered as nothing."""
    return json.loads(JSONRenderer().render(data) or "null")


def case(definition, sent, partial=False):
    """What DRF answers; None where it fails, or names one of its classes."""
    found = {"form": sent[1]} if isinstance(sent, tuple) else {"input": sent}
    data = QueryDict(urlencode(sent[1])) if isinstance(sent, tuple) else sent
    if partial:
        found["partial"] = True
    made = field(definition)
    made.partial = partial
    try:
        validated = made.run_validation(data)
    except (exceptions.ValidationError, serializers.DjangoValidationError) as refusal:
        error = refusal if isinstance(refusal, exceptions.ValidationError) else exceptions.ValidationError(serializers.get_error_detail(refusal))
        if "<MultiValueDict" in str(error.detail):
            return None
        return {**found, "errors": plain(error.detail), "codes": plain(error.get_codes())}
    except Exception:
        return None
    # What is left out of a partial input is shown as of a whole one.
    made.partial = False
    try:
        return {**found, "value": plain(None if validated is None else made.to_representation(validated))}
    except KeyError:
        # A required member is not there: its input was partial, or an empty part of a form.
        return {**found, "accepted": True}
    except Exception:
        return None


def entry(name, definition, inputs, partial=False):
    cases = [case(definition, sent, partial) for sent in inputs]
    return {"name": name, "field": definition, "cases": [each for each in cases if each]}


# What single fields are asked.
AWKWARD = [
    None, True, False, 0, 1, -1, 2, 10, 11, 1.0, 1.5, 99.995, -0.0, 1e300, 2147483648, 9223372036854775808, "", " ", "  abc  ", "abc", "a b", "é", "abc\n", "a\0b", "0", "1", "1.0",
    "1.50", "-1.005", "1e3", "١٢", "1_000", "true", "NULL", "null", "nan", "Infinity", "-inf", "2001-01-01", "2001-1-1", "20010101", "2001-02-30", "01/02/2001",
    "2001-01-01T12:30", "2001-01-01 12:30:45.123456", "2001-01-01T12:30:45Z", "2001-01-01T12:30:45+05:30", "2001-01-01T12:30:45-0830", "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00", "13:00", "13:00:30.5", "1:05PM", "24:00", "1 02:03:04", "P1DT2H3.5S", "-P1D", "999999999 23:59:59", "1000000000 00:00:00", "5 days, 3:00", "86400",
    "a@b.co", "http://a.co/", "127.0.0.1", "::1", "::ffff:1.2.3.4", "550e8400-e29b-41d4-a716-446655440000", "poor", "good", "medium", [], ["poor"], ["poor", "poor", "good"], ["poor", 1], [1, 2],
    ["1", "x"], [None], [[1], ["x"]], [""], {}, {"a": 1}, {"a": "poor", "b": None}, {"a": ["1"]}, "[1, 2]", '{"a": 1}', "{",
]

# What Python's own dialects of dates and of regular expressions make of text.
DIALECTS = {
    "date weeks": ({"type": "DateField", "input_formats": ["%Y %U %w", "%Y/%W/%a", "%G-W%V-%u", "%G %V", "%j %G", "%x"], "format": "%G %V %u | %Y %U %W %w"},
                   ["2001 00 1", "2001 01 0", "2001 53 6", "2001 54 1", "2024/00/mon", "2024/01/Sun", "2024/53/Tue", "2020-W53-7", "2021-W53-1", "2009-W01-1", "2009-W1-0", "2020 10", "12 2020",
                    "02/29/00", "2/3/69", "13/01/00", "1999 52 6", "0001 00 0", "9999 53 6"]),
    "datetime locale": ({"type": "DateTimeField", "input_formats": ["%c", "%x %X", "%Y-%m-%d %H %Z"], "format": "%c %x %X %Z %%"},
                        ["Mon Jan  1 10:00:00 2001", "mon jan 01 1:2:3 2001", "Tue Feb 30 10:00:00 2001", "01/02/03 04:05:06", "2001-01-01 10 UTC", "2001-01-01 10 gmt", "2001-01-01 10 CET"]),
    "time locale": ({"type": "TimeField", "input_formats": ["%X", "%I %p"], "format": "%X|%c|%x|%U|%Z"}, ["10:11:12", "1 pm", "13 pm", "24:00:00"]),
    "duration seconds": ({"type": "DurationField", "format": None}, [0, 1.5, -1, "1 02:03:04.000005", "P1W", "999999999 00:00:00", "-0.1"]),
    "regex braces": ({"type": "RegexField", "regex": r"^(a{,2}b{,}|c{d|e{}|f{1,2,3}|g{2})$"}, ["b", "aab", "aaab", "bbb", "c{d", "e{}", "f{1,2,3}", "gg", "g", ""]),
    "regex octal": ({"type": "RegexField", "regex": r"^\101\x42[\b\07]\0?$"}, ["AB\b", "AB\a", "ABb", "AB\b\0"]),
}
LONG = ["x" * 1001, "9" * 1000, "9" * 1001]
CHOICES = ["poor", "medium", "good"]
GROUPS = [["Low", [["poor", "Poor"], [1, "One"]]], ["good", "Good"]]
OWN = {"required": "Wanted.", "null": "No null.", "invalid": "Wrong."}


def messages(**more):
    return {**OWN, **more}


FIELDS = {
    "boolean messages": {"type": "BooleanField", "error_messages": messages(invalid="{input} is no answer.")},
    "char messages": {"type": "CharField", "max_length": 3, "min_length": 2,
                      "error_messages": messages(blank="Say something.", max_length="At most {max_length}.", min_length="At least {min_length}.")},
    "char notrim blank null": {"type": "CharField", "trim_whitespace": False, "allow_blank": True, "allow_null": True, "max_length": 3},
    "email messages": {"type": "EmailField", "error_messages": OWN, "max_length": 5},
    "regex messages": {"type": "RegexField", "regex": "^[a-z]{2}$", "error_messages": OWN},
    "slug messages": {"type": "SlugField", "error_messages": OWN},
    "slug unicode messages": {"type": "SlugField", "allow_unicode": True, "error_messages": messages(invalid_unicode="No slug.")},
    "url messages": {"type": "URLField", "error_messages": OWN, "min_length": 15},
    "uuid messages": {"type": "UUIDField", "error_messages": messages(invalid="{value} is none.")},
    "uuid int": {"type": "UUIDField", "format": "int"},
    "uuid urn null": {"type": "UUIDField", "format": "urn", "allow_null": True},
    "ip messages": {"type": "IPAddressField", "error_messages": OWN},
    "ip4 messages": {"type": "IPAddressField", "protocol": "IPv4", "error_messages": OWN, "max_length": 8},
    "ip6 blank": {"type": "IPAddressField", "protocol": "ipv6", "allow_blank": True, "min_length": 4},
    "integer messages": {"type": "IntegerField", "min_value": 0, "max_value": 10,
                         "error_messages": messages(max_value="Up to {max_value}.", min_value="From {min_value}.", max_string_length="Too long.")},
    "integer min": {"type": "IntegerField", "min_value": 2, "allow_null": True},
    "big messages": {"type": "BigIntegerField", "coerce_to_string": True, "error_messages": OWN},
    "float messages": {"type": "FloatField", "min_value": 0.5, "max_value": 99.5,
                       "error_messages": messages(max_value="Up to {max_value}.", min_value="From {min_value}.", overflow="Far too large.", max_string_length="Too long.")},
    "decimal messages": {"type": "DecimalField", "max_digits": 4, "decimal_places": 2, "min_value": {"$decimal": "0.5"}, "max_value": 20,
                         "error_messages": messages(max_value="Up to {max_value}.", min_value="From {min_value}.", max_digits="{max_digits} digits.",
                                                    max_decimal_places="{max_decimal_places} places.", max_whole_digits="{max_whole_digits} before.")},
    "decimal places": {"type": "DecimalField", "max_digits": None, "decimal_places": 3},
    "decimal normalized": {"type": "DecimalField", "max_digits": 8, "decimal_places": None, "normalize_output": True},
    "decimal normalized number": {"type": "DecimalField", "max_digits": 8, "decimal_places": 3, "normalize_output": True, "coerce_to_string": False},
    "date messages": {"type": "DateField", "input_formats": ["%d/%m/%Y", "iso-8601"], "error_messages": messages(invalid="As {format}, please.")},
    "date format": {"type": "DateField", "format": "%a %d. %b %Y (%j)"},
    "time messages": {"type": "TimeField", "input_formats": ["%I:%M%p"], "error_messages": messages(invalid="As {format}, please.")},
    "time format": {"type": "TimeField", "format": "%H.%M.%S,%f", "allow_null": True},
    "datetime messages": {"type": "DateTimeField", "error_messages": messages(invalid="As {format}, please.", overflow="Out of time.")},
    "datetime utc": {"type": "DateTimeField", "default_timezone": {"$timezone": "UTC"}, "format": "%d.%m.%y %H:%M %z"},
    "datetime formats": {"type": "DateTimeField", "input_formats": ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z"], "allow_null": True},
    "duration messages": {"type": "DurationField", "min_value": {"$duration": 60.5}, "max_value": {"$duration": 90061.0}, "format": "iso-8601",
                          "error_messages": messages(invalid="As {format}.", max_value="Up to {max_value}.", min_value="From {min_value}.", overflow="{min_days} to {max_days}.")},
    "duration": {"type": "DurationField", "allow_null": True},
    "choice messages": {"type": "ChoiceField", "choices": CHOICES, "error_messages": messages(invalid_choice="{input} was not offered.")},
    "choice groups": {"type": "ChoiceField", "choices": GROUPS, "allow_blank": True, "allow_null": True},
    "choice kinds": {"type": "ChoiceField", "choices": [[0, "Zero"], ["1", "One"], [2, "Two"]]},
    "several messages": {"type": "MultipleChoiceField", "choices": CHOICES, "allow_empty": False,
                         "error_messages": messages(invalid_choice="{input} was not offered.", not_a_list="{input_type} is no list.", empty="Pick one.")},
    "several groups": {"type": "MultipleChoiceField", "choices": GROUPS, "allow_blank": True, "allow_null": True},
    "file messages": {"type": "FileField", "error_messages": OWN},
    "list messages": {"type": "ListField", "child": {"type": "IntegerField", "max_value": 1}, "allow_empty": False, "min_length": 2, "max_length": 2,
                      "error_messages": messages(not_a_list="{input_type} is no list.", empty="Pick one.", min_length="At least {min_length}.", max_length="At most {max_length}.")},
    "list of choices": {"type": "ListField", "child": {"type": "ChoiceField", "choices": GROUPS, "allow_null": True}},
    "list of several": {"type": "ListField", "child": {"type": "MultipleChoiceField", "choices": [1, "x"]}, "allow_null": True},
    "list of dates": {"type": "ListField", "child": {"type": "DateField", "format": "%d/%m"}, "max_length": 3},
    "list of booleans": {"type": "ListField", "child": {"type": "BooleanField", "allow_null": True}},
    "list of decimals": {"type": "ListField", "child": {"type": "DecimalField", "max_digits": 3, "decimal_places": 1, "allow_null": True}},
    "list of dicts": {"type": "ListField", "child": {"type": "DictField", "child": {"type": "IntegerField"}, "allow_empty": False}},
    "list of json": {"type": "ListField", "child": {"type": "JSONField", "allow_null": True}},
    "list of blanks": {"type": "ListField", "child": {"type": "CharField", "allow_blank": True}},
    "dict messages": {"type": "DictField", "allow_empty": False, "child": {"type": "CharField", "max_length": 3}, "error_messages": messages(not_a_dict="{input_type} is no object.", empty="Say something.")},
    "dict of lists": {"type": "DictField", "child": {"type": "ListField", "child": {"type": "IntegerField"}}, "allow_null": True},
    "dict of dicts": {"type": "DictField", "child": {"type": "DictField"}},
    "hstore": {"type": "HStoreField", "allow_empty": False},
    "json messages": {"type": "JSONField", "error_messages": OWN},
    "json binary": {"type": "JSONField", "binary": True, "allow_null": True, "error_messages": OWN},
}


def serializer(*members, **arguments):
    return {"type": "Serializer", "fields": [list(member) for member in members], **arguments}


TEXT = {"type": "CharField", "max_length": 5}
WHOLE = {"type": "IntegerField", "min_value": 1}


def optional(definition, **more):
    return {**definition, "required": False, **more}


ADDRESS = serializer(("city", TEXT), ("zip", optional(WHOLE)))
ORDER = serializer(
    ("name", TEXT), ("note", optional(TEXT, allow_blank=True)), ("nick", optional(TEXT, allow_null=True)), ("stars", {"type": "IntegerField", "default": 3}),
    ("urgent", {"type": "BooleanField"}), ("maybe", optional({"type": "BooleanField", "allow_null": True})), ("day", optional({"type": "DateField", "allow_null": True})),
    ("tags", optional({"type": "ListField", "child": TEXT, "max_length": 2})), ("kinds", optional({"type": "MultipleChoiceField", "choices": CHOICES})),
    ("extra", optional({"type": "DictField", "child": WHOLE})), ("data", optional({"type": "JSONField"})), ("shown", {"type": "CharField", "read_only": True, "default": "always"}),
    ("secret", optional(TEXT, write_only=True)), ("hidden", {"type": "HiddenField", "default": 7}),
)
NESTED = serializer(
    ("name", TEXT), ("address", ADDRESS), ("second", {**ADDRESS, "required": False, "allow_null": True}),
    ("lines", {**serializer(("sku", TEXT), ("amount", {"type": "IntegerField", "default": 1}), ("tags", optional({"type": "ListField", "child": TEXT}))), "many": True}),
    ("few", {**ADDRESS, "many": True, "required": False, "allow_empty": False, "min_length": 2, "max_length": 3}),
    ("maybe", {**ADDRESS, "many": True, "required": False, "allow_null": True}),
)
SOURCES = serializer(("name", {**TEXT, "source": "title"}), ("count", {"type": "IntegerField", "source": "number", "required": False}),
                     ("inner", {**serializer(("deep", {**TEXT, "source": "deeper"})), "source": "outer"}))
LINES = [[], None, "x", 5, {}, [None], [1], [{}], [{"sku": "a"}], [{"sku": "a", "amount": 0}, {"sku": "toolong"}, {"sku": "b", "tags": ["x", ""]}], {"0": {"sku": "a"}}]
PLACES = [{}, None, [], "x", 1, True, {"city": "Rome"}, {"city": "toolong", "zip": 0}, {"city": None}, {"city": " ", "zip": None}, {"zip": "1"}, {"city": "a", "zip": "1", "more": 2}]
GOOD = {"name": "a", "address": {"city": "b"}, "lines": []}
ORDER_INPUTS = [
    {}, None, [], "text", 5, True, {"name": "a", "urgent": True}, {"name": "a", "urgent": None}, {"name": "", "urgent": 1, "note": "", "nick": None, "stars": "x"},
    {"name": "a", "urgent": False, "shown": "mine", "secret": "s", "hidden": 1, "maybe": None, "day": None}, {"name": "toolong", "urgent": "maybe", "tags": ["a", "b", "c"], "kinds": ["x"]},
    {"name": "a", "urgent": 0, "tags": "a", "kinds": [], "extra": {"a": 0}, "data": {"any": [1.5, None]}}, {"name": ["a"], "urgent": {}, "stars": None, "day": "x", "extra": [], "secret": "toolong"},
]
ORDER_FORMS = [
    [], [("name", "a")], [("name", "a"), ("name", "b")], [("name", ""), ("note", ""), ("nick", ""), ("stars", ""), ("day", "")], [("name", "a"), ("urgent", "on"), ("maybe", "null")],
    [("name", "a"), ("urgent", "x"), ("tags", "x"), ("tags", "y")], [("name", "a"), ("tags[0]", "x"), ("tags[2]", "z"), ("tags[1]", "y")], [("name", "a"), ("tags[x]", "x"), ("tags[0]a", "x")],
    [("name", "a"), ("kinds", "poor"), ("kinds", "good")], [("name", "a"), ("kinds", "x"), ("extra.a", "1"), ("extra.b", "0")], [("name", "a"), ("extra", ""), ("data", '{"a": 1}')],
    [("name", "a"), ("data", "{")], [("name", "a"), ("data", "")], [("name", "a"), ("shown", "x"), ("hidden", "x"), ("secret", "toolong")], [("name", "a"), ("tags", "")], [("name", "a"), ("extra.", "1")],
]
NESTED_FORMS = [
    [], [("name", "a"), ("address.city", "b"), ("lines[0]sku", "c")], [("name", "a"), ("address.city", "b"), ("address.zip", "0"), ("lines[0]sku", "c"), ("lines[0]amount", "x")],
    [("name", "a"), ("address", "b")], [("address.city", "x"), ("address.city", "y"), ("lines[1]sku", "d"), ("lines[0]sku", "c")], [("name", "a"), ("address.city", ""), ("lines[0]sku", "")],
    [("name", "a"), ("address.city", "b"), ("lines", "x")], [("name", "a"), ("address.city", "b"), ("lines[0]", "x")], [("name", "a"), ("address.city", "b"), ("lines[0]", "x"), ("lines[0]sku", "c")],
    [("name", "a"), ("address.city", "b"), ("lines[0]sku", "c"), ("lines[0]tags", "x"), ("lines[0]tags", "y")], [("name", "a"), ("address.city", "b"), ("lines[0]sku", "c"), ("lines[0]tags[0]", "x")],
    [("name", "a"), ("address.city", "b"), ("lines[0]sku", "c"), ("second.zip", "1")], [("name", "a"), ("address.city", "b"), ("lines[0]sku", "c"), ("few[0]city", "c"), ("maybe[0]zip", "x")],
    [("name", "a"), ("address.city", "b"), ("lines[0]sku", "c"), ("second", "")],
]


def forms(pairs):
    return [("form", each) for each in pairs]


def table():
    long = ("IntegerField", "BigIntegerField", "FloatField", "DecimalField", "CharField", "URLField")
    found = [entry(name, definition, (AWKWARD + LONG * (definition["type"] in long))[3 * (name == "uuid int"):]) for name, definition in FIELDS.items()]
    found += [entry(name, definition, AWKWARD + inputs) for name, (definition, inputs) in DIALECTS.items()]
    nested = ([{**GOOD, key: sent} for key in ("address", "second") for sent in PLACES] + [{**GOOD, key: sent} for key in ("lines",) for sent in LINES]
              + [{**GOOD, key: [sent] * n} for key in ("few", "maybe") for n in (0, 1, 2, 4) for sent in ({"city": "x"}, {"zip": 0})] + [{**GOOD, key: None} for key in ("few", "maybe")])
    for partial in (False, True):
        mark = " partial" if partial else ""
        found.append(entry("order" + mark, ORDER, ORDER_INPUTS + forms(ORDER_FORMS), partial))
        found.append(entry("nested" + mark, NESTED, [{}, GOOD] + nested + forms(NESTED_FORMS), partial))
        found.append(entry("sources" + mark, SOURCES, [{}, {"name": "a", "inner": {"deep": "b"}}, {"name": "toolong", "count": "x", "inner": {"deep": ""}}, {"title": "a", "inner": {}}], partial))
    many = {**ADDRESS, "many": True}
    own = {"not_a_list": "{input_type} is no list.", "empty": "None.", "max_length": "At most {max_length}.", "min_length": "At least {min_length}.", "null": "No null."}
    for name, definition in (("many", many), ("many limits", {**many, "allow_empty": False, "min_length": 2, "max_length": 3}), ("many null", {**many, "allow_null": True}),
                             ("many messages", {**many, "allow_empty": False, "min_length": 2, "max_length": 3, "error_messages": own})):
        # DRF takes null as an item of a list that may be null, and fails later.
        places = [place for place in PLACES if place is not None or "allow_null" not in definition]
        lists = [[place] * n for place in places for n in (1, 2, 4)]
        # A list that is no field has no words of its own here.
        roots = [] if name == "many messages" else forms([[], [("[0]city", "a"), ("[1]city", "toolong")], [("city", "a")]])
        found.append(entry(name, definition, [None, [], {}, "x", 5, *lists, places] + roots))
    return found


LEAVES = [TEXT, WHOLE, {"type": "CharField", "min_length": 2}, {"type": "BooleanField"}, {"type": "DateField"}, {"type": "DecimalField", "max_digits": 4, "decimal_places": 2},
          {"type": "FloatField", "max_value": 9}, {"type": "ChoiceField", "choices": GROUPS}, {"type": "MultipleChoiceField", "choices": CHOICES}, {"type": "UUIDField"}, {"type": "DurationField"},
          {"type": "TimeField"}, {"type": "DateTimeField"}, {"type": "EmailField"}, {"type": "IPAddressField"}, {"type": "SlugField"}, {"type": "URLField"}, {"type": "JSONField"},
          {"type": "BigIntegerField", "coerce_to_string": True}]
RIGHT = ["abc", 1, "ab", True, "2001-01-01", "1.5", 2.5, "poor", ["good"], "550e8400-e29b-41d4-a716-446655440000", "1 02:03:04", "13:00", "2001-01-01T00:00:00Z", "a@b.co", "::1", "a-b", "http://a.co/", {"a": [1]}, 7]


def shape(dice, depth):
    members = []
    for at in range(dice.randint(1, 4)):
        sort = dice.random()
        if depth and sort < 0.4:
            member = shape(dice, depth - 1)
            if dice.random() < 0.5:
                member = {**member, "many": True, "allow_empty": dice.random() < 0.7, **dice.choice([{}, {}, {"min_length": 1}, {"max_length": 2}])}
        elif sort < 0.55:
            member = {"type": "ListField", "child": dice.choice(LEAVES), **dice.choice([{}, {"allow_empty": False}, {"max_length": 1}])}
        elif sort < 0.65:
            member = {"type": "DictField", "child": dice.choice(LEAVES), **dice.choice([{}, {"allow_empty": False}])}
        else:
            member = dict(dice.choice(LEAVES))
        more = dice.choice([{}, {}, {"required": False}, {"allow_null": True}, {"required": False, "allow_null": True}, {"required": False, "write_only": True}])
        member = {**member, **{key: argument for key, argument in more.items() if key != "allow_null" or "many" not in member}}
        members.append((f"f{at}", member))
    return serializer(*members)


def guess(dice, definition):
    """An input that is often right."""
    if dice.random() < 0.08:
        return dice.choice(AWKWARD)
    if definition.get("many"):
        return [guess(dice, {**definition, "many": False}) for _ in range(dice.randint(0, 3))]
    if definition["type"] == "Serializer":
        return {name: guess(dice, member) for name, member in definition["fields"] if dice.random() < 0.9}
    if definition["type"] == "ListField":
        return [guess(dice, definition["child"]) for _ in range(dice.randint(0, 3))]
    if definition["type"] == "DictField":
        return {key: guess(dice, definition["child"]) for key in "ab"[:dice.randint(0, 2)]}
    same = [right for leaf, right in zip(LEAVES, RIGHT) if leaf["type"] == definition["type"]]
    return dice.choice(same)


def flat(prefix, sent, out):
    """The input as a form's pairs, as an HTML form would name them."""
    if isinstance(sent, dict):
        for key, inner in sent.items():
            flat(f"{prefix}.{key}" if prefix and not prefix.endswith("]") else f"{prefix}{key}", inner, out)
    elif isinstance(sent, list):
        for at, inner in enumerate(sent):
            flat(f"{prefix}[{at}]", inner, out)
    else:
        out.append((prefix, "" if sent is None else str(sent).lower() if isinstance(sent, bool) else str(sent)))
    return out


def chosen(seed, count):
    dice = random.Random(seed)
    for at in range(count):
        definition = shape(dice, 3)
        inputs = [guess(dice, definition) for _ in range(12)]
        objects = [sent for sent in inputs if isinstance(sent, dict)]
        yield entry(f"random {seed} {at}", definition, inputs + forms(flat("", sent, []) for sent in objects[:4]), dice.random() < 0.2)


if __name__ == "__main__":
    fields = list(chosen(int(sys.argv[2]), int(sys.argv[3]))) if sys.argv[1:2] == ["random"] else table()
    lines = ",\n".join(json.dumps(each) for each in fields)
    print('{"about": {"source": "Django REST framework %s on Django %s"},\n "fields": [\n%s\n]}' % (VERSION, django.get_version(), lines))
