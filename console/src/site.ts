/** What the manager sends on its event stream; described in README.md beside this folder. */
export interface Host {
  id: string;
  name: string;
  address: string;
  cluster: string;
  /** A host status of the REST API: up, connecting, non_responsive, … */
  status: string;
  spm: boolean;
  /** Why the host has this status, and what will be tried next; empty when there is nothing to explain. */
  why: string;
}

export interface VirtualMachine {
  id: string;
  name: string;
  status: string;
  /** Name of the host it runs on, or was last known to run on. */
  host: string;
  highlyAvailable: boolean;
  lease: boolean;
  why: string;
}

export type Severity = 'normal' | 'warning' | 'error' | 'alert';

export interface SiteEvent {
  id: number;
  code: number;
  severity: Severity;
  /** ISO 8601, UTC. */
  time: string;
  description: string;
}

/** Skipped: given up, or made needless by other evidence; the detail says which. */
export type StepState = 'waiting' | 'running' | 'done' | 'skipped';

export interface Plan {
  id: string;
  /** Name of the host the plan is about. */
  host: string;
  title: string;
  state: 'running' | 'done' | 'stopped';
  started: string;
  /** One sentence: what it is doing now and when it tries again. */
  explanation: string;
  steps: { name: string; state: StepState; detail: string; time: string }[];
}

export interface Site {
  hosts: Host[];
  vms: VirtualMachine[];
  plans: Plan[];
  /** Newest first. */
  events: SiteEvent[];
}

export const emptySite: Site = { hosts: [], vms: [], plans: [], events: [] };

const eventsKept = 500;

/** The site after one message of the stream; unknown messages change nothing. */
export function after(site: Site, event: string, data: string): Site {
  switch (event) {
    case 'hosts':
      return { ...site, hosts: byName(JSON.parse(data) as Host[]) };
    case 'vms':
      return { ...site, vms: byName(JSON.parse(data) as VirtualMachine[]) };
    case 'plans':
      return { ...site, plans: JSON.parse(data) as Plan[] };
    case 'event': {
      const one = JSON.parse(data) as SiteEvent;
      if (site.events.some((each) => each.id === one.id)) return site;
      const events = [one, ...site.events].sort((a, b) => b.id - a.id).slice(0, eventsKept);
      return { ...site, events };
    }
    default:
      return site;
  }
}

function byName<T extends { name: string }>(all: T[]): T[] {
  return [...all].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
