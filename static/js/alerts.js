/* The alert form: shows what belongs to the choice of where, and lets an area be drawn corner by corner with the
   map's cross, so also with the keyboard. Without it the form takes a district, or a place and a distance. */
(function () {
  "use strict";

  var MOST = 50;
  var form = document.querySelector("form[data-alerts]");
  var map = form && form.querySelector("[data-map]"), svg = map && map.querySelector("svg");
  if (!svg) { return; }
  var drawn = form.querySelector("input[name=drawn]"), told = form.querySelector("[data-corners]");
  var corners = drawn.value ? drawn.value.trim().split(/\s+/) : [];
  var shape = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "polygon"));
  shape.setAttribute("class", "m-drawn");

  function each(selector, run) { Array.prototype.forEach.call(form.querySelectorAll(selector), run); }

  function show() {
    var chosen = form.querySelector("input[name=where]:checked"), now = chosen ? chosen.value : "";
    each("[data-where]", function (part) { part.hidden = part.getAttribute("data-where").split(" ").indexOf(now) < 0; });
    shape.setAttribute("display", now === "drawn" ? "inline" : "none");
  }

  function point(pair) {
    var at = pair.split(",").map(Number), data = map.dataset;
    return ((at[0] - data.lon0) * data.kx).toFixed(2) + "," + ((data.lat1 - at[1]) * data.ky).toFixed(2);
  }

  function draw() {
    var words = corners.length === 0 ? "none" : corners.length < 3 ? "few" : "enough";
    drawn.value = corners.join(" ");
    shape.setAttribute("points", corners.map(point).join(" "));
    told.textContent = told.getAttribute("data-" + words).replace("{number}", corners.length);
  }

  function centre() {
    var box = svg.viewBox.baseVal, data = map.dataset;
    var lon = Number(data.lon0) + (box.x + box.width / 2) / data.kx;
    var lat = data.lat1 - (box.y + box.height / 2) / data.ky;
    return lon.toFixed(5) + "," + lat.toFixed(5);
  }

  function add() {
    if (corners.length < MOST && corners[corners.length - 1] !== centre()) { corners.push(centre()); }
  }

  function on(selector, act) {
    form.querySelector(selector).addEventListener("click", function () { act(); draw(); });
  }

  each("[data-drawing]", function (part) { part.hidden = false; });
  on("[data-corner]", add);
  on("[data-undo]", function () { corners.pop(); });
  on("[data-clear]", function () { corners = []; });
  form.addEventListener("change", function (event) { if (event.target.name === "where") { show(); } });
  draw();
  show();
}());
