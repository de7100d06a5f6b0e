/* What was sent needs no draft any more; and the button that prints the receipt: without scripts the browser's menu does. */
(function () {
  "use strict";
  var KEY = "lofte-draft", box = document.querySelector("[data-print]");
  try {
    if ((JSON.parse(window.localStorage.getItem(KEY)) || {}).sending) { window.localStorage.removeItem(KEY); }
  } catch (e) { /* there is no store, so no draft */ }
  if (!box) { return; }
  box.querySelector("button").addEventListener("click", function () { window.print(); });
  box.hidden = false;
}());
