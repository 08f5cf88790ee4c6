// The markdown block: the part of standard Markdown that Slack takes.
// https://docs.slack.dev/reference/block-kit/blocks/markdown-block

import { el } from "./dom.js";
import { link } from "./mrkdwn.js";

/** A text in Markdown as nodes. */
export function markdown(text, world) {
  const rows = text.split("\n");
  const nodes = [];
  while (rows.length) {
    const row = rows[0];
    if (!row.trim()) rows.shift();
    else if (row.startsWith("```")) nodes.push(fence(rows));
    else if (/^#{1,6} /.test(row)) nodes.push(heading(rows.shift(), world));
    else if (/^(-{3,}|\*{3,})\s*$/.test(row)) nodes.push((rows.shift(), el("hr")));
    else if (/^> ?/.test(row)) nodes.push(el("blockquote", {}, broken(take(rows, /^> ?/), world)));
    else if (/^\s*[-*+] /.test(row)) nodes.push(el("ul", {}, items(take(rows, /^\s*[-*+] /), world)));
    else if (/^\s*\d+[.)] /.test(row)) nodes.push(el("ol", { start: parseInt(row, 10) }, items(take(rows, /^\s*\d+[.)] /), world)));
    else nodes.push(el("p", {}, broken(paragraph(rows), world)));
  }
  return nodes;
}

function fence(rows) {
  rows.shift();
  const inside = [];
  while (rows.length && !rows[0].startsWith("```")) inside.push(rows.shift());
  rows.shift();
  return el("pre", { tabindex: "0" }, inside.join("\n"));
}

function heading(row, world) {
  const [, signs, title] = /^(#+) (.*)$/.exec(row);
  return el(`h${Math.min(signs.length + 2, 6)}`, {}, inline(title, world));
}

function take(rows, start) {
  const found = [];
  while (rows.length && start.test(rows[0])) found.push(rows.shift().replace(start, ""));
  return found;
}

function paragraph(rows) {
  const found = [rows.shift()];
  while (rows.length && rows[0].trim() && !/^(```|#{1,6} |> ?|\s*[-*+] |\s*\d+[.)] )/.test(rows[0])) found.push(rows.shift());
  return found;
}

const items = (rows, world) => rows.map((row) => el("li", {}, inline(row.replace(/^\[ \] /, "☐ ").replace(/^\[x\] /i, "☑ "), world)));
const broken = (rows, world) => rows.flatMap((row, number) => (number ? [el("br"), ...inline(row, world)] : inline(row, world)));

const TOKEN =
  /`([^`]+)`|\[([^\]]+)\]\(([^()\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|~~(\S(?:.*?\S)?)~~|(?<![\p{L}\p{N}])[*_](\S(?:.*?\S)?)[*_](?![\p{L}\p{N}])|\\([\\`*_~[\]()#+.!>-])/u;

function inline(text, world) {
  const found = TOKEN.exec(text);
  if (!found) return text ? [text] : [];
  const [whole, code, label, url, bold, struck, italic, escaped] = found;
  let node = escaped;
  if (code) node = el("code", {}, code);
  else if (url) node = link(url, label, world);
  else if (bold) node = el("strong", {}, inline(bold, world));
  else if (struck) node = el("del", {}, inline(struck, world));
  else if (italic) node = el("em", {}, inline(italic, world));
  return [text.slice(0, found.index), node, ...inline(text.slice(found.index + whole.length), world)].filter((part) => part !== "");
}
