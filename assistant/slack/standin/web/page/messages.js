// Messages of a channel or a thread.

import { drawBlocks } from "./blocks.js";
import { el, signature } from "./dom.js";
import { openMenu } from "./menu.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { whole, written } from "./times.js";

/** Messages that stand in the channel itself, each with the number of its replies; a deleted one with replies leaves a stone. */
export function topLevel(messages) {
  const replies = new Map();
  const tops = new Map();
  for (const message of messages) {
    if (!message.thread_ts || message.thread_ts === message.ts) tops.set(message.ts, { message, replies: [] });
    else replies.set(message.thread_ts, [...(replies.get(message.thread_ts) ?? []), message]);
  }
  for (const [ts, found] of replies) {
    if (!tops.has(ts)) tops.set(ts, { message: { ts, isGone: true, blocks: [], text: "" }, replies: [] });
    tops.get(ts).replies = found;
  }
  return [...tops.values()].sort((one, other) => Number(one.message.ts) - Number(other.message.ts));
}

/** Rows for `keep`. `page` is told what is done; `isThread` is true for the replies in a thread. */
export function messageRows(tops, page, { isThread = false, status = () => null } = {}) {
  const rows = [];
  let day = "";
  for (const { message, replies } of tops) {
    const date = dayOf(message.ts);
    if (date !== day && !isThread) rows.push([`day-${date}`, date, () => el("p", { className: "day" }, el("span", {}, date))]);
    day = date;
    const counted = replies.map((reply) => [reply.ts, reply.is_whispered]);
    const isEdited = page.editing === message.ts;
    const sign = signature([message, isThread ? 0 : counted, isEdited, status(message), page.world.me, page.world.signature, isThread]);
    rows.push([message.ts, sign, () => drawMessage(message, isThread ? [] : replies, page, isEdited, status(message), isThread)]);
  }
  return rows;
}

function drawMessage(message, replies, page, isEdited, status, isThread) {
  const { world } = page;
  if (message.isGone) {
    return el("article", { className: "message gone", "data-ts": message.ts }, el("div"), el("div", {}, el("p", {}, "This message was deleted."), replyButton(message, replies, page)));
  }
  const author = world.people[message.user] ?? { name: "Somebody" };
  const canReply = !isThread && !message.is_whispered;
  return el(
    "article",
    { className: `message${message.is_whispered ? " whispered" : ""}`, "data-ts": message.ts, "data-user": message.user, "aria-label": `${author.name}, ${timeOf(message.ts)}` },
    avatar(author),
    el(
      "div",
      { className: "message-body" },
      message.is_whispered && el("p", { className: "only-you" }, el("span", { "aria-hidden": "true" }, "◉ "), "Only visible to you"),
      el(
        "header",
        {},
        el("strong", {}, author.name),
        author.is_app && el("span", { className: "chip" }, "App"),
        author.is_guest && el("span", { className: "chip" }, "Guest"),
        el("time", { datetime: dateOf(message.ts).toISOString(), title: whole(dateOf(message.ts)) }, timeOf(message.ts)),
        message.is_edited && el("span", { className: "small" }, "(edited)"),
      ),
      isEdited ? editor(message, page) : content(message, page),
      message.files.map((file) => el("p", { className: "file" }, "File: ", fileLink(file, page))),
      replyButton(message, replies, page),
      status && statusLine(status, world),
    ),
    el("div", { className: "tools" }, canReply && el("button", { type: "button", className: "tool", onclick: () => page.openThread(message.ts) }, "Reply"), menuButton(message, page)),
  );
}

function fileLink(file, page) {
  const address = `/page/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name)}?as=${encodeURIComponent(page.role)}`;
  return el("a", { href: address, target: "_blank", rel: "noopener" }, file.name);
}

function content(message, page) {
  const world = { ...page.world, use: (block, element, entered) => page.use({ channel: message.channel, ts: message.ts }, block, element, entered) };
  const drawn = message.blocks.length ? drawBlocks(message.blocks, world) : [el("div", { className: "block" }, mrkdwn(message.text, world))];
  return el("div", { className: "content" }, drawn);
}

function replyButton(message, replies, page) {
  if (!replies.length) return null;
  const alone = replies.filter((reply) => reply.is_whispered).length;
  const common = replies.length - alone;
  const counts = [common && (common === 1 ? "1 reply" : `${common} replies`), alone && `${alone} only visible to you`].filter(Boolean);
  const last = el("span", { className: "small" }, ` last at ${timeOf(replies.at(-1).ts)}`);
  return el("button", { type: "button", className: "replies", onclick: () => page.openThread(message.ts) }, counts.join(", "), last);
}

/** "… is reading": what the app is at just now. */
export function statusLine(status, world) {
  const name = world.people[world.app.user]?.name ?? "The app";
  return el(
    "p",
    { className: "status", role: "status", "data-turns": JSON.stringify(status.turns) },
    el("span", { className: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    el("span", { className: "status-words" }, `${name} ${status.text}`),
  );
}

function menuButton(message, page) {
  const { world } = page;
  const isMine = message.user === world.me;
  const shortcut = world.menu.on_messages;
  const entries = [
    shortcut && !message.is_whispered && { name: shortcut.name, note: world.app.name, chosen: () => page.act({ deed: "uses_shortcut", callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts }) },
    isMine && { name: "Edit message", chosen: () => page.edit(message.ts) },
    (isMine || (world.people[world.me].is_admin && !message.is_whispered)) && { name: "Delete message…", isDangerous: true, chosen: () => page.remove(message) },
    message.is_whispered && { name: "Dismiss message", chosen: () => page.act({ deed: "dismisses", channel: message.channel, ts: message.ts }) },
  ].filter(Boolean);
  if (!entries.length) return null;
  return el(
    "button",
    { type: "button", className: "tool", "aria-label": "More actions", "aria-haspopup": "menu", onclick: (event) => openMenu(event.currentTarget, entries) },
    "⋮",
  );
}

function editor(message, page) {
  const text = plain(message.text.replace(/<@(\w+)>/g, (whole, id) => (page.world.people[id] ? `@${page.world.people[id].name}` : whole)).replace(/<[^|>]+\|([^>]+)>/g, "$1").replace(/<(https?:[^>]+)>/g, "$1"));
  const field = el("textarea", { rows: 3, "aria-label": "Edit message", value: text });
  const save = () => page.saveEdit(message, field.value);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") page.edit("");
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  });
  requestAnimationFrame(() => field.focus());
  return el(
    "div",
    { className: "editor" },
    field,
    el("div", { className: "row" }, el("button", { type: "button", className: "button", onclick: () => page.edit("") }, "Cancel"), el("button", { type: "button", className: "button primary", onclick: save }, "Save")),
  );
}

function avatar(author) {
  const initials = author.is_app ? "?" : author.name.split(" ").map((part) => part[0]).slice(0, 2).join("");
  const tint = [...author.name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return el("div", { className: author.is_app ? "avatar app" : `avatar tint-${tint}`, "aria-hidden": "true" }, initials);
}

export const dateOf = (ts) => new Date(Number(ts) * 1000);
export const timeOf = (ts) => written(dateOf(ts), { hour: "numeric", minute: "2-digit" });
const dayOf = (ts) => written(dateOf(ts), { weekday: "long", month: "long", day: "numeric" });
