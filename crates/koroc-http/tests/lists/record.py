"""Records what DRF answers to random queries on the lists of a hiring project: rows.json (its rows) and answers.txt beside this file.

    ORACLE=/path/to/etffinder DIR=/an/empty/folder python record.py [SEED]
"""
import datetime as dt, json, os, pathlib, random, sys, urllib.parse

ORACLE = os.environ['ORACLE']
sys.path.insert(0, ORACLE)
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'etffinder.settings')
os.environ['ORACLE_DATA'] = os.environ['DIR']
import django
django.setup()
from django.core.management import call_command
call_command('migrate', verbosity=0)
from django.contrib.auth.models import User
from hiring.models import *
from rest_framework.test import APIClient

OUT = pathlib.Path(os.environ.get('OUT', pathlib.Path(__file__).parent))
rnd = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
UTC = dt.timezone.utc

admin = User.objects.create(username='admin', is_superuser=True, is_staff=True, date_joined=dt.datetime(2024, 1, 1, tzinfo=UTC))
SKILLS = [('python', 'Python', 'language'), ('django', 'Django', 'framework'), ('docker', 'Docker', 'tool'), ('sql', 'SQL & data', 'language'),
          ('rust', 'Rust', 'language'), ('ci', 'Continuous integration', 'tool')]
