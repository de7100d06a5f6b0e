/* A shift on the device: taken along only by a press, written into without contact, and sent when there is contact again.
   A record keeps its submission key, so that sending it twice is one check; never a token. It is sent as whoever wrote it,
   and nobody else sees it here. Logging out deletes everything (leave.js). */
(function () {
  "use strict";
  var box = document.querySelector("[data-shift]");
  if (!box) { return; }
  var KEY = "lofte-shift";
  var PATIENCE_MS = 8000;
  var words = box.dataset;
  var who = words.who;
  var kept = words.kept !== undefined; /* this page came out of the device */
  var said = box.querySelector("[role=status]");
  var list = box.querySelector("[data-list]");
  var language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  var sending = false;
  var sure = false;

  function read() { try { return JSON.parse(window.localStorage.getItem(KEY)) || {}; } catch (e) { return {}; } }
  function write(state) { /* nothing to remember is no entry at all */
    if (!(state.records || []).length) { delete state.records; }
    if (!Object.keys(state.starts || {}).length) { delete state.starts; }
    try {
      if (Object.keys(state).length) { window.localStorage.setItem(KEY, JSON.stringify(state)); } else { window.localStorage.removeItem(KEY); }
      return true;
    } catch (e) { return false; }
  }
  function records() { return read().records || []; }
  function mine() { return records().filter(function (r) { return r.who === who; }); }

  function change(key, how) { /* how returns the record as it is to stay, or null when it goes */
    var state = read();
    state.records = records().map(function (r) { return r.key === key ? how(r) : r; }).filter(Boolean);
    return write(state);
  }

  function newKey() {
    return Array.prototype.map.call(window.crypto.getRandomValues(new Uint8Array(18)), function (b) {
      return ("0" + b.toString(16)).slice(-2);
    }).join("");
  }

  function say(text, link, address) {
    var a;
    box.hidden = false;
    said.textContent = text + (link ? " " : "");
    if (link) {
      a = document.createElement("a");
      a.href = address;
      a.textContent = link;
      said.appendChild(a);
    }
  }

  function button(text, deed, key) {
    var b = document.createElement("button");
    b.type = "button";
    b.className = "btn btn-small";
    b.textContent = text;
    b.dataset.deedOf = deed;
    b.dataset.key = key;
    return b;
  }

  function show() { /* the records that wait here, and what can be done with each */
    var own = mine(), others = records().length - own.length;
    list.textContent = "";
    own.forEach(function (r) {
      var item = document.createElement("li"), a;
      item.textContent = r.name + ", " + r.at + ". " + (r.trouble ? words.trouble + " " : "");
      if (r.trouble && !kept) {
        a = document.createElement("a");
        a.href = "/police/sites/" + encodeURIComponent(r.site) + "/record?kept=" + encodeURIComponent(r.key);
        a.textContent = words.open;
        item.appendChild(a);
        item.appendChild(document.createTextNode(" "));
      }
      item.appendChild(button(words.forget, "forget", r.key));
      list.appendChild(item);
    });
    list.hidden = own.length === 0;
    box.querySelector("[data-do=send]").hidden = own.length === 0;
    if (others > 0 && !own.length) { say(words.others); }
    if (own.length) { box.hidden = false; }
  }

  function ready() { /* is there contact, and is one logged in? "away", "ended", or the token of a form */
    var stop = new AbortController(), bell = window.setTimeout(function () { stop.abort(); }, PATIENCE_MS);
    return window.fetch(words.ready, { cache: "no-store", redirect: "manual", signal: stop.signal }).then(function (answer) {
      window.clearTimeout(bell);
      if (answer.type === "opaqueredirect" || answer.status === 403) { return { state: "ended" }; }
      return answer.ok ? answer.json().then(function (told) {
        return told.who === who ? { state: "ready", token: told.csrf_token } : { state: "ended" };
      }) : { state: "away" };
    }).catch(function () {
      window.clearTimeout(bell);
      return { state: "away" };
    });
  }

  function ended() { say(words.ended, words.login, "/login?next=/police/shift"); }

  function sendOne(record, token) {
    var body = new URLSearchParams(record.fields);
    body.set("submission_key", record.key);
    body.set("csrf_token", token);
    return window.fetch(record.action, { method: "POST", body: body, cache: "no-store" }).then(function (answer) {
      var landed = new URL(answer.url);
      if (answer.redirected && landed.pathname === "/police/shift") {
        change(record.key, function () { return null; });
        return { sent: record, id: landed.searchParams.get("recorded") };
      }
      if (answer.status === 403 || landed.pathname === "/login") { return { ended: true }; }
      if (answer.status < 500 && answer.status !== 429) { change(record.key, function (r) { r.trouble = true; return r; }); }
      return {};
    }).catch(function () { return {}; });
  }

  function tell(results) {
    var done = results.filter(function (r) { return r.sent; }), last = done[done.length - 1];
    if (results.some(function (r) { return r.ended; })) { ended(); }
    else if (last && last.id) { say(words.sent.replace("{n}", done.length), words.verdict, "/police/checks/" + encodeURIComponent(last.id)); }
    else if (last) { say(words.sent.replace("{n}", done.length)); }
    else { say(words.waiting); }
    done.forEach(function (r) {
      var stop = document.getElementById("stop-" + r.sent.site);
      if (stop && r.id) { stop.hidden = true; }
    });
    show();
  }

  function send(quietly) { /* quietly: when there is no contact, what was said last stands */
    var waiting = mine();
    if (sending || !waiting.length || !navigator.onLine) { return; }
    sending = true;
    ready().then(function (told) {
      if (told.state === "ended") { ended(); return null; }
      if (told.state !== "ready") { if (quietly !== true) { say(words.waiting); } return null; }
      return waiting.reduce(function (before, record) {
        return before.then(function (results) {
          return sendOne(record, told.token).then(function (result) { return results.concat([result]); });
        });
      }, Promise.resolve([])).then(tell);
    }).then(function () { sending = false; });
  }

  function field(form, name) { return form.elements.namedItem(name); }

  function collect(form) {
    var fields = Array.prototype.filter.call(form.elements, function (el) {
      if (!el.name || el.name === "csrf_token" || el.name === "submission_key" || el.tagName === "BUTTON") { return false; }
      return el.type !== "radio" && el.type !== "checkbox" ? el.value !== "" : el.checked;
    }).map(function (el) { return [el.name, el.value]; });
    return {
      key: field(form, "submission_key").value || newKey(), who: who, site: form.dataset.site, name: form.dataset.name,
      action: form.getAttribute("action"), fields: fields,
      at: new Date().toLocaleString(language, { dateStyle: "medium", timeStyle: "short", timeZone: words.zone })
    };
  }

  function today() { /* by the clock of the place; Sweden writes dates as forms do */
    return new Intl.DateTimeFormat("sv-SE", { timeZone: words.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
  }

  function keep(form, why) {
    var state = read(), record = collect(form);
    field(form, "submission_key").value = record.key;
    if (form.dataset.deed === "not-done") { record.fields.push(["tried_on", today()]); }
    state.records = records().filter(function (r) { return r.key !== record.key; }).concat([record]);
    if (state.starts) { delete state.starts[record.site]; }
    if (!write(state)) { say(words.full); return; }
    if (kept) { form.reset(); field(form, "submission_key").value = ""; }
    show();
    if (why === "ended") { ended(); } else { say(words.saved); }
    box.scrollIntoView({ block: "center" });
  }

  function lacks(form) { /* only what would surely be refused; the server judges the rest */
    var from, to;
    if (form.dataset.deed !== "check") { return form.querySelector("input[name=reason]:checked") ? "" : words.noreason; }
    from = field(form, "started_at").value;
    to = field(form, "ended_at").value;
    return from && to && from < to ? "" : words.notimes;
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-deed]"), function (form) {
    form.addEventListener("submit", function (e) {
      var by = e.submitter, began, fault;
      if (sure || (by && by.name === "preview")) { return; }
      e.preventDefault();
      fault = kept || !navigator.onLine ? lacks(form) : "";
      if (fault) { say(fault); box.scrollIntoView({ block: "center" }); return; }
      if (kept || !navigator.onLine) { keep(form); send(true); return; }
      ready().then(function (told) {
        if (told.state !== "ready") { keep(form, told.state); return; }
        change(field(form, "submission_key").value, function (r) { r.sending = true; return r; });
        began = read();
        if (began.starts) { delete began.starts[form.dataset.site]; write(began); }
        sure = true;
        form.requestSubmit(by || undefined);
      });
    });
  });
  window.addEventListener("pageshow", function () { sure = false; });
  window.addEventListener("online", send);

  function worker(deed, address) {
    return new Promise(function (resolve) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function (e) { resolve(e.data); };
      navigator.serviceWorker.getRegistration("/police/").then(function (found) {
        if (found && found.active) { found.active.postMessage({ deed: deed, address: address }, [channel.port2]); } else { resolve("left"); }
      }).catch(function () { resolve("left"); });
    });
  }

  function offer(state) { /* what the two buttons for taking along show */
    var take = box.querySelector("[data-do=take]"), leave = box.querySelector("[data-do=leave]");
    if (!take) { return; }
    box.hidden = false;
    take.hidden = state === "taken";
    leave.hidden = state !== "taken";
  }

  box.addEventListener("click", function (e) {
    var pressed = e.target.closest("[data-do], [data-deed-of]");
    if (!pressed) { return; }
    if (pressed.dataset.deedOf === "forget") { change(pressed.dataset.key, function () { return null; }); show(); }
    if (pressed.dataset.do === "send") { send(); }
    if (pressed.dataset.do === "leave") { worker("leave").then(function () { say(words.left); offer("left"); }); }
    if (pressed.dataset.do === "take") {
      navigator.serviceWorker.register(words.worker, { scope: "/police/" }).then(function () { return navigator.serviceWorker.ready; })
        .then(function () { return worker("take", words.address); })
        .then(function (state) {
          var mark = read();
          mark.taker = who;
          write(mark);
          say(state === "taken" ? words.taken : words.failed);
          offer(state);
        })
        .catch(function () { say(words.failed); });
    }
  });

  (function () { /* on opening: what was sent by this page's form is gone, what waits is sent, what is another's stays shut */
    var query = new URLSearchParams(window.location.search), state = read(), asked, form;
    if (!kept && (query.get("recorded") || query.get("done"))) {
      state.records = records().filter(function (r) { return !r.sending; });
      write(state);
    }
    asked = mine().filter(function (r) { return r.key === query.get("kept"); })[0];
    form = asked && document.querySelector("form[action='" + asked.action + "']");
    if (form) {
      asked.fields.forEach(function (pair) {
        Array.prototype.forEach.call(form.elements, function (el) {
          if (el.name !== pair[0]) { return; }
          if (el.type === "radio") { el.checked = el.value === pair[1]; } else if (el.name !== "day") { el.value = pair[1]; }
        });
      });
      field(form, "submission_key").value = asked.key;
    }
    show();
    if ("serviceWorker" in navigator && !kept) {
      worker("look").then(function (found) { offer(found); });
      if (state.taker && state.taker !== who) { worker("leave"); }
    }
    if (!asked) { send(); }
  }());
}());
