'use strict';
// Shows what the browser SDK does: what it said (seen) and what it holds (held). What it sends, the driver sees itself.
const seen = [];
let sdk;

const text = (said) => (said instanceof Error || typeof said === 'string' ? String(said) : undefined);

function start({ key, target, options }) {
  sdk = HarnessFFSDK.initialize(key, target, options);
  for (const event of Object.values(HarnessFFSDK.Event)) {
    sdk.on(event, (said) => seen.push({ event, flag: said?.flag, message: text(said) }));
  }
}

// A flag's value with its type in JavaScript; absent when the SDK holds none.
function held(flag) {
  const { value, isDefaultValue } = sdk.variation(flag, undefined, true);
  return isDefaultValue ? { type: 'absent' } : { type: typeof value, value };
}
