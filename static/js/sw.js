/* The service worker of the form: without contact the empty form opens all the same. It keeps the empty form and the files
   that it is made of, and never an answer that holds anything of a person. It sends nothing by itself. */
"use strict";
var KEPT = "lofte-form-1";
var SHELL = "/suggest/offline" + self.location.search;
var FILES = ["css/site.css", "img/mark.svg", "js/map.js", "js/places.js", "js/position.js", "js/suggest.js", "js/drafts.js"]
  .map(function (name) { return "/static/" + name; });

self.addEventListener("install", function (e) {
  e.waitUntil(caches.open(KEPT)
    .then(function (cache) { return cache.addAll([SHELL].concat(FILES)); })
    .then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (e) {
  e.waitUntil(caches.keys()
    .then(function (names) {
      return Promise.all(names.filter(function (n) { return n.indexOf("lofte-form-") === 0 && n !== KEPT; }).map(function (n) { return caches.delete(n); }));
    })
    .then(function () { return self.clients.claim(); }));
});

function fresh(path, request) { /* the net first: what is kept is only for when there is none */
  return fetch(request).then(function (answer) {
    var copy;
    if (answer.ok) {
      copy = answer.clone();
      caches.open(KEPT).then(function (cache) { return cache.put(path, copy); });
    }
    return answer;
  }).catch(function () { return caches.match(path, { ignoreVary: true }); });
}

self.addEventListener("fetch", function (e) {
  var url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) { return; }
  if (FILES.indexOf(url.pathname) >= 0) { e.respondWith(fresh(url.pathname, e.request)); }
  if (e.request.mode === "navigate" && url.pathname === "/suggest") {
    e.respondWith(fetch(e.request).catch(function () { return caches.match(SHELL, { ignoreVary: true }); }));
  }
});
