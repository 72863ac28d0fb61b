/* What script adds to pages that work without it. No framework, no global names; written for
   Chrome 80 and Safari 13. Words come from data attributes, so that templates translate them. */
(function () {
  "use strict";

  var root = document.documentElement;

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }

  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (found, name) {
      return name in values ? values[name] : found;
    });
  }

  /* Chinese characters that draw as boxes all look the same: then, and only then, fetch the font. */
  function drawn(character) {
    var canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    var pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) { return character; }
    pen.font = "20px sans-serif";
    pen.textBaseline = "top";
    pen.fillText(character, 2, 2);
    return String(Array.prototype.join.call(pen.getImageData(0, 0, 24, 24).data));
  }
  try {
    if (drawn("\u901a") === drawn("\u529e")) { root.setAttribute("data-font", "fallback"); }
  } catch (error) { /* a browser that hides what a canvas holds draws characters well enough */ }

  /* Menus close with Escape and when one presses elsewhere. */
  document.addEventListener("click", function (event) {
    all("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    all("details[data-menu][open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* The error summary is read first. */
  var summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }

  /* Filters stand open where there is room. */
  if (window.matchMedia("(min-width: 62em)").matches && root.getAttribute("data-mode") !== "elder") {
    all("details[data-open-wide]").forEach(function (details) { details.open = true; });
  }

  /* Printing. */
  // A code that was read off a picture: it stands behind the #, which is never sent anywhere.
  all("input[data-fragment]").forEach(function (input) {
    if (!input.value && /^#[0-9]{8}$/.test(location.hash)) input.value = location.hash.slice(1);
  });
  all("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* One press sends a form once, until the page is shown again. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  /* Questions that apply only under an answer: <div data-when="field" data-is="a|b">. Without
     script they are all shown, and only those that apply are judged. */
  all("[data-when]").forEach(function (box) {
    var form = box.closest("form");
    var wanted = box.getAttribute("data-is").split("|");
    function settle() {
      var given = all("[name='" + box.getAttribute("data-when") + "']", form).filter(function (input) {
        return (input.type === "radio" || input.type === "checkbox") ? input.checked : input.value;
      }).map(function (input) { return input.value; });
      box.hidden = !given.some(function (value) { return wanted.indexOf(value) >= 0; });
    }
    form.addEventListener("change", settle);
    settle();
  });

  /* Drafts save themselves: <form data-autosave="address"> posts what changed, files left out. */
  all("form[data-autosave]").forEach(function (form) {
    var address = form.getAttribute("data-autosave") || form.action;
    var status = document.querySelector("[data-autosave-status]");
    var seconds = Number(form.getAttribute("data-autosave-seconds")) || 5;
    var changed = false;
    var running = false;
    if (!window.fetch || !window.FormData) { return; }

    function contents() {
      var data = new FormData(form);
      all("input[type=file]", form).forEach(function (input) { data.delete(input.name); });
      data.append("autosave", "1");
      return data;
    }
    function tell(saved) {
      if (!status) { return; }
      var now = new Date();
      var time = ("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2);
      status.hidden = false;
      status.classList.toggle("is-bad", !saved);
      status.querySelector("[data-words]").textContent =
        fill(status.getAttribute(saved ? "data-done" : "data-failed"), { time: time });
    }
    function save() {
      if (!changed || running || form.hasAttribute("data-sent")) { return; }
      changed = false;
      running = true;
      fetch(address, {
        method: "POST",
        body: contents(),
        credentials: "same-origin",
        headers: { Accept: "application/json" }
      }).then(function (answer) {
        // A redirect means the session ended: what came back is the page to sign in.
        if (!answer.ok || answer.redirected) { throw new Error(String(answer.status)); }
        tell(true);
      }).catch(function () {
        changed = true;
        tell(false);
      }).then(function () { running = false; });
    }
    function note() { changed = true; }
    form.addEventListener("input", note);
    form.addEventListener("change", note);
    window.setInterval(save, seconds * 1000);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState !== "hidden" || !changed || form.hasAttribute("data-sent")) { return; }
      if (navigator.sendBeacon && navigator.sendBeacon(address, contents())) { changed = false; }
    });
  });

  /* A chosen file: its size is checked and a picture is shown before anything is sent. */
  function size(bytes) {
    return bytes < 1024 * 1024
      ? Math.max(1, Math.round(bytes / 1024)) + " KB"
      : (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "") + " MB";
  }
  all("[data-file-box]").forEach(function (box) {
    var input = box.querySelector("input[type=file]");
    var seen = box.querySelector("[data-file-seen]");
    var limit = Number(input.getAttribute("data-max-bytes")) || 0;

    function line(name, words) {
      var text = document.createElement("p");
      text.className = name;
      text.textContent = words;
      seen.appendChild(text);
      return text;
    }
    input.addEventListener("change", function () {
      seen.textContent = "";
      input.removeAttribute("aria-invalid");
      var files = Array.prototype.slice.call(input.files);
      var large = limit ? files.filter(function (file) { return file.size > limit; })[0] : null;
      if (large) {
        input.value = "";
        input.setAttribute("aria-invalid", "true");
        line("tb-error", fill(box.getAttribute("data-too-big"), { size: size(large.size), limit: size(limit) }));
        return;
      }
      files.forEach(function (file) {
        var row = document.createElement("div");
        row.className = "tb-file__seen";
        seen.appendChild(row);
        row.appendChild(line("tb-meta", fill(box.getAttribute("data-chosen"), { name: file.name, size: size(file.size) })));
        if (!/^image\/(jpeg|png|gif|webp|bmp)$/.test(file.type)) { return; }
        var reader = new FileReader();
        reader.addEventListener("load", function () {
          var picture = document.createElement("img");
          picture.alt = "";
          picture.src = reader.result;
          row.insertBefore(picture, row.firstChild);
        });
        reader.readAsDataURL(file);
      });
    });
  });

  /* Suggestions while one types: a list of links by the combobox pattern of ARIA 1.2. The address
     answers {"suggestions": [{"label": …, "url": …, "hint": …}]}. */
  all("input[data-suggest]").forEach(function (input, number) {
    var form = input.form;
    var list = document.createElement("ul");
    var shown = [];
    var at = -1;
    var timer = 0;
    var asked = 0;
    if (!window.fetch) { return; }
    list.id = "suggestions-" + number;
    list.className = "tb-suggest__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("data-suggest-label") || "");
    form.classList.add("tb-suggest");
    form.appendChild(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function close() {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function choose(index) {
      at = index;
      all("li", list).forEach(function (option, n) {
        option.setAttribute("aria-selected", n === at ? "true" : "false");
      });
      if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", list.children[at].id);
    }
    function follow(index) {
      var one = shown[index];
      if (one.url && /^\/(?!\/)/.test(one.url)) { window.location.assign(one.url); return; }
      input.value = one.label;
      close();
      form.submit();
    }
    function show(suggestions) {
      shown = suggestions.slice(0, 8);
      list.textContent = "";
      shown.forEach(function (one, n) {
        var option = document.createElement("li");
        option.id = list.id + "-" + n;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = one.label;
        if (one.hint) {
          var hint = document.createElement("small");
          hint.textContent = one.hint;
          option.appendChild(hint);
        }
        // mousedown comes before the input loses focus and the list closes
        option.addEventListener("mousedown", function (event) { event.preventDefault(); follow(n); });
        list.appendChild(option);
      });
      at = -1;
      list.hidden = shown.length === 0;
      input.setAttribute("aria-expanded", list.hidden ? "false" : "true");
    }
    input.addEventListener("input", function () {
      window.clearTimeout(timer);
      var words = input.value.trim();
      asked += 1;
      var mine = asked;
      if (!words) { close(); return; }
      timer = window.setTimeout(function () {
        fetch(input.getAttribute("data-suggest") + "?q=" + encodeURIComponent(words), {
          credentials: "same-origin",
          headers: { Accept: "application/json" }
        }).then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
          .then(function (found) { if (mine === asked) { show(found.suggestions || []); } })
          .catch(close);
      }, 150);
    });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || list.hidden) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        var step = event.key === "ArrowDown" ? 1 : -1;
        choose((at + 1 + step + shown.length + 1) % (shown.length + 1) - 1);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        follow(at);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
  });

  /* The inbox by keyboard: J next, K previous, / search, ? the list of keys. */
  var inbox = document.querySelector("[data-inbox]");
  if (inbox) {
    // The inbox scrolls by itself where it stands beside the case: show where one is in it.
    var open = inbox.querySelector("li a[aria-current]");
    if (open) { inbox.scrollTop = Math.max(0, open.offsetTop - inbox.clientHeight / 2); }
    document.addEventListener("keydown", function (event) {
      var writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      if (writing || event.ctrlKey || event.metaKey || event.altKey) { return; }
      var key = event.key.toLowerCase();
      if (key === "j" || key === "k") {
        var links = all("li a", inbox);
        var now = links.indexOf(document.activeElement);
        if (now < 0) { now = links.indexOf(inbox.querySelector("li a[aria-current]")); }
        var next = links[now + (key === "j" ? 1 : -1)];
        if (next) { next.focus(); }
      } else if (key === "/") {
        var search = inbox.querySelector("input[type=search]");
        if (search) { event.preventDefault(); search.focus(); }
      } else if (key === "?") {
        var keys = document.querySelector("[data-keys]");
        if (keys) { keys.hidden = !keys.hidden; }
      } else if (key === "escape") {
        all("[data-keys]").forEach(function (box) { box.hidden = true; });
      }
    });
  }
}());
