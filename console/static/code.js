// Filling in a code with help: five fields that complete from the first letters, with the pictures beside the words.
// What is typed stays in the page until the form is sent: both lists come whole, and are the same for everybody.
// Without this file there is one field, and the box reads that just as well.
"use strict";
{
  const form = document.querySelector(".code-entry");
  const five = form.querySelector(".code-words");
  const plain = form.querySelector(".code-plain");
  const aid = five.querySelector(".code-aid");
  const letters = five.querySelector(".code-letters");
  const choices = five.querySelector(".code-choices");
  const fields = [...five.querySelectorAll("input")];
  const MOST_CHOICES = 48;
  let words = [];
  let pictures = null;
  let field = null; // the one that is being filled in
  let active = -1; // the choice under the arrow keys

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
  const begun = (typed) => words.filter((word) => word.startsWith(fold(typed)));
  const drawing = (word) => {
    if (!pictures?.[word]) return "";
    const drawn = new DOMParser().parseFromString(pictures[word], "image/svg+xml").documentElement;
    drawn.classList.add("word-picture");
    drawn.setAttribute("aria-hidden", "true");
    return drawn;
  };

  const show = (which) => {
    for (const part of [five, plain]) part.hidden = part.disabled = part !== which;
    which.querySelector("input").focus();
  };

  const beside = (input) => {
    const word = fold(input.value);
    input.closest(".code-word").querySelector(".code-word__picture").replaceChildren(words.includes(word) ? drawing(word) : "");
  };

  const close = () => {
    aid.hidden = true;
    active = -1;
    for (const input of fields) {
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
  };

  const option = (word, at) => {
    const item = document.createElement("li");
    item.id = `choice-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.word = word;
    item.append(drawing(word), word);
    return item;
  };

  const letter = (sign) => {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1; // for fingers: a keyboard has the letters itself
    button.textContent = sign;
    return button;
  };

  // What may still be meant, and the letters that may come next.
  const help = () => {
    const typed = fold(field.value);
    const found = begun(typed);
    const next = [...new Set(found.map((word) => word[typed.length]).filter(Boolean))];
    active = -1;
    letters.replaceChildren(...(found.length > 1 ? next.map(letter) : []));
    choices.replaceChildren(...(typed ? found.slice(0, MOST_CHOICES).map(option) : []));
    const open = found.length > 0 && !words.includes(typed);
    aid.hidden = !open;
    field.setAttribute("aria-expanded", String(open && choices.children.length > 0));
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (word) => {
    field.value = word;
    beside(field);
    close();
    const empty = fields.find((other) => !other.value.trim());
    (empty ?? form.querySelector("[type=submit]")).focus();
  };

  const only = () => (fold(field.value).length >= 3 && begun(field.value).length === 1 ? begun(field.value)[0] : null);

  const walk = (step) => {
    const shown = choices.children;
    if (aid.hidden || !shown.length) return;
    active = (active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length;
    [...shown].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    shown[active].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", shown[active].id);
  };

  // A whole code, pasted or dictated, finds its own places; digits go to the field that takes them.
  const spread = () => {
    if (/\p{Nd}/u.test(field.value)) {
      plain.querySelector("input").value = fields.map((input) => input.value).join(" ").trim();
      for (const input of fields) input.value = "";
      close();
      return show(plain);
    }
    const [first, ...rest] = field.value.split(/[^\p{L}\p{M}]+/u).filter(Boolean);
    if (!rest.length) return help();
    field.value = first;
    const places = fields.slice(fields.indexOf(field) + 1);
    rest.forEach((word, at) => {
      const place = places[Math.min(at, places.length - 1)];
      if (place) place.value = at < places.length ? word : `${place.value} ${word}`;
    });
    fields.forEach(beside);
    close();
  };

  five.addEventListener("focusin", ({ target }) => {
    if (!fields.includes(target)) return;
    field = target;
    field.closest(".code-word").after(aid);
    help();
  });
  // The pictures are heavier than the page: they come with the first letter, not with the page.
  five.addEventListener("input", () => { loadPictures(); beside(field); spread(); });
  five.addEventListener("keydown", (event) => {
    if (!fields.includes(event.target)) return;
    const word = choices.children[active]?.dataset.word ?? only();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      close();
    } else if ((event.key === "Enter" || event.key === " ") && word && word !== fold(field.value)) {
      event.preventDefault();
      choose(word);
    } else if (event.key === "Enter" && fields.some((input) => !input.value.trim())) {
      event.preventDefault();
      fields.find((input) => !input.value.trim()).focus();
    } else if (event.key === "Tab" && only()) {
      field.value = only();
      beside(field);
      close();
    }
  });
  five.addEventListener("focusout", ({ relatedTarget }) => { if (!five.contains(relatedTarget)) close(); });
  // The finger stays in the field: the letters and pictures must not take its place.
  aid.addEventListener("mousedown", (event) => event.preventDefault());
  letters.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    loadPictures();
    loadPictures();
    field.value = fold(field.value) + button.textContent;
    beside(field);
    help();
  });
  choices.addEventListener("click", ({ target }) => {
    const item = target.closest("[role=option]");
    if (item) choose(item.dataset.word);
  });
  for (const button of form.querySelectorAll("[data-other]")) {
    button.addEventListener("click", () => show(five.contains(button) ? plain : five));
  }

  // A wrong code leaves what was filled in: only the word that is not understood wants another look.
  const UNKNOWN = ["first", "second", "third", "fourth", "fifth"].map((place) => `${place}-word-unknown`);
  const tell = (page) => {
    const told = new DOMParser().parseFromString(page, "text/html").getElementById("wrong");
    document.getElementById("wrong")?.remove();
    form.before(told);
    const place = five.hidden ? null : fields[UNKNOWN.indexOf(told.dataset.wrong)];
    for (const input of fields) input.toggleAttribute("aria-invalid", input === place);
    place?.setAttribute("aria-invalid", "true");
    (place ?? told).focus();
    place?.select();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    close();
    try {
      const reply = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (reply.status === 422) tell(await reply.text());
      else if (reply.redirected) location.replace(reply.url);
      else form.submit();
    } catch {
      form.submit(); // the browser's own page says what is wrong
    }
    form.removeAttribute("aria-busy");
  });

  const get = async (address) => {
    const reply = await fetch(address);
    if (!reply.ok) throw new Error(reply.status);
    return reply.json();
  };
  const loadPictures = async () => {
    if (pictures) return;
    pictures = {}; // asked for once
    try {
      pictures = await get(five.dataset.pictures);
      fields.forEach(beside);
      for (const item of choices.children) item.prepend(drawing(item.dataset.word));
    } catch {
      // Without the pictures the words still complete.
    }
  };

  get(five.dataset.words).then((list) => {
    words = list;
    plain.querySelector("[data-other]").hidden = false;
    show(five);
  }).catch(() => {}); // the one field stays
}
