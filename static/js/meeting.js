/* Pins of a meeting: a press on the map puts its point into the next row without a place; a row that is not there is
   made. Without this the picture of the map does the same, a page at a time. */
(function () {
  "use strict";

  var form = document.querySelector("[data-meeting]"), box = form && form.querySelector("[data-add]");
  if (!box) { return; }
  var svg = box.querySelector("svg"), out = form.querySelector("[data-added]"), body = form.querySelector("tbody");
  var MOST = 60, start = null;

  function rows() { return Array.prototype.slice.call(body.querySelectorAll("[data-row]")); }

  function free(row) { return !row.querySelector("[name=place_text]").value.trim() && !row.querySelector("[name=lat]").value; }

  function another() {
    var all = rows(), last = all[all.length - 1], number = all.length, row;
    if (number >= MOST) { return null; }
    row = last.cloneNode(true);
    row.querySelectorAll("input").forEach(function (input) { input.value = ""; input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); });
    row.querySelectorAll(".error").forEach(function (el) { el.remove(); });
    row.querySelectorAll("[id]").forEach(function (el) { el.id = el.id.replace(/\d+$/, number); });
    row.querySelectorAll("[aria-label]").forEach(function (el) { el.setAttribute("aria-label", el.getAttribute("aria-label").replace(/\d+$/, number + 1)); });
    row.querySelector("[data-pinned]").textContent = "";
    row.querySelector("th").textContent = number + 1;
    body.appendChild(row);
    return row;
  }

  function add(x, y) {
    var data = box.dataset, row = rows().filter(free)[0] || another(), words;
    if (!row) { return; }
    row.querySelector("[name=lon]").value = (Number(data.lon0) + x / Number(data.kx)).toFixed(5);
    row.querySelector("[name=lat]").value = (Number(data.lat1) - y / Number(data.ky)).toFixed(5);
    words = data.point.replace("{lat}", row.querySelector("[name=lat]").value).replace("{lon}", row.querySelector("[name=lon]").value);
    row.querySelector("[data-pinned]").textContent = words;
    out.textContent = row.querySelector("th").textContent + ". " + words;
  }

  svg.addEventListener("pointerdown", function (e) { start = { x: e.clientX, y: e.clientY }; });
  svg.addEventListener("pointerup", function (e) {
    var was = start, point;
    start = null;
    if (!was || Math.abs(e.clientX - was.x) + Math.abs(e.clientY - was.y) > 6) { return; } /* the map was moved */
    point = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
    add(point.x, point.y);
  });
}());
