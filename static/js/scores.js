/* The grid of scores: means counted as they are typed, truncated to two decimals. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-scores]");
  if (!form) { return; }
  function hundredths(text) {
    var plain = String(text).trim().replace(/[๐-๙]/g, function (digit) { return digit.charCodeAt(0) - 0x0e50; });
    var found = /^(\d{1,2})(?:\.(\d{0,2}))?$/.exec(plain);
    if (!found) { return null; }
    var value = Number(found[1]) * 100 + Number(((found[2] || "") + "00").slice(0, 2));
    return value <= 1000 ? value : null;
  }
  function count(item) {
    var total = 0, number = 0;
    form.querySelectorAll('input[data-item="' + item + '"]').forEach(function (field) {
      var value = hundredths(field.value);
      if (field.value.trim() && value === null) { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
      if (value !== null && field.value.trim()) { total += value; number += 1; }
    });
    var mean = number ? Math.floor(total / number) : null, rest = mean === null ? 0 : mean % 100;
    form.querySelector('[data-mean-of="' + item + '"]').textContent = mean === null ? "" : Math.floor(mean / 100) + "." + (rest < 10 ? "0" : "") + rest;
    form.querySelector('[data-count-of="' + item + '"]').textContent = number;
  }
  form.addEventListener("input", function (event) { if (event.target.dataset.item) { count(event.target.dataset.item); } });
}());
