"use strict";
(() => {
  const text = document.getElementById("text");
  const code = document.getElementById("code");
  const colours = document.getElementById("colours");
  const gutter = document.getElementById("gutter");
  const list = document.getElementById("completions");
  const form = document.getElementById("edit");
  const words = JSON.parse(document.getElementById("words").textContent);
  const KEYWORDS = new Set(("and as block call defined elif else endblock endcall endfor endif endmacro endset extends " +
    "false for from if import in include is loop macro none not or recursive required scoped set true with without").split(" "));
  const fields = new Set(words.field.map(([word]) => word));
  let saved = text.value;
  let marks = new Map();

  // Colours: the text again behind the textarea, a span for each token, a block for each line.
  const AREAS = /\{#[\s\S]*?(?:#\}|$)|\{%[\s\S]*?(?:%\}|$)|\{\{[\s\S]*?(?:\}\}|$)/g;
  const TOKENS = /(\{[{%][-+]?|[-+]?[%}]\})|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)|([A-Za-z_]\w*)|(\d+)|([\s\S])/g;

  function* tokens(source) {
    let end = 0;
    for (const area of source.matchAll(AREAS)) {
      if (area.index > end) yield ["", source.slice(end, area.index)];
      end = area.index + area[0].length;
      if (area[0].startsWith("{#")) yield ["comment", area[0]];
      else yield* inside(area[0]);
    }
    if (end < source.length) yield ["", source.slice(end)];
  }

  function* inside(source) {
    let before = "";
    for (const [token, mark, string, word, number] of source.matchAll(TOKENS)) {
      let kind = "";
      if (mark) kind = "mark";
      else if (string) kind = "string";
      else if (number) kind = "number";
      else if (word) kind = wordKind(word, before);
      yield [kind, token];
      if (token.trim()) before = token;
    }
  }

  const wordKind = (word, before) => {
    if (before === "|") return "filter";
    if (before === ".") return fields.has(word) || words.custom.some(([name]) => name === word) ? "field" : "";
    if (before === "block") return "block";
    if (KEYWORDS.has(word)) return "word";
    return word === "user" ? "field" : "";
  };

  const newLine = (parent, number) => {
    const line = document.createElement("span");
    const mark = marks.get(number);
    line.className = mark ? `line ${mark.level}` : "line";
    if (mark) line.dataset.note = mark.message;
    parent.append(line);
    return line;
  };

  const draw = () => {
    const coloured = document.createDocumentFragment();
    const numbers = document.createDocumentFragment();
    let count = 1;
    let line = newLine(coloured, count);
    for (const [kind, token] of tokens(text.value)) {
      token.split("\n").forEach((part, index) => {
        if (index) line = newLine(coloured, ++count);
        if (!part) return;
        const span = document.createElement("span");
        if (kind) span.className = `t-${kind}`;
        span.textContent = part;
        line.append(span);
      });
    }
    for (let number = 1; number <= count; number++) {
      const label = document.createElement("span");
      label.textContent = number;
      if (marks.has(number)) label.className = marks.get(number).level;
      numbers.append(label);
    }
    colours.replaceChildren(coloured);
    gutter.replaceChildren(numbers);
    text.rows = Math.max(14, count + 1);
    follow();
  };
  const follow = () => { colours.scrollLeft = text.scrollLeft; };

  // Findings: under their lines.
  const RANK = { error: 3, warning: 2, note: 1 };
  const readMarks = () => {
    marks = new Map();
    for (const item of document.querySelectorAll("#lint [data-line]")) {
      const { level, message } = item.dataset;
      const line = Number(item.dataset.line);
      const other = marks.get(line);
      if (line && (!other || RANK[level] > RANK[other.level])) marks.set(line, { level, message });
    }
    draw();
  };

  const goTo = (line) => {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
  };

  // Completion: a list of words that fit where the caret is.
  const CONTEXTS = [
    [/\{%[-+]?\s*block\s+(\w*)$/, "block", 0],
    [/\b(?:extends|import|from|include)\s+["']([^"']*)$/, "mapping", 0],
    [/\buser\.custom\.(\w*)$/, "custom", 0],
    [/\buser\.(\w*)$/, "field", 0],
    [/\|\s*(\w*)$/, "filter", 0],
    [/\bis\s+(?:not\s+)?(\w*)$/, "test", 1],
    [/\{%[-+]?\s*(\w*)$/, "tag", 1],
    [/(?:^|[^\w.])(\w*)$/, "name", 2],
  ];
  let options = [];
  let chosen = -1;
  let typed = "";

  const context = (asked) => {
    const before = text.value.slice(0, text.selectionStart);
    const opened = Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"));
    const closed = Math.max(before.lastIndexOf("}}"), before.lastIndexOf("%}"));
    if (opened < 0 || closed > opened) return null;
    for (const [pattern, kind, least] of CONTEXTS) {
      const found = pattern.exec(before.slice(opened));
      if (found) return asked || found[1].length >= least ? [kind, found[1]] : null;
    }
    return null;
  };

  const complete = (asked) => {
    const found = text.readOnly ? null : context(asked);
    if (!found) return close();
    typed = found[1];
    const low = typed.toLowerCase();
    options = words[found[0]].filter(([word]) => word.toLowerCase().startsWith(low) && word !== typed);
    if (low.length > 1) options.push(...words[found[0]].filter(([word]) => word.toLowerCase().includes(low) && !word.toLowerCase().startsWith(low)));
    options = options.slice(0, 50);
    if (!options.length) return close();
    list.replaceChildren(...options.map(option));
    list.hidden = false;
    place();
    choose(0);
  };

  const option = ([word, about], index) => {
    const item = document.createElement("li");
    item.id = `completion-${index}`;
    item.role = "option";
    item.append(word);
    const note = document.createElement("span");
    note.textContent = about;
    item.append(note);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(index);
      take();
    });
    return item;
  };

  const choose = (index) => {
    list.children[chosen]?.removeAttribute("aria-selected");
    chosen = (index + options.length) % options.length;
    const item = list.children[chosen];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", item.id);
  };

  const close = () => {
    list.hidden = true;
    chosen = -1;
    text.removeAttribute("aria-activedescendant");
  };

  const take = () => {
    const [word] = options[chosen];
    const end = text.selectionStart;
    text.setSelectionRange(end - typed.length, end);
    if (!document.execCommand("insertText", false, word)) text.setRangeText(word, end - typed.length, end, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };

  const place = () => {
    const before = text.value.slice(0, text.selectionStart - typed.length).split("\n");
    const line = colours.children[before.length - 1];
    const range = document.createRange();
    range.setStart(line, 0);
    range.collapse(true);
    let left = before[before.length - 1].length;
    for (const span of line.children) {
      const node = span.firstChild;
      if (left <= node.length) {
        range.setStart(node, left);
        break;
      }
      left -= node.length;
      range.setStart(node, node.length);
    }
    range.collapse(true);
    const at = range.getBoundingClientRect();
    const box = code.getBoundingClientRect();
    const row = line.getBoundingClientRect();
    const x = (at.left || row.left) - box.left;
    list.style.left = `${Math.max(0, Math.min(x, box.width - list.offsetWidth - 8))}px`;
    list.style.top = `${row.bottom - box.top + 2}px`;
  };

  text.addEventListener("input", (event) => {
    draw();
    if (event.inputType) complete(false);
  });
  text.addEventListener("scroll", follow);
  text.addEventListener("blur", close);
  text.addEventListener("click", close);
  text.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === " ") {
      event.preventDefault();
      complete(true);
    } else if (list.hidden) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      take();
    } else if (event.key === "Escape" || event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      close();
    }
  });

  // Saving, and what the server answers.
  const again = () => htmx.trigger(form, "saved");
  const put = (value) => {
    text.value = value;
    draw();
    again();
  };
  const isSaved = (hash, value) => {
    document.getElementById("hash").value = hash;
    saved = value;
  };
  let sent = saved;
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.path === "/workbench/save") sent = text.value;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "attempt") {
      readMarks();
      document.getElementById("announce").textContent = document.getElementById("state").textContent;
    }
    const done = event.detail.target.id === "saved" && document.querySelector("#saved [data-saved]");
    if (done) {
      isSaved(done.dataset.saved, sent);
      again();
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep], [data-take], [data-goto]");
    if (!button) return;
    if (button.dataset.goto) {
      event.preventDefault();
      goTo(Number(button.dataset.goto));
    } else if (button.dataset.keep) {
      document.getElementById("hash").value = button.dataset.keep;
      htmx.trigger("#save", "save-now");
    } else {
      const theirs = document.getElementById("theirs").textContent;
      isSaved(button.dataset.take, theirs);
      document.getElementById("saved").replaceChildren();
      put(theirs);
    }
  });
  document.getElementById("revert")?.addEventListener("click", () => put(saved));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const button = document.getElementById("save");
      if (button && !button.disabled) htmx.trigger(button, "save-now");
    }
  });
  addEventListener("beforeunload", (event) => {
    if (text.value !== saved && !text.readOnly) event.preventDefault();
  });

  code.classList.add("coloured");
  draw();
  const asked = /^#L(\d+)$/.exec(location.hash);
  if (asked) goTo(Number(asked[1]));
})();
