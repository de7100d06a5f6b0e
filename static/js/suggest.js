/* Makes the form of a suggestion nicer; everything works without this file.
   Causes follow the kind, the chosen point gets a name, and Enter in the search field searches. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-suggest]");
  if (!form) { return; }
  var status = form.querySelector("[data-map-status]");
  var near = form.querySelector("[data-near]");
  var waiting = null;
  var asked = 0;

  function each(selector, run) { Array.prototype.forEach.call(form.querySelectorAll(selector), run); }

  function kind() {
    var chosen = form.querySelector("input[name=kind]:checked") || form.querySelector("input[name=kind][type=hidden]");
    return chosen ? chosen.value : "";
  }

  function showCauses() {
    var chosen = kind();
    each("[data-causes]", function (list) {
      var other = chosen !== "" && list.dataset.causes !== chosen;
      list.hidden = other;
      list.disabled = other; /* ticks in a hidden list are kept, but not sent */
    });
  }

  function say(name) {
    if (status && name) { status.textContent = form.dataset.named.replace("{name}", name); }
  }

  function askName() {
    var lat = form.elements.namedItem("lat").value, lon = form.elements.namedItem("lon").value;
    window.fetch(form.dataset.nameUrl + (form.dataset.nameUrl.indexOf("?") < 0 ? "?" : "&") + "lat=" + encodeURIComponent(lat) + "&lon=" + encodeURIComponent(lon))
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(say)
      .catch(function () { /* the coordinates stay as the status */ });
  }

  /* What is published close by, as soon as place and kind are known; the last answer wins. */
  function askNear() {
    var lat = form.elements.namedItem("lat"), lon = form.elements.namedItem("lon"), own = ++asked, url;
    if (!near || !lat || !lat.value || !lon.value || !kind()) { return; }
    url = near.dataset.nearUrl + (near.dataset.nearUrl.indexOf("?") < 0 ? "?" : "&");
    window.fetch(url + new URLSearchParams({ lat: lat.value, lon: lon.value, kind: kind() }))
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) {
        if (own !== asked) { return; }
        near.innerHTML = html;
        near.hidden = !near.querySelector("li");
      })
      .catch(function () { /* it only helps: the server joins what belongs together all the same */ });
  }

  function placed() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { askName(); askNear(); }, 400);
  }

  each("input[name=kind]", function (input) {
    input.addEventListener("change", function () { showCauses(); askNear(); });
  });
  showCauses();

  form.addEventListener("change", function (e) {
    if (e.target.name !== "lat" && e.target.name !== "lon") { return; }
    form.elements.namedItem("found_for").value = ""; /* the pin was moved by hand: words no longer own it */
    placed();
  });

  form.addEventListener("lofte:filled", function () { showCauses(); askNear(); });
  form.addEventListener("lofte:placed", function (e) { say(e.detail.name); askNear(); });

  form.elements.namedItem("place_text") && form.elements.namedItem("place_text").addEventListener("keydown", function (e) {
    if (e.key !== "Enter") { return; }
    e.preventDefault();
    form.querySelector("button[name=find]").click();
  });

  window.addEventListener("pageshow", showCauses); /* the back button brings ticks back */
}());
