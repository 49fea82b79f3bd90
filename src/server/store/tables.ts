/** The tables, in both databases the same. Truth is 1, times are milliseconds since the Unix epoch, JSON is text. */
export interface Tables {
  readonly readings: ReadingRow;
  readonly pictures: PictureRow;
  readonly posts: PostRow;
}

export interface ReadingRow {
  readonly id: string;
  readonly owner: string;
  readonly kind: string;
  readonly status: string;
  readonly queue_status: string;
  readonly text: string | null;
  readonly read_text: string | null;
  readonly confidence: number | null;
  readonly decision: string;
  readonly max_error: number;
  readonly audited: number;
  readonly constraints: string;
  readonly box: string | null;
  readonly digits: string;
  readonly model_name: string;
  readonly model_version: string;
  readonly batch: string | null;
  readonly name: string | null;
  readonly picture_id: string | null;
  readonly post_key: string | null;
  readonly reviewed_at: number | null;
  readonly reviewed_by: string | null;
  readonly claimed_by: string | null;
  readonly claimed_until: number | null;
  readonly version: number;
}

export interface PictureRow {
  readonly id: string;
  readonly media_type: string;
  /** Null where it lies in a folder. */
  readonly bytes: Uint8Array | null;
}

export interface PostRow {
  readonly owner: string;
  readonly key: string;
  readonly hash: string;
  readonly response: string;
  readonly created_at: number;
}
