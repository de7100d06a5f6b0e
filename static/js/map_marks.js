/* Marks that would cover each other are one, with how many in a ring: domain/map_marks.py over again, for every view of
   a map that is zoomed. Pressing it goes nearer; where nothing nearer is left it leads to the list.
   data-many  on the picture: the words of such a mark, with {count} and {places} */
(function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg", HALF = 58; /* of a mark in units of the whole picture, some room around */

  function middle(points, rows, axis) {
    return rows.reduce(function (sum, n) { return sum + points[n][axis]; }, 0) / rows.length;
  }

  /* The two nearest marks are joined where their points are on average, again and again, until all are apart. */
  function gather(points, apart) {
    var groups = points.map(function (point, n) { return { x: point[0], y: point[1], rows: [n] }; });
    function nearest() {
      var best = null;
      groups.forEach(function (a, i) {
        groups.slice(i + 1).forEach(function (b, j) {
          var far = Math.hypot(a.x - b.x, a.y - b.y);
          if (far < apart && (!best || far < best.far)) { best = { far: far, i: i, j: i + 1 + j }; }
        });
      });
      return best;
    }
    var pair = nearest();
    while (pair) {
      var one = groups[pair.i], other = groups.splice(pair.j, 1)[0];
      one.rows = one.rows.concat(other.rows).sort(function (a, b) { return a - b; });
      one.x = middle(points, one.rows, 0);
      one.y = middle(points, one.rows, 1);
      pair = nearest();
    }
    return groups;
  }

  function make(name, attributes, parent) {
    var el = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { el.setAttribute(key, attributes[key]); });
    return parent.appendChild(el);
  }

  /* `goTo(x, y, wide)` looks nearer at a spot, and says whether there was anything nearer. */
  window.lofteMarks = function (svg, goTo) {
    var singles = Array.prototype.slice.call(svg.querySelectorAll(".mk[data-row]")), many = [];
    var points = singles.map(function (el) { return el.dataset.at.split(" ").map(Number); });
    Array.prototype.forEach.call(svg.querySelectorAll(".mk-many"), function (el) { el.remove(); });
    singles.forEach(function (el) { el.classList.remove("mk-not-narrow", "mk-not-wide"); });
    if (!singles.length) { return null; }

    function press(group) {
      return function (e) {
        var xs = group.rows.map(function (n) { return points[n][0]; }), ys = group.rows.map(function (n) { return points[n][1]; });
        var wide = 2.5 * Math.max(Math.max.apply(null, xs) - Math.min.apply(null, xs), Math.max.apply(null, ys) - Math.min.apply(null, ys));
        if (!goTo(group.x, group.y, wide)) { return; }
        e.preventDefault();
        focus(group.rows[0]);
      };
    }

    function focus(row) {
      var there = many.filter(function (one) { return one.rows.indexOf(row) >= 0; })[0];
      (there ? there.el : singles[row]).focus();
    }

    function draw(group) {
      var labels = group.rows.map(function (n) { return singles[n].getAttribute("aria-label"); });
      var el = document.createElementNS(SVG, "a"), sign = make("g", {}, el), first = singles[group.rows[0]];
      el.setAttribute("class", "mk mk-many");
      el.setAttribute("href", "#" + first.dataset.row);
      el.setAttribute("aria-label", svg.dataset.many.replace("{count}", labels.length).replace("{places}", labels.join("; ")));
      el.dataset.at = group.x.toFixed(1) + " " + group.y.toFixed(1);
      make("circle", { "class": "mk-ring", r: 45 }, sign);
      make("circle", { "class": "mk-body", r: 34 }, sign);
      make("text", { y: 13, "aria-hidden": "true" }, sign).textContent = labels.length;
      el.addEventListener("click", press(group));
      first.parentNode.insertBefore(el, first.nextSibling); /* the order of the list is that of the keyboard */
      return { el: el, rows: group.rows };
    }

    /* `scale`: how much of the whole picture is seen, across */
    return function (scale) {
      var held = many.filter(function (one) { return one.el === document.activeElement; })[0];
      many.forEach(function (one) { one.el.remove(); });
      singles.forEach(function (el) { el.removeAttribute("display"); });
      var size = new DOMMatrix(window.getComputedStyle(singles[0].firstElementChild).transform).a;
      many = gather(points, 2 * HALF * size * scale).filter(function (group) { return group.rows.length > 1; }).map(draw);
      many.forEach(function (one) { one.rows.forEach(function (n) { singles[n].setAttribute("display", "none"); }); });
      if (held) { focus(held.rows[0]); }
    };
  };
}());
