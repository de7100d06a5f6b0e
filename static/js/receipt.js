/* The button that prints the receipt: without scripts the browser's own menu does. */
(function () {
  "use strict";
  var box = document.querySelector("[data-print]");
  if (!box) { return; }
  box.querySelector("button").addEventListener("click", function () { window.print(); });
  box.hidden = false;
}());
