import { Label } from '@patternfly/react-core';
import {
  CheckCircleIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  InProgressIcon,
  PauseCircleIcon,
  PowerOffIcon,
  QuestionCircleIcon,
} from '@patternfly/react-icons';
import type { ComponentProps } from 'react';

type LabelStatus = { color: NonNullable<ComponentProps<typeof Label>['color']>; icon: React.ReactNode };

const good: LabelStatus = { color: 'green', icon: <CheckCircleIcon /> };
const busy: LabelStatus = { color: 'blue', icon: <InProgressIcon /> };
const warning: LabelStatus = { color: 'yellow', icon: <ExclamationTriangleIcon /> };
const bad: LabelStatus = { color: 'red', icon: <ExclamationCircleIcon /> };
const off: LabelStatus = { color: 'grey', icon: <PowerOffIcon /> };
const paused: LabelStatus = { color: 'orange', icon: <PauseCircleIcon /> };
const unknown: LabelStatus = { color: 'purple', icon: <QuestionCircleIcon /> };

const looks: Record<string, LabelStatus> = {
  up: good,
  down: off,
  maintenance: off,
  non_operational: bad,
  non_responsive: bad,
  error: bad,
  install_failed: bad,
  not_responding: bad,
  unknown,
  unassigned: unknown,
  paused,
  suspended: paused,
  connecting: warning,
};

/** A status of the REST API in words and colour; whatever is not known here is under way (powering_up, reboot, …). */
export function StatusLabel({ status }: { status: string }) {
  const look = looks[status] ?? busy;
  return (
    <Label color={look.color} icon={look.icon} data-status={status}>
      {words(status)}
    </Label>
  );
}

export function words(status: string): string {
  const text = status.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
