import { Panel, PanelMain } from '@patternfly/react-core';
import type { SiteEvent } from './site';

/** The events, newest first, with a mark for their severity. */
export function Timeline({ events }: { events: SiteEvent[] }) {
  return (
    <Panel variant="bordered" isScrollable className="holdfast-timeline">
      <PanelMain tabIndex={0} maxHeight="calc(100vh - 12rem)">
        {events.length === 0 && <p className="holdfast-empty">Nothing has happened yet.</p>}
        <ol aria-label="Events" aria-live="polite">
          {events.map((event) => (
            <li key={event.id} data-severity={event.severity} data-code={event.code}>
              <time dateTime={event.time} title={new Date(event.time).toLocaleString()}>{clock(event.time)}</time>
              <span>{event.description}</span>
            </li>
          ))}
        </ol>
      </PanelMain>
    </Panel>
  );
}

/** Local time of day, to the second. */
export function clock(time: string): string {
  return new Date(time).toLocaleTimeString([], { hour12: false });
}
