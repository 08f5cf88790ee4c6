// The two panes: a conversation or Home, and a thread beside it.

import { drawBlocks } from "./blocks.js";
import { composer } from "./composer.js";
import { el, keep, signature } from "./dom.js";
import { enter, entered } from "./elements.js";
import { messageRows, statusLine, topLevel } from "./messages.js";
import { HOME } from "./where.js";

/** A channel, or the messages with the app. */
export function conversation(pane, page, channel, messages) {
  const name = channel.is_direct ? page.world.app.name : `#${channel.name}`;
  const say = (text) => page.say(text, null);
  frame(pane, `channel-${page.role}-${channel.id}-${channel.is_member}`, () => [
    el("header", { className: "pane-head" }, el("h1", {}, name), channel.is_direct ? tabs(page, "messages") : about(channel)),
    list(`Messages in ${name}`),
    el("div", { className: "prompts" }),
    channel.is_member ? composer({ id: "composer-text", label: `Message ${name}`, page, send: say }) : joining(page, channel),
  ]);
  const tops = topLevel(messages);
  const status = (message) => (page.thread === message.ts ? null : statusOf(page, channel.id, message.ts));
  fill(pane, messageRows(tops, page, { status }), messages.length ? "" : beginning(page, channel), page.screen.me);
  drawPrompts(pane.querySelector(".prompts"), page, channel, messages);
}

/** The thread of a message, if one is open. */
export function threadPane(pane, page, channel, thread, messages) {
  const found = thread && channel ? topLevel(messages).find((one) => one.message.ts === thread) : null;
  pane.hidden = !found;
  if (!found) {
    pane.replaceChildren();
    delete pane.dataset.frame;
    return;
  }
  const close = () => page.openThread("");
  frame(pane, `thread-${page.role}-${thread}`, () => [
    el("header", { className: "pane-head" }, el("h2", {}, "Thread"), el("button", { type: "button", className: "tool", "aria-label": "Close thread", onclick: close }, "✕")),
    list("Replies"),
    composer({ id: "thread-text", label: "Reply", page, send: (text) => page.say(text, thread) }),
  ]);
  const rows = messageRows([found, ...found.replies.map((message) => ({ message, replies: [] }))], page, { isThread: true });
  const status = statusOf(page, channel.id, thread);
  if (status) rows.push(["status", signature(status), () => statusLine(status, page.world)]);
  fill(pane, rows, "", page.screen.me);
}

/** The app's Home. */
export function homePane(pane, page) {
  const { home } = page.screen;
  frame(pane, `home-${page.role}`, () => [
    el("header", { className: "pane-head" }, el("h1", {}, page.world.app.name), tabs(page, HOME)),
    list("Home"),
  ]);
  if (!home) {
    fill(pane, [], "The app has not filled its Home yet.");
    return;
  }
  // What stands in the fields goes with every press, and stays while their blocks keep their names.
  const read = () => new Map(fields(pane, home).map(([block, drawn]) => [block.block_id, entered(block, drawn)]));
  const use = (block, element, given) => page.use({ view: home.id, values: Object.fromEntries(read()) }, block, element, given);
  const build = () => el("div", { className: "home", "data-view": home.id }, drawBlocks(home.content.blocks, { ...page.world, use }, { errors: {} }));
  const written = read();
  const at = document.activeElement?.closest("[data-block]")?.dataset.block;
  fill(pane, [["home", signature([home.id, home.hash, page.world.signature]), build]], "");
  for (const [block, drawn] of fields(pane, home)) {
    if (written.has(block.block_id)) enter(block, drawn, written.get(block.block_id));
    if (block.block_id === at) drawn.querySelector("input, textarea, select")?.focus();
  }
}

/** The input blocks of a Home that are drawn in a pane, each with its node. */
function fields(pane, home) {
  const drawn = (block) => pane.querySelector(`.home [data-block="${CSS.escape(block.block_id)}"]`);
  return home.content.blocks.filter((block) => block.type === "input" && drawn(block)).map((block) => [block, drawn(block)]);
}

// The frame of a pane is made anew only when something else is shown in it, so that what was typed stays.
function frame(pane, name, build) {
  if (pane.dataset.frame === name) return;
  pane.dataset.frame = name;
  pane.replaceChildren(...build());
}

const list = (label) => el("div", { className: "list", tabindex: "0", role: "region", "aria-label": label });

function fill(pane, rows, empty, me = "") {
  const place = pane.querySelector(".list");
  const wasNew = !place.childElementCount;
  const wasAtEnd = wasNew || place.scrollHeight - place.scrollTop - place.clientHeight < 60;
  const last = lastMessage(place)?.dataset.key;
  keep(place, empty ? [["empty", empty, () => el("p", { className: "empty" }, empty)]] : rows);
  const end = lastMessage(place);
  const isNew = end && end.dataset.key !== last;
  const isMine = isNew && end.dataset.user === me;
  if (!(wasAtEnd || isMine) || pane.querySelector(".home")) return;
  place.scrollTop = place.scrollHeight;
  // A long answer is read from its beginning.
  if (isNew && end.offsetHeight > place.clientHeight * 0.8) end.scrollIntoView({ block: "start" });
}

const lastMessage = (place) => [...place.querySelectorAll(":scope > .message")].at(-1);

function about(channel) {
  const count = channel.members.length;
  const kind = channel.is_private ? "Private channel, " : "";
  return el("p", { className: "small" }, `${kind}${count} ${count === 1 ? "member" : "members"}${channel.topic ? ` · ${channel.topic}` : ""}`);
}

function tabs(page, here) {
  const tab = (name, place, label) => el("button", { type: "button", "aria-current": here === name ? "page" : null, onclick: () => page.go(place) }, label);
  return el("div", { className: "tabs" }, tab(HOME, HOME, "Home"), tab("messages", page.screen.direct, "Messages"));
}

function joining(page, channel) {
  const join = () => page.act({ deed: "joins", channel: channel.id });
  return el("p", { className: "joining" }, `You are not in #${channel.name}. `, el("button", { type: "button", className: "button primary", onclick: join }, "Join"));
}

const statusOf = (page, channel, thread) => page.screen.statuses.find((one) => one.channel === channel && one.thread_ts === thread) ?? null;

function beginning(page, channel) {
  return channel.is_direct ? `This is the beginning of your messages with ${page.world.app.name}.` : `Nothing was said in #${channel.name} yet.`;
}

function drawPrompts(place, page, channel, messages) {
  const { prompts, me } = page.screen;
  const isBeginning = !messages.some((message) => message.user === me);
  const shown = channel.is_direct && prompts && isBeginning ? prompts : null;
  const build = () =>
    el(
      "section",
      { "aria-label": "Suggestions" },
      shown.title && el("p", {}, shown.title),
      el("div", { className: "row" }, shown.rows.map((row) => el("button", { type: "button", className: "button prompt", title: row.message, onclick: () => page.say(row.message, null) }, row.title))),
    );
  keep(place, shown ? [["prompts", signature(shown), build]] : []);
}
