import type { FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { Reading } from "../../core/reading.ts";
import type { PredictionSchema } from "../schemas/prediction.ts";
import { setReadings } from "../telemetry/server-timing.ts";

/** The response of the original API: always a digit, and its probability in whole per cent, cut off. */
export function toPrediction(reading: Reading, reply: FastifyReply): Static<typeof PredictionSchema> {
  setReadings(reply, [reading]);
  const probability = Math.max(...reading.probabilities);
  return { prediction: reading.probabilities.indexOf(probability), confidence: Math.floor(probability * 100) };
}
