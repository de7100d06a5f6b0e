/* "Use my position": asks the browser where one is, only when pressed, and says in a sentence what came of it.
   The position is put in the form like any other pin, and goes nowhere before the form is sent or looked through. */
(function () {
  "use strict";
  var box = document.querySelector("[data-position]");
  var form = box && box.closest("form");
  if (!form || !navigator.geolocation) { return; }
  var button = box.querySelector("button");
  var said = box.querySelector("[role=status]");
  var ROUGH_M = 100;
  var FAULTS = { 1: "denied", 2: "nowhere", 3: "slow" };

  function metres(accuracy) { return Math.max(1, Math.round(accuracy)).toLocaleString(document.documentElement.lang) + "\u00a0m"; }

  function inside(at) {
    var data = box.dataset;
    return at.longitude >= Number(data.west) && at.longitude <= Number(data.east) && at.latitude >= Number(data.south) && at.latitude <= Number(data.north);
  }

  function use(position) {
    var at = position.coords, map = form.querySelector("[data-map]"), lat = form.elements.namedItem("lat");
    button.disabled = false;
    if (!inside(at)) { said.textContent = box.dataset.outside; return; }
    lat.value = at.latitude.toFixed(5);
    form.elements.namedItem("lon").value = at.longitude.toFixed(5);
    if (map) { map.dispatchEvent(new CustomEvent("lofte:look-at", { detail: { lat: at.latitude, lon: at.longitude } })); }
    lat.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = (at.accuracy > ROUGH_M ? box.dataset.rough : box.dataset.found).replace("{m}", metres(at.accuracy));
  }

  function fail(error) {
    button.disabled = false;
    said.textContent = box.dataset[FAULTS[error.code] || "nowhere"];
  }

  button.addEventListener("click", function () {
    button.disabled = true;
    said.textContent = box.dataset.asking;
    navigator.geolocation.getCurrentPosition(use, fail, { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  });
  box.hidden = false;
}());
