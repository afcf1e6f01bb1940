// The pages of stored queries: buttons that copy a snippet, and a form that runs when a choice is made.
// Without this script the pages do the same, by hand.
(() => {
  "use strict";
  const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");
  const _ = (key) => messages[key] ?? key;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const code = document.querySelector(`#${button.dataset.copy} code`);
      await navigator.clipboard.writeText(code.textContent);
      const before = button.textContent;
      button.textContent = _("Copied");
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
  for (const choice of document.querySelectorAll("form.fields select")) {
    choice.addEventListener("change", () => choice.form.requestSubmit());
  }
})();
