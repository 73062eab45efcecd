#!/usr/bin/env python3
"""Records what ModelSerializers of Django REST framework make of inputs and rows; tests/models.rs holds koroc-serial against it.

    ~/.cache/oracle/venv/bin/python crates/koroc-serial/tests/recorded/record.py > crates/koroc-serial/tests/recorded/models.json

A write is {serializer, input | form, row?, partial?, values | errors}: `row` is the key of the row that is changed, values are those that `save` would get, rows
by key; a form is a list of pairs. A read is {serializer, row, shown}. `rows` are what the tables held.
"""
import datetime, json, sys, types
from urllib.parse import urlencode

import django
from django.conf import settings

urls, app = types.ModuleType("urls"), types.ModuleType("app")
app.__path__ = ["."]
sys.modules.update(urls=urls, app=app)
settings.configure(USE_TZ=True, TIME_ZONE="UTC", ROOT_URLCONF="urls", ALLOWED_HOSTS=["*"], INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "app"],
                   DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django.db import connection, models
from django.http import QueryDict
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.fields import CreateOnlyDefault
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIRequestFactory
from rest_framework.validators import UniqueValidator


class Tag(models.Model):
    slug = models.CharField(max_length=10, unique=True)
    weight = models.IntegerField(default=1)

    class Meta:
        app_label = "app"

    def __str__(self):
        return self.slug


class Company(models.Model):
    name = models.CharField(max_length=10, unique=True)
    code = models.CharField(max_length=3, blank=True)

    class Meta:
        app_label = "app"


class Person(models.Model):
    email = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=10)
    nick = models.CharField(max_length=10, blank=True)
    company = models.ForeignKey(Company, models.CASCADE, related_name="people")
    boss = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="team")
    desk = models.OneToOneField(Tag, models.SET_NULL, null=True, blank=True, related_name="sitter")
    tags = models.ManyToManyField(Tag, blank=True, related_name="people")
    day = models.DateField(default=datetime.date(2001, 1, 1))
    slot = models.IntegerField(default=1, unique_for_date="day")
    month = models.IntegerField(default=1, unique_for_month="day")
    state = models.CharField(max_length=5, default="open")

    class Meta:
        app_label = "app"
        unique_together = [("company", "name")]
        constraints = [models.UniqueConstraint(fields=["company", "nick"], name="open_nick", condition=models.Q(state="open"), violation_error_message="That nick is in use.",
                                               violation_error_code="nick_in_use")]


class Line(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="lines")
    sku = models.CharField(max_length=5)
    amount = models.IntegerField(null=True, blank=True)

    class Meta:
        app_label = "app"
        unique_together = [("person", "sku")]


for model in (Tag, Company, Person, Line):
    with connection.schema_editor() as editor:
        editor.create_model(model)
nothing = lambda request, **arguments: None
urls.urlpatterns = [path("tags/", nothing, name="tag-list"), path("tags/<pk>/", nothing, name="tag-detail"), path("companies/<pk>/", nothing, name="company-detail"),
                    path("people/<pk>/", nothing, name="person-detail")]

tags = [Tag.objects.create(slug=slug, weight=weight) for slug, weight in (("red", 1), ("blue", 2), ("True", 3))]
companies = [Company.objects.create(name=name, code=code) for name, code in (("Acme", "A"), ("Bolt", ""))]
ann = Person.objects.create(email="ann@a.co", name="Ann", nick="a", company=companies[0], desk=tags[0], slot=1)
bob = Person.objects.create(email="bob@a.co", name="Bob", nick="b", company=companies[0], boss=ann, day=datetime.date(2001, 2, 1), slot=2, month=2, state="shut")
cat = Person.objects.create(email="cat@b.co", name="Cat", nick="", company=companies[1], boss=bob, day=datetime.date(2002, 2, 3), slot=3, month=3)
ann.tags.set([tags[1], tags[0]])
cat.tags.set([tags[2]])
for person, sku, amount in ((ann, "x", 1), (ann, "y", None), (bob, "x", 3)):
    Line.objects.create(person=person, sku=sku, amount=amount)


