// The page: what is on the screen of the person that is played, and what they do.

import { ClockPanel } from "./clock.js";
import { confirmed } from "./dialogs.js";
import { el, signature } from "./dom.js";
import { act, readOffice, watch } from "./live.js";
import { ModalHost } from "./modal.js";
import { conversation, homePane, threadPane } from "./panes.js";
import { drawPlaces } from "./places.js";
import { useZone } from "./times.js";
import { goTo, HOME, readPermalink, readWhere } from "./where.js";

const byId = (id) => document.getElementById(id);

class Page {
  constructor(office) {
    this.office = office;
    this.screen = null;
    this.editing = "";
    this.endWatching = () => {};
    this.seen = new Map();
    this.warned = 0;
    this.modal = new ModalHost(this);
    this.clock = new ClockPanel(byId("clock-button"), byId("clock"), this);
  }

  // -- who and where --------------------------------------------------------------------------------------------------

  arrive() {
    const where = readWhere();
    const role = this.office.roles.find((one) => one.name === where.role) ?? this.office.roles[0];
    const isOther = role.name !== this.role;
    [this.role, this.place, this.thread] = [role.name, where.place, where.thread];
    byId("who").value = role.name;
    document.body.classList.remove("shows-places");
    byId("places-button").setAttribute("aria-expanded", "false");
    if (isOther) {
      this.screen = null;
      this.editing = "";
      this.endWatching();
      this.endWatching = watch(role.name, (screen) => this.show(screen), (isLost) => this.showLost(isLost));
    } else if (this.screen) {
      this.draw();
    }
  }

  go(place, thread = "") {
    goTo({ role: this.role, place, thread });
  }

  goAs(role, place, thread = "") {
    goTo({ role, place, thread });
  }

  // Slack tells the app when somebody opens its Home or its messages.
  enter() {
    const key = `${this.role}/${this.place}`;
    if (this.entered === key) return;
    this.entered = key;
    if (this.place === HOME) this.act({ deed: "opens", tab: "home" });
    else if (this.place === this.screen.direct) this.act({ deed: "opens", tab: "messages" });
  }

  openThread(ts) {
    goTo({ role: this.role, place: this.place, thread: ts });
  }

  follow(url) {
    const found = readPermalink(url);
    if (!found) return;
    const message = (this.screen.messages[found.channel] ?? []).find((one) => one.ts === found.ts);
    if (found.ts && !message) this.notice("The message is not there any more.");
    else goTo({ role: this.role, place: found.channel, thread: message?.thread_ts || found.thread });
  }

  // -- what is done ---------------------------------------------------------------------------------------------------

  async act(deed) {
    const role = this.role;
    const { error, screen } = await act(role, deed);
    if (role !== this.role) return;
    if (error) this.notice(error);
    if (screen) this.show(screen);
  }

  use(target, block, element, entered) {
    this.act({ deed: "uses", action_id: element.action_id, block_id: block.block_id, entered, ...target });
  }

  async say(text, thread) {
    const { command } = this.office.menu;
    const [first, ...rest] = text.split(" ");
    if (first === command) return this.act({ deed: "runs", command, text: rest.join(" ").trim(), channel: this.place });
    const before = new Set((this.screen.messages[this.place] ?? []).map((message) => message.ts));
    await this.act({ deed: "says", channel: this.place, text, thread });
    const mine = (this.screen.messages[this.place] ?? []).find((one) => !before.has(one.ts) && one.user === this.screen.me && !one.thread_ts);
    const isForApp = this.place === this.screen.direct || text.toLowerCase().includes(`@${this.office.app.name.toLowerCase()}`);
    if (!thread && mine && isForApp) {
      // What follows is written in the thread.
      addEventListener("hashchange", () => byId("thread-text")?.focus(), { once: true });
      this.openThread(mine.ts);
    }
  }

  edit(ts) {
    this.editing = ts;
    this.draw();
  }

  saveEdit(message, text) {
    this.editing = "";
    this.act({ deed: "edits", channel: message.channel, ts: message.ts, text });
  }

  async remove(message) {
    const says = (text) => ({ type: "plain_text", text });
    const question = { title: says("Delete message"), text: says("Delete this message? This cannot be undone."), confirm: says("Delete"), deny: says("Cancel"), style: "danger" };
    if (await confirmed(question)) this.act({ deed: "deletes", channel: message.channel, ts: message.ts });
  }

  // -- what is shown --------------------------------------------------------------------------------------------------

