/* Without contact nothing typed is lost: the form is kept as a draft on this device, and sent later, by hand.
   Nothing is stored before somebody has begun to fill in the form, and a draft only when there is no contact or sending
   failed. The draft keeps the form's submission key, so that sending it twice is one suggestion; never its token. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-suggest]");
  var box = document.querySelector("[data-drafts]");
  if (!form || !box) { return; }
  var KEY = "lofte-draft";
  var PATIENCE_MS = 8000;
  var shell = form.dataset.offline !== undefined;
  var began = false;
  var sure = false;
  var waiting = null;
  var said = box.querySelector("[role=status]");

  function field(name) { return form.elements.namedItem(name); }

  function read() {
    try { return JSON.parse(window.localStorage.getItem(KEY)); } catch (e) { return null; }
  }

  function keep(draft) {
    try { window.localStorage.setItem(KEY, JSON.stringify(draft)); return true; } catch (e) { return false; }
  }

  function forget() { try { window.localStorage.removeItem(KEY); } catch (e) { /* there is no store, so no draft */ } }

  function newKey() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(24));
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function typed() {
    return Array.prototype.filter.call(form.elements, function (el) {
      if (!el.name || el.name === "csrf_token" || el.name === "submission_key") { return false; }
      if (el.name === "saw_site" || el.name === "warned") { return false; } /* what a page showed, and not typed */
      if (el.type === "checkbox" || el.type === "radio") { return el.checked; }
      return el.tagName !== "BUTTON" && el.type !== "image" && el.value !== "";
    }).map(function (el) { return [el.name, el.value]; });
  }

  function show(words, buttons) {
    box.hidden = false;
    Array.prototype.forEach.call(box.querySelectorAll("[data-draft]"), function (el) {
      el.hidden = buttons.indexOf(el.dataset.draft) < 0;
    });
    said.textContent = words;
  }

  function save() {
    var key = field("submission_key"), kept;
    if (!key.value) { key.value = newKey(); }
    kept = keep({ at: new Date().toISOString(), key: key.value, fields: typed() });
    show(kept ? box.dataset.saved : box.dataset.full, shell ? ["open", "delete"] : ["retry", "delete"]);
  }

  /* After a press of the button, which is far below what says that nothing is sent. */
  function saveUnsent() { save(); box.scrollIntoView({ block: "center" }); }

  function fill(draft) {
    var lat, map = form.querySelector("[data-map]");
    draft.fields.forEach(function (pair) {
      Array.prototype.forEach.call(form.elements, function (el) {
        if (el.name !== pair[0]) { return; }
        if (el.type === "checkbox" || el.type === "radio") { el.checked = el.checked || el.value === pair[1]; }
        else if (el.tagName !== "BUTTON" && el.type !== "image") { el.value = pair[1]; }
      });
    });
    field("submission_key").value = draft.key;
    began = true;
    lat = field("lat");
    if (map && lat && lat.value) {
      map.dispatchEvent(new CustomEvent("lofte:look-at", { detail: { lat: Number(lat.value), lon: Number(field("lon").value) } }));
    }
    form.dispatchEvent(new CustomEvent("lofte:filled"));
    show(box.dataset.filled, ["delete"]);
  }

  function alive() {
    var stop = new AbortController(), bell = window.setTimeout(function () { stop.abort(); }, PATIENCE_MS);
    return window.fetch(box.dataset.aliveUrl, { cache: "no-store", signal: stop.signal })
      .then(function () { window.clearTimeout(bell); return true; })
      .catch(function () { window.clearTimeout(bell); return false; });
  }

  form.addEventListener("input", function () {
    if (!began && "serviceWorker" in navigator) {
      navigator.serviceWorker.register(box.dataset.worker, { scope: "/suggest" }).catch(function () { /* drafts work without */ });
    }
    began = true;
    if (navigator.onLine) { return; }
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, 500);
  });

  window.addEventListener("offline", function () { if (began) { save(); } });
  window.addEventListener("online", function () {
    if (read()) { show(box.dataset.online, shell ? ["open", "delete"] : ["retry", "delete"]); }
  });

  form.addEventListener("submit", function (e) {
    var by = e.submitter, draft;
    if (sure || (by && (by.name === "find" || by.name === "preview" || by.type === "image"))) { return; }
    e.preventDefault();
    began = true;
    if (shell || !navigator.onLine) { saveUnsent(); return; }
    alive().then(function (there) {
      if (!there) { saveUnsent(); return; }
      draft = read();
      if (draft && draft.key === field("submission_key").value) { draft.sending = true; keep(draft); } /* its receipt forgets it */
      sure = true;
      form.requestSubmit(by || undefined);
    });
  });

  window.addEventListener("pageshow", function () { sure = false; });

  box.addEventListener("click", function (e) {
    var pressed = e.target.closest("[data-draft]");
    if (!pressed) { return; }
    if (pressed.dataset.draft === "use" && read()) { fill(read()); }
    if (pressed.dataset.draft === "retry") { form.requestSubmit(); }
    if (pressed.dataset.draft === "delete") { forget(); show(box.dataset.deleted, []); }
  });

  (function () {
    var draft = read();
    if (shell) { show(draft ? box.dataset.kept : box.dataset.away, draft ? ["use", "delete"] : []); }
    else if (draft) { show(box.dataset.found.replace("{time}", new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })), ["use", "delete"]); }
  }());
}());
