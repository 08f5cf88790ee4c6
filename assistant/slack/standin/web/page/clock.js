// The clock of the page: what time it is, and what came of putting it forward. It is no part of Slack.

import { el, keep, signature } from "./dom.js";
import { moveClock } from "./live.js";
import { mrkdwn } from "./mrkdwn.js";

const MOST = 12;
const LONGEST = 140;

export class ClockPanel {
  /** `button` opens and closes `panel`; `page` shows the screen that comes back, and goes where somebody looks. */
  constructor(button, panel, page) {
    Object.assign(this, { button, panel, page, isMoving: false, said: null });
    button.addEventListener("click", () => this.open(panel.hidden));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.open(false);
      button.focus();
    });
  }

  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  /** Show the clock of a screen; null where there is none. */
  show(clock) {
    this.clock = clock;
    this.button.hidden = !clock;
    if (!clock) return this.open(false);
    if (this.button.textContent !== clock.words) {
      const at = clock.words.lastIndexOf(" ") + 1;
      this.button.replaceChildren(el("span", { className: "clock-day" }, clock.words.slice(0, at)), clock.words.slice(at));
      this.button.setAttribute("aria-label", `Clock: ${clock.words}`);
    }
    return this.draw();
  }

  draw() {
    const { clock, isMoving, said } = this;
    keep(this.panel, [
      ["now", signature([clock.words, clock.note]), () => el("p", {}, el("strong", {}, `It is ${clock.words}`), ` at the offices. ${clock.note} `, el("span", { className: "small" }, "Put the clock forward, and what is due on the way happens:"))],
      ["jumps", signature([clock.jumps, isMoving]), () => this.jumps(clock.jumps, isMoving)],
      ["said", signature(said), () => this.what(said)],
    ]);
  }

  jumps(jumps, isMoving) {
    return el("div", { className: "jumps" }, jumps.map((jump) =>
      el("button", { type: "button", className: "plain", "data-jump": jump.name, "aria-disabled": isMoving ? "true" : null, onclick: () => this.move(jump.name) },
        jump.words, jump.note && el("span", { className: "small" }, ` ${jump.note}`))));
  }

  what(said) {
    if (said === null) return el("div", { className: "came" });
    const rows = said.came.slice(0, MOST).map((one) => el("li", {}, `${one.where}: `, `${one.is_new ? "" : "changed in its place: "}“${this.words(one)}” `, this.look(one)));
    const more = said.came.length - MOST;
    if (more > 0) rows.push(el("li", {}, `and ${more} more`));
    return el("div", { className: "came" }, el("p", {}, said.words), el("ul", {}, rows));
  }

  // Without markup, and not all of it.
  words(one) {
    const text = el("span", {}, mrkdwn(one.text, this.page.world)).textContent;
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  }

  look(one) {
    const isMe = one.role === this.page.role;
    const who = this.page.office.roles.find((role) => role.name === one.role)?.real_name ?? one.role;
    const go = () => this.page.goAs(one.role, one.place, one.thread);
    return el("button", { type: "button", className: "link", "aria-label": `${isMe ? "Look" : `Look as ${who}`}: ${this.words(one)}`, onclick: go }, isMe ? "Look" : `Look as ${who}`);
  }

  async move(name) {
    if (this.isMoving) return;
    this.isMoving = true;
    this.tell("The clock goes on …", []);
    const { error, screen, came } = await moveClock(this.page.role, name);
    this.isMoving = false;
    if (screen) this.page.show(screen);
    const what = came?.length ? `What happened by ${this.clock.words}:` : `It is ${this.clock.words} now. Nothing happened that anybody was told of.`;
    this.tell(error || what, came ?? []);
    // The button that was pressed was drawn anew.
    this.panel.querySelector(`[data-jump="${name}"]`)?.focus();
  }

  tell(words, came) {
    this.said = { words, came };
    this.draw();
    this.page.sayAloud([words, ...came.slice(0, MOST).map((one) => `${one.where}: ${this.words(one)}`)].join(" "));
  }
}