skills = [Skill.objects.create(slug=s, name=n, category=c) for s, n, c in SKILLS]
NAMES = ['Ana Koval', 'Piotr Nowak', 'Olena Pasichnyk', 'ana maria', 'Émile Zola', 'Python Smith', 'Docker 100%', 'Under_score', 'Zoe', 'Bohdan Ana', 'Ким', "O'Neil"]
STAGES = ['applied', 'handbook', 'interview', 'offer', 'hired', 'rejected']
candidates = []
for i, name in enumerate(NAMES):
    c = Candidate.objects.create(
        full_name=name, email=f'{["ana", "piotr", "olena", "am", "emile", "py", "dock", "under", "zoe", "bo", "kim", "oneil"][i]}@example.com',
        country=['UA', 'PL', 'UA', 'DE', 'FR', 'UA', 'PL', 'DE', 'UA', 'US', 'UA', 'US'][i], stage=STAGES[i % 6], english_level=i % 3 + 1,
        years_experience=[3, 9, 0, 12, 5, 9, 1, 3, 20, 7, 9, 2][i], remote_only=i % 2 == 0,
        hourly_rate=[None, '20.00', '35.50', None, '20.00', '100.00', '9.99', None, '35.50', '1.00', '20.00', '50.00'][i],
        referred_by=candidates[0] if i in (3, 5) else candidates[1] if i == 9 else None, owner=admin)
    c.skills.set([s for at, s in enumerate(skills) if (i * 7 + at * 3) % 5 < 2 and i != 8])
    Candidate.objects.filter(pk=c.pk).update(created_at=dt.datetime(2024, 1, 1 + i // 2, 10 * (i % 2), 30, 0, 123456 * (i % 3), tzinfo=UTC))
    candidates.append(c)
COMPANIES = ['Acme', 'Acme', 'Bolt', 'Acme', 'Core', 'Acme', 'Bolt', 'Über', 'Acme', 'acme', 'Zed & Co', 'Core']
interviewers = [Interviewer.objects.create(id=f'{i:08x}-0000-4000-8000-{i * 977 % 4096:012x}', name=n, company=c, active=i % 3 != 1, is_lead=i % 4 == 0)
                for i, (n, c) in enumerate(zip(['Zoe', 'Ian', 'Max', 'Amy', 'Una', 'Bob', 'Eve', 'Jan', 'Kai', 'Leo', 'Mia', 'Ned'], COMPANIES))]
for i in range(8):
    Handbook.objects.create(version=str(9 - i), title=f'Book {i}', published_on=[None, dt.date(2006, 10, 25), dt.date(2006, 12, 31), dt.date(2007, 1, 1),
                            None, dt.date(2024, 2, 29), dt.date(2006, 1, 1), dt.date(1999, 5, 5)][i], is_current=i % 3 == 0)
for i in range(14):
    Interview.objects.create(
        candidate=candidates[i * 5 % 12], interviewer=interviewers[i % 5] if i % 4 else None,
        scheduled_for=dt.datetime(2024, 3, 1 + i // 3, (i * 7) % 24, 0, 0, 0, tzinfo=UTC), day=dt.date(2024, 3, 1 + i // 3), slot=i,
        score=[None, 7.5, 0, 9.5, 5, 5.25, 10][i % 7], verdict=['', 'hire', 'no_hire', 'maybe'][i % 4], notes=['', 'Good', 'python notes', 'Ана'][i % 4])

from django.core import serializers
from django.contrib.contenttypes.models import ContentType
KEEP = {'hiring.candidate': {'full_name', 'email', 'country', 'stage', 'english_level', 'years_experience', 'remote_only', 'hourly_rate', 'skills',
                             'referred_by', 'created_at'}}
rows = []
for model in (Skill, Handbook, Candidate, Interviewer, Interview):
    for row in json.loads(serializers.serialize('json', model.objects.order_by('pk') if model is not Interviewer else interviewers)):
        keep = KEEP.get(row['model'])
        if row['model'] == 'hiring.interview':
            keep = {'candidate', 'interviewer', 'scheduled_for', 'day', 'slot', 'score', 'verdict', 'notes'}
        if row['model'] == 'hiring.interviewer':
            keep = {'name', 'company', 'is_lead', 'active'}
        if row['model'] == 'hiring.handbook':
            keep = {'version', 'title', 'published_on', 'is_current'}
        row['fields'] = {k: v for k, v in row['fields'].items() if keep is None or k in keep}
        rows.append(row)

NUM = ['3', '9', 'x', '', '4.5', '1e1', '-1', 'NaN', '1e51', ' 5 ', '0']
BOOL = ['true', 'True', 'TRUE', '1', '0', '2', '3', 'false', 'False', 'maybe', '', ' true', 'on', 'null']
PAGE = ['2', '0', '-1', 'x', '', '100', '21', '5', ' 3 ', '1_0', '3.0', '99999999999999999999', '1', '4', '+2']
MOMENT = ['2001-01-01T00:00:00Z', '2024-01-03', '2024-01-03T00:00', 'soon', '', '01/03/2024', '2024-01-03 10:00', '2024-01-03T10:00:00+02:00', '2024-13-01',
          '2024-01-03T10:30:00.123456Z', '01/03/2024 10:30', ' 2024-01-04 ', '20240104', '2024-01-05T10:30Z', '2024-W01-4']
DAY = ['2006-10-25', '25/10/2006', '10/25/2006', 'soon', '', 'Oct 25 2006', '2007-01-01', '2024-03-02', '2024-03-01', ' 2024-03-03 ', '2024-3-1', '1 January 2007']
SEARCH = ['ana', 'UA', 'ua', 'ana@', 'example', 'python', 'docker', 'python docker', 'ana python', '"ana k"', 'x,y', '', ' ', 'rust python', '%', '_', 'zo', 'olena',
          'notes', 'good olena', 'sql data', "O'N", 'ким', 'python,ana', 'integration ana python', 'data sql rust', 'pl', 'DE docker', 'émile', 'Éa']
ID = ['1', '2', '77', 'x', '', '1.0', ' 1', '01', '3', '-1', '12', '99999999999999999999', '1_0', 'null']
UUIDS = [str(interviewers[0].id), interviewers[1].id.replace('-', ''), 'bad', '', str(interviewers[2].id).upper(), '00000000-0000-4000-8000-000000000000',
         '{%s}' % interviewers[3].id, 'null']

def ordering(names):
    return [','.join(rnd.choice(['', '-', '']) + rnd.choice(names + ['nosuch']) for _ in range(rnd.randint(1, 3))) for _ in range(6)] + ['', ' -' + names[0] + ' ,x', '--' + names[0]]

def resources():
    return {
        'candidates': dict(
            limit=PAGE, offset=PAGE + ['11', '12', '13', '50'], stage=STAGES + ['nosuch', '', 'Applied', ' applied', 'null', 'Open'], country=['UA', 'ua', ' UA ', '', 'PL', 'x', 'D_'],
            remote_only=BOOL, english_level=['1', '3', '9', '01', 'x', '', '2'], referred_by=ID, min_years=NUM, max_years=NUM,
            skill=['python', 'docker', 'cobol', '', 'Python', 'rust', 'sql', ' python', 'ci'], name=['an', 'AN', ' an ', '%', '_', '', 'É', 'Ким', 'o\''],
            has_rate=BOOL, created_after=MOMENT, created_before=MOMENT, search=SEARCH, unknown=['1'],
            ordering=ordering(['full_name', 'years_experience', 'hourly_rate', 'id', 'stage'])),
        'interviewers': dict(page_size=PAGE, active=BOOL, company=['Acme', 'acme', '', 'Über', 'Zed & Co'], search=SEARCH + ['a', 'e'], ordering=['name']),
        'handbooks': dict(page=PAGE + ['last'], is_current=BOOL, published_on=DAY, published_on__gte=DAY, published_on__year=['2006', '2007', 'x', '', '2006.9', '-1', '9999'],
                          published_on__isnull=BOOL, ordering=ordering(['version', 'published_on', 'id', 'title']), search=['Book']),
        'interviews': dict(p=PAGE + ['last', 'end', 'End'], page_size=PAGE, candidate=ID, interviewer=UUIDS, interviewer__isnull=BOOL, day=DAY,
                           day__range=['2024-03-01,2024-03-02', '2024-03-02', 'a,b', '', ',', '2024-03-04,2024-03-01', '2024-03-01,2024-03-02,2024-03-03', '2024-03-02,'],
                           verdict=['hire', 'no_hire', '', 'Hire', 'x'], score__gte=NUM, score__lte=NUM + ['7.5', '5.25'], scheduled_for__date=DAY,
                           scheduled_for__lt=MOMENT + ['2024-03-02T06:00:00Z', '2024-03-03'], search=SEARCH, ordering=ordering(['day', 'slot', 'score', 'id'])),
        'skills': dict(category=['language', 'tool', 'cobol', '', 'Tool'], search=['python', 'py', 'sql', 'PYTHON', 'doc', 'ocker', 'sql data', 'sql "SQL &"'],
                       ordering=ordering(['slug', 'name', 'category', 'id']), page=['2'], limit=['2']),
    }

import django_filters.rest_framework as df
from rest_framework import filters, generics, pagination, serializers as rest
from rest_framework.test import APIRequestFactory, force_authenticate


class Extras(df.FilterSet):
    """What the project's own views leave out."""
    stage = df.MultipleChoiceFilter(choices=Candidate.STAGES)
    level = df.MultipleChoiceFilter(field_name='english_level', choices=Candidate.ENGLISH, exclude=True)
    friend = df.ModelMultipleChoiceFilter(field_name='referred_by', queryset=Candidate.objects.all())
    years_experience = df.RangeFilter()
    rate = df.RangeFilter(field_name='hourly_rate')
    scored = df.BooleanFilter(field_name='interviews__score', lookup_expr='isnull', distinct=True)
    good = df.CharFilter(method='is_good')

    def is_good(self, queryset, name, value):
        return queryset.filter(full_name__istartswith=value, years_experience__gte=3)

    class Meta:
        model = Candidate
        fields = {'skills': ['exact', 'isnull'], 'skills__category': ['exact', 'in', 'istartswith'], 'referred_by': ['isnull'], 'referred_by__country': ['exact'],
                  'full_name': ['contains', 'startswith', 'istartswith', 'endswith', 'iendswith'], 'hourly_rate': ['gt', 'lt'],
                  'created_at': ['date', 'year', 'year__gte', 'month', 'day', 'week_day', 'hour', 'quarter', 'iso_week_day', 'range']}


class ExtrasView(generics.ListAPIView):
    queryset = Candidate.objects.distinct()  # without this a row comes once for each related row that matches
    filterset_class = Extras
    pagination_class = None
    filter_backends = [df.DjangoFilterBackend]

    class serializer_class(rest.ModelSerializer):
        class Meta:
            model = Candidate
            fields = ['id']


NUMBERS = ['3', '9', 'x', '', '4.5', '-1', ' 5 ', '2024', '1', '6', '20.00', '0']
EXTRAS = dict(
    stage=STAGES + ['nosuch', ''], level=['1', '2', '3', '9', '01', ''], friend=['1', '2', '77', 'x', '', '01'], years_experience_min=NUMBERS, years_experience_max=NUMBERS,
    rate_min=NUMBERS, rate_max=NUMBERS, scored=BOOL, good=['a', 'Z', '', 'O'], skills=['1', '2', '6', '77', 'x', '', '01'], skills__isnull=BOOL,
    skills__category=['language', 'tool', 'x', ''], skills__category__in=['language,tool', 'tool', '', 'x,', ',framework'], skills__category__istartswith=['L', 'to', ''],
    referred_by__isnull=BOOL, referred_by__country=['UA', 'PL', 'ua', ''], full_name__contains=['an', 'Ana', '%'], full_name__startswith=['A', 'a', 'É'],
    full_name__istartswith=['A', 'a'], full_name__endswith=['l', 'L', '%'], full_name__iendswith=['ANA', 'e'], hourly_rate__gt=NUMBERS, hourly_rate__lt=NUMBERS,
    created_at__date=DAY + ['2024-01-03', '2024-01-05'], created_at__year=NUMBERS, created_at__year__gte=NUMBERS, created_at__month=NUMBERS, created_at__day=NUMBERS,
    created_at__week_day=NUMBERS, created_at__hour=NUMBERS + ['10'], created_at__quarter=NUMBERS, created_at__iso_week_day=NUMBERS,
    created_at__range=['2024-01-01,2024-01-03T11:00Z', '2024-01-03', 'x,2024-01-01', ','])
SEVERAL = {'stage', 'level', 'friend', 'skills'}


class FoundView(generics.ListAPIView):
    """Searches by regular expressions, and orders by columns of other rows."""
    queryset = Interview.objects.all()
    filter_backends = [filters.SearchFilter, filters.OrderingFilter]
    search_fields = ['$notes', '$candidate__full_name', '=verdict']
    ordering_fields = ['candidate__full_name', 'interviewer__company', 'candidate__referred_by__full_name', 'candidate__referred_by', 'interviewer', 'candidate', 'slot']
    ordering = ['-interviewer__company', 'slot']
    pagination_class = None

    class serializer_class(rest.ModelSerializer):
        class Meta:
            model = Interview
            fields = ['id', 'notes', 'candidate', 'interviewer', 'slot', 'verdict']


VIEWS = {'extras': ExtrasView, 'found': FoundView}
EXPRESSIONS = ['^a', 'a$', 'ANA|kim', r'\bna', r'^\w+$', '[^a-z ]+$', 'o{2}', '^$', '.', r'\d', 'Ки', 'ана', '(?:go|no)t?od', '"a k"', 'hire', '^hire', 'n.t', r'^.{4}$ a', '[é%]',
               r'\Ag', r'es\Z']
ORDERS = ['candidate__full_name,slot', '-candidate__full_name,-slot', 'interviewer__company,slot', '-interviewer__company,slot', 'candidate__referred_by__full_name,slot',
          'interviewer,slot', '-interviewer,slot', 'candidate,slot', '-candidate,slot', 'candidate__referred_by,-slot', 'slot', '', 'candidate__email,slot']
FOUND = [{'search': text} for text in EXPRESSIONS] + [{'ordering': order} for order in ORDERS] + [{'search': 'a', 'ordering': ORDERS[0]}]

client = APIClient()
client.force_authenticate(admin)
client.raise_request_exception = False
BASE = '/api/v1/hiring/'

def reduced(response):
    try:
        data = json.loads(response.content)
    except ValueError:
        return None
    rows = data.get('results') if isinstance(data, dict) else data
    if response.status_code == 200:
        ids = [row.get('id', row.get('slug')) for row in rows]
        data = {**({k: v for k, v in data.items() if k != 'results'} if isinstance(data, dict) else {}), 'results': ids}
    return data

seen, lines = set(), []
def ask(path):
    if path in seen:
        return None
    seen.add(path)
    view = VIEWS.get(path.removeprefix(BASE).split('/')[0])
    if view:
        request = APIRequestFactory().get(path)
        force_authenticate(request, admin)
        try:
            response = view.as_view()(request).render()
        except Exception:
            return None
    else:
        response = client.get(path)
    if response.status_code == 500 or not response.content:
        return None
    data = reduced(response)
    lines.append(f'{path}\t{response.status_code}\t{json.dumps(data, ensure_ascii=False)}')
    return data

def walk(path, steps):
    data = ask(path)
    for _ in range(steps):
        link = data and rnd.choice([data.get('next'), data.get('next'), data.get('previous')])
        if not link:
            return
        data = ask(link.replace('http://testserver', ''))

for _ in range(int(os.environ.get('COUNT', '160'))):
    for _ in range(3):
        picked = [(name, rnd.choice(EXTRAS[name])) for name in rnd.sample(sorted(EXTRAS), rnd.choice([1, 1, 2, 3]))]
        picked += [(name, rnd.choice(EXTRAS[name])) for name, _ in picked if name in SEVERAL]
        # Of several that are none, Django names whichever its set tells first.
        if all(len({v for k, v in picked if k == name and v in ('77', 'x', '', '01', '9', 'nosuch')}) < 2 for name in SEVERAL):
            ask(BASE + 'extras/?' + urllib.parse.urlencode(picked))
    for name, params in resources().items():
        picked = []
        for param in rnd.sample(sorted(params), rnd.choice([0, 1, 1, 1, 2, 2, 3, 4]) if len(params) > 4 else rnd.randint(0, 2)):
            for _ in range(rnd.choice([1, 1, 1, 2]) if param == 'skill' else 1):
                picked.append((param, rnd.choice(params[param])))
        if name == 'interviewers' and rnd.random() < .1:
            picked.append(('cursor', rnd.choice(['garbage', 'cD1ub3BlJmE9', '', 'cD1BY21l', 'bz0xJnA9QWNtZQ==', 'bz05OTk5', 'cj0xJnA9Q29yZQ==', 'cj0yJm89MyZwPUNvcmU=',
                                                         'bz0tMQ==', 'cj14', 'bz14', 'é', 'cD1BY21l====', '////', 'cD1BY21lJnA9Wg==', 'bz0yJnI9MQ=='])))
        # Of several skills that are none, Django names whichever its set tells first.
        if len({v for k, v in picked if k == 'skill' and v not in {slug for slug, _, _ in SKILLS}}) > 1:
            continue
        quote = rnd.choice([urllib.parse.quote, urllib.parse.quote_plus])
        query = '&'.join(f'{k}={quote(v)}' for k, v in picked)
        walk(BASE + name + '/' + ('?' + query if query else ''), rnd.choice([0, 0, 1, 4]) if name != 'interviewers' else 6)

for query in FOUND:
    ask(BASE + 'found/?' + urllib.parse.urlencode(query))

(OUT / 'rows.json').write_text(json.dumps(rows, indent=None, ensure_ascii=False, separators=(',', ':')).replace('},{"model"', '},\n{"model"') + '\n')
(OUT / 'answers.txt').write_text('\n'.join(lines) + '\n')
print(len(lines))
