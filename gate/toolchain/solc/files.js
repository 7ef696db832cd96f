"use strict";
/* Where sources are found: the native compiler's base path, include paths and allowed directories. */
const fs = require("fs");
const path = require("path");

/** Reads sources by their unit name; a name maps to one file below the base path or an include path. */
class Files {
  constructor({ basePath, includePath, allowPaths, files, remappings }) {
    this.roots = [path.resolve(basePath ?? "."), ...includePath.map((folder) => path.resolve(folder))];
    const targets = remappings.map((remapping) => path.resolve(remapping.slice(remapping.indexOf("=") + 1)));
    const folders = files.map((file) => path.dirname(path.resolve(file)));
    this.allowed = [...this.roots, ...allowPaths, ...targets, ...folders].map(canonical);
  }

  /** The unit name of a file given on the command line: relative to the root it lies in, else absolute. */
  unitName(file) {
    const absolute = path.resolve(file);
    const root = this.roots.find((folder) => absolute.startsWith(folder + path.sep));
    return root === undefined ? absolute : path.relative(root, absolute);
  }

  /** `{contents}` or `{error}`, as the compiler's import callback wants it. */
  read(unitName) {
    const name = unitName.replace(/^file:\/\//, "");
    const candidates = path.isAbsolute(name) ? [name] : this.roots.map((root) => path.join(root, name));
    const found = [...new Set(candidates.filter((file) => fs.existsSync(file)).map(canonical))];
    if (found.length === 0) return { error: `File not found. Searched: ${candidates.join(", ")}` };
    if (found.length > 1) return { error: `Ambiguous import. Found: ${found.join(", ")}` };
    const [file] = found;
    if (!this.allowed.some((folder) => file === folder || file.startsWith(folder + path.sep))) {
      return { error: `File outside of allowed directories: ${file}` };
    }
    try {
      return { contents: fs.readFileSync(file, "utf8") };
    } catch (error) {
      return { error: `Cannot read ${file}: ${error.message}` };
    }
  }
}

/** The path with symbolic links resolved; as it is where it does not exist. */
function canonical(file) {
  return fs.existsSync(file) ? fs.realpathSync(file) : path.resolve(file);
}

module.exports = { Files };
