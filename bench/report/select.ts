import type { ContenderResults, Figures, Results, Run } from "../results.ts";

type NumberIn<T> = { [Key in keyof T]-?: T[Key] extends number ? Key : never }[keyof T];

/** A figure of a contender in each round; undefined where it was not measured. */
export function figuresOf(
  results: Results,
  contender: string,
  picture: string,
  load: string,
  key: NumberIn<Figures>,
): readonly number[] | undefined {
  const values = findContender(results, contender)?.runs.flatMap((run) =>
    run.loads.filter((each) => each.picture === picture && each.load === load).map((each) => each[key]),
  );
  return values?.length === 0 ? undefined : values;
}

/** The most requests a second in a closed loop, in each round. */
export function capacitiesOf(results: Results, contender: string, picture: string): readonly number[] | undefined {
  const values = findContender(results, contender)?.runs.flatMap(({ loads }) => {
    const closed = loads.filter((each) => each.picture === picture && each.offeredPerS === undefined);
    return closed.length === 0 ? [] : [Math.max(...closed.map((each) => each.requestsPerS))];
  });
  return values?.length === 0 ? undefined : values;
}

export function runsOf(results: Results, contender: string, key: NumberIn<Run>): readonly number[] | undefined {
  return findContender(results, contender)?.runs.map((run) => run[key]);
}

function findContender({ contenders }: Results, name: string): ContenderResults | undefined {
  return contenders.find((each) => each.name === name);
}
