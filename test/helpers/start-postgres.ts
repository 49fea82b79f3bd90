import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** Debian keeps the server's programs outside the path. */
const FOLDERS = [
  ...list("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`),
  ...(process.env.PATH ?? "").split(":"),
];
const BIN = FOLDERS.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "pg_ctl")));

/** For `skip` of a test: why there is no PostgreSQL, or false. */
export const POSTGRES_SKIP: string | false =
  BIN === undefined ? "needs PostgreSQL (Debian's postgresql); .ci/run installs it" : false;

/** PostgreSQL refuses to run as root. */
const USER = process.getuid?.() === 0 ? "nobody" : (process.env.USER ?? "postgres");
const IDS = USER === "nobody" ? { uid: idOf("-u"), gid: idOf("-g") } : {};

export interface PostgresServer {
  /** Of a new and empty database. */
  createDatabase(): Promise<string>;
  stop(mode?: "fast" | "immediate"): void;
  start(): void;
  /** Ends it, and deletes its files. */
  close(): void;
}

/** Starts a server of its own in a temporary folder, which only listens on a socket in that folder. */
export function startPostgres(): PostgresServer {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-pg-"));
  if (IDS.uid !== undefined) chownSync(folder, IDS.uid, IDS.gid);
  const data = join(folder, "data");
  run("initdb", "-D", data, "-U", "test", "--auth=trust", "--encoding=UTF8", "--locale=C");
  const options = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c max_connections=50`;
  const start = () => run("pg_ctl", "-D", data, "-l", join(folder, "log"), "-w", "-o", options, "start");
  const stop = (mode = "fast") => run("pg_ctl", "-D", data, "-w", "-m", mode, "stop");
  const addressOf = (database: string) => `postgres://test@localhost/${database}?host=${encodeURIComponent(folder)}`;
  start();
  let databases = 0;
  return {
    async createDatabase() {
      const name = `readings_${databases++}`;
      const client = new pg.Client(addressOf("postgres"));
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return addressOf(name);
    },
    start,
    stop,
    close() {
      if (existsSync(join(data, "postmaster.pid"))) stop("immediate");
      rmSync(folder, { recursive: true });
    },
  };
}

function run(program: string, ...args: string[]): void {
  const { status, stderr, stdout } = spawnSync(join(BIN!, program), args, {
    ...IDS,
    cwd: tmpdir(),
    encoding: "utf8",
    stdio: program === "pg_ctl" ? "ignore" : "pipe", // the server would keep a pipe open
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr ?? ""}${stdout ?? ""}`);
}

function idOf(flag: string): number {
  return Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort().reverse() : [];
}
