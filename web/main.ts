import { createApplication } from "./application.ts";

createApplication(new URL("./", document.baseURI));
