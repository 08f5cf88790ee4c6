// The way to the stand-in: the live screen of a person, and what they do.

/** What is the same on every screen. */
export async function readOffice() {
  const response = await fetch("/page/office");
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/**
 * Watch the screen of a role: `shown(screen)` is called now and after each change, `lost(isLost)` when the connection goes and
 * comes back. Returns what ends it.
 */
export function watch(role, shown, lost) {
  const source = new EventSource(`/page/live?as=${encodeURIComponent(role)}`);
  source.addEventListener("message", (event) => shown(JSON.parse(event.data)));
  source.addEventListener("open", () => lost(false));
  source.addEventListener("error", () => lost(true));
  return () => source.close();
}

/** Do something as a role; returns the screen after it and why it could not be done, or "". */
export function act(role, deed) {
  return post("deeds", role, deed);
}

/** Put the clock forward; returns what `act` does, and what came of it. */
export function moveClock(role, name) {
  return post("clock", role, name);
}

async function post(where, role, body) {
  let response;
  try {
    response = await fetch(`/page/${where}?as=${encodeURIComponent(role)}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return { error: "The stand-in does not answer. Is it still running?", screen: null };
  }
  if (!response.ok) return { error: await response.text(), screen: null };
  return response.json();
}
