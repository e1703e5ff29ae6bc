// SPDX-License-Identifier: Apache-2.0
// Debian's Firefox and WebKit, driven as far as the tests need: open an address, evaluate an expression, close.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OtherBrowser {
  readonly version: string;
  open(url: string): Promise<void>;
  /** Value of an expression in the page, as JSON; a promise is waited for. */
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

export interface OtherBrowserKind {
  readonly name: string;
  /** What lacks here; undefined when it can be started. */
  readonly missing: string | undefined;
  start(): Promise<OtherBrowser>;
}

const FIREFOX = process.env.FIREFOX_PATH || '/usr/bin/firefox-esr';
const WEBKIT_DRIVER = process.env.WEBKIT_DRIVER_PATH || '/usr/bin/WebKitWebDriver';
const XVFB = '/usr/bin/Xvfb';

/** Debian has no geckodriver, so this speaks what geckodriver speaks to Firefox: Marionette, JSON over a socket. */
export const firefox: OtherBrowserKind = {
  name: 'Firefox',
  missing: missing('firefox-esr', FIREFOX),
  async start() {
    const profile = await mkdtemp(join(tmpdir(), 'poseswarm-firefox-'));
    const port = await freePort();
    await writeFile(join(profile, 'user.js'), firefoxSettings({ 'marionette.port': port }));
    const child = spawn(FIREFOX, ['--headless', '--no-remote', '--marionette', '--profile', profile], {
      stdio: 'ignore',
    });
    const { marionette, capabilities } = await orEnd([child], async () => {
      const opened = await openMarionette(port);
      return { marionette: opened, ...((await opened.call('WebDriver:NewSession')) as Capabilities) };
    });
    await marionette.call('WebDriver:SetTimeouts', { script: 60_000, pageLoad: 60_000 });
    return {
      version: capabilities.browserVersion,
      open: async (url) => void (await marionette.call('WebDriver:Navigate', { url })),
      evaluate: async <T>(expression: string) => {
        const script = { script: answering(expression), args: [] };
        return outcome<T>(((await marionette.call('WebDriver:ExecuteAsyncScript', script)) as { value: string }).value);
      },
      async close() {
        marionette.close();
        await ended(child);
        await rm(profile, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  },
};

/** WebKitGTK's own small browser, under a virtual screen: it has no headless mode. W3C WebDriver over HTTP. */
export const webkit: OtherBrowserKind = {
  name: 'WebKitGTK',
  missing: missing('webkit2gtk-driver', WEBKIT_DRIVER) ?? missing('xvfb', XVFB),
  async start() {
    const port = await freePort();
    const display = `:${1000 + (port % 50_000)}`;
    const screen = spawn(XVFB, [display, '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
    // Containers seldom allow the browser's own sandbox; software drawing, because there is no GPU to ask.
    const env = {
      ...process.env,
      DISPLAY: display,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    };
    const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], { stdio: 'ignore', env });
    const call = driverAt(`http://127.0.0.1:${port}`);
    const { sessionId, capabilities } = await orEnd([driver, screen], async () => {
      await until(() => call('GET', '/status'), 'WebKitWebDriver answers');
      return (await call('POST', '/session', { capabilities: {} })) as Capabilities;
    });
    const session = `/session/${sessionId}`;
    await call('POST', `${session}/timeouts`, { script: 60_000, pageLoad: 60_000 });
    return {
      version: capabilities.browserVersion,
      open: async (url) => void (await call('POST', `${session}/url`, { url })),
      evaluate: async <T>(expression: string) =>
        outcome<T>(
          (await call('POST', `${session}/execute/async`, { script: answering(expression), args: [] })) as string,
        ),
      async close() {
        await call('DELETE', session).catch(() => undefined);
        for (const child of [driver, screen]) await ended(child);
      },
    };
  },
};

interface Capabilities {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

function missing(debianPackage: string, path: string): string | undefined {
  return existsSync(path) ? undefined : `${path} is not there: apt-get install ${debianPackage}`;
}

/** A script that answers with JSON: `{ value }`, or `{ error }` for what the expression throws. */
function answering(expression: string): string {
  return `const done = arguments[arguments.length - 1];
    Promise.resolve().then(() => (${expression})).then(
      (value) => done(JSON.stringify({ value })),
      (error) => done(JSON.stringify({ error: String(error) })),
    );`;
}

function outcome<T>(json: string): T {
  const { value, error } = JSON.parse(json) as { value: T; error?: string };
  if (error !== undefined) throw new Error(`In the page: ${error}`);
  return value;
}

/** Nothing that a browser does on its own account. */
function firefoxSettings(more: Readonly<Record<string, number>>): string {
  const settings = {
    'app.update.enabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.reportingpolicy.firstRun': false,
    'browser.aboutwelcome.enabled': false,
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    ...more,
  };
  return Object.entries(settings)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

interface Marionette {
  call(command: string, parameters?: object): Promise<unknown>;
  close(): void;
}

/** Messages are `length:JSON`; a command is [0, id, name, parameters], its answer [1, id, error, result]. */
async function openMarionette(port: number): Promise<Marionette> {
  const socket = await until(() => connected(port), 'Firefox listens');
  const waiting = new Map<number, (error: { message: string } | null, result: unknown) => void>();
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const colon = rest.indexOf(':');
      const end = colon + 1 + Number(rest.subarray(0, colon).toString());
      if (colon < 0 || rest.length < end) return;
      const message: unknown = JSON.parse(rest.subarray(colon + 1, end).toString());
      rest = rest.subarray(end);
      if (Array.isArray(message)) waiting.get(message[1])?.(message[2], message[3]);
    }
  });
  let last = 0;
  return {
    call: (command, parameters = {}) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, (error, result) => (error ? reject(new Error(error.message)) : resolve(result)));
        const message = JSON.stringify([0, id, command, parameters]);
        socket.write(`${Buffer.byteLength(message)}:${message}`);
      }),
    close: () => socket.destroy(),
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject);
  });
}

function driverAt(root: string) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(root + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const { value } = (await response.json()) as { value: { message?: string } | null };
    if (!response.ok) throw new Error(value?.message ?? `${path} answers ${response.status}`);
    return value;
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('The system gives no free port.');
  return address.port;
}

/** Tries again until it succeeds, for a minute. */
async function until<T>(attempt: () => Promise<T>, what: string): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (Date.now() > end) throw new Error(`After a minute it is still not so that ${what}.`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Leaves no program behind that does not start well within two minutes. */
async function orEnd<T>(children: readonly ChildProcess[], start: () => Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('The browser does not start within two minutes.')), 120_000).unref();
  });
  try {
    return await Promise.race([start(), late]);
  } catch (error) {
    for (const child of children) await ended(child);
    throw error;
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
