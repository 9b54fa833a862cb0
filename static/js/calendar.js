/* A calendar of the Buddhist era beside inputs marked data-thai-date. The box itself stays typable: 5/7/2561 or 5/7/2018. */
(function () {
  "use strict";
  var ERA = 543, doc = document, open = null, words = doc.body.dataset, serial = 0;
  var language = doc.documentElement.lang || "th";
  function names(options, make, count) {
    var format = new Intl.DateTimeFormat(language + "-u-ca-gregory", options);
    return Array.from({ length: count }, function (_, at) { return format.format(make(at)); });
  }
  var MONTHS = names({ month: "long" }, function (at) { return new Date(2018, at, 1); }, 12);
  var DAYS = words.wordsDays ? words.wordsDays.split(" ") : names({ weekday: "narrow" }, function (at) { return new Date(2018, 6, 1 + at); }, 7);
  var DAYS_LONG = names({ weekday: "long" }, function (at) { return new Date(2018, 6, 1 + at); }, 7);

  function parse(text) {
    var plain = String(text).trim().replace(/[๐-๙]/g, function (digit) { return digit.charCodeAt(0) - 0x0e50; });
    var found = /^(\d{1,2})[\/.-](\d{1,2})[\/.-](\d{4})$/.exec(plain), iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(plain);
    var year, month, day;
    if (found) { day = +found[1]; month = +found[2]; year = +found[3]; } else if (iso) { year = +iso[1]; month = +iso[2]; day = +iso[3]; } else { return null; }
    if (year >= 2400 && year <= 2699) { year -= ERA; } else if (year < 1900 || year > 2100) { return null; }
    var date = new Date(year, month - 1, day);
    return date.getMonth() === month - 1 && date.getDate() === day ? date : null;
  }
  function typed(date) { return date.getDate() + "/" + (date.getMonth() + 1) + "/" + (date.getFullYear() + ERA); }
  function same(one, other) { return one && other && one.toDateString() === other.toDateString(); }
  function plus(date, days) { return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days); }
  function plusMonths(date, months) {
    var last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
    return new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last));
  }
  function spoken(date) { return DAYS_LONG[date.getDay()] + " " + date.getDate() + " " + MONTHS[date.getMonth()] + " " + (date.getFullYear() + ERA); }
  function make(tag, attributes, text) {
    var element = doc.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  function Calendar(input) {
    var self = this;
    this.input = input;
    var box = make("div", { "class": "date-box" });
    input.parentNode.insertBefore(box, input);
    box.appendChild(input);
    this.button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": words.wordsCalendar || "calendar", "class": "no-print" });
    this.button.innerHTML = '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M14 0H2a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V2a2 2 0 0 0-2-2M1 3.9C1 3.4 1.4 3 2 3h12c.6 0 1 .4 1 .9V14c0 .6-.4 1-1 1H2c-.6 0-1-.4-1-1z"/><path d="M4 6h2v2H4zm3 0h2v2H7zm3 0h2v2h-2zm-6 3h2v2H4zm3 0h2v2H7zm3 0h2v2h-2z"/></svg>';
    box.appendChild(this.button);
    this.button.addEventListener("click", function () { if (self.sheet) { self.close(true); } else { self.show(); } });
    input.addEventListener("keydown", function (event) { if (event.key === "ArrowDown" && event.altKey) { event.preventDefault(); self.show(); } });
    this.box = box;
  }
  Calendar.prototype.show = function () {
    if (this.input.disabled || this.input.readOnly) { return; }
    if (open) { open.close(false); }
    open = this;
    this.here = parse(this.input.value) || parse(words.today || "") || new Date();
    this.sheet = make("div", { "class": "calendar", role: "dialog", "aria-modal": "false", "aria-label": words.wordsCalendar || "calendar", id: "calendar-" + (serial += 1) });
    this.sheet.addEventListener("keydown", this.key.bind(this));
    this.box.appendChild(this.sheet);
    this.button.setAttribute("aria-expanded", "true");
    this.draw(true);
  };
  Calendar.prototype.close = function (back) {
    if (!this.sheet) { return; }
    this.sheet.remove();
    this.sheet = null;
    open = null;
    this.button.setAttribute("aria-expanded", "false");
    if (back) { this.input.focus(); }
  };
  Calendar.prototype.pick = function (date) {
    this.input.value = typed(date);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.close(true);
  };
  Calendar.prototype.step = function (text, months, spokenText) {
    var self = this, button = make("button", { type: "button", "aria-label": spokenText }, text);
    button.addEventListener("click", function () { self.here = plusMonths(self.here, months); self.draw(false); self.sheet.querySelector("[aria-label='" + spokenText + "']").focus(); });
    return button;
  };
  Calendar.prototype.draw = function (focus) {
    var self = this, sheet = this.sheet, here = this.here, chosen = parse(this.input.value), today = parse(words.today || "");
    sheet.textContent = "";
    var head = make("div", { "class": "calendar-head" });
    head.appendChild(this.step("‹", -1, words.wordsPrevious || "previous"));
    head.appendChild(make("strong", { "aria-live": "polite" }, MONTHS[here.getMonth()] + " " + (words.wordsEra || "") + " " + (here.getFullYear() + ERA)));
    head.appendChild(this.step("›", 1, words.wordsNext || "next"));
    sheet.appendChild(head);
    var table = make("table", { role: "grid" }), row = table.createTHead().insertRow();
    DAYS.forEach(function (name, at) { row.appendChild(make("th", { scope: "col", abbr: DAYS_LONG[at] }, name)); });
    var body = table.createTBody(), first = new Date(here.getFullYear(), here.getMonth(), 1), day = plus(first, -first.getDay());
    for (var week = 0; week < 6; week += 1) {
      if (week > 3 && day.getMonth() !== here.getMonth()) { break; }
      row = body.insertRow();
      for (var at = 0; at < 7; at += 1, day = plus(day, 1)) {
        var cell = row.insertCell();
        cell.setAttribute("role", "gridcell");
        if (day.getMonth() !== here.getMonth()) { continue; }
        var button = make("button", { type: "button", tabindex: same(day, here) ? "0" : "-1", "aria-label": spoken(day) }, day.getDate());
        if (same(day, chosen)) { cell.setAttribute("aria-selected", "true"); }
        if (same(day, today)) { button.setAttribute("aria-current", "date"); }
        button.addEventListener("click", this.pick.bind(this, day));
        cell.appendChild(button);
      }
    }
    sheet.appendChild(table);
    if (today) {
      var foot = make("button", { type: "button" }, (words.wordsToday || "") + " " + typed(today));
      foot.addEventListener("click", function () { self.pick(today); });
      sheet.appendChild(foot);
    }
    if (focus) { sheet.querySelector("button[tabindex='0']").focus(); }
  };
  Calendar.prototype.key = function (event) {
    if (!event.target.closest("table")) { return; }
    var here = this.here, to = { ArrowLeft: plus(here, -1), ArrowRight: plus(here, 1), ArrowUp: plus(here, -7), ArrowDown: plus(here, 7), PageUp: plusMonths(here, event.shiftKey ? -12 : -1), PageDown: plusMonths(here, event.shiftKey ? 12 : 1), Home: plus(here, -here.getDay()), End: plus(here, 6 - here.getDay()) }[event.key];
    if (to) { event.preventDefault(); this.here = to; this.draw(true); }
  };
  /* Wherever the focus went meanwhile, Escape closes an open calendar and nothing beneath it. */
  doc.addEventListener("keydown", function (event) { if (open && event.key === "Escape") { event.preventDefault(); event.stopPropagation(); open.close(true); } }, true);
  doc.addEventListener("click", function (event) { if (open && !open.box.contains(event.target) && doc.contains(event.target)) { open.close(false); } });
  function dress(root) {
    Array.prototype.forEach.call((root.querySelectorAll ? root : doc).querySelectorAll("input[data-thai-date]"), function (input) {
      if (!input.closest(".date-box")) { new Calendar(input); }
    });
  }
  dress(doc);
  doc.addEventListener("htmx:load", function (event) { dress(event.detail.elt); });
}());
