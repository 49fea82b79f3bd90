/**
 * Since 1.29 ONNX Runtime's official binaries write an identifier of the machine to disk and report every session to Microsoft,
 * unless this variable is set in the environment before the library is loaded (https://github.com/microsoft/onnxruntime/pull/27379).
 */
process.env.ORT_DISABLE_TELEMETRY = "1";