  show(screen) {
    // The answer to a deed and the live screen overtake each other.
    const before = this.screen;
    if (before && screen.number < before.number) return undefined;
    this.screen = screen;
    const names = signature([screen.people, screen.channels.map((one) => [one.id, one.name])]);
    this.world = {
      me: screen.me,
      people: screen.people,
      channels: screen.channels,
      app: this.office.app,
      menu: this.office.menu,
      signature: names,
      isInside: (url) => readPermalink(url) !== null,
      follow: (url) => this.follow(url),
      use: () => {},
    };
    if (!before) {
      this.warned = screen.warnings.length;
      for (const [channel, messages] of Object.entries(screen.messages)) this.markSeen(channel, messages, false);
    } else {
      this.tell(before, screen);
    }
    for (const words of screen.warnings.slice(this.warned)) this.notice(words);
    this.warned = screen.warnings.length;
    const isThere = this.place === HOME || screen.channels.some((channel) => channel.id === this.place);
    if (!isThere) return goTo({ role: this.role, place: screen.direct });
    this.draw();
    return undefined;
  }

  draw() {
    const { screen, place, thread } = this;
    const messages = screen.messages[place] ?? [];
    if (place !== HOME) this.markSeen(place, messages, true);
    drawPlaces(byId("places"), screen, this.office, place, this.unread(), (to) => this.go(to));
    this.clock.show(screen.clock);
    const channel = screen.channels.find((one) => one.id === place);
    if (place === HOME) homePane(byId("main"), this);
    else conversation(byId("main"), this, channel, messages);
    threadPane(byId("thread"), this, channel, thread, messages);
    document.body.classList.toggle("shows-thread", !byId("thread").hidden);
    this.modal.show(screen.modal);
    this.enter();
    document.title = `${place === HOME ? "Home" : channel.is_direct ? this.office.app.name : `#${channel.name}`} - ${this.office.team}`;
  }

  // A screen reader hears of a new message what a notification says: its plain text.
  tell(before, screen) {
    for (const [channel, messages] of Object.entries(screen.messages)) {
      const known = new Set((before.messages[channel] ?? []).map((message) => message.ts));
      for (const message of messages.filter((one) => !known.has(one.ts) && one.user !== screen.me)) {
        this.sayAloud(`${screen.people[message.user]?.name ?? "Somebody"}: ${message.text}`);
      }
    }
  }

  sayAloud(words) {
    byId("told").replaceChildren(el("p", {}, words));
  }

  markSeen(channel, messages, isNow) {
    const key = `${this.role}/${channel}`;
    if (messages.length && (isNow || !this.seen.has(key))) this.seen.set(key, messages.at(-1).ts);
    else if (!this.seen.has(key)) this.seen.set(key, "0");
  }

  unread() {
    const counted = Object.entries(this.screen.messages).map(([channel, messages]) => {
      const last = Number(this.seen.get(`${this.role}/${channel}`) ?? 0);
      return [channel, messages.filter((message) => Number(message.ts) > last && message.user !== this.screen.me).length];
    });
    return Object.fromEntries(counted);
  }

  notice(words) {
    const row = el("p", { className: "notice" }, words, el("button", { type: "button", className: "tool", "aria-label": "Dismiss", onclick: () => row.remove() }, "✕"));
    byId("notices").append(row);
    setTimeout(() => row.remove(), 8000);
  }

  showLost(isLost) {
    document.body.classList.toggle("is-lost", isLost);
    const known = byId("lost");
    if (!isLost) known?.remove();
    else if (!known) byId("notices").append(el("p", { id: "lost", className: "notice" }, "The stand-in does not answer. It is tried again."));
  }
}

function setTheme(isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  byId("theme").setAttribute("aria-pressed", String(isDark));
}

async function start() {
  const office = await readOffice();
  useZone(office.zone);
  const page = new Page(office);
  byId("team-name").textContent = office.team;
  byId("who").append(...office.roles.map((role) => el("option", { value: role.name }, `${role.real_name}, ${role.title}`)));
  byId("who").addEventListener("change", (event) => goTo({ role: event.target.value, place: page.place }));
  byId("places-button").addEventListener("click", () => {
    const isOpen = document.body.classList.toggle("shows-places");
    byId("places-button").setAttribute("aria-expanded", String(isOpen));
  });
  setTheme(matchMedia("(prefers-color-scheme: dark)").matches);
  byId("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
  addEventListener("hashchange", () => page.arrive());
  setInterval(turn, 2000);
  page.arrive();
}

// The phrases of a status take turns in its place.
let turns = 0;
function turn() {
  turns += 1;
  for (const line of document.querySelectorAll(".status[data-turns]")) {
    const phrases = JSON.parse(line.dataset.turns);
    if (phrases.length) line.querySelector(".status-words").textContent = phrases[turns % phrases.length];
  }
}

start().catch((problem) => {
  document.getElementById("main").textContent = `The page could not start: ${problem.message}`;
});
