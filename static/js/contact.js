/* What a contact is by its nature: whoever visits or calls a debtor asks her to pay, unless the visitor says otherwise.
   Who died is asked only where a death was reported. The page works without it; the rules are the server's. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-contact]");
  if (!form) { return; }
  var demand = form.elements.is_demand, outcome = form.elements.outcome, deceased = form.elements.deceased;
  var decided = Boolean(form.querySelector("[aria-invalid='true']")), isLate = demand.checked;
  function fit() {
    var asks = form.elements.channel.value === "VISIT" || form.elements.channel.value === "CALL";
    if (!decided) { demand.checked = isLate && asks && form.elements.who.value.indexOf("party-") === 0; }
    deceased.closest(".field").hidden = outcome.value !== "DEAD" && !deceased.value;
  }
  form.addEventListener("change", function (event) {
    if (event.target === demand) { decided = true; return; }
    if (["channel", "who", "outcome", "deceased"].indexOf(event.target.name) >= 0) { fit(); }
  });
  fit();
}());
