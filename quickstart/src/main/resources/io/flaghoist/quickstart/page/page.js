// The sample page: whom it is shown to stands in its address (?target=ann&plan=gold; what is not the target is an
// attribute), what it shows comes from the edge, and what changes comes by the stream, without a reload.
import { initialize, Event } from './sdk.js';

const PEOPLE = ['?target=ann&plan=gold', '?target=ben', '?target=cleo', '?target=dora&email=dora@example.org'];

const element = (id) => document.getElementById(id);

function target(query) {
  const attributes = Object.fromEntries(query);
  delete attributes.target;
  const identifier = query.get('target');
  return { identifier, name: identifier, attributes };
}

function linkPeople() {
  for (const query of PEOPLE) {
    const link = document.createElement('a');
    link.href = query;
    link.textContent = new URLSearchParams(query).get('target');
    element('people').append(link);
  }
}

// An edge encodes JSON values twice unless it is told not to (jsonEvaluationValues); then the SDK gives their text.
const json = (value) => (typeof value === 'string' ? JSON.parse(value) : value);

function row(flag, value) {
  const cells = [flag, typeof value === 'object' ? JSON.stringify(value) : String(value), typeof value];
  const line = document.createElement('tr');
  line.dataset.flag = flag;
  for (const text of cells) {
    const code = document.createElement('code');
    code.textContent = text;
    const cell = document.createElement('td');
    cell.append(code);
    line.append(cell);
  }
  return line;
}

function show(flags) {
  const rows = [...flags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([flag, value]) => row(flag, value));
  element('flags').replaceChildren(...rows);
  document.body.classList.toggle('dark', flags.get('dark_mode') === true);
  document.documentElement.style.setProperty('--accent', flags.get('theme_color') ?? '#1f6feb');
  element('checkout').textContent = `${flags.get('checkout_button') ?? 'Buy'} (at most ${flags.get('max_cart_items') ?? 0})`;
  const banner = json(flags.get('banner') ?? '{}');
  element('banner').textContent = banner.text ?? '';
  element('banner').hidden = banner.text === undefined;
}

function complain(problem) {
  element('error').textContent = `${problem}. Is ./flaghoist up still running? Then load this page again.`;
  element('error').hidden = false;
}

async function main() {
  const settings = await (await fetch('settings.json')).json();
  const query = new URLSearchParams(location.search || PEOPLE[0]);
  const who = target(query.has('target') ? query : new URLSearchParams(PEOPLE[0]));
  element('who').textContent = who.identifier;
  element('toggle').textContent = settings.toggle;
  linkPeople();

  const flags = new Map();
  const sdk = initialize(settings.sdkKey, who, {
    baseUrl: settings.edge,
    eventUrl: settings.edge,
  });
  const says = (event, text) => sdk.on(event, () => (element('connection').textContent = text));
  says(Event.CONNECTED, 'connected');
  says(Event.DISCONNECTED, 'disconnected; it will try again');
  sdk.on(Event.ERROR_AUTH, (problem) => complain(`The edge refused the SDK key or did not answer: ${problem}`));
  sdk.on(Event.READY, (all) => {
    Object.entries(all).forEach(([flag, value]) => flags.set(flag, value));
    show(flags);
  });
  sdk.on(Event.CHANGED, ({ flag, value, deleted }) => {
    if (deleted) {
      flags.delete(flag);
    } else {
      flags.set(flag, value);
    }
    show(flags);
  });
}

main().catch((problem) => complain(String(problem)));
