/* The budget of a proposal while it is typed: what each line costs, what is asked, what is one's own. The page works without it. */
(function () {
  "use strict";
  var doc = document;
  function plain(text) { return String(text || "").replace(/[๐-๙]/g, function (digit) { return digit.charCodeAt(0) - 0x0e50; }).replace(/[,\s]/g, ""); }
  /* a number with at most two decimals as whole hundredths, null where it is none */
  function hundredths(text) {
    var found = /^(\d{1,12})?(?:\.(\d{0,2}))?$/.exec(plain(text));
    if (!found || !(found[1] || found[2])) { return null; }
    return BigInt((found[1] || "0") + ((found[2] || "") + "00").slice(0, 2));
  }
  function baht(satang) {
    var sign = satang < 0n ? "-" : "", value = satang < 0n ? -satang : satang, rest = String(value % 100n);
    return sign + String(value / 100n).replace(/\B(?=(\d{3})+(?!\d))/g, ",") + "." + (rest.length < 2 ? "0" + rest : rest);
  }
  function show(place, satang) { if (place) { place.textContent = satang === null ? "" : baht(satang); place.classList.toggle("text-danger", satang !== null && satang < 0n); } }
  function reckon(plan) {
    var total = { amount: 0n, asked: 0n };
    Array.prototype.forEach.call(plan.querySelectorAll("[data-budget-line]"), function (line) {
      var quantity = hundredths(line.querySelector("[data-quantity]").value), price = hundredths(line.querySelector("[data-price]").value);
      var asked = hundredths(line.querySelector("[data-asked]").value);
      var amount = quantity === null || price === null ? null : (quantity * price + 50n) / 100n;  // half up to the satang
      show(line.querySelector("[data-line-amount]"), amount);
      show(line.querySelector("[data-line-own]"), amount === null || asked === null ? null : amount - asked);
      total.amount += amount || 0n;
      total.asked += asked || 0n;
    });
    show(plan.querySelector("[data-total=amount]"), total.amount);
    show(plan.querySelector("[data-total=asked]"), total.asked);
    show(plan.querySelector("[data-total=own]"), total.amount - total.asked);
    check(plan, total.asked);
  }
  function check(plan, asked) {
    var place = plan.querySelector("[data-budget-check]");
    if (!place) { return; }
    var box = doc.getElementById("id_amount"), limit = hundredths(place.dataset.approved || (box ? box.value : ""));
    if (limit === null) { place.textContent = ""; return; }
    var difference = asked - limit, kind = difference === 0n ? "equal" : difference > 0n ? "over" : "under";
    place.textContent = place.dataset[kind].replace("{difference}", baht(difference < 0n ? -difference : difference));
    place.classList.toggle("text-danger", kind === "over" || (kind === "under" && !place.dataset.approved));
  }
  function all() { Array.prototype.forEach.call(doc.querySelectorAll("[data-plan]"), reckon); }
  doc.addEventListener("input", function (event) { if (event.target.closest("[data-plan]") || event.target.id === "id_amount") { all(); } });
  doc.addEventListener("change", function (event) { if (event.target.closest("[data-plan]") || event.target.id === "id_amount") { all(); } });
  doc.addEventListener("htmx:load", all);
  all();
}());
