#!/usr/bin/env python3
"""A function in Python: Lambda's runtime loop with the standard library (less than AWS's own client does), and Django below it.

COLD_ADAPTER says how events reach Django: `wsgi` (apig-wsgi), `asgi` (Mangum), or not at all: `bare`.
"""
import http.client, json, os


def handler():
    if os.environ["COLD_ADAPTER"] == "bare":
        return lambda event, context: {"statusCode": 200, "body": "i'm alive"}
    if os.environ["COLD_ADAPTER"] == "wsgi":
        from apig_wsgi import make_lambda_handler
        from django.core.wsgi import get_wsgi_application
        return make_lambda_handler(get_wsgi_application())
    from django.core.asgi import get_asgi_application
    from mangum import Mangum
    return Mangum(get_asgi_application(), lifespan="off")


handle, runtime = handler(), http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    runtime.request("GET", "/2018-06-01/runtime/invocation/next")
    invocation = runtime.getresponse()
    event, request_id = json.load(invocation), invocation.headers["Lambda-Runtime-Aws-Request-Id"]
    runtime.request("POST", f"/2018-06-01/runtime/invocation/{request_id}/response", json.dumps(handle(event, None)))
    runtime.getresponse().read()
