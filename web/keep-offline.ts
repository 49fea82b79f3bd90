/** Keeps the page on the device for offline use. @returns whether it is kept now */
export async function keepOffline(page: URL): Promise<boolean> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined; // absent on plain http from elsewhere
  if (container === undefined) return false;
  try {
    await container.register(new URL("service-worker.js", page), { scope: page.pathname });
    await container.ready;
    return true;
  } catch {
    return false; // a private window, or storage that is full: the page works all the same
  }
}
