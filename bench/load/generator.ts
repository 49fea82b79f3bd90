/**
 * The load, in a process of its own: its processor time is nobody else's. It takes a `LoadJob` as a message and answers with a
 * `LoadResult`, one at a time, until its parent goes away.
 */
import type { LoadJob } from "./load.ts";
import { runLoad } from "./run-load.ts";

process.on("message", async (job: LoadJob) => process.send!(await runLoad(job)));
