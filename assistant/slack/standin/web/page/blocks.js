// Block Kit: https://docs.slack.dev/reference/block-kit/blocks

import { el, lines, newId } from "./dom.js";
import { drawElement } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { unknown } from "./unknown.js";

/**
 * Blocks as nodes.
 *
 * `world` knows people and channels, follows links (`follow`, `isInside`) and is told what is used:
 * `use(block, element, entered)`. `form` is there in a modal: `errors` by block id.
 */
export function drawBlocks(blocks, world, form = null) {
  return blocks.map((block) => {
    const made = (DRAWN[block.type] ?? unknown)(block, world, form);
    made.classList.add("block", `block-${block.type}`);
    return made;
  });
}

/** A text object: what stands in it plainly, or in Slack's markup. */
export function textOf(text, world) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, world) : lines(text.text);
}

const DRAWN = {
  header: (block) => el("h3", {}, block.text.text),
  divider: () => el("hr"),
  section: drawSection,
  context: (block, world) => el("div", {}, block.elements.map((part) => drawSmall(part, world))),
  actions: (block, world, form) => el("div", {}, block.elements.map((part) => drawElement(part, block, world, form))),
  context_actions: (block, world, form) => el("div", {}, block.elements.map((part) => drawElement(part, block, world, form))),
  input: drawInput,
  rich_text: richText,
  markdown: (block, world) => el("div", { className: "rich" }, markdown(block.text, world)),
  image: (block) => drawImage(block),
};

function drawSection(block, world, form) {
  const words = el("div", { className: "section-words" });
  if (block.text) words.append(el("div", {}, textOf(block.text, world)));
  if (block.fields) words.append(el("div", { className: "fields" }, block.fields.map((field) => el("div", {}, textOf(field, world)))));
  return el("div", {}, words, block.accessory && drawElement(block.accessory, block, world, form));
}

function drawSmall(part, world) {
  if (part.type === "image") return drawImage(part);
  if (part.type === "mrkdwn" || part.type === "plain_text") return el("div", {}, textOf(part, world));
  return unknown(part);
}

// No picture is fetched from outside: its words stand for it.
function drawImage(image) {
  return el("div", { className: "image", role: "img", "aria-label": image.alt_text }, `Picture: ${plain(image.alt_text)}`);
}

function drawInput(block, world, form) {
  const error = form?.errors[block.block_id];
  const names = { label: newId("label"), hint: newId("hint"), error: newId("error") };
  const described = [block.hint && names.hint, names.error].filter(Boolean).join(" ");
  const isGroup = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const element = drawElement(block.element, block, world, { ...form, labelled: names.label, described, error });
  const label = el("span", { id: names.label, className: "label" }, block.label.text, block.optional && el("span", { className: "optional" }, " (optional)"));
  return el(
    isGroup ? "fieldset" : "div",
    { "data-block": block.block_id, "aria-labelledby": isGroup && names.label, role: isGroup && "group" },
    label,
    element,
    block.hint && el("p", { id: names.hint, className: "hint" }, block.hint.text),
    el("p", { id: names.error, className: "error", hidden: !error }, error ?? ""),
  );
}
