const swc = require('@swc/jest');

/** Compiles sources as jest.config.js says, some of them with other contents: `contents` by absolute path, `swc` the options. */
module.exports = {
  createTransformer({ contents, swc: options }) {
    const inner = swc.createTransformer(options);
    return { ...inner, process: (source, path, ...rest) => inner.process(contents[path] ?? source, path, ...rest) };
  },
};
