"use strict";
(() => {
  const trouble = document.getElementById("trouble");
  const say = (text) => {
    trouble.textContent = text;
    trouble.hidden = !text;
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters, verb } = event.detail;
    if (verb !== "get") return;
    for (const key of Object.keys(parameters)) if (parameters[key] === "") delete parameters[key];
  });
  document.addEventListener("htmx:sendError", () => say("The pages don't answer. Is `nameplate serve` still running?"));
  document.addEventListener("htmx:responseError", (event) => {
    const text = event.detail.xhr.getResponseHeader("content-type")?.startsWith("text/plain") ? event.detail.xhr.responseText : "";
    say(text || "That did not work; load the page again.");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) say("");
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });

  const openNamed = () => {
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = named && named.querySelector("details");
    if (details) details.open = true;
  };
  addEventListener("hashchange", openNamed);
  openNamed();
})();
