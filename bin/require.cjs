'use strict';

// What require('facekit') gets: the library where Node.js can require an ES module, else what to do.
if (!process.features.require_module)
  throw new Error(
    `facekit is an ES module, which Node.js ${process.versions.node} cannot require: write (await import('facekit')), or take Node.js 20.19, 22.12 or newer.`,
  );
module.exports = require('../dist/bundle/index.js');