def of(named, of_model, shown, **declared):
    meta = type("Meta", (), {"model": of_model, "fields": shown, **declared.pop("meta", {})})
    return type(named, (serializers.ModelSerializer,), {"Meta": meta, **declared})


PERSON = ["id", "email", "name", "nick", "company", "boss", "desk", "tags", "day", "slot", "month", "state"]
line = of("LineBrief", Line, ["sku", "amount"])
company = of("CompanyFull", Company, ["id", "name", "code"])
SERIALIZERS = {
    "plain": of("Plain", Person, PERSON),
    "slugs": of("Slugs", Person, ["email", "name", "company", "desk", "tags"], company=serializers.SlugRelatedField(slug_field="name", queryset=Company.objects.all()),
                desk=serializers.SlugRelatedField(slug_field="weight", queryset=Tag.objects.all(), required=False, allow_null=True,
                                                  validators=[UniqueValidator(Person.objects.all(), message="person with this desk already exists.")]),
                tags=serializers.SlugRelatedField(slug_field="slug", many=True, queryset=Tag.objects.all(), allow_empty=False,
                                                  error_messages={"does_not_exist": "No {slug_name} is {value}.", "empty": "Pick one."})),
    "urls": of("Urls", Person, ["url", "email", "company", "boss", "tags"], url=serializers.HyperlinkedIdentityField(view_name="person-detail"),
               company=serializers.HyperlinkedRelatedField(view_name="company-detail", queryset=Company.objects.all()),
               boss=serializers.HyperlinkedRelatedField(view_name="person-detail", queryset=Person.objects.all(), required=False, allow_null=True),
               tags=serializers.HyperlinkedRelatedField(view_name="tag-detail", many=True, queryset=Tag.objects.all(), required=False)),
    "shown": of("Shown", Person, ["name", "company", "boss", "desk", "tags", "firm", "top", "lines", "marks", "chief", "staff", "people", "where"],
                company=company(read_only=True), boss=serializers.StringRelatedField(), desk=serializers.StringRelatedField(), tags=serializers.StringRelatedField(many=True),
                firm=serializers.CharField(source="company.name", read_only=True), top=serializers.CharField(source="boss.boss.name", read_only=True, default="nobody"),
                lines=line(many=True, read_only=True), marks=of("Mark", Tag, ["slug"])(source="tags", many=True, read_only=True),
                chief=of("Chief", Person, ["name", "company"], company=company(read_only=True))(source="boss", read_only=True),
                staff=of("Staff", Person, ["name"])(source="company.people", many=True, read_only=True), people=serializers.PrimaryKeyRelatedField(source="company.people", many=True, read_only=True),
                where=of("Where", Person, ["day", "slot"])(source="*", read_only=True)),
    "deep": of("Deep", Person, ["id", "name", "company", "boss", "tags"], meta={"depth": 1}),
    "nested": of("Nested", Person, ["email", "name", "company", "lines", "home"], lines=line(many=True), home=of("Home", Person, ["day", "slot"])(source="*")),
    "changed": of("Changed", Person, ["title", "mail", "state", "slot", "company"], title=serializers.CharField(source="name", max_length=5),
                  mail=serializers.CharField(source="email", validators=[UniqueValidator(Person.objects.all(), message="Taken.", lookup="iexact")]),
                  state=serializers.HiddenField(default="open"), slot=serializers.IntegerField(default=CreateOnlyDefault(9))),
    "fixed": of("Fixed", Person, ["email", "name", "company"], company=serializers.PrimaryKeyRelatedField(read_only=True, default=companies[0])),
    "line": of("LineFull", Line, ["person", "sku", "amount"]),
}
NEW = {"email": "new@a.co", "name": "New", "nick": "n", "company": 1, "slot": 7, "month": 7}
AWKWARD = [None, True, False, "", "1", "x", 1.0, 1.5, 99, "99", [], [1], {}, {"pk": 1}, 9223372036854775808]
LISTS = [None, "", "x", 1, [], [1], ["1", 2], [99], [1, 99, "x"], ["x", 99], [None], [""], [True], [[1]], [{}], {"1": 2}, [1, 1], [1.0], [1.5]]
HOST = "http://testserver"
WRITES = {
    "plain": [({}, None), (NEW, None), ({**NEW, "tags": [1, 2], "boss": 2, "desk": 2}, None), ({**NEW, "email": "ann@a.co"}, None), ({**NEW, "email": "ANN@a.co"}, None), ({**NEW, "name": "Ann"}, None),
              ({**NEW, "name": "Ann", "company": 2}, None), ({**NEW, "nick": "a"}, None), ({**NEW, "nick": "a", "state": "shut"}, None), ({**NEW, "nick": "b"}, None), ({**NEW, "name": "Ann", "nick": "a"}, None),
              ({**NEW, "slot": 1}, None), ({**NEW, "slot": 1, "day": "2001-01-02"}, None), ({**NEW, "month": 2, "day": "2009-02-09"}, None), ({**NEW, "slot": 1, "month": 1}, None),
              ({**NEW, "desk": 1}, None), ({**NEW, "desk": 1, "email": "ann@a.co", "boss": 99}, None), ({**NEW, "desk": 1}, 1), ({"name": "Bob"}, 1), ({"nick": "b"}, 1), ({"state": "open"}, 2), ({"nick": "a"}, 2),
              ({"nick": "a", "state": "open"}, 2), ({"day": "2001-02-01"}, 1), ({"slot": 2, "day": "2001-02-01"}, 1), ({"company": 2}, 1), ({"company": 2, "name": "Cat"}, 1), ({"id": 7, "email": "ann@a.co"}, 1),
              ({"email": "bob@a.co"}, 1), (NEW, 1), ({}, 1)] + [({**NEW, key: value}, None) for key in ("company", "boss", "desk") for value in AWKWARD] + [({**NEW, "tags": value}, None) for value in LISTS],
    "slugs": [({"email": "e", "name": "n", "company": value, "tags": ["red"]}, None) for value in (*AWKWARD, "Acme", "acme")]
             + [({"email": "e", "name": "n", "company": "Acme", "tags": value}, None) for value in (*LISTS, ["red"], ["red", "blue", "red"], ["x", None], [True])]
             + [({"email": "e", "name": "n", "company": "Acme", "desk": value, "tags": ["red"]}, None) for value in (1, 2, "2", "x", None, 99)]
             + [({"email": "e", "name": "Ann", "company": "Acme", "tags": ["red"]}, None), ({"company": "Bolt", "name": "Cat"}, 1), ({"desk": 1}, 1), ({"desk": 1}, 2)],
    "urls": [({"email": "e", "company": value}, None) for value in (*AWKWARD, "/companies/1/", HOST + "/companies/2/", "https://x.y/companies/1/?a#b", "/companies/99/", "/companies/x/", "/tags/1/", "/nowhere/", "http:/companies/1/",
                                                                    "companies/1/", "/companies/%31/", HOST)]
            + [({"email": "e", "company": "/companies/1/", "tags": value}, None) for value in (*LISTS, ["/tags/1/", "/tags/2/"], ["/tags/99/", 5], ["/tags/1/", "/companies/1/"])],
    "nested": [({"email": "e", "name": "n", "company": 1, "lines": lines, "home": home}, None) for lines, home in (([], {}), ([{"sku": "a"}], {"slot": 5}), ([{"sku": "a", "amount": "x"}, {}], {"day": "x"}), (None, None),
                                                                                                                  ([{"sku": "x"}], {"slot": 1}), ("x", 5))],
    "changed": [({"title": "n", "mail": mail, "company": 1}, None) for mail in ("new", "ann@a.co", "ANN@A.co", "", None)] + [({"title": "toolong"}, None), ({"title": "Bob", "company": 1, "mail": "e"}, 1), ({"title": "n"}, 1), ({"mail": "Ann@a.co"}, 1)],
    "fixed": [({"email": "e", "name": name}, row) for name in ("n", "Ann", "Cat") for row in (None, 3)],
    "line": [({"person": person, "sku": sku}, row) for person in (1, 2, 99) for sku in ("x", "y", "z") for row in (None, 1)] + [({"person": 1}, None), ({"sku": "x"}, None), ({}, None)],
}
FORM = list({key: str(value) for key, value in NEW.items()}.items())
FORMS = {
    "plain": [([], None), (FORM, None), (FORM, 1), ([], 1), ([*FORM, ("tags", "1"), ("tags", "2")], None), ([*FORM, ("tags", "")], None), ([*FORM, ("tags", "99")], 1), ([*FORM, ("boss", ""), ("desk", "")], None),
              ([*FORM, ("company", "")], None), ([*FORM, ("company", "x")], None), ([*FORM, ("nick", ""), ("day", ""), ("state", "")], None), ([*FORM, ("email", "ann@a.co")], None), ([*FORM, ("slot", "1")], None)],
    "slugs": [([("email", "e"), ("name", "n"), ("company", "Acme")], None), ([("email", "e"), ("name", "n"), ("company", "Acme"), ("tags", "red"), ("tags", "blue")], None), ([("company", ""), ("tags", "x")], None)],
    "urls": [([("email", "e"), ("company", "/companies/1/"), ("boss", ""), ("tags", "/tags/1/")], None), ([("company", "x")], None)],
    "nested": [([("email", "e"), ("name", "n"), ("company", "1"), ("lines[0]sku", "a"), ("lines[0]amount", ""), ("home.slot", "5")], None), ([("email", "e"), ("name", "n"), ("company", "1"), ("lines[0]amount", "x"), ("home.day", "")], None)],
    "changed": [([("title", "n"), ("mail", ""), ("company", "1")], None), ([("title", "n"), ("mail", "new"), ("company", "1"), ("state", "x"), ("slot", "")], None)],
    "line": [([("person", "1"), ("sku", "z"), ("amount", "")], None), ([("person", ""), ("sku", "")], None), ([("amount", "")], 1)],
}
MODELS = {"line": Line}
request = APIRequestFactory().get("/")


