"use strict";

// What forms cannot do by themselves: PUT, PATCH, DELETE, OPTIONS and bodies written by hand.
// A form with data-method, or sent by a button that has one, goes through fetch, and the page that comes back takes the place of this one.

document.addEventListener("submit", (event) => {
  const form = event.target;
  const method = event.submitter?.dataset.method ?? form.dataset.method;
  if (!method) return;
  event.preventDefault();
  form.closest("dialog")?.close();
  send(method, form);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

async function send(method, form) {
  const headers = { Accept: "text/html", "X-CSRFToken": document.querySelector("meta[name=csrfToken]").content };
  let body;
  if ("raw" in form.dataset) {
    headers["Content-Type"] = form.elements["media-type"].value;
    body = form.elements.content.value;
  } else if (method !== "DELETE" && method !== "OPTIONS") {
    const data = new FormData(form);
    body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  }
  document.body.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(location.href, { method, headers, body, credentials: "same-origin" });
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
    if (isPage) show(await response.text());
    else complain(`The server answered HTTP ${response.status}, without a page.`);
  } catch {
    complain("The server did not answer. Nothing is known about what it did; reload the page to see.");
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  const answer = document.querySelector("[aria-invalid]") ?? document.getElementById("answer");
  answer?.focus({ preventScroll: true });
  answer?.scrollIntoView({ block: "nearest" });
}

function complain(text) {
  const message = document.getElementById("failure");
  message.textContent = text;
  message.hidden = false;
}
