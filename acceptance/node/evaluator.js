'use strict';
// The Node SDK's own evaluator over flags and groups that are given to it, without any relay: one JSON request a line on standard
// input, {"flags": […], "segments": […], "targets": […]}, and one JSON answer a line on standard output: for each target, for each
// flag, {"variation": <identifier>}, null where the SDK would give its caller's default, or {"exception": <message>}.
const readline = require('node:readline');
const { Client } = require('@harnessio/ff-nodejs-server-sdk');

const nothing = () => {};
const logger = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

// The package exports its client only. One without a key connects to nothing, and knows its evaluator and its repository.
const client = new Client('', { logger, store: new Map(), enableStream: false, enableAnalytics: false });
const Evaluator = client.evaluator.constructor;
const Repository = client.repository.constructor;

async function evaluate(evaluator, flag, target) {
  try {
    const variation = await evaluator.evaluate(flag.feature, target, flag.kind);
    return variation ? { variation: variation.identifier } : null;
  } catch (e) {
    return { exception: String(e?.message ?? e) };
  }
}

async function answer({ flags, segments, targets }) {
  const repository = new Repository(new Map());
  for (const flag of flags) {
    await repository.setFlag(flag.feature, flag);
  }
  for (const segment of segments) {
    await repository.setSegment(segment.identifier, segment);
  }
  const evaluator = new Evaluator(repository, logger);
  const answers = [];
  for (const target of targets) {
    const ofTarget = [];
    for (const flag of flags) {
      ofTarget.push(await evaluate(evaluator, flag, target));
    }
    answers.push(ofTarget);
  }
  return answers;
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
  }
  process.exit(0); // Standard input has ended: so has the test.
}

main();
