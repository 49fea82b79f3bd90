import type { FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { Answer } from "../../core/read-digit.ts";
import type { Prediction } from "../schemas.ts";
import { setAnswers } from "../telemetry/server-timing.ts";

/** The answer of the original API: always a digit, and its probability in whole per cent, cut off. */
export function toPrediction(answer: Answer, reply: FastifyReply): Static<typeof Prediction> {
  setAnswers(reply, [answer]);
  const probability = Math.max(...answer.probabilities);
  return { prediction: answer.probabilities.indexOf(probability), confidence: Math.floor(probability * 100) };
}
