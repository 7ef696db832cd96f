"use strict";
/* The npm compiler, without the process-wide listeners it leaves behind. */
const { UsageError } = require("./arguments");

const EVENTS = ["uncaughtException", "unhandledRejection"];

/** The `solc` package's module; throws UsageError where it is not installed. */
function loadCompiler() {
  const before = new Map(EVENTS.map((event) => [event, new Set(process.listeners(event))]));
  let compiler;
  try {
    compiler = require("solc");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND" && error.code !== "EACCES") throw error;
    throw new UsageError(`the npm package solc cannot be loaded (${error.message.split("\n")[0]}); run \`make setup\``);
  }
  // Emscripten's listeners throw every later error again, so that it is reported as the compiler's own source text.
  for (const event of EVENTS) {
    for (const listener of process.listeners(event)) {
      if (!before.get(event).has(listener)) process.removeListener(event, listener);
    }
  }
  return compiler;
}

module.exports = { loadCompiler };
