"use strict";
/* The two compiling commands; both answer text and write nothing. */
const { UsageError } = require("./arguments");

/** Output of one combined-json field: its path in the standard output, and the selection that asks for it. */
const FIELDS = {
  abi: { select: "abi", path: ["abi"] },
  bin: { select: "evm.bytecode.object", path: ["evm", "bytecode", "object"] },
  "bin-runtime": { select: "evm.deployedBytecode.object", path: ["evm", "deployedBytecode", "object"] },
  srcmap: { select: "evm.bytecode.sourceMap", path: ["evm", "bytecode", "sourceMap"] },
  "srcmap-runtime": { select: "evm.deployedBytecode.sourceMap", path: ["evm", "deployedBytecode", "sourceMap"] },
  hashes: { select: "evm.methodIdentifiers", path: ["evm", "methodIdentifiers"] },
  userdoc: { select: "userdoc", path: ["userdoc"] },
  devdoc: { select: "devdoc", path: ["devdoc"] },
  metadata: { select: "metadata", path: ["metadata"] },
  "storage-layout": { select: "storageLayout", path: ["storageLayout"] },
};

/**
 * The standard output for a standard input, both JSON text. The compiler takes its input on a stack of a few megabytes, four
 * bytes a character: what the sources hold is not in it, the compiler asks for each of them by its `urls`.
 */
function standardJson(compiler, text, files) {
  const contents = new Map();
  const read = (name) => (contents.has(name) ? { contents: contents.get(name) } : files.read(name));
  return compiler.compile(withoutContents(text, contents), { import: read });
}

/** Moves the contents out of an input into `contents` by source name; what can't be parsed is left for the compiler to report. */
function withoutContents(text, contents) {
  let input;
  try {
    input = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
  let changed = false;
  for (const [name, source] of Object.entries(input?.sources ?? {})) {
    if (typeof source?.content !== "string") continue;
    contents.set(name, source.content);
    delete source.content;
    source.urls = [name];
    changed = true;
  }
  return changed ? JSON.stringify(input) : text;
}

/** `{stdout, stderr, failed}` of --combined-json; compiler messages go to stderr. */
function combinedJson(compiler, options, files) {
  const fields = options.combinedJson.split(",").filter((field) => field !== "ast" && field !== "compact-format");
  const unknown = fields.filter((field) => FIELDS[field] === undefined);
  if (unknown.length > 0) throw new UsageError(`--combined-json does not know ${unknown.join(", ")}`);
  const output = JSON.parse(standardJson(compiler, JSON.stringify(standardInput(options, fields, files)), files));
  const messages = output.errors ?? [];
  const stderr = messages.map((message) => message.formattedMessage).join("\n");
  if (messages.some((message) => message.severity === "error")) return { stderr, failed: true };
  const combined = { contracts: {}, sourceList: sourceList(output), version: compiler.version() };
  for (const [file, contracts] of Object.entries(output.contracts ?? {})) {
    for (const [name, contract] of Object.entries(contracts)) {
      combined.contracts[`${file}:${name}`] = Object.fromEntries(fields.map((field) => [field, fieldOf(contract, field)]));
    }
  }
  if (options.combinedJson.split(",").includes("ast")) {
    combined.sources = Object.fromEntries(
      Object.entries(output.sources).map(([file, source]) => [file, { AST: source.ast, id: source.id }]),
    );
  }
  return { stdout: JSON.stringify(combined) + "\n", stderr };
}

function standardInput(options, fields, files) {
  const sources = {};
  for (const file of options.files) {
    const answer = files.read(file.startsWith("/") ? file : files.unitName(file));
    if (answer.error !== undefined) throw new UsageError(`cannot read ${file}: ${answer.error}`);
    sources[files.unitName(file)] = { content: answer.contents };
  }
  const optimizer = { enabled: options.optimize === true };
  if (options.optimizeRuns !== undefined) optimizer.runs = options.optimizeRuns;
  const settings = {
    remappings: options.remappings,
    optimizer,
    outputSelection: { "*": { "*": fields.map((field) => FIELDS[field].select), "": ["ast"] } },
  };
  if (options.evmVersion !== undefined) settings.evmVersion = options.evmVersion;
  if (options.viaIR) settings.viaIR = true;
  if (options.metadataHash !== undefined) settings.metadata = { bytecodeHash: options.metadataHash };
  return { language: "Solidity", sources, settings };
}

/** Unit names in the order of their ids: source maps count files by it. */
function sourceList(output) {
  const entries = Object.entries(output.sources ?? {});
  return entries.sort(([, left], [, right]) => left.id - right.id).map(([file]) => file);
}

function fieldOf(contract, field) {
  return FIELDS[field].path.reduce((value, key) => value?.[key], contract) ?? "";
}

module.exports = { standardJson, combinedJson };
