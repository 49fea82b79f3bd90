/** What `predict` does with each picture, and how it prints what came of it. */
export interface PictureTask<Result> {
  read(bytes: Uint8Array): Promise<Result>;
  /** What stands in the object beside the file's name. */
  toJson(result: Result): object;
  /** @param file its name, as wide as the longest one */
  toText(file: string, result: Result): string;
}
