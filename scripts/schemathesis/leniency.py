"""Where schemathesis holds against the API what DRF does on purpose: each case is judged by itself, and what is not named here fails the run."""

import re
from decimal import Decimal, InvalidOperation

import jsonschema
import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse

# A request that fits the schema may still be refused over what no schema can say.
QUESTIONS = [
    # What only the database knows.
    r"already exists\.$", r"must make a unique set\.$", r"must be unique for ", r"object does not exist\.$", r"^Object with .* does not exist\.$",
    r"^Invalid hyperlink - ", r"^Select a valid choice\. ", r"^Unable to log in ", r"^That address is already used ",
    # What the program's own checks say.
    r"^A name may not contain digits\.$", r"^Enter a two-letter country code\.$", r"^Remote candidates need ", r"^A rejection needs a reason\.$",
    r"^The offer must expire before ", r"^Large salaries must be ", r"^The two passwords differ\.$", r"^Enter a valid username\.", r"^A note has a length\.$",
    r"^accepted must be true or false\.$", r"^First reason\.$", r"^Second reason\.$", r"^flag and tri disagree\.$", r"^This list may not be empty\.$",
    # Bounds of decimals, which are text in the schema, and of lists that an action counts.
    r"^Ensure this value is (greater|less) than or equal to ", r"^Ensure this field has no more than \d+ elements\.$",
    # What formats of JSON Schema let through: hosts without a top level, addresses with quotes.
    r"^Enter a valid URL\.$", r"^Enter a valid email address\.$",
    # A file of no bytes, and text that must be JSON.
    r"^No file\.$", r"^Value must be valid JSON\.$",
    # Numbers of more places than a decimal has.
    r"^Ensure that there are no more than \d+ (decimal places|digits in total)\.$",
]

# Query parameters of DRF's lists for which anything that cannot be read counts as if it were not there.
PASSED_OVER = {"page_size", "limit", "offset", "ordering"}

TRUE, FALSE = {"true", "t", "yes", "y", "on", "1"}, {"false", "f", "no", "n", "off", "0"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if isinstance(failure, RejectedPositiveData):
        return not is_a_question(case, response)
    if isinstance(failure, AcceptedNegativeData):
        return not is_read_leniently(case)
    # A namespace that is no version, as in the oracle's project, is answered 404 whatever the method.
    return not (isinstance(failure, UnsupportedMethodResponse) and case.path == "/api/v1/hiring/versions/n3/info")


def is_a_question(case, response):
    """Whether every reason of a 400 is one that no schema can say, or about a value that could not be sent."""
    body, errors = case.body if isinstance(case.body, dict) else {}, response.json()
    unsaid = {name for name, value in body.items() if is_unsaid(value, is_form(case))}
    if is_form(case) and isinstance(errors, dict):
        # A set of choices that is not in a form was emptied, and JSON's own null in one is none.
        unsaid |= errors.keys() - body.keys() | {name for name, value in body.items() if value == "null"}
    # It names the items of a list in XML after the list.
    in_xml = ("Expected a list of items", "No data provided") if case.media_type == "application/xml" else ()
    said = [sentence for sentence in sentences(errors, unsaid) if not sentence.startswith(in_xml)]
    return response.status_code in (400, 422) and all(any(re.search(question, sentence) for question in QUESTIONS) for sentence in said)


def is_unsaid(value, form):
    """Text is trimmed before its length counts; for null in a form schemathesis sends the word, and what is nested has another form there."""
    return form and (value is None or is_nested(value)) or isinstance(value, str) and not value.strip()


def is_nested(value):
    return isinstance(value, list) and any(item is None or isinstance(item, (list, dict)) for item in value)


def sentences(errors, passed_over=()):
    if isinstance(errors, str):
        yield errors
    members = errors.items() if isinstance(errors, dict) else enumerate(errors) if isinstance(errors, list) else ()
    for name, member in members:
        if name not in passed_over:
            yield from sentences(member)


def is_read_leniently(case):
    """Whether a request that breaks the schema fits it once its values are read as DRF reads them: `"1"` as 1, 1 as `"1"`, `"yes"` as true."""
    return all(queries_fit(case, parameter) for parameter in case.operation.definition.raw.get("parameters", [])) and body_fits(case)


def queries_fit(case, parameter):
    value = (case.query or {}).get(parameter["name"]) if parameter["in"] == "query" else None
    schema = parameter.get("schema", {})
    if value is None or parameter["name"] in PASSED_OVER or schema.get("type") == "boolean":
        return True
    if schema.get("type") == "array":
        parts = value if isinstance(value, list) else str(value).split(",")
        return fits(schema, [read(schema["items"], part, True) for part in parts], case)
    # Of a parameter that is there several times, the last one counts; a part of a date may be any number.
    text = last(value)
    number = "number" if schema.get("type") == "integer" and re.fullmatch(r"-?\d+\.\d+", str(text)) else schema.get("type")
    return text == "" or fits({**schema, **({"type": number} if number else {})}, read({**schema, "type": number}, text, True), case)


def body_fits(case):
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {})
    schema = content.get(case.media_type, {}).get("schema")
    return schema is None or fits(schema, read(resolved(schema, case), case.body, is_form(case), case), case)


def read(schema, value, form, case=None):
    schema = resolved(schema, case)
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if isinstance(value, dict) and form and "array" in types:
        value = str(value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        # Nothing in a form is no value, where none is needed; objects have other names there than schemathesis gives them.
        objects = {name for name, member in properties.items() if "$ref" in member or "$ref" in member.get("items", {}) or "additionalProperties" in member}
        absent = {name for name, member in value.items() if form and (member in ("", []) or name in objects)} - set(schema.get("required", []))
        sent = {name: member for name, member in value.items() if name not in absent}
        return {name: read(properties.get(name, {}), member, form, case) for name, member in sent.items()}
    if "array" in types:
        items = value if isinstance(value, list) else [value] if form and value is not None else [] if form else value
        return [read(schema.get("items", {}), item, form, case) for item in items] if isinstance(items, list) else value
    if form and isinstance(value, list):
        value = last(value)
    if isinstance(value, (list, dict)) or value is None and not form:
        return value
    return scalar(schema, types, value)


def scalar(schema, types, value):
    text = str(value).strip()
    if "null" in types and text in ("", "null", "None"):
        return None
    if "boolean" in types and text.lower() in TRUE | FALSE:
        return text.lower() in TRUE
    if "integer" in types and re.fullmatch(r"-?\d+(\.0*)?", text):
        return int(text.split(".")[0])
    if "number" in types or schema.get("format") == "decimal":
        try:
            number = Decimal(text)
            return format(number, "f") if schema.get("format") == "decimal" else float(number)
        except InvalidOperation:
            return value
    return text if "string" in types and not isinstance(value, bool) else value


def fits(schema, value, case):
    whole = {**schema, "components": case.operation.schema.raw_schema.get("components", {})}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).is_valid(value)


def resolved(schema, case):
    reference = schema.get("$ref") if case else None
    return case.operation.schema.raw_schema["components"]["schemas"][reference.rsplit("/", 1)[1]] if reference else schema


def is_form(case):
    return case.media_type in ("multipart/form-data", "application/x-www-form-urlencoded")


def last(value):
    return value[-1] if isinstance(value, list) and value else value
