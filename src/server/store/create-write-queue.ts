import type { CompiledQuery } from "kysely";
import { type Database, UniqueViolation } from "./database.ts";
import type { Post } from "./reading-store.ts";

/** Posts that are written in one transaction. */
const MAX_POSTS = 256;

export interface WriteQueue {
  /** @returns false where its key is there already */
  add(post: Post): Promise<boolean>;
}

interface Waiting {
  readonly post: Post;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes what comes while another transaction is under way in one transaction of its own: bringing it to the disk is what costs. Never
 * waits for more to come.
 */
export function createWriteQueue(
  database: Database,
  compile: (posts: readonly Post[]) => readonly CompiledQuery[],
): WriteQueue {
  const queue: Waiting[] = [];
  let isWriting = false;

  async function write(): Promise<void> {
    isWriting = true;
    while (queue.length > 0) await writeTogether(queue.splice(0, MAX_POSTS));
    isWriting = false;
  }

  async function writeTogether(all: readonly Waiting[]): Promise<void> {
    try {
      await database.commit(compile(all.map(({ post }) => post)));
      for (const { resolve } of all) resolve(true);
    } catch (error) {
      if (!(error instanceof UniqueViolation)) for (const { reject } of all) reject(error);
      else if (all.length === 1) all[0].resolve(false);
      else for (const one of all) await writeTogether([one]); // only one of them was there already
    }
  }

  return {
    add: (post) =>
      new Promise((resolve, reject) => {
        queue.push({ post, resolve, reject });
        if (!isWriting) void write();
      }),
  };
}
