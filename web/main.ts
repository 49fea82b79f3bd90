import { allowOwnScripts } from "./allow-own-scripts.ts";
import { createApplication } from "./application.ts";

const page = new URL("./", document.baseURI);
allowOwnScripts(page);
createApplication(page);
