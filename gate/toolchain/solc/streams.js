"use strict";
/* Whole reads and writes on pipes: an exit right after an asynchronous write cuts off what the pipe did not take. */
const fs = require("fs");
const { UsageError } = require("./arguments");

const RETRY_MILLISECONDS = 2;

/** Text of a file name or descriptor; throws UsageError where it can't be read. */
function readInput(source) {
  const descriptor = typeof source === "number" ? source : open(source);
  const chunks = [];
  const buffer = Buffer.alloc(1 << 16);
  for (;;) {
    const count = whenReady(() => fs.readSync(descriptor, buffer, 0, buffer.length, null));
    if (count === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(Buffer.from(buffer.subarray(0, count)));
  }
}

function open(file) {
  try {
    return fs.openSync(file, "r");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error.message}`);
  }
}

/** Writes all of the text before it returns. */
function writeAll(descriptor, text) {
  let rest = Buffer.from(text, "utf8");
  while (rest.length > 0) {
    rest = rest.subarray(whenReady(() => fs.writeSync(descriptor, rest)));
  }
}

/** The call's answer; a descriptor in non-blocking mode answers EAGAIN until the other side has moved. */
function whenReady(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLISECONDS);
    }
  }
}

module.exports = { readInput, writeAll };
