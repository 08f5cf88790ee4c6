// What can be pressed, chosen or filled in: https://docs.slack.dev/reference/block-kit/block-elements

import { confirmed } from "./dialogs.js";
import { el, newId } from "./dom.js";
import { openMenu } from "./menu.js";
import { unknown } from "./unknown.js";
import { textOf } from "./blocks.js";

/** An element of a block. `form` is there in a modal: fields of an input block wait for its submission. */
export function drawElement(element, block, world, form) {
  const draw = DRAWN[element.type] ?? unknown;
  return draw(element, { block, world, form, isInput: block.type === "input" });
}

const DRAWN = {
  button: drawButton,
  icon_button: drawButton,
  workflow_button: drawButton,
  feedback_buttons: drawFeedback,
  overflow: drawOverflow,
  static_select: drawSelect,
  multi_static_select: drawMany,
  users_select: drawPeople,
  conversations_select: drawConversations,
  radio_buttons: (element, place) => drawOptions("radio", element, place),
  checkboxes: (element, place) => drawOptions("checkbox", element, place),
  plain_text_input: drawText,
  email_text_input: (element, place) => drawText(element, place, "email"),
  url_text_input: (element, place) => drawText(element, place, "url"),
  number_input: (element, place) => drawText(element, place, "number"),
  image: (element) => el("div", { className: "image", role: "img", "aria-label": element.alt_text }, `Picture: ${element.alt_text}`),
};

async function use(element, place, entered) {
  if (element.confirm && !(await confirmed(element.confirm))) return false;
  place.world.use(place.block, element, entered);
  return true;
}

function drawButton(element, place) {
  const { world } = place;
  const style = element.style ? ` ${element.style}` : "";
  const shared = { className: `button${style}`, "aria-label": element.accessibility_label, "data-action": element.action_id };
  const words = element.text?.text ?? element.icon ?? "…";
  if (element.url) {
    // Slack opens the address and tells the app that it was pressed.
    const press = async (event) => {
      const isInside = world.isInside(element.url);
      if (isInside) event.preventDefault();
      if ((await use(element, place, null)) && isInside) world.follow(element.url);
    };
    return el("a", { ...shared, href: element.url, target: "_blank", rel: "noopener noreferrer", onclick: press }, words);
  }
  return el("button", { ...shared, type: "button", onclick: () => use(element, place, null) }, words);
}

function drawFeedback(element, place) {
  const sides = [element.positive_button, element.negative_button];
  const buttons = sides.map((side) =>
    el(
      "button",
      {
        type: "button",
        className: "button feedback",
        "aria-label": side.accessibility_label,
        "aria-pressed": "false",
        "data-action": element.action_id,
        onclick: async () => {
          await use(element, place, side.value);
          buttons.forEach((button, number) => button.setAttribute("aria-pressed", String(sides[number] === side)));
        },
      },
      side.text.text,
    ),
  );
  return el("div", { className: "pair", role: "group", "aria-label": "Feedback" }, buttons);
}

function drawOverflow(element, place) {
  const entries = element.options.map((option) => ({
    name: option.text.text,
    note: option.description?.text,
    chosen: () => use(element, place, option.value),
  }));
  const open = (event) => openMenu(event.currentTarget, entries);
  return el("button", { type: "button", className: "button overflow", "aria-label": "More", "aria-haspopup": "menu", "data-action": element.action_id, onclick: open }, "⋯");
}

function labels(place) {
  const { form } = place;
  return { "aria-labelledby": form?.labelled, "aria-describedby": form?.described, "aria-invalid": form?.error ? "true" : null };
}

function drawSelect(element, place) {
  const groups = element.option_groups ?? [{ options: element.options }];
  const initial = element.initial_option?.value;
  const options = groups.map((group) => {
    const rows = group.options.map((option) => el("option", { value: option.value, selected: option.value === initial }, option.text.text));
    return group.label ? el("optgroup", { label: group.label.text }, rows) : rows;
  });
  const empty = el("option", { value: "", selected: initial === undefined }, element.placeholder?.text ?? "Choose an option");
  const named = place.isInput ? labels(place) : { "aria-label": element.placeholder?.text ?? place.block.text?.text.replace(/[<>*_]/g, "") ?? "Choose" };
  let before = initial ?? "";
  const choose = async (event) => {
    const select = event.currentTarget;
    if (place.isInput || !select.value) return;
    if (await use(element, place, select.value)) before = select.value;
    else select.value = before;
  };
  return el("select", { ...named, "data-action": element.action_id, onchange: choose }, initial === undefined || place.block.optional ? empty : null, options);
}

