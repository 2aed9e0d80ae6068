// Messages that wait for the server are sent one by one when it is found, in no sure order: a press waits for them.
let all_sent = false;
const asking = setInterval(() => {
  if (!window.did_handshake) return;
  clearInterval(asking);
  setTimeout(() => (all_sent = true), 50);
}, 10);
window.in_order = (send) => {
  if (all_sent) return send();
  const waiting = setInterval(() => {
    if (!all_sent) return;
    clearInterval(waiting);
    send();
  }, 10);
};
