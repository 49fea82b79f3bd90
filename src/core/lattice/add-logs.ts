/** Beyond this difference the smaller number is lost in the rounding of the larger one. */
const LOST = 40;

/** log(exp(a) + exp(b)), without leaving the range of numbers. */
export function addLogs(a: number, b: number): number {
  const larger = a > b ? a : b;
  const difference = a > b ? b - a : a - b;
  // Not a number where both are −Infinity: then the comparison fails as well.
  return difference > -LOST ? larger + Math.log1p(Math.exp(difference)) : larger;
}
