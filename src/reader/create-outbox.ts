/** Sends a message later, together with others. @param moved what is handed over with it, not copied */
export type Outbox<Message> = (message: Message, moved?: readonly ArrayBuffer[]) => void;

/** So many go at once: while more gathered, a busy thread would let the other one wait. */
const MOST = 4;

/**
 * Gathers the messages of a moment, and sends them to another thread as one: to wake that thread costs more than what is sent. They
 * arrive in their order.
 *
 * @param post sends them
 * @param defer calls back at the end of the moment
 *
 * @example
 * const tell = createOutbox<number>((numbers, moved) => port.postMessage(numbers, moved), setImmediate);
 */
export function createOutbox<Message>(
  post: (messages: readonly Message[], moved: ArrayBuffer[]) => void,
  defer: (flush: () => void) => void,
): Outbox<Message> {
  let messages: Message[] = [];
  let allMoved: ArrayBuffer[] = [];
  const flush = () => {
    if (messages.length === 0) return; // they have gone already
    const [sent, moved] = [messages, allMoved];
    [messages, allMoved] = [[], []];
    post(sent, moved);
  };
  return (message, moved = []) => {
    if (messages.length === 0) defer(flush);
    messages.push(message);
    allMoved.push(...moved);
    if (messages.length >= MOST) flush();
  };
}
