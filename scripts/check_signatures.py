"""Stands before a server that is called as AWS is, and lets through what botocore would have signed the same way.

    check_signatures.py PORT UPSTREAM_PORT

Listens on 127.0.0.1. Each request's Signature Version 4 is worked out anew by Amazon's own library from the request as it arrived, with the secret key in
AWS_SECRET_ACCESS_KEY; one that differs, or is older than five minutes, is answered 403 as AWS does.
"""

import datetime
import http.client
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PORT, UPSTREAM = int(sys.argv[1]), int(sys.argv[2])
SCHEME = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$")


def fault(method, path, headers, body):
    """What is wrong with a request's signature; None for nothing."""
    match = SCHEME.match(headers.get("authorization", ""))
    if not match:
        return "there is no signature"
    key, day, region, service, names, signature = match.groups()
    names = names.split(";")
    if "host" not in names or "x-amz-date" not in names or ("x-amz-security-token" in headers and "x-amz-security-token" not in names):
        return f"the signature leaves out what it must cover: {names}"
    date = headers["x-amz-date"]
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.strptime(date + "+0000", "%Y%m%dT%H%M%SZ%z")
    if abs(age.total_seconds()) > 300 or not date.startswith(day):
        return f"the signature is of {date}"
    request = AWSRequest(method, f"http://{headers['host']}{path}", {name: headers[name] for name in names}, body)
    request.context["timestamp"] = date
    signer = SigV4Auth(Credentials(key, os.environ["AWS_SECRET_ACCESS_KEY"]), service, region)
    wanted = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    return None if wanted == signature else "the signature does not match"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        if why := fault("POST", self.path, headers, body):
            print(f"refused {self.path}: {why}", file=sys.stderr, flush=True)
            return self.reply(403, [("x-amzn-errortype", "InvalidSignatureException")], b'{"message": "%s"}' % why.encode())
        upstream = http.client.HTTPConnection("127.0.0.1", UPSTREAM)
        upstream.request("POST", self.path, body, headers)
        answer = upstream.getresponse()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() in ("content-type", "x-amzn-errortype")]
        self.reply(answer.status, kept, answer.read())

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
