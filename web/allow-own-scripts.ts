/** What browsers have of Trusted Types (https://w3c.github.io/trusted-types), as far as it is needed here. */
interface TrustedTypePolicies {
  createPolicy(name: "default", rules: { createScriptURL(address: string): string }): unknown;
}

/**
 * The page's Content-Security-Policy lets no text become HTML or a script's address, whoever tries. Of these, only the addresses of
 * our own worker and service worker are let through.
 */
export function allowOwnScripts(page: URL): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicies }; // absent in older browsers
  trustedTypes?.createPolicy("default", {
    createScriptURL(address) {
      if (!new URL(address, page).href.startsWith(page.href))
        throw new TypeError(`${address} is no script of this page`);
      return address;
    },
  });
}