/** Channels to choose from, as `filter.include` says; direct messages are not offered here. */
function drawConversations(element, place) {
  const kinds = element.filter?.include ?? ["public", "private"];
  const offered = place.world.channels.filter((channel) => !channel.is_direct && kinds.includes(channel.is_private ? "private" : "public"));
  const options = offered.map((channel) => ({ text: { text: channel.name }, value: channel.id }));
  const initial = options.find((option) => option.value === element.initial_conversation);
  return drawSelect({ ...element, options, initial_option: initial }, place);
}

/** People to choose from; apps are not offered. */
function drawPeople(element, place) {
  const offered = Object.entries(place.world.people).filter(([, person]) => !person.is_app);
  const options = offered.map(([id, person]) => ({ text: { text: person.name }, value: id }));
  const initial = options.find((option) => option.value === element.initial_user);
  return drawSelect({ ...element, options, initial_option: initial }, place);
}

/** Several to choose; in Slack a field that searches, here a list. */
function drawMany(element, place) {
  const chosen = new Set((element.initial_options ?? []).map((option) => option.value));
  const groups = element.option_groups ?? [{ options: element.options }];
  const options = groups.map((group) => {
    const rows = group.options.map((option) => el("option", { value: option.value, selected: chosen.has(option.value) }, option.text.text));
    return group.label ? el("optgroup", { label: group.label.text }, rows) : rows;
  });
  const choose = (event) => {
    if (!place.isInput) use(element, place, picked(event.currentTarget));
  };
  const named = place.isInput ? labels(place) : { "aria-label": element.placeholder?.text ?? "Choose" };
  return el("select", { ...named, multiple: true, size: 6, "data-action": element.action_id, onchange: choose }, options);
}

const picked = (select) => [...select.selectedOptions].map((option) => option.value);

function drawOptions(kind, element, place) {
  const name = newId(kind);
  const chosen = new Set([element.initial_option?.value, ...(element.initial_options ?? []).map((option) => option.value)]);
  const box = el("div", { className: "options", "data-action": element.action_id, "aria-describedby": place.form?.described });
  const changed = async () => {
    if (place.isInput) return;
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    await use(element, place, kind === "radio" ? values[0] : values);
  };
  element.options.forEach((option) => {
    const input = el("input", { type: kind, name, value: option.value, checked: chosen.has(option.value), onchange: changed });
    const words = el("span", {}, textOf(option.text, place.world), option.description && el("span", { className: "hint" }, textOf(option.description, place.world)));
    box.append(el("label", {}, input, words));
  });
  return box;
}

function drawText(element, place, type = "text") {
  const shared = {
    ...labels(place),
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    minlength: element.min_length,
    "data-action": element.action_id,
    "data-focus": element.focus_on_load ? "" : null,
    value: element.initial_value ?? "",
  };
  return element.multiline ? el("textarea", { rows: 4, ...shared }) : el("input", { type, ...shared });
}

/** What stands in an input block of a drawn form: a text, a value, several values, or null. */
export function entered(block, drawn) {
  const kind = block.element.type;
  if (kind === "radio_buttons") return drawn.querySelector("input:checked")?.value ?? null;
  if (kind === "checkboxes") return [...drawn.querySelectorAll("input:checked")].map((input) => input.value);
  if (kind === "multi_static_select") return picked(drawn.querySelector("select"));
  return drawn.querySelector("input, textarea, select")?.value || null;
}

/** Put something into an input block of a drawn form, as `entered` gave it. */
export function enter(block, drawn, value) {
  if (["radio_buttons", "checkboxes"].includes(block.element.type)) {
    const values = [value].flat();
    for (const input of drawn.querySelectorAll("input")) input.checked = values.includes(input.value);
    return;
  }
  if (block.element.type === "multi_static_select") {
    for (const option of drawn.querySelectorAll("option")) option.selected = [value].flat().includes(option.value);
    return;
  }
  const field = drawn.querySelector("input, textarea, select");
  if (field) field.value = value ?? "";
}
