import { describe, expect, it } from 'vitest';
import { StreamParser } from './stream';

describe('StreamParser', () => {
  it('gives the same messages however the stream is cut', () => {
    const text = ': hello\nevent: hosts\nid: 7\ndata: [1,\ndata: 2]\n\nevent: event\r\ndata:x\r\n\r\n';
    const expected = [
      { event: 'hosts', data: '[1,\n2]', id: '7' },
      { event: 'event', data: 'x', id: '7' },
    ];
    for (let size = 1; size <= text.length; size++) {
      const parser = new StreamParser();
      const messages = [];
      for (let at = 0; at < text.length; at += size) messages.push(...parser.push(text.slice(at, at + size)));
      expect(messages, `chunks of ${size}`).toEqual(expected);
    }
  });

  it('drops a message without data and one that is not finished', () => {
    expect(new StreamParser().push('event: hosts\n\nevent: vms\ndata: 1\n')).toEqual([]);
  });
});
