'use strict';
// Drives the Node SDK as the test says: one JSON request a line on standard input, one JSON answer a line on standard output.
// What the SDK logs goes to standard error. See JavaSdkDriver for the same thing in Java.
const readline = require('node:readline');
const { Client, Event } = require('@harnessio/ff-nodejs-server-sdk');

// Above any test's patience: whatever an SDK learns in time, it learns by stream.
const POLL_INTERVAL_MS = 600_000;

// The SDK's own store is a file that outlives the test, and whose versions would suppress updates.
class MemoryStore {
  #entries = new Map();

  async set(key, value) {
    this.#entries.set(key, value);
    return true;
  }

  async get(key) {
    return this.#entries.get(key);
  }

  async del(key) {
    return this.#entries.delete(key);
  }

  async keys() {
    return this.#entries.keys();
  }
}

const log = (level) => (...words) => console.error(new Date().toISOString(), level, ...words);
const logger = { trace: () => {}, debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };

let client;
const changes = [];

async function initialise({ analytics = false }) {
  client = new Client(process.env.SDK_KEY, {
    baseUrl: process.env.SDK_BASE_URL,
    eventsUrl: process.env.SDK_BASE_URL,
    pollInterval: POLL_INTERVAL_MS,
    enableAnalytics: analytics,
    store: new MemoryStore(),
    logger,
  });
  client.on(Event.CHANGED, (flag) => changes.push(flag));
  await client.waitForInitialization();
  return true;
}

function evaluate({ kind, flag, target, otherwise }) {
  switch (kind) {
    case 'boolean':
      return client.boolVariation(flag, target, otherwise);
    case 'string':
      return client.stringVariation(flag, target, otherwise);
    case 'int':
      return client.numberVariation(flag, target, otherwise);
    case 'json':
      return client.jsonVariation(flag, target, otherwise);
    default:
      throw new Error(`no kind of flag is called ${kind}`);
  }
}

async function answer(request) {
  switch (request.do) {
    case 'initialise':
      return initialise(request);
    case 'evaluate':
      return evaluate(request);
    case 'changes':
      return changes;
    case 'close':
      client.close(); // Posts what it counted, in its own time: this process lives on.
      return true;
    default:
      throw new Error(`nothing is called ${request.do}`);
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let reply;
    try {
      reply = { value: await answer(JSON.parse(line)) };
    } catch (e) {
      reply = { error: String(e?.message ?? e) };
    }
    process.stdout.write(JSON.stringify(reply) + '\n');
  }
  process.exit(0); // Standard input has ended: so has the test.
}

main();
