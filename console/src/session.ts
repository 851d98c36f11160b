import { StreamParser, type StreamMessage } from './stream';

export class Refused extends Error {}

/** A signed-in user: the token and the requests made with it. The token lives in memory and in this tab's storage only. */
export class Session {
  constructor(
    readonly user: string,
    private readonly token: string,
  ) {}

  static remembered(): Session | undefined {
    const stored = sessionStorage.getItem('holdfast.session');
    if (!stored) return undefined;
    const { user, token } = JSON.parse(stored) as { user: string; token: string };
    return new Session(user, token);
  }

  static async signIn(user: string, password: string): Promise<Session> {
    const answer = await fetch('/ovirt-engine/sso/oauth/token', {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'password', scope: 'ovirt-app-api', username: user, password }),
    });
    const body = (await answer.json().catch(() => ({}))) as { access_token?: string; error?: string };
    if (!body.access_token) throw new Refused(body.error ?? `The manager answered ${answer.status}.`);
    sessionStorage.setItem('holdfast.session', JSON.stringify({ user, token: body.access_token }));
    return new Session(user, body.access_token);
  }

  signOut(): void {
    sessionStorage.removeItem('holdfast.session');
  }

  /** Sends an action such as `vms/ID/start`. @throws Error with the manager's own words. */
  async act(path: string): Promise<void> {
    const answer = await fetch(`/ovirt-engine/api/${path}`, {
      method: 'POST',
      headers: { ...this.authorization(), Accept: 'application/json', 'Content-Type': 'application/json' },
      body: '{}',
    });
    if (answer.ok) return;
    const fault = (await answer.json().catch(() => ({}))) as { reason?: string; detail?: string; fault?: { detail?: string } };
    const detail = fault.detail ?? fault.fault?.detail ?? fault.reason ?? `The manager answered ${answer.status}.`;
    // The API puts the messages of a failed command in square brackets.
    throw new Error(detail.replace(/^\[(.*)\]$/s, '$1'));
  }

  /** Reads the event stream until it ends or `signal` aborts. @throws Refused if the token is no longer good */
  async follow(onMessage: (message: StreamMessage) => void, onOpen: () => void, signal: AbortSignal): Promise<void> {
    const answer = await fetch('/holdfast/events', {
      headers: { ...this.authorization(), Accept: 'text/event-stream' },
      signal,
    });
    if (answer.status === 401 || answer.status === 403) throw new Refused('Please sign in again.');
    if (!answer.ok || !answer.body) throw new Error(`The manager answered ${answer.status}.`);
    onOpen();
    const parser = new StreamParser();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.push(value).forEach(onMessage);
    }
  }

  private authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }
}
