"use strict";
(() => {
  const PAGE = 50;
  const rows = [];
  for (const element of document.querySelectorAll("script.rows")) {
    for (const row of JSON.parse(element.textContent)) rows.push(row);
    element.remove();
  }
  const form = document.getElementById("filters");
  const list = document.getElementById("changes");
  const count = document.getElementById("count");
  const label = document.getElementById("page");
  const [back, on] = document.querySelectorAll("#pages button");
  const keys = ["a", "r", "c", "p", "f"];
  let found = rows;
  let page = 0;

  for (const key of keys) {
    const values = new Set();
    for (const row of rows) for (const value of [].concat(row[key])) values.add(value);
    for (const value of [...values].sort()) form.elements[key].add(new Option(value || "(none)", value || "-"));
  }

  const matches = (row, wanted) => keys.every((key) => {
    const value = wanted[key];
    if (!value) return true;
    const mine = row[key];
    const plain = value === "-" ? "" : value;
    return Array.isArray(mine) ? mine.includes(plain) : mine === plain;
  });

  const draw = () => {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, pages - 1);
    list.innerHTML = found.slice(page * PAGE, (page + 1) * PAGE).map((row) => row.h).join("");
    count.textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
    label.textContent = `page ${page + 1} of ${pages}`;
    back.disabled = page === 0;
    on.disabled = page === pages - 1;
  };

  const filter = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter((row) => matches(row, wanted) && words.every((word) => row.t.includes(word)));
    const address = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", `#${address}`);
    page = 0;
    draw();
  };

  const restore = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const [key, value] of wanted) if (form.elements[key]) form.elements[key].value = value;
    filter();
  };

  const turn = (step) => {
    page += step;
    draw();
    list.scrollIntoView();
  };
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  restore();
})();
