/* Computes the ledger and the proof of each counted check anew, as verify.py does, with nothing but the two files. */
(function () {
  "use strict";

  var box = document.querySelector("[data-verify]");
  if (!box || !window.crypto || !window.crypto.subtle || !window.fetch || !window.TextEncoder) { return; }
  var button = box.querySelector("button"), told = box.querySelector("[data-told]");
  var states = box.querySelector("[data-states]"), HEX = /^[0-9a-f]{64}$/;
  var KEYS = {
    proved: "day leaf opening path salt same_day state", same_day: "day leaf opening path salt same_day state",
    place_withheld: "day leaf path same_day state", pending: "leaf state",
    erased: "day erased leaf path same_day state", not_provable: "state why"
  };

  function Broken(what, where) { this.what = what; this.where = where; }

  function bytes(hex) {
    if (!/^([0-9a-f]{2})*$/.test(hex)) { throw new Error("no hex"); }
    return Uint8Array.from(hex.match(/../g) || [], function (pair) { return parseInt(pair, 16); });
  }

  async function sha256() {
    var parts = [], length = 0, i, at = 0;
    for (i = 0; i < arguments.length; i += 1) {
      parts.push(typeof arguments[i] === "string" ? new TextEncoder().encode(arguments[i]) : arguments[i]);
      length += parts[i].length;
    }
    var whole = new Uint8Array(length);
    parts.forEach(function (part) { whole.set(part, at); at += part.length; });
    var digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", whole));
    return Array.from(digest, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  async function readLine(raw, before) {
    var f = JSON.parse(raw), day = String(f.day);
    var start = '{"day":"' + day + '","leaves":' + f.leaves + ',"root":"' + f.root + '","previous":"' + f.previous + '"';
    var hash = await sha256(start + "}");
    var date = new Date(day + "T00:00:00Z");
    return raw === start + ',"hash":"' + hash + '"}' && Number.isInteger(f.leaves) && f.leaves > 0 && HEX.test(f.root) &&
      !isNaN(date) && date.toISOString().slice(0, 10) === day && (!before || day > before.day) &&
      f.previous === (before ? before.hash : "0".repeat(64)) && { day: day, leaves: f.leaves, root: f.root, hash: hash };
  }

  async function readLedger(data) {
    var rows, lines = [], i, line;
    try { rows = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data).split("\n"); }
    catch (e) { throw new Broken("line", 1); }
    if (rows.pop() !== "") { throw new Broken("line", rows.length + 1); }
    for (i = 0; i < rows.length; i += 1) {
      try { line = await readLine(rows[i], lines[i - 1]); } catch (e) { line = null; }
      if (!line) { throw new Broken("line", i + 1); }
      lines.push(line);
    }
    return lines;
  }

  async function rootFrom(leaf, path) {
    var node = await sha256(Uint8Array.of(0), bytes(leaf)), i, step, sides;
    for (i = 0; i < path.length; i += 1) {
      step = path[i];
      sides = Object.keys(step);
      if (sides.length !== 1 || (sides[0] !== "left" && sides[0] !== "right")) { throw new Error("no step"); }
      node = step.left ? await sha256(Uint8Array.of(1), bytes(step.left), bytes(node))
        : await sha256(Uint8Array.of(1), bytes(node), bytes(step.right));
    }
    return node;
  }

  async function opens(proof) {
    var o = proof.opening, latest = new Date(proof.day + "T00:00:00Z");
    latest.setUTCDate(latest.getUTCDate() + 1);
    return Object.keys(o).sort().join(" ") === "hour kind place" && o.kind === "speed" && proof.salt.length >= 32 &&
      /^\d{4}-\d\d-\d\dT\d\dZ$/.test(o.hour) && o.hour.slice(0, 10) <= latest.toISOString().slice(0, 10) &&
      await sha256(bytes(proof.salt), o.kind + "\n" + o.place + "\n" + o.hour) === proof.leaf;
  }

  async function prove(check, roots, lastDay) {
    var proof = check.proof, state = proof.state, sameDay = proof.day === check.held_on;
    if (!KEYS[state] || Object.keys(proof).sort().join(" ") !== KEYS[state]) { return false; }
    if (state === "not_provable" || (state === "erased" && proof.day === null)) { return true; }
    if (state === "pending") { return !lastDay || check.held_on >= lastDay; }
    if (!roots[proof.day] || await rootFrom(proof.leaf, proof.path) !== roots[proof.day]) { return false; }
    if (proof.day > check.held_on || proof.same_day !== sameDay) { return false; }
    if (!proof.salt) { return true; }
    return (state === "same_day") === sameDay && await opens(proof);
  }

  async function countChecks(checks, lines) {
    var roots = {}, tally = {}, siteOf = {}, lastDay = lines.length ? lines[lines.length - 1].day : "", i, check, fits;
    lines.forEach(function (line) { roots[line.day] = line.root; });
    var counted = checks.filter(function (c) { return c.counts === true; });
    counted.sort(function (a, b) { return a.number - b.number; });
    for (i = 0; i < counted.length; i += 1) {
      check = counted[i];
      if (check.number !== i + 1 || (i && check.held_on < counted[i - 1].held_on)) { throw new Broken("number"); }
      try { fits = await prove(check, roots, lastDay); } catch (e) { fits = false; }
      if (fits && check.proof.salt) {
        fits = !(check.proof.leaf in siteOf) || siteOf[check.proof.leaf] === check.site;
        siteOf[check.proof.leaf] = check.site;
      }
      if (!fits) { throw new Broken("check", check.id); }
      tally[check.proof.state] = (tally[check.proof.state] || 0) + 1;
    }
    return { number: counted.length, by: tally };
  }

  async function fetched(address) {
    var answer = await window.fetch(address, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) { throw new Broken("trouble"); }
    return answer.arrayBuffer();
  }

  function say(name, gaps, hash) {
    var text = box.getAttribute("data-" + name).replace(/\{(\w+)\}/g, function (_, gap) { return gaps[gap]; });
    var line = told.appendChild(document.createElement("p"));
    line.textContent = text + (hash ? " " : "");
    if (hash) { line.appendChild(document.createElement("code")).textContent = hash; }
  }

  function show(lines, tally) {
    var leaves = lines.reduce(function (sum, line) { return sum + line.leaves; }, 0), last = lines[lines.length - 1];
    told.className = "notice notice-ok";
    say(last ? "whole" : "empty", { days: lines.length, leaves: leaves }, last && last.hash);
    say("counted", { number: tally.number });
    Array.prototype.forEach.call(states.children, function (item) {
      var number = tally.by[item.getAttribute("data-state")] || 0;
      item.hidden = !number;
      item.querySelector("b").textContent = number + ":";
    });
    states.hidden = !tally.number;
  }

  async function verify() {
    button.disabled = true;
    told.hidden = false;
    states.hidden = true;
    told.className = "notice";
    told.textContent = box.getAttribute("data-busy");
    try {
      var files = await Promise.all([fetched(box.getAttribute("data-ledger")), fetched(box.getAttribute("data-checks"))]);
      var lines = await readLedger(files[0]);
      var tally = await countChecks(JSON.parse(new TextDecoder().decode(files[1])), lines);
      told.textContent = "";
      show(lines, tally);
    } catch (error) {
      told.textContent = "";
      told.className = "notice notice-warn";
      if (error instanceof Broken) { say(error.what, { number: error.where, id: error.where }); } else { say("trouble", {}); }
    }
    button.disabled = false;
  }

  button.addEventListener("click", verify);
  box.hidden = false;
  document.querySelector("[data-no-verify]").hidden = true;
}());
