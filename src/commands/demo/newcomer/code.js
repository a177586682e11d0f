// Draws the code of each second. Without scripts the page is loaded anew.
const picture = document.getElementById('code');
const EVERY = 1000;

function draw() {
  const next = new Image();
  // The picture before stays until the next one is there.
  next.onload = () => {
    const shown = document.getElementById('code');
    if (shown !== null) shown.src = next.src;
  };
  next.src = `/e-service/log-in/code.svg?${Date.now()}`;
}

if (picture !== null) setInterval(draw, EVERY);
