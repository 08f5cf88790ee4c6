// What is asked before something counts: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object

import { el, lines, newId } from "./dom.js";
import { plain } from "./mrkdwn.js";

/** Ask; true when the answer is yes. Takes Slack's confirmation object. */
export function confirmed(question) {
  return new Promise((resolve) => {
    const title = newId("confirm");
    const say = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = el(
      "dialog",
      { className: "modal small", "aria-labelledby": title, oncancel: () => say(false) },
      el("div", { className: "modal-head" }, el("h2", { id: title }, question.title.text)),
      el("div", { className: "modal-body" }, el("p", {}, lines(plain(question.text.text)))),
      el(
        "div",
        { className: "modal-foot" },
        el("button", { type: "button", className: "button", onclick: () => say(false) }, question.deny.text),
        el("button", { type: "button", className: `button ${question.style ?? "primary"}`, onclick: () => say(true) }, question.confirm.text),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
