import { percent } from "../texts.ts";
import type { Status } from "./readings-client.ts";

/** Every text of the page for reviewers, in one place. Those under `page` are put into `index.html` when the page is built. */
export const REVIEW_TEXTS = {
  page: {
    title: "number-predictor: review",
    description: "Look at what was read and say what really stands there.",
    name: "Review",
    tagline: "Say what really stands there.",
    skip: "Skip to the stored readings",
    back: "Read pictures",
    noScript: "This page needs JavaScript. Without it, use the API: see the documentation.",
    queue: "Waiting for review",
    loading: "Loading…",
    key: "API key",
    useKey: "Use it",
    keyRule: "Letters, digits and signs of ASCII, without spaces.",
    text: "What stands there",
    textHelp:
      "Type what stands there and press Enter. In this field, the letter N says that there is no number, S skips, U goes back to the one before, and W shows the whole picture.",
    confirm: "Confirm",
    noNumber: "No number here",
    skipItem: "Skip",
    undo: "Undo",
    whole: "Whole picture",
    again: "Look again",
    stored: "Stored readings",
    status: "Status",
    all: "All",
    review: "In review",
    accepted: "Accepted",
    rejected: "Not accepted",
    confirmed: "Confirmed",
    corrected: "Corrected",
    kind: "Kind",
    number: "Number",
    digit: "Digit",
    filterText: "Text",
    batch: "Batch",
    from: "From",
    to: "Until",
    show: "Show",
    download: "Download as CSV",
    columnText: "Text",
    sure: "Sure",
    picture: "Picture",
    made: "Read",
    reviewedBy: "Reviewed by",
    actions: "Actions",
    more: "Show more",
  },

  statuses: {
    review: "In review",
    accepted: "Accepted",
    rejected: "Not accepted",
    confirmed: "Confirmed",
    corrected: "Corrected",
  } satisfies Record<Status, string>,
  noText: "No number",
  nothing: "–",
  read: (text: string | null, confidence: number | null) =>
    text === null
      ? "No number was read."
      : `Read as ${text}${confidence === null ? "." : `, ${percent(confidence)} sure.`}`,
  spoken: (text: string | null, name: string | null) =>
    `${name === null ? "Next" : name}: ${text === null ? "no number was read" : `read as ${text}`}.`,
  percent,
  cropAlt: (name: string | null, text: string | null) =>
    `${name ?? "The picture"}, with a frame around ${text === null ? "the place that was looked at" : `what was read as ${text}`}`,
  progress: (done: number, left: number, aMinute: number | undefined) =>
    [`${done} done`, `${left} to go`, ...(aMinute === undefined ? [] : [`${aMinute} a minute`])].join(" · "),
  empty: "Nothing is waiting for review.",
  found: (count: number, hasMore: boolean) =>
    count === 0
      ? "No reading matches."
      : `${count}${hasMore ? " or more" : ""} ${count === 1 ? "reading" : "readings"}`,
  edit: "Correct",
  editLabel: (text: string) => `Correct ${text}`,
  delete: "Delete",
  deleteLabel: (text: string) => `Delete ${text}`,
  reallyDelete: "Really delete?",
  deleted: "The reading and its picture are gone.",

  problems: {
    type: "Type what stands there, or say that there is no number.",
    characters: "Only digits, blanks and . , / : - can stand there.",
    changed: "Somebody else has looked at this one in the meantime. Here is the next one.",
    gone: "This reading has been deleted in the meantime. Here is the next one.",
    notSaved: (text: string) => `${text} could not be stored. It is shown once more; try again in a moment.`,
    noPicture: "The picture of this reading isn't kept.",
    notShown: "This browser cannot show the picture.",
    off: "This server keeps no readings. Start it with --readings to store and review them.",
    keyWanted: "This server asks for a key. It is sent to nobody else, and forgotten when this page is closed.",
    keyWrong: "The server does not take this key. Is it complete?",
    serverGone: "The server does not answer. Try again in a moment.",
    unexpected: "Something went wrong that should not have. Reload the page and try again.",
  },
} as const;
