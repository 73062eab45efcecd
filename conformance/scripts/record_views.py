#!/usr/bin/env python3
"""Records what DRF answers through views that choose their own metadata, negotiation, last word on answers, caching, roots and object permissions.

    ~/.cache/oracle/venv/bin/python conformance/scripts/record_views.py > crates/koroc/tests/views/recorded.json

`crates/koroc/tests/views.rs` declares the same views in Koroc and holds them against it. In a step `$etag` is the ETag of the answer before.
"""
import json, sys, types

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="recorded_urls",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.http.ConditionalGetMiddleware"],
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend", "__main__.Grants"],
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.BasicAuthentication"]},
)
django.setup()
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_cookie, vary_on_headers
from rest_framework import exceptions, permissions, routers, serializers, viewsets
from rest_framework.decorators import api_view
from rest_framework.metadata import SimpleMetadata
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView


class Note(models.Model):
    text = models.CharField(max_length=20)

    class Meta:
        app_label = "auth"
        ordering = ["id"]


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "text"]


class Last:
    """The last word on every answer."""

    def finalize_response(self, request, response, *args, **kwargs):
        if isinstance(getattr(response, "data", None), dict) and "secret" in response.data:
            response.data = {"data": response.data["secret"]}
        response["X-Last"] = str(response.status_code)
        return super().finalize_response(request, response, *args, **kwargs)


class Notes(Last, viewsets.ModelViewSet):
    queryset = Note.objects.all()
    serializer_class = NoteSerializer
    permission_classes = [permissions.AllowAny]
    renderer_classes = [JSONRenderer, BrowsableAPIRenderer]


class Minimal(SimpleMetadata):
    def determine_metadata(self, request, view):
        usual = super().determine_metadata(request, view)
        return {"name": usual["name"], "takes": sorted(usual.get("actions", {}))}


class Described(Notes):
    metadata_class = Minimal


class Silent(Notes):
    metadata_class = None


class First(BaseContentNegotiation):
    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return (renderers[0], renderers[0].media_type)


class Ignoring(Notes):
    content_negotiation_class = First


class Kept(Notes):
    @method_decorator(cache_page(60))
    @method_decorator(vary_on_headers("X-Tenant"))
    def list(self, request, *args, **kwargs):
        return super().list(request, *args, **kwargs)


class Finished(Last, APIView):
    permission_classes = [permissions.AllowAny]
    renderer_classes = [JSONRenderer]

    def get(self, request):
        return Response({"secret": 7})

    def post(self, request):
        raise exceptions.ValidationError({"text": ["No."]})


dated_calls = 0


class Dated(Last, APIView):
    permission_classes = [permissions.AllowAny]
    renderer_classes = [JSONRenderer, BrowsableAPIRenderer]

    def get(self, request):
        global dated_calls
        dated_calls += 1
        return Response({"calls": dated_calls}, headers={"Last-Modified": "Thu, 02 Jan 2020 00:00:00 GMT"})


dated = cache_page(60)(vary_on_cookie(Dated.as_view()))


