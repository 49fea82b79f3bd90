/** A queue that gives the item of the highest priority first; a binary heap (Williams, 1964). */
export interface PriorityQueue<Item> {
  readonly size: number;
  /** −Infinity where it is empty. */
  readonly topPriority: number;
  push(priority: number, item: Item): void;
  /** Undefined where it is empty. */
  pop(): Item | undefined;
}

export function createPriorityQueue<Item>(): PriorityQueue<Item> {
  const priorities: number[] = [];
  const items: Item[] = [];
  return {
    get size() {
      return items.length;
    },
    get topPriority() {
      return items.length === 0 ? -Infinity : priorities[0];
    },
    push(priority, item) {
      let at = items.length;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (priorities[parent] >= priority) break;
        priorities[at] = priorities[parent];
        items[at] = items[parent];
        at = parent;
      }
      priorities[at] = priority;
      items[at] = item;
    },
    pop() {
      const top = items[0];
      const priority = priorities.pop() as number;
      const item = items.pop() as Item;
      const size = items.length;
      if (size === 0) return top;
      let at = 0;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && priorities[child + 1] > priorities[child]) child++;
        if (priorities[child] <= priority) break;
        priorities[at] = priorities[child];
        items[at] = items[child];
        at = child;
      }
      priorities[at] = priority;
      items[at] = item;
      return top;
    },
  };
}
