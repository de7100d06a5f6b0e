/* A list of places under the field while one types: a combobox after WAI-ARIA's pattern. Everything works without this
   file: the button Search asks the server. Up and down choose, Enter takes, Escape puts the list away; a press takes too.
   What is typed goes to this site only, and nowhere is it kept. */
(function () {
  "use strict";
  var row = document.querySelector("[data-places-url]");
  var form = row && row.closest("form");
  if (!form) { return; }
  var field = row.querySelector("input");
  var said = document.createElement("p");
  var list = document.createElement("ul");
  var found = [];
  var active = -1;
  var waiting = null;
  var asked = 0;
  var WAIT_MS = 150;

  said.className = "vh";
  said.setAttribute("role", "status");
  list.className = "places";
  list.id = "place_text-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", row.dataset.places);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  row.appendChild(list);
  row.appendChild(said);

  function input(name) { return form.elements.namedItem(name); }

  function words(place) { return place.area && place.name.indexOf(place.area) < 0 ? place.name + ", " + place.area : place.name; }

  function count() {
    if (!found.length) { return row.dataset.none; }
    return found.length === 1 ? row.dataset.one : row.dataset.many.replace("{n}", found.length);
  }

  function close() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(number) {
    active = (number + found.length) % found.length;
    Array.prototype.forEach.call(list.children, function (option, n) {
      option.setAttribute("aria-selected", String(n === active));
      if (n === active) {
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function option(place, number) {
    var item = document.createElement("li"), more;
    item.id = list.id + "-" + number;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = place.name;
    if (place.area) {
      more = document.createElement("small");
      more.textContent = place.area;
      item.appendChild(document.createTextNode(" "));
      item.appendChild(more);
    }
    item.addEventListener("pointerdown", function (e) { e.preventDefault(); }); /* the field keeps the focus */
    item.addEventListener("click", function () { take(number); });
    return item;
  }

  function show(places) {
    found = places;
    close();
    list.textContent = "";
    found.forEach(function (place, number) { list.appendChild(option(place, number)); });
    said.textContent = count();
    if (found.length) {
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    }
  }

  function take(number) {
    var place = found[number], map = form.querySelector("[data-map]");
    field.value = words(place);
    input("lat").value = place.lat.toFixed(5);
    input("lon").value = place.lon.toFixed(5);
    input("found_for").value = field.value; /* these words own the pin until either changes */
    close();
    said.textContent = row.dataset.taken.replace("{name}", field.value);
    if (map) { map.dispatchEvent(new CustomEvent("lofte:look-at", { detail: { lat: place.lat, lon: place.lon } })); }
    form.dispatchEvent(new CustomEvent("lofte:placed", { detail: { name: field.value } }));
    field.focus();
  }

  function ask() {
    var own = ++asked, typed = field.value.trim(), url = row.dataset.placesUrl;
    if (typed.length < 2 || typed === input("found_for").value) { close(); said.textContent = ""; return; }
    window.fetch(url + (url.indexOf("?") < 0 ? "?" : "&") + "q=" + encodeURIComponent(typed.slice(0, 200)))
      .then(function (answer) { return answer.ok ? answer.json() : { places: [] }; })
      .then(function (body) { if (own === asked && document.activeElement === field) { show(body.places); } })
      .catch(function () { close(); /* no list: the button Search is still there */ });
  }

  field.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, WAIT_MS);
  });

  field.addEventListener("keydown", function (e) {
    if (e.isComposing || e.ctrlKey || e.metaKey) { return; }
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (list.hidden) { ask(); } else { mark(active < 0 && e.key === "ArrowUp" ? -1 : active + (e.key === "ArrowDown" ? 1 : -1)); }
    } else if (e.key === "Enter" && !list.hidden && active >= 0) {
      e.preventDefault();
      e.stopImmediatePropagation(); /* else it would also search */
      take(active);
    } else if (e.key === "Escape" && !list.hidden) {
      e.preventDefault();
      close();
    }
  });

  field.addEventListener("blur", function () { asked += 1; window.clearTimeout(waiting); close(); });
}());
