// A small menu under a button: arrows, Home, End, Escape and the first letters work.

import { el } from "./dom.js";

/** Open it. `entries` have a name, a note or none, whether they are dangerous, and what happens when `chosen`. */
export function openMenu(button, entries) {
  document.querySelector(".menu")?.remove();
  const close = (backToButton) => {
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    if (backToButton) button.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target)) close(false);
  };
  const items = entries.map((entry) =>
    el(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        className: entry.isDangerous ? "danger" : "",
        onclick: () => {
          close(true);
          entry.chosen();
        },
      },
      entry.name,
      entry.note && el("span", { className: "hint" }, entry.note),
    ),
  );
  const move = (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const menu = el("div", { className: "menu", role: "menu", onkeydown: move }, items);
  const host = button.closest("dialog") ?? document.body;
  host.append(menu);
  const at = button.getBoundingClientRect();
  const height = menu.offsetHeight;
  const top = at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside);
  items[0]?.focus();
}
