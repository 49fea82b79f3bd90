// The package's entry: what users import.
// biome-ignore-all lint/performance/noBarrelFile: the package's one door

export type {
  Box,
  ClaimedReadings,
  Decision,
  DigitOfNumber,
  DigitReading,
  DigitsResponse,
  ErrorRate,
  ImageError,
  Manifest,
  ModelVersion,
  NumberAlternative,
  NumberReading,
  NumbersReading,
  NumbersResponse,
  PictureWarning,
  PostReadingsResponse,
  ReadingStats,
  ReadingsOfImage,
  ReadingsPage,
  Seen,
  StoredReading,
  Threshold,
  ValidationIssue,
} from "./api-types.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
export { ClientError, type ClientErrorCode } from "./client-error.ts";
export type { CallOptions, Constraint, NamedPicture, NumbersOptions, Picture, ReadOptions } from "./options.ts";
export type {
  ChangeOptions,
  ClaimOptions,
  CreateOptions,
  ExportOptions,
  ListOptions,
  ReadingFilter,
  ReadingsClient,
} from "./readings-client.ts";
