import type { StatsJson } from "./schemas/stats.ts";
import { clopperPearson } from "./store/clopper-pearson.ts";
import type { ReadingCounts } from "./store/reading-store.ts";

export function toStatsJson({ byStatus, audits }: ReadingCounts): StatsJson {
  return {
    total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    by_status: byStatus,
    accepted_error: audits.map(({ kind, model, maxError, audited, reviewed, wrong }) => ({
      ...{ kind, model, promised: maxError, audited, reviewed, wrong },
      measured: reviewed === 0 ? null : wrong / reviewed,
      interval: [...clopperPearson(wrong, reviewed)],
    })),
  };
}
