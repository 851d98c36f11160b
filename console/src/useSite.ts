import { useEffect, useState } from 'react';
import { Refused, type Session } from './session';
import { after, emptySite, type Site } from './site';

/** The site as the manager's stream tells it; reconnects by itself, waiting 1, 2, 4 … 15 seconds. */
export function useSite(session: Session, onRefused: () => void): { site: Site; connected: boolean } {
  const [site, setSite] = useState(emptySite);
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = 1;
    const connect = () => {
      session
        .follow(
          ({ event, data }) => setSite((current) => after(current, event, data)),
          () => {
            wait = 1;
            setConnected(true);
          },
          stop.signal,
        )
        .catch((problem: unknown) => {
          if (problem instanceof Refused) onRefused();
        })
        .finally(() => {
          if (stop.signal.aborted) return;
          setConnected(false);
          timer = setTimeout(connect, wait * 1000);
          wait = Math.min(wait * 2, 15);
        });
    };
    connect();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [session, onRefused]);
  return { site, connected };
}
