import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Manager } from './manager';

// Pictures of the pages, for who wants to look at them.
const pictures = process.env['HOLDFAST_PICTURES'];

let manager: Manager;
let browser: Browser;
let page: Page;
let cluster: string;
let second = '';

beforeAll(async () => {
  manager = await Manager.start();
  const dataCenter = await manager.add('datacenters', { name: 'north' });
  cluster = await manager.add('clusters', { name: 'racks', data_center: { id: dataCenter } });
  for (const [at, name] of ['host-1', 'host-2', 'host-10'].entries()) {
    const host = await manager.add('hosts', { name, address: `127.0.1.${at + 1}`, cluster: { id: cluster } });
    await manager.add(`hosts/${host}/fenceagents`, {
      type: 'redfish', address: `127.0.2.${at + 1}`, username: 'root', password: 'x', order: 1,
    });
    if (name === 'host-2') second = host;
  }
  await manager.add('vms', { name: 'mail', cluster: { id: cluster }, os: { kernel: '/boot/vmlinuz' } });
  await manager.add('vms', { name: 'wiki', cluster: { id: cluster }, description: 'without anything to boot from' });
  await manager.remember(second);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
});

afterAll(async () => {
  await browser?.close();
  await manager?.stop();
});

beforeEach(async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1500, height: 1000 } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(manager.url('/'));
});

afterEach(() => page.context().close());

async function signIn(password = manager.password) {
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function picture(name: string) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

test('a wrong password is refused with the reason', async () => {
  await signIn('guess');
  await page.getByText("Cannot authenticate user 'admin@internal'").waitFor();
  await picture('refused');
});

test('hosts and machines are shown as the manager sees them', async () => {
  await signIn();
  await page.getByTestId('connection').getByText('Live').waitFor();
  const hosts = page.getByRole('grid', { name: 'Hosts' });
  await hosts.getByText('host-10').waitFor();
  expect(await hosts.locator('[data-host]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-host')))).toEqual([
    'host-1', 'host-2', 'host-10',
  ]);
  await hosts.locator('[data-host="host-1"] [data-status="non_responsive"]').waitFor();
  await page.locator('[data-vm="mail"] [data-status="down"]').waitFor();
  await page.locator('[data-severity="warning"]').first().waitFor();
  await picture('overview');
});

test('a plan explains its steps', async () => {
  await signIn();
  const plan = page.locator('[data-plan="host-2"]');
  await plan.getByText('host-2 stopped answering').waitFor();
  await plan.locator('[data-state="running"]').waitFor();
  await plan.getByText('Watch the lease on', { exact: false }).waitFor();
  await picture('plan');
});

test('what happens appears at once, without a reload', async () => {
  await signIn();
  await page.locator('[data-vm="mail"]').waitFor();
  const shop = await manager.add('vms', { name: 'shop', cluster: { id: cluster } });
  await page.locator('[data-vm="shop"]').waitFor();
  await page.getByText('VM shop was added.').waitFor();
  expect(shop).toMatch(/^[0-9a-f-]{36}$/);
});

test('an action that is refused says why', async () => {
  await signIn();
  await page.locator('[data-vm="wiki"]').getByRole('button', { name: 'Start' }).click();
  await page.getByText('VM wiki has neither a disk nor a kernel to boot from', { exact: true }).waitFor();
  await picture('problem');
});

test('a session lasts over a reload and ends with signing out', async () => {
  await signIn();
  await page.getByTestId('connection').getByText('Live').waitFor();
  await page.reload();
  await page.getByTestId('connection').getByText('Live').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
});
