#!/usr/bin/env node
// A function in Node: Lambda's runtime loop with the standard library, and nothing below it.
import http from "node:http";

const agent = new http.Agent({ keepAlive: true });
const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime${path}`, { method, agent }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part)).on("end", () => resolve([response.headers, Buffer.concat(parts)]));
    });
    request.on("error", reject).end(body);
  });

for (;;) {
  const [headers, event] = await call("GET", "/invocation/next");
  JSON.parse(event);
  await call("POST", `/invocation/${headers["lambda-runtime-aws-request-id"]}/response`, JSON.stringify({ statusCode: 200, body: "i'm alive" }));
}
