import { clopperPearson } from "./store/clopper-pearson.ts";
import type { Kind, ReadingCounts, Status } from "./store/reading-store.ts";

/** Statistics as both write them: `/v1/readings/stats` and `number-predictor readings stats`. */
export interface StatsJson {
  readonly total: number;
  readonly by_status: Readonly<Record<Status, number>>;
  readonly accepted_error: readonly {
    readonly kind: Kind;
    readonly model: { readonly name: string; readonly version: string };
    readonly promised: number;
    readonly audited: number;
    readonly reviewed: number;
    readonly wrong: number;
    readonly measured: number | null;
    readonly interval: readonly [number, number];
  }[];
}

export function toStatsJson({ byStatus, audits }: ReadingCounts): StatsJson {
  return {
    total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    by_status: byStatus,
    accepted_error: audits.map(({ kind, model, maxError, audited, reviewed, wrong }) => ({
      ...{ kind, model, promised: maxError, audited, reviewed, wrong },
      measured: reviewed === 0 ? null : wrong / reviewed,
      interval: clopperPearson(wrong, reviewed),
    })),
  };
}
