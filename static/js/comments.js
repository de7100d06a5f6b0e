/* One comment at a time with single keys: a accept, 1-9 choose a place, h by hand, f o kind, r reject, s skip,
   u take the last one back, ? what the keys are. Everything works with Tab and Enter without this. The keys can be
   turned off; that is kept on this device. */
(function () {
  "use strict";

  var form = document.querySelector("[data-comment]"), help = document.querySelector("[data-keys]");
  if (!help) { return; }
  var KEPT = "lofte-keys", box = help.querySelector("[data-keys-on]");
  var hand = document.querySelector("[data-by-hand]");

  function kept() { try { return localStorage.getItem(KEPT); } catch (e) { return null; } }

  function find(selector) { return form && form.querySelector(selector); }

  function press(selector) { var button = document.querySelector(selector); if (button) { button.click(); } }

  function choose(number) {
    var inputs = form ? form.querySelectorAll("[data-choice]") : [], input = inputs[number - 1];
    if (input) { input.checked = true; input.focus(); }
  }

  function kind(code) { var input = find("input[name=kind][value=" + code + "]"); if (input) { input.checked = true; input.focus(); } }

  function byHand() {
    var input = find("[data-hand]:checked") || find("[data-hand]");
    if (input) { input.checked = true; }
    if (hand) { hand.open = true; hand.querySelector("#place_text").focus(); }
  }

  function reject() { var input = find("input[name=reason]:checked") || find("input[name=reason]"); if (input) { input.focus(); } }

  var KEYS = {
    a: function () { press("[data-key-accept]"); }, s: function () { press("[data-key-skip]"); },
    u: function () { press("[data-key-undo]"); }, h: byHand, r: reject,
    f: function () { kind("speed"); }, o: function () { kind("unsafe_place"); }, "?": function () { help.open = !help.open; }
  };

  if (form) {
    form.addEventListener("change", function (event) {
      if (event.target.matches("[data-hand]") && hand) { hand.open = true; }
    });
    // Enter among the reasons rejects; elsewhere the first button, which accepts, is the one that a browser presses.
    form.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") { return; }
      if (event.target.name === "reason") { event.preventDefault(); event.target.checked = true; press("[data-key-reject]"); }
      if (event.target.id === "place_text") { event.preventDefault(); form.querySelector("button[value=find]").click(); }
    });
  }

  help.hidden = false;
  box.checked = kept() !== "off";
  box.addEventListener("change", function () {
    try { localStorage.setItem(KEPT, box.checked ? "on" : "off"); } catch (e) { /* only for this page then */ }
  });
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest && event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
    if (!box.checked || typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (/^[1-9]$/.test(event.key)) { event.preventDefault(); choose(Number(event.key)); return; }
    if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
  });
})();
