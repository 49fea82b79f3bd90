export interface Settled<T, R> {
  readonly item: T;
  readonly result?: R;
  /** Why there is no result. */
  readonly error?: unknown;
}

/** Works on up to `concurrency` items at a time and gives what came of them in the items' order. */
export async function* mapInOrder<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<Settled<T, R>> {
  const start = (item: T): Promise<Settled<T, R>> =>
    work(item).then(
      (result) => ({ item, result }),
      (error: unknown) => ({ item, error }),
    );
  const running = items.slice(0, concurrency).map(start);
  for (let next = concurrency; running.length > 0; next++) {
    yield await running.shift()!;
    if (next < items.length) running.push(start(items[next]));
  }
}
