import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const home = resolve(import.meta.dirname, '../..');

/** The real manager, as a process of its own with an empty inventory. */
export class Manager {
  readonly password = 'a lab password';

  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** @throws Error with the manager's last words if it does not come up within a minute */
  static async start(): Promise<Manager> {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-console-'));
    const port = await freePort();
    const file = (name: string) => join(folder, name);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'certificate.pem',
      '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
    openssl('pkcs12', '-export', '-inkey', 'key.pem', '-in', 'certificate.pem', '-out', 'key.p12', '-passout', 'pass:changeit');
    writeFileSync(file('store.password'), 'changeit\n');
    writeFileSync(file('admin.password'), 'a lab password\n');
    writeFileSync(
      file('manager.properties'),
      [
        'listen.address=127.0.0.1',
        `listen.port=${port}`,
        `tls.keystore=${file('key.p12')}`,
        `tls.password-file=${file('store.password')}`,
        `database.file=${file('inventory.db')}`,
        `pki.ca=${file('certificate.pem')}`,
        `pki.certificate=${file('certificate.pem')}`,
        `pki.key=${file('key.pem')}`,
        `admin.password-file=${file('admin.password')}`,
        `console.directory=${join(home, 'console/dist')}`,
        'grace.seconds=2',
        `log.directory=${folder}`,
      ].join('\n'),
    );
    const manager = new Manager(folder, port);
    await manager.run();
    return manager;
  }

  /** Starts the process on the inventory that is there. */
  private async run(): Promise<void> {
    const running = spawn(java(), [
      `@${join(home, 'rest/src/main/resources/io/holdfast/rest/manager.jvm.options')}`,
      '-cp', process.env['HOLDFAST_CLASSPATH'] ?? join(home, 'cli/target/lib/*'),
      'io.holdfast.rest.ManagerMain', '--config', join(this.folder, 'manager.properties'),
    ], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.process = running;
    const deadline = Date.now() + 60_000;
    for (;;) {
      const healthy = await this.send('GET', '/ovirt-engine/services/health').then(({ status }) => status === 200, () => false);
      if (healthy) return;
      if (running.exitCode !== null || Date.now() > deadline) {
        const log = join(this.folder, 'manager.log');
        const words = existsSync(log) ? readFileSync(log, 'utf8') : 'nothing';
        await this.stop();
        throw new Error(`The manager did not come up; its log says:\n${words}`);
      }
      await new Promise((next) => setTimeout(next, 200));
    }
  }

  /** Restarts the manager as if this host had answered before and held its id in a lockspace: only then is there anything to prove. */
  async remember(host: string): Promise<void> {
    await this.end();
    const lockspace = {
      domain: randomUUID(), hostId: 2, generation: 1, ioTimeout: 10, watchdogArmed: true, fireTimeout: 60,
    };
    execFileSync('python3', ['-c', `
import sqlite3, sys, uuid, time
inventory = sqlite3.connect(sys.argv[1])
inventory.execute('insert into host_observation (record_key, host, boot_id, hardware_uuid, at, lockspaces) values (?, ?, ?, ?, ?, ?)',
                  (sys.argv[2], sys.argv[2], str(uuid.uuid4()), str(uuid.uuid4()), time.time_ns(), sys.argv[3]))
inventory.execute("update host_state set status = 'UP' where host = ?", (sys.argv[2],))
inventory.commit()
`, join(this.folder, 'inventory.db'), host, JSON.stringify([lockspace])]);
    await this.run();
  }

  /** Adds an entity through the REST API and returns its id. */
  async add(collection: string, entity: object): Promise<string> {
    const { status, body } = await this.send('POST', `/ovirt-engine/api/${collection}`, entity);
    if (status !== 201 && status !== 202) throw new Error(`POST ${collection}: ${status} ${body}`);
    return (JSON.parse(body) as { id: string }).id;
  }

  url(path: string): string {
    return `https://localhost:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const running = this.process;
    if (running && running.exitCode === null && running.signalCode === null) {
      const ended = new Promise((done) => running.once('exit', done));
      running.kill('SIGTERM');
      await ended;
    }
  }

  private send(method: string, path: string, document?: object): Promise<{ status: number; body: string }> {
    return new Promise((done, failed) => {
      const asked = request(this.url(path), {
        method,
        rejectUnauthorized: false,
        headers: {
          Accept: 'application/json',
          'Content-Type': 'application/json',
          Authorization: `Basic ${Buffer.from(`admin@internal:${this.password}`).toString('base64')}`,
        },
      }, (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (body += part));
        answer.on('end', () => done({ status: answer.statusCode ?? 0, body }));
      });
      asked.on('error', failed);
      asked.end(document && JSON.stringify(document));
    });
  }
}

function java(): string {
  const jdk = process.env['JAVA_HOME'] ?? '/usr/lib/jvm/temurin-25-jdk-amd64';
  return join(jdk, 'bin/java');
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
