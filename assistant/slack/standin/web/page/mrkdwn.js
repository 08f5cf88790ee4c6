// Slack's own markup for texts: https://docs.slack.dev/messaging/formatting-message-text

import { el } from "./dom.js";
import { written } from "./times.js";

const TOKEN = /<([^<>\n]+)>|`([^`\n]+)`/;
const BEFORE = "(?<![\\p{L}\\p{N}_*~`])";
const AFTER = "(?![\\p{L}\\p{N}_*~`])";
const STYLES = [
  ["strong", new RegExp(`${BEFORE}\\*(\\S|\\S[^*\\n]*?\\S)\\*${AFTER}`, "u")],
  ["em", new RegExp(`${BEFORE}_(\\S|\\S[^_\\n]*?\\S)_${AFTER}`, "u")],
  ["del", new RegExp(`${BEFORE}~(\\S|\\S[^~\\n]*?\\S)~${AFTER}`, "u")],
];
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** A text in mrkdwn as nodes. `world` knows people and channels and how links are followed. */
export function mrkdwn(text, world) {
  const nodes = [];
  text.split(/```\n?/).forEach((part, number) => {
    if (number % 2) nodes.push(el("pre", {}, plain(part.replace(/\n$/, ""))));
    else nodes.push(...quotesAndLines(part, world));
  });
  return nodes;
}

/** The text with entities as the signs they stand for. */
export function plain(text) {
  return text.replace(/&amp;|&lt;|&gt;/g, (entity) => ENTITIES[entity]);
}

function quotesAndLines(text, world) {
  const nodes = [];
  let quoted = [];
  const closeQuote = () => {
    if (quoted.length) nodes.push(el("blockquote", {}, withBreaks(quoted, world)));
    quoted = [];
  };
  let loose = [];
  const closeLoose = () => {
    if (loose.length) nodes.push(...withBreaks(loose, world));
    loose = [];
  };
  for (const line of text.split("\n")) {
    const match = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (match) {
      closeLoose();
      quoted.push(match[1]);
    } else {
      closeQuote();
      loose.push(line);
    }
  }
  closeLoose();
  closeQuote();
  return nodes;
}

function withBreaks(rows, world) {
  return rows.flatMap((row, number) => (number ? [el("br"), ...inline(row, world)] : inline(row, world)));
}

/** One line: links, mentions, dates, code, then bold, italic and struck words. */
export function inline(text, world) {
  const found = TOKEN.exec(text);
  const styles = STYLES.map(([tag, pattern]) => [tag, pattern.exec(text)]).filter(([, match]) => match);
  styles.sort((one, other) => one[1].index - other[1].index);
  const [tag, style] = styles[0] ?? [];
  if (style && (!found || style.index < found.index)) {
    const rest = text.slice(style.index + style[0].length);
    return [...inline(text.slice(0, style.index), world), el(tag, {}, inline(style[1], world)), ...inline(rest, world)];
  }
  if (!found) return text ? [plain(text)] : [];
  const node = found[2] !== undefined ? el("code", {}, plain(found[2])) : special(found[1], world);
  return [...inline(text.slice(0, found.index), world), node, ...inline(text.slice(found.index + found[0].length), world)];
}

function special(inside, world) {
  const [what, ...rest] = inside.split("|");
  const label = rest.length ? plain(rest.join("|")) : "";
  if (what.startsWith("@")) return person(what.slice(1), world);
  if (what.startsWith("#")) return channel(what.slice(1), world);
  if (what.startsWith("!date^")) return date(what, label);
  if (what.startsWith("!")) return el("span", { className: "mention loud" }, `@${label || what.slice(1).split("^")[0]}`);
  return link(plain(what), label, world);
}

/** A person's name, marked when it is one's own. */
export function person(id, world) {
  const known = world.people[id];
  const own = id === world.me ? " own" : "";
  return el("span", { className: `mention${own}` }, `@${known ? known.name : "somebody"}`);
}

/** A channel's name. */
export function channel(id, world) {
  const known = world.channels.find((one) => one.id === id);
  return el("span", { className: "mention" }, `#${known ? known.name : "private channel"}`);
}

/** A link; one to a message leads there on this page, everything else opens apart. */
export function link(url, label, world) {
  if (!/^(https?|mailto|tel):/i.test(url)) return el("span", {}, label || url);
  if (world.isInside(url)) {
    return el("a", { href: "#", onclick: (event) => { event.preventDefault(); world.follow(url); } }, label || url);
  }
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label || url.replace(/^mailto:/, ""));
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

function date(what, fallback) {
  const [, seconds, pattern] = what.split("^");
  const moment = new Date(Number(seconds) * 1000);
  if (!pattern || Number.isNaN(moment.getTime())) return el("span", {}, fallback);
  const told = pattern.replace(/\{(\w+?)(_pretty)?\}/g, (whole, name, pretty) => {
    if (!(name in DATES)) return whole;
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86400000);
    const near = { "-1": "tomorrow", 0: "today", 1: "yesterday" }[days];
    return pretty && near ? near : written(moment, DATES[name]);
  });
  return el("time", { datetime: moment.toISOString(), title: fallback }, told);
}
