/** Brightness of a colour (ITU-R BT.601), in the unit of its channels. */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
