/* The list of places with single keys: j k next and previous, c choose, d decline, n p pages, ? what the keys are.
   Everything works with Tab and Enter without this, and an address that ends in the id of a place has its link in
   focus. The keys can be turned off; that is kept on this device. */
(function () {
  "use strict";

  var list = document.querySelector("[data-triage]"), help = document.querySelector("[data-keys]");
  if (!list || !help) { return; }
  var KEPT = "lofte-keys", box = help.querySelector("[data-keys-on]");
  var items = Array.prototype.slice.call(list.querySelectorAll("[data-item]"));

  function kept() { try { return localStorage.getItem(KEPT); } catch (e) { return null; } }

  function here() { return items.findIndex(function (item) { return item.contains(document.activeElement); }); }

  function focus(item) {
    item.querySelector("[data-open]").focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  function page(rel) { var link = document.querySelector("nav a[rel=" + rel + "]"); if (link) { link.click(); } }

  function step(by) {
    var at = here(), next = at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by;
    if (items[next]) { focus(items[next]); } else { page(by > 0 ? "next" : "prev"); }
  }

  function press(selector) {
    var item = items[here()], button = item && item.querySelector(selector);
    if (button) { button.click(); }
  }

  function decline() {
    var item = items[here()], more = item && item.querySelector("[data-decline]");
    if (more) { more.open = true; more.querySelector("select").focus(); }
  }

  var KEYS = {
    j: function () { step(1); }, k: function () { step(-1); }, c: function () { press("[data-choose]"); }, d: decline,
    n: function () { page("next"); }, p: function () { page("prev"); }, "?": function () { help.open = !help.open; }
  };

  help.hidden = false;
  box.checked = kept() !== "off";
  box.addEventListener("change", function () {
    try { localStorage.setItem(KEPT, box.checked ? "on" : "off"); } catch (e) { /* only for this page then */ }
  });
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest && event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
    if (event.key === "Escape") {
      var item = items[here()], more = item && item.querySelector("[data-decline][open]");
      if (more) { more.open = false; focus(item); }
      return;
    }
    if (!box.checked || typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) { return; }
    event.preventDefault();
    KEYS[event.key]();
  });
})();
