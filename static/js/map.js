/* Maps that move: pan and zoom of an inline SVG by its viewBox. Nothing here is needed to suggest a place: without it
   the page holds the same map as a picture, and the form has a picture to click on.
   data-map           the box; data-lon0 data-lat1 data-kx data-ky turn units of the picture into degrees
   data-pick          the centre is the chosen place: input[name=lat] and input[name=lon] follow it
   data-lat data-lon  the place chosen so far: start there, zoomed in
   data-base-url      where the base map of a zoomed view comes from: streets and their names
   data-streets       it holds streets, so that it can be looked at more closely
   data-tile-url      pictures of another server to draw under everything, when the site is set up so
   data-cells-url     where the squares of a zoomed view come from
   data-at data-turn  "x y" of what keeps its size while the map is zoomed, and degrees to turn it
   data-cell-size     how wide the squares of a kind are, in the legend */
(function () {
  "use strict";

  var FULL = [0, 0, 1000, 800];
  /* How much ground the nearest view and that of a chosen place show: more where there are no streets to see. */
  var WITH_STREETS = { nearest: 300, start: 1500 }, WITHOUT = { nearest: 800, start: 4000 };
  var KEYS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  var SVG = "http://www.w3.org/2000/svg";
  var DEGREE_M = 111320;
  var PATHS = [["neighbour", "m-border"], ["boundary", "m-edge"], ["boundary", "m-land"], ["green", "s-green"],
    ["water", "m-water"], ["railway", "m-rail"]];
  var ROADS = { street: [7, 0.9], collector: [9, 1.4], road: [11, 2], motorway: [14, 2.6] }; /* metres, least pixels */
  var SOFT_M = 250, CASE_PX = 2;
  var MOST_BESIDE = 1.5, SAME_APART_PX = 250, CROSS_PX = 16, MOVES = [0, 0.9, -0.9, 1.8, -1.8]; /* in lines */

  function each(root, selector, run) { Array.prototype.forEach.call(root.querySelectorAll(selector), run); }

  function bounded(value, low, high) { return Math.min(high, Math.max(low, value)); }

  function shown(el, yes) { if (yes) { el.removeAttribute("display"); } else { el.setAttribute("display", "none"); } }

  function make(name, attributes, parent) {
    var el = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { el.setAttribute(key, attributes[key]); });
    return parent ? parent.appendChild(el) : el;
  }

  function length(metres) {
    var far = metres >= 1000, words = (far ? metres / 1000 : metres).toLocaleString(document.documentElement.lang);
    return words + (far ? "\u00a0km" : "\u00a0m");
  }

  function asked(url, bbox, zoom) {
    var box = bbox.map(function (n) { return n.toFixed(5); }).join(",");
    return url + (url.indexOf("?") < 0 ? "?" : "&") + "bbox=" + box + "&zoom=" + zoom;
  }

  /* The base map of a zoomed view: fetched once it stands still, kept for a while, drawn where the whole one was. */
  function nearLayer(svg, geo, url, redrawn) {
    var whole = svg.querySelectorAll("[data-base], [data-names]");
    var ground = svg.querySelector("[data-base]");
    var near = make("g", { "class": "m-near" }), names = make("g", { "class": "m-near-names" });
    var kept = [], current = null, running = null, waiting = null;
    ground.parentNode.insertBefore(near, ground.nextSibling);
    svg.querySelector("[data-names]").parentNode.insertBefore(names, svg.querySelector("[data-names]"));

    function show(answer) {
      if (answer === current) { return; }
      current = answer;
      Array.prototype.forEach.call(whole, function (el) { shown(el, !answer); });
      near.textContent = "";
      names.textContent = "";
      if (answer) { draw(answer.body); }
      redrawn();
    }

    function draw(body) {
      var a = body.step[0] * geo.kx, d = body.step[1] * geo.ky;
      var e = (body.origin[0] - geo.lon0) * geo.kx, f = (geo.lat1 - body.origin[1]) * geo.ky;
      var soft = 2 * SOFT_M / (body.step[1] * DEGREE_M);
      near.setAttribute("transform", "matrix(" + [a, 0, 0, d, e, f].join(" ") + ")");
      PATHS.forEach(function (pair) {
        var path = body.layers[pair[0]] && make("path", { "class": pair[1], d: body.layers[pair[0]] }, near);
        if (path && pair[0] === "boundary") { path.setAttribute("data-soft", soft); path.setAttribute("data-grain", d); }
      });
      ["m-case", "m-way"].forEach(function (kind) {
        Object.keys(ROADS).forEach(function (layer) {
          if (body.layers[layer]) {
            make("path", { "class": kind + " " + kind + "-" + layer, d: body.layers[layer], "data-road": layer }, near);
          }
        });
      });
      body.names.forEach(function (n) {
        var g = make("g", { "data-at": (a * n[3] + e).toFixed(2) + " " + (d * n[4] + f).toFixed(2) }, names);
        if (n[5]) { g.setAttribute("data-turn", n[5]); }
        if (n[1] === "street") { g.setAttribute("data-room", (n[6] * d).toFixed(2)); }
        make("text", { "class": { street: "m-street", outside: "m-name-out" }[n[1]] || "m-name" }, g).textContent = n[0];
      });
    }

    function fits(answer, box, zoom) {
      return answer.zoom === zoom && answer.box[0] <= box[0] && answer.box[1] <= box[1] && answer.box[2] >= box[2] && answer.box[3] >= box[3];
    }

    function load(box, zoom) {
      var room = [(box[2] - box[0]) * 0.3, (box[3] - box[1]) * 0.3];
      var wide = [box[0] - room[0], Math.max(box[1] - room[1], -90), box[2] + room[0], Math.min(box[3] + room[1], 90)];
      var mine = running = window.AbortController ? new window.AbortController() : {};
      window.fetch(asked(url, wide, zoom), { signal: mine.signal })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (body) {
          if (!body || mine !== running) { return; }
          kept.unshift({ zoom: zoom, box: wide, body: body });
          kept.length = Math.min(kept.length, 12);
          show(kept[0]);
        })
        .catch(function () { /* what is drawn already stays */ });
    }

    function stop() {
      window.clearTimeout(waiting);
      if (running && running.abort) { running.abort(); }
      running = null;
    }

    return {
      names: names,
      leave: function () { stop(); show(null); },
      look: function (box, zoom) {
        var known = kept.filter(function (answer) { return fits(answer, box, zoom); })[0];
        stop();
        if (known) { show(known); } else { waiting = window.setTimeout(function () { load(box, zoom); }, 200); }
      }
    };
  }

  /* Pictures of a tile server, each put where its corners are; within one the error is far below a pixel. */
  function tileLayer(svg, geo, template, arrived) {
    var layer = make("g", { "class": "m-tiles", "data-tiles": "" }), there = {};
    svg.querySelector("[data-base]").parentNode.insertBefore(layer, svg.querySelector("[data-base]"));

    function latitude(row, count) { return Math.atan(Math.sinh(Math.PI * (1 - 2 * row / count))) * 180 / Math.PI; }

    function row(lat, count) {
      var angle = bounded(lat, -85, 85) * Math.PI / 180;
      return Math.floor((1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2 * count);
    }

    function place(x, y, z, count) {
      var west = (x / count * 360 - 180 - geo.lon0) * geo.kx, north = (geo.lat1 - latitude(y, count)) * geo.ky;
      var image = make("image", {
        x: west, y: north, width: 360 / count * geo.kx, height: (geo.lat1 - latitude(y + 1, count)) * geo.ky - north,
        preserveAspectRatio: "none"
      }, layer);
      image.addEventListener("load", function () { svg.classList.add("has-tiles"); arrived(); });
      image.addEventListener("error", function () { image.remove(); });
      image.setAttribute("href", template.replace("{z}", z).replace("{x}", x).replace("{y}", y));
      return image;
    }

    return function (box, zoom) {
      var z = bounded(zoom, 0, 19), count = Math.pow(2, z), wanted = {}, x, y;
      for (x = Math.floor((box[0] + 180) / 360 * count); x <= Math.floor((box[2] + 180) / 360 * count); x += 1) {
        for (y = row(box[3], count); y <= row(box[1], count); y += 1) { wanted[z + "/" + x + "/" + y] = [x, y]; }
      }
      Object.keys(there).forEach(function (key) { if (!wanted[key]) { there[key].remove(); delete there[key]; } });
      Object.keys(wanted).forEach(function (key) {
        there[key] = there[key] || place(wanted[key][0], wanted[key][1], z, count);
      });
    };
  }

  /* Of names that touch each other or a mark only the first is shown, nor one that its street has no room for.
     The name of a place, which stands for more than a point, may move a little out of the way.
     Everything is measured before anything is changed: else each name would be a layout of the whole page. */
  function thin(svg, pixelsPerUnit, scale, nearest) {
    var frame = svg.getBoundingClientRect(), taken = [], said = [];
    var groups = Array.prototype.filter.call(svg.querySelectorAll("[data-names] > [data-at], .m-near-names > [data-at]"), function (g) {
      shown(g, true);
      g.firstChild.removeAttribute("dy");
      return g.parentNode.getAttribute("display") !== "none";
    });
    var boxes = groups.map(function (g) {
      var text = g.firstChild, long = g.dataset.room ? text.getComputedTextLength() * scale * pixelsPerUnit : 0;
      return {
        g: g, words: text.textContent, r: text.getBoundingClientRect(), high: g.dataset.room ? 0 : text.getBBox().height,
        long: long, room: Number(g.dataset.room) * pixelsPerUnit
      };
    });
    each(svg, ".mk:not([display]), .m-sign", function (mark) { taken.push(mark.getBoundingClientRect()); });
    each(svg.parentNode, ".map-cross", function (cross) { /* its middle: the arms are thin */
      var r = cross.getBoundingClientRect(), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
      taken.push({ left: x - CROSS_PX, right: x + CROSS_PX, top: y - CROSS_PX, bottom: y + CROSS_PX });
    });

    function free(r, down) {
      var top = r.top + down, bottom = r.bottom + down;
      return r.left >= frame.left && r.right <= frame.right && top >= frame.top && bottom <= frame.bottom &&
        taken.every(function (t) { return r.right < t.left || r.left > t.right || bottom < t.top || top > t.bottom; });
    }

    boxes.forEach(function (b) {
      var street = Boolean(b.g.dataset.room), long = !nearest && street && b.long > b.room * MOST_BESIDE;
      var again = street && said.some(function (s) {
        return s.words === b.words && Math.abs(s.r.left - b.r.left) + Math.abs(s.r.top - b.r.top) <= SAME_APART_PX;
      });
      var lines = long || again ? [] : (street ? [0] : MOVES).filter(function (line) { return free(b.r, line * b.r.height); });
      b.line = lines.length ? lines[0] : null;
      if (lines.length) {
        taken.push({ left: b.r.left, right: b.r.right, top: b.r.top + lines[0] * b.r.height, bottom: b.r.bottom + lines[0] * b.r.height });
        said.push(b);
      }
    });
    boxes.forEach(function (b) {
      shown(b.g, b.line !== null);
      if (b.line) { b.g.firstChild.setAttribute("dy", b.high * b.line); }
    });
  }

  function setUp(box) {
    var svg = box.querySelector("svg"), data = box.dataset;
    var geo = { lon0: Number(data.lon0), lat1: Number(data.lat1), kx: Number(data.kx), ky: Number(data.ky) };
    var picking = data.pick !== undefined, form = picking ? box.closest("form") : null;
    var ground = 1 / geo.ky * DEGREE_M; /* metres a unit */
    var widths = data.streets === undefined ? WITHOUT : WITH_STREETS;
    var smallest = Math.min(widths.nearest / ground, FULL[2]), start = Math.min(widths.start / ground, FULL[2]), view = FULL.slice();
    var near = data.baseUrl ? nearLayer(svg, geo, data.baseUrl, redraw) : null;
    var tiles = data.tileUrl ? tileLayer(svg, geo, data.tileUrl, function () { if (near) { near.leave(); } }) : null;
    var last = null, waiting = null, marks = window.lofteMarks ? window.lofteMarks(svg, goTo) : null;

    function input(name) { return form ? form.elements.namedItem(name) : null; }

    function centre() { return [view[0] + view[2] / 2, view[1] + view[3] / 2]; }

    function lookAt(x, y, width) {
      var height = width * FULL[3] / FULL[2];
      x = bounded(x, FULL[0], FULL[0] + FULL[2]);
      y = bounded(y, FULL[1], FULL[1] + FULL[3]);
      view = [x - width / 2, y - height / 2, width, height];
    }

    /* How many units a pixel is: the whole view is shown, or when picking the box is filled. */
    function unitsPerPixel() {
      var r = svg.getBoundingClientRect();
      return (picking ? Math.min : Math.max)(view[2] / (r.width || 600), view[3] / (r.height || 480));
    }

    /* What is seen: west, south, east, north, and the zoom as web maps count it. */
    function seen() {
      var r = svg.getBoundingClientRect(), k = unitsPerPixel(), c = centre(), w = (r.width || 600) * k / 2, h = (r.height || 480) * k / 2;
      return {
        box: [geo.lon0 + (c[0] - w) / geo.kx, geo.lat1 - (c[1] + h) / geo.ky, geo.lon0 + (c[0] + w) / geo.kx, geo.lat1 - (c[1] - h) / geo.ky],
        zoom: bounded(Math.round(Math.log(360 * geo.kx / (256 * k)) / Math.LN2), 0, 22)
      };
    }

    function draw() {
      var scale = (view[2] / FULL[2]).toFixed(4);
      svg.setAttribute("viewBox", view.map(function (n) { return n.toFixed(2); }).join(" "));
      each(svg, "[data-at]", function (el) {
        var turn = el.dataset.turn ? " rotate(" + el.dataset.turn + ")" : "";
        el.setAttribute("transform", "translate(" + el.dataset.at + ")" + turn + " scale(" + scale + ")");
      });
      each(svg, "[data-scale]", function (el) { shown(el, view[2] >= FULL[2]); });
    }

    /* Lines as wide as they are on the ground, at least so many pixels; then names that do not touch. */
    function redraw() {
      var k = unitsPerPixel(), pixelM = k * ground;
      if (marks) { marks(view[2] / FULL[2]); }
      draw();
      each(svg, ".m-near [data-road]", function (path) {
        var wide = Math.max(ROADS[path.dataset.road][0] / pixelM, ROADS[path.dataset.road][1]);
        path.setAttribute("stroke-width", (wide + (path.classList.contains("m-case") ? CASE_PX : 0)).toFixed(2));
      });
      each(svg, "[data-soft]", function (path) {
        var line = path.classList.contains("m-edge") ? 3 * k / Number(path.dataset.grain) : 0;
        path.setAttribute("stroke-width", (Number(path.dataset.soft) + line).toFixed(2));
      });
      thin(svg, 1 / k, view[2] / FULL[2], view[2] <= smallest * 1.5);
    }

    function fetchBase() {
      var now = seen(), tiled = svg.classList.contains("has-tiles");
      if (tiles) { tiles(now.box, now.zoom); }
      if (near && !tiled && view[2] < FULL[2]) { near.look(now.box, now.zoom); } else if (near) { near.leave(); }
    }

    function choose() {
      var c = centre(), lat = input("lat"), lon = input("lon"), out = form && form.querySelector("[data-map-status]");
      if (!lat || !lon) { return; }
      lon.value = (geo.lon0 + c[0] / geo.kx).toFixed(5);
      lat.value = (geo.lat1 - c[1] / geo.ky).toFixed(5);
      if (out && data.chosen) { out.textContent = data.chosen.replace("{lat}", lat.value).replace("{lon}", lon.value); }
      lat.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function settled() { redraw(); fetchBase(); }

    function moved() {
      settled();
      if (picking) { choose(); }
      if (data.cellsUrl) {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(fetchCells, 250);
      }
    }

    function pan(dx, dy) { var c = centre(); lookAt(c[0] + dx * view[2], c[1] + dy * view[3], view[2]); moved(); }

    function zoom(factor) {
      var c = centre();
      lookAt(c[0], c[1], bounded(view[2] * factor, smallest, FULL[2]));
      if (view[2] === FULL[2] && !picking) { view = FULL.slice(); }
      moved();
    }

    function goTo(x, y, wide) {
      if (view[2] <= smallest) { return false; }
      lookAt(x, y, bounded(wide, smallest, view[2] / 2));
      moved();
      return true;
    }

    function fetchCells() {
      var now = seen();
      window.fetch(asked(data.cellsUrl, now.box, now.zoom))
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (body) { if (body) { drawCells(body.cells); } })
        .catch(function () { /* the squares drawn with the page stay */ });
    }

    function drawCells(cells) {
      var layer = svg.querySelector("[data-cells]"), fresh = document.createDocumentFragment();
      cells.forEach(function (cell) {
        var side = cell.size_m / ground, path = document.createElementNS(SVG, "path");
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

    box.addEventListener("keydown", function (e) {
      if ((e.target !== svg && !e.target.closest("[data-zoom], [data-pan]")) || e.ctrlKey || e.metaKey || e.altKey) { return; }
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
      var k = unitsPerPixel(), c = centre();
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
        k = unitsPerPixel();
        c = centre();
        lookAt(c[0] + (e.clientX - r.left - r.width / 2) * k, c[1] + (e.clientY - r.top - r.height / 2) * k, view[2]);
      }
      if (was.far || picking) { moved(); }
    });
    svg.addEventListener("pointercancel", function () { last = null; });

    if (picking && data.lat && data.lon) {
      lookAt((Number(data.lon) - geo.lon0) * geo.kx, (geo.lat1 - Number(data.lat)) * geo.ky, start);
    }
    if (picking) { svg.setAttribute("preserveAspectRatio", "xMidYMid slice"); }
    each(box, "[data-needs-script]", function (el) { el.hidden = false; });
    each(box.parentElement, "[data-without-script]", function (el) {
      el.hidden = true;
      each(el, "input", function (i) { i.disabled = true; }); /* else Enter would click on the picture's corner */
    });
    box.hidden = false;
    each(svg, ".m-t1, .m-t2", function (el) { el.classList.remove("m-t1", "m-t2"); }); /* measured from now on */
    settled();
    window.addEventListener("resize", settled);
    /* Elsewhere on the page a place can be found by words: follow it. */
    box.addEventListener("lofte:look-at", function (e) {
      lookAt((e.detail.lon - geo.lon0) * geo.kx, (geo.lat1 - e.detail.lat) * geo.ky, start);
      settled();
    });
  }

  each(document, "[data-map]", setUp);
}());
