// The package's entry: what users import.
// biome-ignore-all lint/performance/noBarrelFile: the package's one door

export type {
  Box,
  Decision,
  DigitOfNumber,
  DigitReading,
  DigitsResponse,
  ImageError,
  Manifest,
  ModelVersion,
  NumberAlternative,
  NumberReading,
  NumbersReading,
  NumbersResponse,
  PictureWarning,
  Seen,
  Threshold,
  ValidationIssue,
} from "./api-types.ts";
export {
  type Client,
  type ClientOptions,
  type Constraint,
  createClient,
  type NamedPicture,
  type NumbersOptions,
  type Picture,
  type ReadOptions,
} from "./client.ts";
export { ClientError, type ClientErrorCode } from "./client-error.ts";
