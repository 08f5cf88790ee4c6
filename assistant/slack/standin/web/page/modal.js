// A modal: https://docs.slack.dev/surfaces/modals

import { drawBlocks } from "./blocks.js";
import { el, newId, signature } from "./dom.js";
import { enter, entered } from "./elements.js";

/** Shows the modal of a screen, or takes it away; what was typed stays while the view stays, also under another one. */
export class ModalHost {
  constructor(page) {
    this.page = page;
    this.view = null;
    this.dialog = null;
    this.sign = "";
    this.typed = new Map();
  }

  show(view) {
    const sign = view ? signature([this.page.role, view.id, view.hash, view.errors]) : "";
    if (sign === this.sign) return;
    if (this.view) this.typed.set(this.view.id, this.values());
    if (!view) this.typed.clear();
    const values = (view && this.typed.get(view.id)) ?? new Map();
    if (this.dialog) {
      this.dialog.close();
      this.dialog.remove();
    }
    [this.view, this.dialog, this.sign] = [view, null, sign];
    if (!view) return;
    this.dialog = this.draw(view);
    for (const [id, value] of values) {
      const drawn = this.drawn(id);
      const block = view.content.blocks.find((one) => one.block_id === id);
      if (drawn && block?.type === "input") enter(block, drawn, value);
    }
    document.body.append(this.dialog);
    this.dialog.showModal();
    const first = this.dialog.querySelector("[aria-invalid=true], [data-focus], .modal-body input, .modal-body textarea, .modal-body select");
    (first ?? this.dialog.querySelector(".modal-foot button")).focus();
  }

  drawn(id) {
    return this.dialog.querySelector(`[data-block="${CSS.escape(id)}"]`);
  }

  inputs() {
    return this.view.content.blocks.filter((block) => block.type === "input");
  }

  values() {
    return new Map(this.inputs().map((block) => [block.block_id, entered(block, this.drawn(block.block_id))]));
  }

  draw(view) {
    const { content } = view;
    const title = newId("modal");
    const world = { ...this.page.world, use: (block, element, value) => this.page.use({ view: view.id }, block, element, value) };
    const close = () => this.page.act({ deed: "closes", view: view.id });
    const onsubmit = (event) => {
      event.preventDefault();
      this.submit();
    };
    return el(
      "dialog",
      { className: "modal", "data-view": view.id, "aria-labelledby": title, oncancel: (event) => { event.preventDefault(); close(); } },
      el(
        "form",
        { novalidate: true, onsubmit },
        el("div", { className: "modal-head" }, el("h2", { id: title }, content.title?.text ?? ""), el("button", { type: "button", className: "tool", "aria-label": "Close", onclick: close }, "✕")),
        el("div", { className: "modal-body" }, drawBlocks(content.blocks, world, { errors: view.errors })),
        el(
          "div",
          { className: "modal-foot" },
          el("button", { type: "button", className: "button", onclick: close }, content.close?.text ?? "Cancel"),
          content.submit && el("button", { type: "submit", className: "button primary" }, content.submit.text),
        ),
      ),
    );
  }

  async submit() {
    const values = this.values();
    const wrong = this.inputs().filter((block) => this.tell(block, fault(block, values.get(block.block_id))));
    if (wrong.length) {
      this.drawn(wrong[0].block_id).querySelector("input, textarea, select").focus();
      return;
    }
    const button = this.dialog.querySelector("button[type=submit]");
    button.disabled = true;
    const view = this.view;
    await this.page.act({ deed: "submits", view: view.id, values: Object.fromEntries(values) });
    // An app that does not answer leaves the form open: it can be submitted again.
    setTimeout(() => { button.disabled = false; }, 3000);
  }

  /** Show what is wrong with an input, or that nothing is. */
  tell(block, words) {
    const drawn = this.drawn(block.block_id);
    const error = drawn.querySelector(":scope > .error");
    error.textContent = words;
    error.hidden = !words;
    for (const field of drawn.querySelectorAll("input, textarea, select")) field.setAttribute("aria-invalid", String(Boolean(words)));
    return words;
  }
}

// Slack's client checks these before the app hears of it.
function fault(block, value) {
  const isEmpty = value === null || value === "" || (Array.isArray(value) && !value.length);
  if (isEmpty) return block.optional ? "" : "Please complete this required field.";
  const { min_length: least = 0, max_length: most = 3000 } = block.element;
  if (typeof value === "string" && value.length < least) return `Please write at least ${least} characters.`;
  if (typeof value === "string" && value.length > most) return `Please write at most ${most} characters.`;
  return "";
}
