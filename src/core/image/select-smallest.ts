/**
 * The value that stands at a place when the first values are sorted, without sorting all of them (Hoare 1961,
 * https://doi.org/10.1145/366622.366647). The values are moved.
 *
 * @param count how many of the values are looked at, at least 1
 * @param place 0 is the least, `count - 1` the largest one
 */
export function selectSmallest(values: Float64Array, count: number, place: number): number {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = middleOf(values[left], values[(left + right) >> 1], values[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (place <= j) right = j;
    else if (place >= i) left = i;
    else break;
  }
  return values[place];
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
