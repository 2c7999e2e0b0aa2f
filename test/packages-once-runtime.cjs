/* global __dirname */
const { join, sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const packages = join(__dirname, '..', 'node_modules') + sep;
const jestsOwn = /^(@jest[\\/]|jest|expect[\\/]|pretty-format[\\/])/;
const isShared = (path) => path.startsWith(packages) && !jestsOwn.test(path.slice(packages.length));

/**
 * The runtime of jest that compiles in the realm of the worker and loads a package of node_modules once for all test files of it,
 * as Node would, instead of once for each: it stays compiled and warm. Sources of this repository are new for each file. What is
 * ESM alone among packages is still new, too: it cannot be required on Node 20.
 */
module.exports = class PackagesOnceRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { cjsExportsCache, esmLoader, executor } = this;
    // jest takes a test whose environment has no realm of its own for one that has ended.
    esmLoader.getContext = () => undefined;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: (specifier, _, attributes, phase) =>
          executor.dynamicImport(specifier, filename, undefined, attributes, phase),
      });
    // The names that a package exports are read off what it exported: all of its source need not be parsed for each file.
    const parsed = cjsExportsCache.getExportsOf.bind(cjsExportsCache);
    cjsExportsCache.getExportsOf = (from, path) => (isShared(path) ? [] : parsed(from, path));
  }

  requireModuleOrMock(from, name) {
    const isFile = name !== '@jest/globals' && !this._resolution.isCoreModule(name);
    const path = isFile ? this._resolution.resolveCjs(from, name) : name;
    return isShared(path) ? require(path) : super.requireModuleOrMock(from, name);
  }
};
