export type IssueLocation = readonly (string | number)[];

/** One thing that is wrong with a request, in the words of pydantic 2. */
export interface Issue {
  readonly type: string;
  readonly loc: IssueLocation;
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** The request does not validate. */
export class ValidationError extends Error {
  override readonly name = "ValidationError";
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "));
    this.issues = issues;
  }
}
