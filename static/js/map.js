/* Pan and zoom for an inline SVG map by its viewBox attribute (no style attributes: strict CSP). Everything works without
   this file: the list beside the map holds the same places, and the form has a picture to click on.
   data-map           the box; data-lon0 data-lat1 data-kx data-ky turn units of the picture into degrees
   data-pick          the centre is the chosen place: input[name=lat] and input[name=lon] follow it
   data-lat data-lon  the place chosen so far: start there, zoomed in
   data-cells-url     where the squares of a zoomed view come from
   data-at            "x y" of what keeps its size while the map is zoomed
   data-cell-size     how wide the squares of a kind are, in the legend */
(function () {
  "use strict";

  var FULL = [0, 0, 1000, 800];
  var SMALLEST = 25;
  var START = 160;
  var KEYS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  var SVG = "http://www.w3.org/2000/svg";

  function each(root, selector, run) { Array.prototype.forEach.call(root.querySelectorAll(selector), run); }

  function bounded(value, low, high) { return Math.min(high, Math.max(low, value)); }

  function length(metres) {
    var far = metres >= 1000, words = (far ? metres / 1000 : metres).toLocaleString(document.documentElement.lang);
    return words + (far ? "\u00a0km" : "\u00a0m");
  }

  function setUp(box) {
    var svg = box.querySelector("svg");
    var data = box.dataset;
    var geo = { lon0: Number(data.lon0), lat1: Number(data.lat1), kx: Number(data.kx), ky: Number(data.ky) };
    var picking = data.pick !== undefined;
    var form = picking ? box.closest("form") : null;
    var view = FULL.slice();
    var last = null;
    var waiting = null;

    function input(name) { return form ? form.elements.namedItem(name) : null; }

    function centre() { return [view[0] + view[2] / 2, view[1] + view[3] / 2]; }

    function lookAt(x, y, width) {
      var height = width * FULL[3] / FULL[2];
      x = bounded(x, FULL[0], FULL[0] + FULL[2]);
      y = bounded(y, FULL[1], FULL[1] + FULL[3]);
      view = [x - width / 2, y - height / 2, width, height];
    }

    function draw() {
      var scale = (view[2] / FULL[2]).toFixed(4);
      svg.setAttribute("viewBox", view.map(function (n) { return n.toFixed(2); }).join(" "));
      each(svg, "[data-at]", function (el) {
        el.setAttribute("transform", "translate(" + el.dataset.at + ") scale(" + scale + ")");
      });
      each(svg, "[data-scale]", function (el) { el.toggleAttribute("hidden", view[2] < FULL[2]); });
    }

    function choose() {
      var c = centre(), lat = input("lat"), lon = input("lon"), out = form && form.querySelector("[data-map-status]");
      if (!lat || !lon) { return; }
      lon.value = (geo.lon0 + c[0] / geo.kx).toFixed(5);
      lat.value = (geo.lat1 - c[1] / geo.ky).toFixed(5);
      if (out && data.chosen) { out.textContent = data.chosen.replace("{lat}", lat.value).replace("{lon}", lon.value); }
      lat.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function moved() {
      draw();
      if (picking) { choose(); }
      if (data.cellsUrl) {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(fetchCells, 250);
      }
    }

    function pan(dx, dy) { var c = centre(); lookAt(c[0] + dx * view[2], c[1] + dy * view[3], view[2]); moved(); }

    function zoom(factor) {
      var c = centre();
      lookAt(c[0], c[1], bounded(view[2] * factor, SMALLEST, FULL[2]));
      if (view[2] === FULL[2] && !picking) { view = FULL.slice(); }
      moved();
    }

    function fetchCells() {
      var west = geo.lon0 + view[0] / geo.kx, east = west + view[2] / geo.kx;
      var north = geo.lat1 - view[1] / geo.ky, south = north - view[3] / geo.ky;
      var pixels = svg.getBoundingClientRect().width || 600;
      var level = Math.round(Math.log(pixels * 360 / (256 * (east - west))) / Math.LN2);
      var bbox = [west, south, east, north].map(function (n) { return n.toFixed(5); }).join(",");
      var join = data.cellsUrl.indexOf("?") < 0 ? "?" : "&";
      window.fetch(data.cellsUrl + join + "bbox=" + bbox + "&zoom=" + bounded(level, 0, 22))
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (body) { if (body) { drawCells(body.cells); } })
        .catch(function () { /* the squares drawn with the page stay */ });
    }

    function drawCells(cells) {
      var layer = svg.querySelector("[data-cells]"), fresh = document.createDocumentFragment();
      cells.forEach(function (cell) {
        var side = cell.size_m * geo.ky / 111320, path = document.createElementNS(SVG, "path");
        var x = (cell.lon - geo.lon0) * geo.kx - side / 2, y = (geo.lat1 - cell.lat) * geo.ky - side / 2;
        var unsafe = cell.kind === "unsafe_place";
        path.setAttribute("class", unsafe ? "m-cell-u" : "m-cell m-cell-" + cell.strength);
        if (unsafe) { path.setAttribute("fill", "url(#p-dots)"); }
        path.setAttribute("d", "M" + x.toFixed(2) + " " + y.toFixed(2) + "h" + side.toFixed(2) + "v" + side.toFixed(2) + "h" + (-side).toFixed(2) + "Z");
        fresh.appendChild(path);
      });
      layer.textContent = "";
      layer.appendChild(fresh);
      cells.forEach(function (cell) {
        each(document, "[data-cell-size=" + cell.kind + "]", function (el) { el.textContent = length(cell.size_m); });
      });
    }

    svg.addEventListener("keydown", function (e) {
      if (e.target !== svg || e.ctrlKey || e.metaKey || e.altKey) { return; }
      if (KEYS[e.key]) { pan(KEYS[e.key][0], KEYS[e.key][1]); e.preventDefault(); }
      if (e.key === "+" || e.key === "=") { zoom(0.7); e.preventDefault(); }
      if (e.key === "-") { zoom(1.4); e.preventDefault(); }
    });
    each(box, "[data-zoom]", function (b) { b.addEventListener("click", function () { zoom(Number(b.dataset.zoom)); }); });
    each(box, "[data-pan]", function (b) {
      b.addEventListener("click", function () { var p = b.dataset.pan.split(" "); pan(Number(p[0]), Number(p[1])); });
    });
    svg.addEventListener("pointerdown", function (e) {
      if (e.target.closest("a") || e.button !== 0) { return; }
      last = { x: e.clientX, y: e.clientY, far: false };
      svg.setPointerCapture(e.pointerId);
    });
    svg.addEventListener("pointermove", function (e) {
      if (!last) { return; }
      var r = svg.getBoundingClientRect(), k = Math.min(view[2] / r.width, view[3] / r.height), c = centre();
      if (!last.far && Math.abs(e.clientX - last.x) + Math.abs(e.clientY - last.y) < 4) { return; }
      lookAt(c[0] - (e.clientX - last.x) * k, c[1] - (e.clientY - last.y) * k, view[2]);
      last = { x: e.clientX, y: e.clientY, far: true };
      draw();
    });
    svg.addEventListener("pointerup", function (e) {
      var r, k, c, was = last;
      last = null;
      if (!was) { return; }
      if (!was.far && picking) { /* a press chooses the point under it */
        r = svg.getBoundingClientRect();
        k = Math.min(view[2] / r.width, view[3] / r.height);
        c = centre();
        lookAt(c[0] + (e.clientX - r.left - r.width / 2) * k, c[1] + (e.clientY - r.top - r.height / 2) * k, view[2]);
      }
      if (was.far || picking) { moved(); }
    });
    svg.addEventListener("pointercancel", function () { last = null; });

    if (picking && data.lat && data.lon) {
      lookAt((Number(data.lon) - geo.lon0) * geo.kx, (geo.lat1 - Number(data.lat)) * geo.ky, START);
    }
    if (picking) { svg.setAttribute("preserveAspectRatio", "xMidYMid slice"); }
    each(box, "[data-needs-script]", function (el) { el.hidden = false; });
    each(box.parentElement, "[data-without-script]", function (el) {
      el.hidden = true;
      each(el, "input", function (i) { i.disabled = true; }); /* else Enter would click on the picture's corner */
    });
    box.hidden = false;
    draw();
    /* Elsewhere on the page a place can be found by words: follow it. */
    box.addEventListener("lofte:look-at", function (e) {
      lookAt((e.detail.lon - geo.lon0) * geo.kx, (geo.lat1 - e.detail.lat) * geo.ky, START);
      draw();
    });
  }

  each(document, "[data-map]", setUp);
}());
