import { Type } from "../type.ts";

export const PredictionSchema = Type.Object(
  {
    prediction: Type.Integer({ minimum: 0, maximum: 9, description: "The most probable digit" }),
    confidence: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: "Its probability as a percentage, rounded down",
    }),
  },
  { title: "Prediction", "x-response-description": "The digit", examples: [{ prediction: 7, confidence: 99 }] },
);
