// Shows what has changed about the request on this page. Without scripts a button on it does the same.
const PAUSE = 1000;

async function changed(known) {
  const answer = await fetch(`?known=${known}`, { credentials: 'same-origin' });
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

async function watch() {
  for (;;) {
    const live = document.getElementById('live');
    const known = live.dataset.known;
    if (known === undefined) return;
    try {
      const page = await changed(known);
      const next = page.getElementById('live');
      if (next === null) return location.reload();
      if (next.dataset.known === known) continue;
      document.title = page.title;
      if (next.dataset.known === undefined) delete live.dataset.known;
      else live.dataset.known = next.dataset.known;
      live.replaceChildren(...next.childNodes);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

void watch();
