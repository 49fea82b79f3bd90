import { createReview } from "./create-review.ts";

createReview(new URL("../../", document.baseURI));
