/* Where a visit is: asked of the browser only when the visitor taps the button, and only kept when she lets it. */
(function () {
  "use strict";
  var box = document.querySelector("[data-place]");
  if (!box || !navigator.geolocation) { return; }
  var said = box.querySelector("[data-place-said]");
  var fields = { latitude: box.closest("form").elements.latitude, longitude: box.closest("form").elements.longitude };
  box.hidden = false;
  box.querySelector("[data-place-button]").addEventListener("click", function () {
    navigator.geolocation.getCurrentPosition(function (found) {
      fields.latitude.value = found.coords.latitude.toFixed(6);
      fields.longitude.value = found.coords.longitude.toFixed(6);
      said.textContent = said.dataset.placeTaken;
    }, function () { said.textContent = said.dataset.placeRefused; }, { enableHighAccuracy: true, timeout: 20000 });
  });
}());
