// Where messages are written.

import { el, newId } from "./dom.js";
import { openMenu } from "./menu.js";

/**
 * A box to write in. `send(text)` is called with what is to be sent, mentions written as Slack writes them; `page` has the
 * world and does shortcuts. `id` is the id of the text field.
 */
export function composer({ id, label, page, send }) {
  const list = el("ul", { className: "suggestions", role: "listbox", id: newId("suggestions"), "aria-label": "People", hidden: true });
  const field = el("textarea", {
    id,
    rows: 1,
    "aria-label": label,
    placeholder: label,
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    autocomplete: "off",
  });
  const mention = suggestions(field, list, page);
  const submit = () => {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    fit(field);
    mention.close();
    send(written(text, page.world));
  };
  field.addEventListener("input", () => {
    fit(field);
    mention.look();
  });
  field.addEventListener("keydown", (event) => {
    if (mention.take(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  field.addEventListener("blur", () => setTimeout(mention.close, 150));
  const anywhere = page.world.menu.anywhere;
  const entries = [
    anywhere && { name: anywhere.name, note: `Shortcut of ${page.world.app.name}`, chosen: () => page.act({ deed: "uses_shortcut", callback_id: anywhere.callback_id }) },
    {
      name: page.world.menu.command,
      note: page.world.menu.command_hint,
      chosen: () => {
        field.value = `${page.world.menu.command} `;
        field.focus();
      },
    },
    {
      name: `@${page.world.app.name}`,
      note: "Mention the app",
      chosen: () => {
        field.value = `@${page.world.app.name} ${field.value}`;
        field.focus();
      },
    },
  ].filter(Boolean);
  return el(
    "form",
    { className: "composer", onsubmit: (event) => { event.preventDefault(); submit(); } },
    list,
    field,
    el(
      "div",
      { className: "row" },
      el("button", { type: "button", className: "tool", "aria-label": "Shortcuts", "aria-haspopup": "menu", onclick: (event) => openMenu(event.currentTarget, entries) }, "+"),
      el("span", { className: "small" }, "Enter sends, Shift + Enter begins a line"),
      el("button", { type: "submit", className: "button primary" }, "Send"),
    ),
  );
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 220)}px`;
}

/** `@Name` of people as Slack writes it; that of the app is written by the stand-in itself. */
function written(text, world) {
  const people = Object.entries(world.people).filter(([, one]) => !one.is_app);
  return people.reduce((sent, [id, one]) => sent.replaceAll(`@${one.name}`, `<@${id}>`), text);
}

function suggestions(field, list, page) {
  let found = [];
  let at = 0;
  const close = () => {
    found = [];
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const begun = () => /(?:^|\s)@([\p{L}\p{N} ]{0,30})$/u.exec(field.value.slice(0, field.selectionStart));
  const draw = () => {
    list.replaceChildren(
      ...found.map((one, number) =>
        el("li", { role: "option", id: `${list.id}-${number}`, "aria-selected": String(number === at), onpointerdown: (event) => { event.preventDefault(); choose(number); } }, one.name, one.is_app && el("span", { className: "chip" }, "App")),
      ),
    );
    list.hidden = !found.length;
    if (found.length) field.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  };
  const choose = (number) => {
    const match = begun();
    const start = field.selectionStart - match[1].length;
    field.setRangeText(`${found[number].name} `, start, field.selectionStart, "end");
    close();
  };
  return {
    close,
    look() {
      const match = begun();
      if (!match) return close();
      const wanted = match[1].toLowerCase();
      found = Object.values(page.world.people).filter((one) => one.name.toLowerCase().startsWith(wanted)).sort((one, other) => Number(other.is_app) - Number(one.is_app));
      at = 0;
      draw();
    },
    take(event) {
      if (!found.length) return false;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      else if (event.key === "Enter" || event.key === "Tab") choose(at);
      else if (event.key === "Escape") close();
      else return false;
      event.preventDefault();
      if (found.length) draw();
      return true;
    },
  };
}
