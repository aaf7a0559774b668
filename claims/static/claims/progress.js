// Shows how far the work on an upload is, and what came of it, without anybody asking.
"use strict";
(function follow() {
  setTimeout(async () => {
    const shown = document.querySelector("[data-working]");
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-working]");
      if (!answer.ok || answer.redirected || !found) return location.reload();
      shown.replaceWith(found);
    } catch {
      // The server may be starting anew: it is asked again.
    }
    follow();
  }, 1000);
})();
