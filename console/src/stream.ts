/** One message of a server-sent event stream. */
export interface StreamMessage {
  event: string;
  data: string;
  id: string | undefined;
}

/**
 * Cuts a server-sent event stream, arriving in chunks of any size, into messages (HTML standard, section 9.2.6).
 * `EventSource` is not used because it cannot send the Authorization header.
 */
export class StreamParser {
  private rest = '';
  private event = '';
  private data: string[] = [];
  private id: string | undefined;

  push(chunk: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    this.rest += chunk;
    for (;;) {
      const end = this.rest.search(/\r\n|\n|\r(?!$)/);
      if (end < 0) return messages;
      const line = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + (this.rest.startsWith('\r\n', end) ? 2 : 1));
      if (line === '') {
        if (this.data.length > 0) {
          messages.push({ event: this.event || 'message', data: this.data.join('\n'), id: this.id });
        }
        this.event = '';
        this.data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') this.event = value;
      else if (field === 'data') this.data.push(value);
      else if (field === 'id') this.id = value;
    }
  }
}
