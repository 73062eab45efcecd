#!/usr/bin/env python3
"""Records what the password validators of a new Django project say.

    ~/.cache/oracle/venv/bin/python conformance/scripts/record_passwords.py > crates/koroc-http/tests/auth/passwords.json

A case is [password, user name, first name, last name, e-mail address, messages]. Common passwords are taken from those that Koroc knows, too.
"""
import json, random

import django
from django.conf import settings

NAMES = ["UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator"]
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    AUTH_PASSWORD_VALIDATORS=[{"NAME": f"django.contrib.auth.password_validation.{name}"} for name in NAMES],
)
django.setup()
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

USERS = [("ada", "", "", ""), ("ada.lovelace", "Ada", "Lovelace", "countess@Engine.example"), ("grüße", "Jürgen", "Ölçer", "j_o@x.org"), ("x", "y", "z", "a@b.c")]
CHOSEN = ["", "a", "123", "12345678", "1234567890123", "Password ", "ILOVEYOU", "qwerty123", "correct horse", "ada", "adaadaada", "adaxyzqwvk", "lovelace", "evolecal", "Lovelace1", "countess!"]
CHOSEN += ["engine.example", "countess@engine", "adalovelace", "ölçerölçer", "grüßegrüße", "jürgenjü", "٣٤٥٦٧٨٩٠", "²²²²²²²²", "a" * 30, "lovelace" * 9, "password1", "trustno1", "sunshine"]


def messages(password, user):
    names = dict(zip(["username", "first_name", "last_name", "email"], user))
    try:
        validate_password(password, User(**names))
    except ValidationError as refusal:
        return refusal.messages
    return []


chance = random.Random(5)
words = "ada lovelace countess engine example jürgen 1 2 7 x z ! _".split()
made = ["".join(chance.choice(words) for _ in range(chance.randrange(1, 5))) for _ in range(100)]
rows = [[password, *user, messages(password, user)] for password in CHOSEN + made for user in USERS]
print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]")
