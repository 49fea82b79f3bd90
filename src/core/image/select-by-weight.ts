/**
 * The least value at which all values up to it weigh so much together, without sorting them. Values and weights are moved.
 *
 * @param count how many of the values are looked at, at least 1
 * @param target above 0, at most the sum of the weights
 */
export function selectByWeight(values: Float64Array, weights: Float64Array, count: number, target: number): number {
  let left = 0;
  let right = count - 1;
  let before = 0;
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    // Less than the pivot up to `low`, as much as it up to `i`, more from `high` on (Dijkstra 1976, the Dutch national flag).
    let low = left;
    let high = right;
    let less = 0;
    let same = 0;
    for (let i = left; i <= high; ) {
      const value = values[i];
      const weight = weights[i];
      if (value > pivot) {
        values[i] = values[high];
        weights[i] = weights[high];
        values[high] = value;
        weights[high--] = weight;
        continue;
      }
      if (value < pivot) {
        less += weight;
        values[i] = values[low];
        weights[i] = weights[low];
        values[low] = value;
        weights[low++] = weight;
      } else same += weight;
      i++;
    }
    if (before + less >= target) right = low - 1;
    else if (before + less + same >= target || high === right) return pivot;
    else {
      before += less + same;
      left = high + 1;
    }
  }
  return values[left];
}
