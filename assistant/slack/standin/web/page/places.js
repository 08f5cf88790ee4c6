// The side bar.

import { el, keep, signature } from "./dom.js";
import { HOME } from "./where.js";

/** Draw it into `nav`. `unread` counts by channel; `go(place)` is called for what is pressed. */
export function drawPlaces(nav, screen, office, place, unread, go) {
  const channels = screen.channels.filter((channel) => !channel.is_direct);
  const entry = (id, sign, name, note = "") => ({ id, sign, name, note, count: unread[id] ?? 0, isHere: id === place });
  const groups = [
    ["Channels", channels.map((channel) => entry(channel.id, channel.is_private ? "◆" : "#", channel.name, channel.is_private ? "private channel" : ""))],
    [office.app.name, [entry(HOME, "⌂", "Home"), entry(screen.direct, "✉", "Messages", "direct messages with the app")]],
  ];
  keep(nav, groups.map(([title, entries]) => [title, signature(entries), () => drawGroup(title, entries, go)]));
}

function drawGroup(title, entries, go) {
  const rows = entries.map((entry) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", className: "place", "data-place": entry.id, "aria-current": entry.isHere ? "page" : null, onclick: () => go(entry.id) },
        el("span", { className: "place-sign", "aria-hidden": "true" }, entry.sign),
        el("span", { className: "place-name" }, entry.name),
        entry.note && el("span", { className: "unseen" }, ` (${entry.note})`),
        entry.count > 0 && el("span", { className: "count" }, String(entry.count), el("span", { className: "unseen" }, " new")),
      ),
    ),
  );
  return el("section", {}, el("h2", {}, title), el("ul", {}, rows));
}
