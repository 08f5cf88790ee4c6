// Where on the page is somebody? It stands in the address, so that it outlives a reload: #role/place/thread.

export const HOME = "home";

/** The role, place (a channel's id, or `HOME`) and thread of the address; parts that are missing are "". */
export function readWhere() {
  const [role = "", place = "", thread = ""] = location.hash.replace(/^#/, "").split("/").map(decodeURIComponent);
  return { role, place, thread };
}

/** Go there. */
export function goTo({ role, place, thread = "" }) {
  location.hash = [role, place, thread].filter((part, at) => part || at < 2).map(encodeURIComponent).join("/");
}

/** The channel, message and thread that a permalink leads to, or null for another link. */
export function readPermalink(url) {
  let parts;
  try {
    parts = new URL(url);
  } catch {
    return null;
  }
  const match = /^\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?$/.exec(parts.pathname);
  if (!match || !parts.hostname.endsWith(".slack.test")) return null;
  const ts = match[2] ? `${match[2]}.${match[3]}` : "";
  return { channel: match[1], ts, thread: parts.searchParams.get("thread_ts") ?? ts };
}
