"use strict";
/* The part of the native command line that forge and crytic-compile use; anything else is refused by name. */

/** A mistake in what the command was given; its message is one line. */
class UsageError extends Error {}

const FLAGS = { "--version": "version", "--standard-json": "standardJson", "--optimize": "optimize", "--via-ir": "viaIR" };
const VALUES = {
  "--combined-json": "combinedJson",
  "--optimize-runs": "optimizeRuns",
  "--evm-version": "evmVersion",
  "--metadata-hash": "metadataHash",
  "--base-path": "basePath",
  "--include-path": "includePath",
  "--allow-paths": "allowPaths",
};

/**
 * Options by name, plus `files` and `remappings` ("context:prefix=target") in the order given.
 * Throws UsageError for an unknown option, a missing value, or nothing to do.
 */
function parseArguments(argv) {
  const options = { files: [], remappings: [], includePath: [], allowPaths: [] };
  for (let index = 0; index < argv.length; index++) {
    let [name, value] = [argv[index], undefined];
    const equals = name.startsWith("--") ? name.indexOf("=") : -1;
    if (equals > 0) [name, value] = [name.slice(0, equals), name.slice(equals + 1)];
    if (FLAGS[name] !== undefined && value === undefined) {
      options[FLAGS[name]] = true;
    } else if (VALUES[name] !== undefined) {
      value ??= argv[++index];
      if (value === undefined) throw new UsageError(`${name} needs a value`);
      setValue(options, VALUES[name], value);
    } else if (name.startsWith("-")) {
      throw new UsageError(`option ${name} is not supported by this command (gate/toolchain/solc/arguments.js)`);
    } else if (name.includes("=")) {
      options.remappings.push(name);
    } else {
      options.files.push(name);
    }
  }
  if (options.version || options.standardJson) return options;
  if (options.combinedJson === undefined) throw new UsageError("nothing to do: give --version, --standard-json or --combined-json");
  if (options.files.length === 0) throw new UsageError("--combined-json needs a source file");
  return options;
}

function setValue(options, key, value) {
  if (key === "includePath") {
    options.includePath.push(value);
  } else if (key === "allowPaths") {
    options.allowPaths.push(...value.split(",").filter((path) => path !== ""));
  } else if (key === "optimizeRuns") {
    if (!/^\d+$/.test(value)) throw new UsageError(`--optimize-runs ${value} is not a number`);
    options.optimizeRuns = Number(value);
  } else {
    options[key] = value;
  }
}

module.exports = { parseArguments, UsageError };
