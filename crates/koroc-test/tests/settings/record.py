"""Records what DRF answers under each of a few settings: answers.json beside this file.

    python record.py
"""
import json, pathlib, subprocess, sys

CASES = [
    {}, {'DATE_FORMAT': '%d.%m.%Y', 'TIME_FORMAT': '%Hh%M', 'DATETIME_FORMAT': '%Y-%m-%d %H:%M:%S%z'}, {'DURATION_FORMAT': 'iso-8601'},
    {'DATE_INPUT_FORMATS': ['%d.%m.%Y', 'iso-8601']}, {'TIME_INPUT_FORMATS': ['%I:%M %p']}, {'DATETIME_INPUT_FORMATS': ['%d.%m.%Y %H:%M', 'iso-8601']},
    {'DATE_INPUT_FORMATS': ['%d.%m.%Y'], 'TIME_INPUT_FORMATS': ['%I:%M %p'], 'DATETIME_INPUT_FORMATS': ['%d.%m.%Y %H:%M']}, {'COERCE_DECIMAL_TO_STRING': False}, {'COERCE_BIGINT_TO_STRING': True}, {'UPLOADED_FILES_USE_URL': False}, {'UNICODE_JSON': False}, {'COMPACT_JSON': False},
    {'NON_FIELD_ERRORS_KEY': 'errors'}, {'URL_FIELD_NAME': 'href'}, {'URL_FORMAT_OVERRIDE': 'form'}, {'URL_FORMAT_OVERRIDE': None},
    {'SEARCH_PARAM': 'q', 'ORDERING_PARAM': 'sort'},
]
GOOD = {'day': '2024-02-29', 'opens': '09:30:00', 'at': '2024-02-29T12:00:00.250Z', 'lasts': '1 02:00:00', 'price': '12.50', 'seats': 9007199254740993,
        'note': 'Ärger, "x: y" 😀', 'marks': ['1.50', '2'], 'days': {'first': '2024-01-02'}}
OTHER = {'day': '29.02.2024', 'opens': '9:05 pm', 'at': '29.02.2024 12:30', 'price': 1, 'lasts': 'P1D', 'note': 'b', 'seats': '7', 'marks': [], 'days': {}}
REQUESTS = [
    ['POST', '/events/', GOOD], ['GET', '/events/1/', None], ['POST', '/events/', OTHER], ['POST', '/events/', []], ['POST', '/events/', {**GOOD, 'marks': 1, 'day': 'x'}],
    ['POST', '/events/', {**GOOD, 'note': 'same', 'seats': 9007199254740993}], ['GET', '/events/?format=json', None], ['GET', '/events/?form=json', None],
    ['GET', '/events/?format=none', None], ['GET', '/events/?form=none', None], ['GET', '/events/?q=nothing', None], ['GET', '/events/?search=nothing', None],
    ['GET', '/events/?sort=-id', None], ['POST', '/events/', {**GOOD, 'seats': 5}], ['GET', '/events/?ordering=-id', None],
]


def answers(rest):
    """In a process of its own, since DRF reads some settings once."""
    import django
    from django.conf import settings
    settings.configure(DEBUG=True, ALLOWED_HOSTS=['testserver'], ROOT_URLCONF='rec', USE_TZ=True, TIME_ZONE='UTC', MEDIA_URL='/media/', SECRET_KEY='x',
                       DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}, DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
                       INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'rest_framework'],
                       REST_FRAMEWORK={'DEFAULT_AUTHENTICATION_CLASSES': [], 'TEST_REQUEST_DEFAULT_FORMAT': 'json',
                                       'DEFAULT_RENDERER_CLASSES': ['rest_framework.renderers.JSONRenderer'], **rest})
    django.setup()
    from django.db import connection, models
    from django.urls import include, path
    from rest_framework import filters, routers, serializers, viewsets
    from rest_framework.test import APIClient

    class Event(models.Model):
        day = models.DateField()
        opens = models.TimeField()
        at = models.DateTimeField()
        lasts = models.DurationField()
        price = models.DecimalField(max_digits=6, decimal_places=2)
        seats = models.BigIntegerField()
        note = models.CharField(max_length=50)
        scan = models.FileField(null=True)

        class Meta:
            app_label = 'rec'
            ordering = ['id']
            unique_together = [('seats', 'at')]

    class EventSerializer(serializers.HyperlinkedModelSerializer):
        marks = serializers.ListField(child=serializers.DecimalField(max_digits=4, decimal_places=2), write_only=True)
        days = serializers.DictField(child=serializers.DateField(), write_only=True)

        class Meta:
            model = Event
            fields = [rest.get('URL_FIELD_NAME', 'url'), 'id', 'day', 'opens', 'at', 'lasts', 'price', 'seats', 'note', 'scan', 'marks', 'days']
            read_only_fields = ['scan']

        def create(self, data):
            data.pop('marks'), data.pop('days')
            return super().create(data)

    class Events(viewsets.ModelViewSet):
        queryset = Event.objects.all()
        serializer_class = EventSerializer
        filter_backends = [filters.SearchFilter, filters.OrderingFilter]
        search_fields, ordering_fields = ['note'], ['id']

    router = routers.SimpleRouter()
    router.register('events', Events)
    module = type(sys)('rec')
    module.urlpatterns = [path('', include(router.urls))]
    sys.modules['rec'] = module
    with connection.schema_editor() as editor:
        editor.create_model(Event)
    row = json.loads((pathlib.Path(__file__).parent / 'row.json').read_text())[0]
    event = Event(pk=row['pk'], **row['fields'])
    event.clean_fields()
    event.save()
    client = APIClient()
    out = []
    for method, target, body in REQUESTS:
        response = getattr(client, method.lower())(target, body) if body is not None else client.get(target)
        out.append([response.status_code, response.content.decode(), response.headers.get('Location')])
    return out


if len(sys.argv) > 1:
    print(json.dumps(answers(json.loads(sys.argv[1]))))
else:
    run = lambda case: json.loads(subprocess.run([sys.executable, __file__, json.dumps(case)], check=True, stdout=subprocess.PIPE).stdout)
    usual = run(CASES[0])
    # Null is an answer as without settings.
    changed = [{'settings': case, 'answers': [None if a == b else a for a, b in zip(run(case), usual)]} for case in CASES[1:]]
    recorded = {'requests': REQUESTS, 'usual': usual, 'cases': changed}
    (pathlib.Path(__file__).parent / 'answers.json').write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + '\n')
