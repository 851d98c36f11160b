import { describe, expect, it } from 'vitest';
import { after, emptySite } from './site';

const event = (id: number) => JSON.stringify({ id, code: 1, severity: 'normal', time: '2026-01-01T00:00:00Z', description: '' });

describe('after', () => {
  it('sorts hosts by name as people count', () => {
    const hosts = ['host-10', 'host-2'].map((name) => ({ id: name, name }));
    expect(after(emptySite, 'hosts', JSON.stringify(hosts)).hosts.map((each) => each.name)).toEqual(['host-2', 'host-10']);
  });

  it('keeps events newest first, each once, whatever the order of arrival', () => {
    let site = emptySite;
    for (const id of [2, 1, 3, 2]) site = after(site, 'event', event(id));
    expect(site.events.map((each) => each.id)).toEqual([3, 2, 1]);
  });

  it('keeps no more than 500 events', () => {
    let site = emptySite;
    for (let id = 1; id <= 600; id++) site = after(site, 'event', event(id));
    expect(site.events).toHaveLength(500);
    expect(site.events[0]?.id).toBe(600);
  });

  it('changes nothing on a message it does not know', () => {
    expect(after(emptySite, 'news', '{}')).toBe(emptySite);
  });
});
