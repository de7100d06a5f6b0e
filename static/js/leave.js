/* Logging out leaves nothing of a shift on the device; the server's answer says so too (Clear-Site-Data).
   Who has records that are not sent is told before the first press does it. On the login page nobody is logged in:
   a list that was taken along is gone, records that wait for their owner stay. */
(function () {
  "use strict";
  var KEY = "lofte-shift";
  var form = document.querySelector("form[action='/logout']");
  var told = false;

  function waiting() {
    try { return (JSON.parse(window.localStorage.getItem(KEY)) || {}).records || []; } catch (e) { return []; }
  }

  function wipeList() {
    if (!window.caches) { return; }
    caches.keys().then(function (names) {
      names.forEach(function (name) { if (name.indexOf("lofte-shift") === 0) { caches.delete(name); } });
    }).catch(function () { /* no store, so nothing is kept */ });
  }

  if (document.querySelector("[data-nobody]")) { wipeList(); }
  if (!form) { return; }
  form.addEventListener("submit", function (e) {
    var words;
    if (waiting().length && !told) {
      e.preventDefault();
      told = true;
      words = document.createElement("p");
      words.className = "notice notice-warn";
      words.setAttribute("role", "alert");
      words.textContent = form.dataset.unsent;
      document.querySelector("main").prepend(words);
      words.scrollIntoView({ block: "center" });
      return;
    }
    try { window.localStorage.removeItem(KEY); } catch (err) { /* there is no store */ }
    wipeList();
    if (navigator.serviceWorker) {
      navigator.serviceWorker.getRegistration("/police/").then(function (r) { if (r) { r.unregister(); } }).catch(function () { /* none */ });
    }
  });
}());
