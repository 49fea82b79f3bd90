/**
 * Has tasks run one after the other, first come, first served; one that fails holds up none.
 *
 * @example
 * const inTurn = createTurns();
 * await Promise.all([inTurn(first), inTurn(second)]);
 */
export function createTurns(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