def plain(data):
    return json.loads(JSONRenderer().render(data) or "null")


def keys(data):
    """Rows by key."""
    if isinstance(data, models.Model):
        return data.pk
    if isinstance(data, dict):
        return {key: keys(value) for key, value in data.items()}
    return [keys(value) for value in data] if isinstance(data, list) else data


def write(name, sent, row, partial):
    instance = MODELS.get(name, Person).objects.get(pk=row) if row else None
    form = isinstance(sent, list)
    made = SERIALIZERS[name](instance, data=QueryDict(urlencode(sent)) if form else sent, partial=partial, context={"request": request})
    found = {"serializer": name, "form" if form else "input": sent, **({"row": row} if row else {}), **({"partial": True} if partial else {})}
    if made.is_valid():
        return {**found, "values": plain(keys(dict(made.validated_data)))}
    try:
        made.is_valid(raise_exception=True)
    except exceptions.ValidationError as error:
        return {**found, "errors": plain(made.errors), "codes": plain(error.get_codes())}


def writes():
    for name, cases in [*WRITES.items(), *FORMS.items()]:
        for sent, row in cases:
            for partial in ((False, True) if row else (False,)):
                try:
                    yield write(name, sent, row, partial)
                except Exception as fault:
                    print(f"left out, DRF fails: {name} {sent}: {type(fault).__name__}", file=sys.stderr)


def reads():
    for name in SERIALIZERS:
        for instance in MODELS.get(name, Person).objects.order_by("pk"):
            try:
                yield {"serializer": name, "row": instance.pk, "shown": plain(SERIALIZERS[name](instance, context={"request": request}).data)}
            except Exception as fault:
                print(f"left out, DRF fails: {name} {instance.pk}: {type(fault).__name__}", file=sys.stderr)


rows = {model.__name__: [[plain(getattr(row, field.attname)) for field in model._meta.fields] for row in model.objects.order_by("pk")] for model in (Tag, Company, Person, Line)}
rows["Person_tags"] = [list(pair) for pair in Person.tags.through.objects.order_by("pk").values_list("id", "person_id", "tag_id")]
listed = lambda items: "[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]"
print('{"rows": %s,\n"writes": %s,\n"reads": %s}' % (json.dumps(rows), listed(writes()), listed(reads())))
