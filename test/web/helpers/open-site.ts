import { after } from "node:test";
import { createSite, type Site, type SiteOptions } from "./create-site.ts";

/** Opens a site until the tests of the file, or of the suite, have ended. */
export async function openSite(options?: SiteOptions): Promise<Site> {
  const site = await createSite(options);
  after(() => site.close());
  return site;
}