class Grants:
    """Objects are granted by their text: `ann writes`, `ann reads`."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user, perm, obj=None):
        if obj is None:
            return False
        wanted = ["writes"] if "view" not in perm else ["writes", "reads"]
        return any(obj.text == f"{user.username} {how}" for how in wanted)


class ByObject(permissions.DjangoObjectPermissions):
    perms_map = {**permissions.DjangoObjectPermissions.perms_map, "GET": ["%(app_label)s.view_%(model_name)s"]}


class Guarded(Notes):
    permission_classes = [ByObject]


router = routers.SimpleRouter()
for name, view in [("notes", Notes), ("described", Described), ("silent", Silent), ("ignoring", Ignoring), ("kept", Kept), ("guarded", Guarded)]:
    router.register(name, view, basename=name)
plain = routers.DefaultRouter()
plain.include_format_suffixes = False
plain.register("scraps", Notes, basename="plain")
urls = types.ModuleType("recorded_urls")
urls.urlpatterns = [path("", include(router.urls)), path("plain/", include(plain.urls))]
urls.urlpatterns += [path("finished/", Finished.as_view()), path("dated/", dated)]
sys.modules["recorded_urls"] = urls

JSON, HTML, PNG = {"Accept": "application/json"}, {"Accept": "text/html"}, {"Accept": "image/png"}
ANN = {"Authorization": "Basic YW5uOnB3"}
A, B = {"X-Tenant": "a"}, {"X-Tenant": "b"}
STEPS = [
    ("OPTIONS", "/described/", {}, None),
    ("OPTIONS", "/described/1/", {}, None),
    ("OPTIONS", "/described/9/", {}, None),
    ("OPTIONS", "/silent/", {}, None),
    ("OPTIONS", "/silent/1/", {}, None),
    ("GET", "/silent/", {}, None),
    ("GET", "/ignoring/", HTML, None),
    ("GET", "/ignoring/", PNG, None),
    ("GET", "/ignoring/?format=xml", JSON, None),
    ("GET", "/ignoring/9/", PNG, None),
    ("GET", "/notes/", PNG, None),
    ("GET", "/finished/", {}, None),
    ("POST", "/finished/", {}, {}),
    ("PUT", "/finished/", {}, {}),
    ("GET", "/finished/", PNG, None),
    ("OPTIONS", "/finished/", {}, None),
    ("GET", "/plain/", JSON, None),
    ("GET", "/plain/.json", JSON, None),
    ("GET", "/plain/scraps.json", JSON, None),
    ("GET", "/kept/", A, None),
    ("POST", "/notes/", JSON, {"text": "new"}),
    ("GET", "/kept/", A, None),
    ("GET", "/kept/", {**A, "If-None-Match": "$etag"}, None),
    ("HEAD", "/kept/", A, None),
    ("GET", "/kept/", {**A, "If-None-Match": '"other"'}, None),
    ("GET", "/kept/", B, None),
    ("GET", "/kept/", {}, None),
    ("GET", "/dated/", {}, None),
    ("GET", "/dated/", {}, None),
    ("GET", "/dated/", {"If-Modified-Since": "Thu, 02 Jan 2020 00:00:00 GMT"}, None),
    ("GET", "/dated/", {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"}, None),
    ("GET", "/dated/", {"If-None-Match": "$etag", "If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"}, None),
    ("GET", "/dated/", {"Cookie": "x=1"}, None),
    ("GET", "/dated/", {"Cookie": "x=2"}, None),
    ("GET", "/dated/", {"Cookie": "x=1"}, None),
    ("GET", "/guarded/", {}, None),
    ("GET", "/guarded/", ANN, None),
    ("GET", "/guarded/2/", ANN, None),
    ("GET", "/guarded/3/", ANN, None),
    ("GET", "/guarded/1/", ANN, None),
    ("PATCH", "/guarded/2/", ANN, {"text": "x"}),
    ("PATCH", "/guarded/1/", ANN, {"text": "x"}),
    ("DELETE", "/guarded/2/", ANN, None),
    ("PUT", "/guarded/3/", ANN, {"text": "ann reads"}),
    ("DELETE", "/guarded/1/", ANN, None),
    ("DELETE", "/guarded/9/", ANN, None),
]
HEADERS = ["Allow", "Cache-Control", "Content-Type", "Last-Modified", "Location", "Vary", "WWW-Authenticate", "X-Last"]


def main():
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    for text in ["one", "ann reads", "ann writes"]:
        Note.objects.create(text=text)
    ann = User.objects.create_user("ann", password="pw")
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Note)
    for verb in ["view", "add", "change", "delete"]:
        ann.user_permissions.add(Permission.objects.get_or_create(codename=f"{verb}_note", content_type=kind, defaults={"name": verb})[0])
    client, etag, rows = Client(raise_request_exception=False), "", []
    for method, where, headers, body in STEPS:
        sent = {name: value.replace("$etag", etag) for name, value in headers.items()}
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = client.generic(method, where, headers=sent, **data)
        etag = answer.get("ETag", etag)
        shown = {name: answer[name] for name in HEADERS if name in answer}
        text = answer.content.decode()
        if answer.get("Content-Type", "").startswith("text/html"):
            text = "(a page)"
        rows.append(json.dumps([method, where, headers, body, answer.status_code, shown, "ETag" in answer, text]))
    print("[\n" + ",\n".join(rows) + "\n]")


main()
