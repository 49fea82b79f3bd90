/** Numbers keys 0, 1, 2 … as they are met: a hash table with open addressing (Knuth, volume 3, 6.4), several times quicker than a Map. */
export interface KeyNumbers {
  /** How many keys there are. */
  readonly size: number;
  /** The number of a key, new if the key is. */
  numberOf(key: number): number;
  clear(): void;
}

const FREE = -1;

/** @returns a table for keys of 0…2^31 − 1 */
export function createKeyNumbers(): KeyNumbers {
  let bits = 8;
  let keys = new Int32Array(1 << bits).fill(FREE);
  let numbers = new Int32Array(1 << bits);
  let size = 0;

  /** Where a key is, or the free place where it belongs. */
  const find = (key: number): number => {
    const mask = keys.length - 1;
    let at = Math.imul(key, 0x9e3779b1) >>> (32 - bits);
    while (keys[at] !== FREE && keys[at] !== key) at = (at + 1) & mask;
    return at;
  };

  function grow(): void {
    const [oldKeys, oldNumbers] = [keys, numbers];
    bits++;
    keys = new Int32Array(1 << bits).fill(FREE);
    numbers = new Int32Array(1 << bits);
    for (let i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] === FREE) continue;
      const at = find(oldKeys[i]);
      keys[at] = oldKeys[i];
      numbers[at] = oldNumbers[i];
    }
  }

  return {
    get size() {
      return size;
    },
    numberOf(key) {
      let at = find(key);
      if (keys[at] === key) return numbers[at];
      if (2 * size >= keys.length) {
        grow();
        at = find(key);
      }
      keys[at] = key;
      numbers[at] = size;
      return size++;
    },
    clear() {
      keys.fill(FREE);
      size = 0;
    },
  };
}
