// Messages that wait for the server are sent one by one when it is found, in no sure order: a press waits for them.
window.in_order = (send) => {
  if (window.did_handshake) return send();
  const wait = setInterval(() => {
    if (!window.did_handshake) return;
    clearInterval(wait);
    setTimeout(send, 50);
  }, 10);
};
