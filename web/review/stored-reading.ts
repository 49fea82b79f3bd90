export type Status = "accepted" | "review" | "rejected" | "confirmed" | "corrected";

/** A stored reading, as far as this page needs it (`StoredReading` of docs/openapi.json). */
export interface StoredReading {
  readonly id: string;
  readonly kind: "digit" | "number";
  readonly created_at: string;
  readonly status: Status;
  readonly text: string | null;
  readonly confidence: number | null;
  readonly corrected_from: string | null;
  readonly reviewed_by: string | null;
  readonly batch: string | null;
  readonly name: string | null;
  /** In the upright picture's own pixels. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  readonly version: number;
  readonly links: { readonly picture: string | null };
}
