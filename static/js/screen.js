/* Small comforts of the screen. Every page works without them. */
(function () {
  "use strict";
  var doc = document;
  function each(root, selector, act) { Array.prototype.forEach.call((root || doc).querySelectorAll(selector), act); }
  function typing(target) { return target.closest("input, textarea, select, [contenteditable]"); }

  /* ---- keys: "/" to the search box, j k Enter along a queue, Escape closes an open sheet ---- */
  function rowsOf(table) { return Array.prototype.filter.call(table.tBodies[0] ? table.tBodies[0].rows : [], function (row) { return row.querySelector("a, button, input"); }); }
  function moveInQueue(step) {
    var table = doc.querySelector("table[data-queue]");
    if (!table) { return false; }
    var rows = rowsOf(table), here = rows.indexOf(table.querySelector("tr.is-here"));
    var next = Math.max(0, Math.min(rows.length - 1, here + step));
    rows.forEach(function (row) { row.classList.remove("is-here"); });
    if (rows[next]) {
      rows[next].classList.add("is-here");
      rows[next].querySelector("a, button, input").focus();
      rows[next].scrollIntoView({ block: "nearest" });
    }
    return true;
  }
  /* a column of fields that are typed one after the other: Enter and the arrows move a line */
  function moveInColumn(event) {
    var field = event.target, step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !field.dataset || !field.dataset.column) { return false; }
    var column = Array.prototype.filter.call(field.form.elements, function (other) { return other.dataset.column === field.dataset.column; });
    var next = column[column.indexOf(field) + step];
    if (next) { next.focus(); next.select(); }
    return true;
  }
  doc.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (event.key === "Escape") {
      each(doc, "details[data-menu][open]", function (sheet) { sheet.open = false; sheet.querySelector("summary").focus(); });
      return;
    }
    if (moveInColumn(event)) { event.preventDefault(); return; }
    if (typing(event.target)) { return; }
    if (event.key === "/") {
      var box = doc.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if ((event.key === "j" || event.key === "k") && moveInQueue(event.key === "j" ? 1 : -1)) {
      event.preventDefault();
    } else if (event.key === "Enter" && event.target === doc.body) {
      var link = doc.querySelector("table[data-queue] tr.is-here a");
      if (link) { link.click(); }
    }
  });
  doc.addEventListener("click", function (event) {
    each(doc, "details[data-menu=''][open]", function (sheet) { if (!sheet.contains(event.target)) { sheet.open = false; } });
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  /* ---- a dangerous step is asked once more; a form is sent once ---- */
  doc.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    var question = (button && button.getAttribute("data-confirm")) || form.getAttribute("data-confirm");
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    if (form.method !== "post" || form.hasAttribute("data-no-guard") || form.hasAttribute("hx-post") || form.target) { return; }
    form.dataset.sent = "1";
    if (form.dataset.keep) { forget(form); }
    window.setTimeout(function () {
      each(form, "button:not([type=button])", function (each_button) { each_button.setAttribute("aria-busy", "true"); each_button.disabled = true; });
    }, 0);
    window.setTimeout(function () { release(form); }, 20000);
  });
  function release(form) {
    delete form.dataset.sent;
    each(form, "button[aria-busy]", function (button) { button.removeAttribute("aria-busy"); button.disabled = false; });
  }
  window.addEventListener("pageshow", function (event) { if (event.persisted) { each(doc, "form[data-sent]", release); } });

  /* ---- typed values stay in the tab until the form is sent ---- */
  function keepKey(form) { return "keep:" + location.pathname + ":" + form.dataset.keep; }
  function forget(form) { try { sessionStorage.removeItem(keepKey(form)); } catch (refused) { /* a closed store keeps nothing */ } }
  function keepable(field) { return field.name && field.name !== "csrfmiddlewaretoken" && !/^(password|file|hidden|submit|button)$/.test(field.type); }
  function remember(form) {
    var kept = Array.prototype.filter.call(form.elements, keepable).map(function (field) {
      return [field.name, /^(checkbox|radio)$/.test(field.type) ? [field.value, field.checked] : field.value];
    });
    try { sessionStorage.setItem(keepKey(form), JSON.stringify(kept)); } catch (refused) { /* as above */ }
  }
  function recall(form) {
    var kept;
    try { kept = JSON.parse(sessionStorage.getItem(keepKey(form)) || "null"); } catch (refused) { kept = null; }
    if (!kept || form.querySelector("[aria-invalid='true']")) { return; }
    var fields = Array.prototype.filter.call(form.elements, keepable);
    kept.forEach(function (pair) {
      fields.some(function (field) {
        if (field.name !== pair[0]) { return false; }
        if (Array.isArray(pair[1])) {
          if (field.value !== pair[1][0]) { return false; }
          field.checked = pair[1][1];
        } else { field.value = pair[1]; fields.splice(fields.indexOf(field), 1); }
        return true;
      });
    });
  }

  /* ---- live sums of a grid, counted in whole satang ---- */
  function satang(text) {
    var plain = String(text).replace(/[๐-๙]/g, function (digit) { return digit.charCodeAt(0) - 0x0e50; }).replace(/[,\s]/g, "");
    var found = /^(-?)(\d*)(?:\.(\d{0,2}))?$/.exec(plain);
    if (!found || !(found[2] || found[3])) { return 0; }
    return (found[1] ? -1 : 1) * (Number(found[2] || 0) * 100 + Number(((found[3] || "") + "00").slice(0, 2)));
  }
  function baht(amount) {
    var whole = Math.floor(Math.abs(amount) / 100), rest = Math.abs(amount) % 100;
    return (amount < 0 ? "-" : "") + String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ",") + "." + (rest < 10 ? "0" : "") + rest;
  }
  function sum(group) {
    var total = 0;
    each(doc, "[data-sum]", function (field) { if (field.dataset.sum === group) { total += satang(field.value); } });
    each(doc, "[data-sum-of]", function (shown) {
      if (shown.dataset.sumOf !== group) { return; }
      shown.textContent = baht(total);
      shown.classList.toggle("text-danger", Boolean(shown.dataset.limit) && total > satang(shown.dataset.limit));
    });
  }
  doc.addEventListener("input", function (event) {
    if (event.target.dataset.sum) { sum(event.target.dataset.sum); }
    var form = event.target.form;
    if (form && form.dataset.keep) { remember(form); }
  });
  doc.addEventListener("change", function (event) {
    if (event.target.hasAttribute("data-autosubmit") && event.target.form) { event.target.form.requestSubmit(); }
    if (event.target.hasAttribute("data-baht") && /\d/.test(event.target.value) && /^[-\d,.\s๐-๙]+$/.test(event.target.value) && !/\.\d{3,}/.test(event.target.value)) {
      event.target.value = baht(satang(event.target.value));
      if (event.target.dataset.sum) { sum(event.target.dataset.sum); }
    }
  });

  /* ---- what is on the page now, and what htmx brings later ---- */
  function label(table) {
    var heads = table.tHead ? Array.prototype.map.call(table.tHead.rows[0].cells, function (cell) { return cell.textContent.trim(); }) : [];
    each(table, "tbody tr, tfoot tr", function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, at) { if (heads[at] && cell.tagName === "TD" && !cell.hasAttribute("data-label")) { cell.setAttribute("data-label", heads[at]); } });
    });
    table.classList.add("stack");
  }
  function ready(root) {
    each(root, "table[data-stack]", label);
    each(root, "form[data-keep]", recall);
    var groups = {};
    each(root, "[data-sum]", function (field) { groups[field.dataset.sum] = true; });
    Object.keys(groups).forEach(sum);
    var summary = (root || doc).querySelector("[data-error-summary]");
    if (summary) { summary.focus(); }
  }
  ready(doc);
  doc.addEventListener("htmx:load", function (event) { ready(event.detail.elt); });
}());
