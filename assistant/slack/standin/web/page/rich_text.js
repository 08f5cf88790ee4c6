// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block

import { el, lines } from "./dom.js";
import { channel, link, person } from "./mrkdwn.js";
import { whole } from "./times.js";
import { unknown } from "./unknown.js";

/** A block of rich text. */
export function richText(block, world) {
  return el("div", { className: "rich" }, block.elements.map((part) => drawPart(part, world)));
}

function drawPart(part, world) {
  switch (part.type) {
    case "rich_text_section":
      return el("p", {}, runs(part.elements, world));
    case "rich_text_quote":
      return el("blockquote", { className: "bordered" }, runs(part.elements, world));
    case "rich_text_preformatted":
      return el("pre", { tabindex: "0" }, runs(part.elements, world));
    case "rich_text_list":
      return list(part, world);
    default:
      return unknown(part);
  }
}

function list(part, world) {
  const rows = part.elements.map((row) => el("li", {}, row.type === "rich_text_section" ? runs(row.elements, world) : unknown(row)));
  const depth = `depth-${Math.min(part.indent ?? 0, 4)}`;
  if (part.style === "ordered") return el("ol", { className: depth, start: (part.offset ?? 0) + 1 }, rows);
  return el("ul", { className: depth }, rows);
}

function runs(elements, world) {
  return elements.flatMap((run) => {
    switch (run.type) {
      case "text":
        return styled(run, lines(run.text));
      case "link":
        return styled(run, [link(run.url, run.text, world)]);
      case "user":
        return styled(run, [person(run.user_id, world)]);
      case "channel":
        return styled(run, [channel(run.channel_id, world)]);
      case "broadcast":
        return [el("span", { className: "mention loud" }, `@${run.range}`)];
      case "emoji":
        return [run.unicode ? String.fromCodePoint(...run.unicode.split("-").map((code) => parseInt(code, 16))) : `:${run.name}:`];
      case "date":
        return [run.fallback ?? whole(new Date(run.timestamp * 1000))];
      default:
        return [unknown(run)];
    }
  });
}

const TAGS = { bold: "strong", italic: "em", strike: "del", code: "code", underline: "u" };

function styled(run, nodes) {
  return Object.entries(TAGS).reduce((inner, [name, tag]) => (run.style?.[name] ? [el(tag, {}, inner)] : inner), nodes);
}
