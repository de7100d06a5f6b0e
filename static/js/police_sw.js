/* The service worker of the police's part: one shift on one device, kept only after "Take it with me".
   It keeps one page and the files that it is made of, until the login ends or somebody logs out. It sends nothing. */
"use strict";
var KEPT = "lofte-shift-1";
var PAGE = "/police/shift/kept";
var UNTIL = "/police/shift/kept/until";
var FILES = ["css/site.css", "img/mark.svg", "js/leave.js", "js/shift.js", "js/shift_times.js"]
  .map(function (name) { return "/static/" + name; });

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (e) { e.waitUntil(self.clients.claim()); });

function forget() { return caches.delete(KEPT); }

function take(address) {
  return fetch(address, { cache: "no-store", redirect: "error" }).then(function (page) {
    var seconds = Number(page.headers.get("Lofte-Lasts"));
    if (!page.ok || !(seconds > 0)) { throw new Error("no shift"); }
    return caches.open(KEPT).then(function (cache) {
      return cache.addAll(FILES)
        .then(function () { return cache.put(UNTIL, new Response(String(Date.now() + 1000 * seconds))); })
        .then(function () { return cache.put(PAGE, page); });
    });
  });
}

function kept() { /* null when nothing is kept; what has outlived the login is gone */
  return caches.match(UNTIL).then(function (answer) { return answer ? answer.text() : ""; }).then(function (until) {
    if (!until) { return null; }
    if (Number(until) > Date.now()) { return caches.match(PAGE, { ignoreVary: true }); }
    return forget().then(function () { return null; });
  });
}

self.addEventListener("message", function (e) {
  var port = e.ports[0], asked = e.data || {};
  function say(word) { if (port) { port.postMessage(word); } }
  if (asked.deed === "take") { e.waitUntil(take(asked.address).then(function () { say("taken"); }, function () { say("failed"); })); }
  if (asked.deed === "leave") { e.waitUntil(forget().then(function () { say("left"); })); }
  if (asked.deed === "look") { e.waitUntil(kept().then(function (page) { say(page ? "taken" : "left"); })); }
});

self.addEventListener("fetch", function (e) {
  var url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) { return; }
  if (e.request.mode === "navigate") {
    e.respondWith(fetch(e.request).then(function (answer) {
      var ended = url.pathname === "/police/shift" && (answer.type === "opaqueredirect" || answer.status === 403);
      return ended ? forget().then(function () { return answer; }) : answer;
    }).catch(function (trouble) {
      return kept().then(function (page) { if (page) { return page; } throw trouble; });
    }));
  } else if (FILES.indexOf(url.pathname) >= 0) {
    e.respondWith(fetch(e.request).catch(function (trouble) {
      return caches.match(url.pathname, { ignoreVary: true }).then(function (file) { if (file) { return file; } throw trouble; });
    }));
  }
});
