/* Taps that fill in when a check began and ended, by the clock of the place. A start is remembered for its place until
   the check is saved, so that the phone may sleep while one measures. */
(function () {
  "use strict";
  var KEY = "lofte-shift";

  function read() { try { return JSON.parse(window.localStorage.getItem(KEY)) || {}; } catch (e) { return {}; } }
  function write(state) { try { window.localStorage.setItem(KEY, JSON.stringify(state)); } catch (e) { /* then it is not remembered */ } }

  function clock(zone, minutesAgo) {
    var at = new Date(Date.now() - 60000 * minutesAgo), part = {};
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23"
    }).formatToParts(at).forEach(function (p) { part[p.type] = p.value; });
    return part.year + "-" + part.month + "-" + part.day + "T" + part.hour + ":" + part.minute;
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-now]"), function (box) {
    var form = box.closest("form"), zone = box.dataset.now, site = form.dataset.site;
    var from = form.elements.namedItem("started_at"), to = form.elements.namedItem("ended_at");
    var began = (read().starts || {})[site];
    var faulty = from.getAttribute("aria-invalid") || to.getAttribute("aria-invalid");
    if (began && !faulty) { from.value = began; }
    box.hidden = false;
    box.addEventListener("click", function (e) {
      var what = (e.target.closest("[data-set]") || { dataset: {} }).dataset.set, state;
      if (!what) { return; }
      if (what === "end") { to.value = clock(zone, 0); return; }
      if (what === "start") {
        from.value = clock(zone, 0);
        state = read();
        state.starts = state.starts || {};
        state.starts[site] = from.value;
        write(state);
        return;
      }
      to.value = clock(zone, 0);
      from.value = clock(zone, Number(what));
    });
  });
}());
