/** Sends a message later, together with others. @param moved what is handed over with it, not copied */
export type Outbox<Message> = (message: Message, moved?: readonly ArrayBuffer[]) => void;

/** So many go at once: while more gathered, a busy thread would let the other one wait. */
const MOST = 4;

/**
 * Gathers the messages of one turn of the event loop, and sends them to another thread as one: to wake that thread costs more than what
 * is sent. They arrive in their order. One that can't be sent holds up none of the others.
 *
 * @param post sends them
 * @param defer calls back at the end of the turn
 * @param refuse told of a message that can't be sent; by default the error is thrown where nobody catches it
 *
 * @example
 * const tell = createOutbox<number>((numbers, moved) => port.postMessage(numbers, moved), setImmediate);
 */
export function createOutbox<Message>(
  post: (messages: readonly Message[], moved: ArrayBuffer[]) => void,
  defer: (flush: () => void) => void,
  refuse: (message: Message, error: Error) => void = (_message, error) => {
    throw error;
  },
): Outbox<Message> {
  type Waiting = { readonly message: Message; readonly moved: readonly ArrayBuffer[] };
  let waiting: Waiting[] = [];
  const postAll = (sent: readonly Waiting[]) =>
    post(
      sent.map(({ message }) => message),
      sent.flatMap(({ moved }) => moved),
    );
  const flush = () => {
    if (waiting.length === 0) return; // they have gone already
    const sent = waiting;
    waiting = [];
    try {
      postAll(sent);
    } catch {
      for (const one of sent) postAlone(one);
    }
  };
  const postAlone = (one: Waiting) => {
    try {
      postAll([one]);
    } catch (error) {
      refuse(one.message, error as Error);
    }
  };
  return (message, moved = []) => {
    if (waiting.length === 0) defer(flush);
    waiting.push({ message, moved });
    if (waiting.length >= MOST) flush();
  };
}
