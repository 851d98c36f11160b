import { Card, CardBody, CardTitle, Content, Label, ProgressStep, ProgressStepper } from '@patternfly/react-core';
import type { ComponentProps } from 'react';
import type { Plan, StepState } from './site';
import { words } from './status';
import { clock } from './Timeline';

const variants: Record<StepState, NonNullable<ComponentProps<typeof ProgressStep>['variant']>> = {
  waiting: 'pending',
  running: 'info',
  done: 'success',
  skipped: 'warning',
};

const colors: Record<Plan['state'], NonNullable<ComponentProps<typeof Label>['color']>> = {
  running: 'blue',
  done: 'green',
  stopped: 'grey',
};

/** What is being done about hosts that do not answer, step by step, each with its reason. */
export function Plans({ plans }: { plans: Plan[] }) {
  if (plans.length === 0) return null;
  return (
    <>
      <Content component="h2" className="holdfast-heading">Plans</Content>
      {plans.map((plan) => (
        <Card key={plan.id} isCompact className="holdfast-gap" data-plan={plan.host}>
          <CardTitle>
            {plan.title}{' '}
            <Label isCompact color={colors[plan.state]} data-state={plan.state}>{words(plan.state)}</Label>
          </CardTitle>
          <CardBody>
            {plan.explanation && <p className="holdfast-why holdfast-gap">{plan.explanation}</p>}
            {plan.steps.length > 0 && (
              <ProgressStepper isVertical isCompact={false} aria-label={plan.title}>
                {plan.steps.map((step, at) => (
                  <ProgressStep
                    key={`${at} ${step.name}`}
                    id={`${plan.id}-${at}`}
                    titleId={`${plan.id}-${at}-title`}
                    variant={variants[step.state]}
                    isCurrent={step.state === 'running'}
                    description={[step.time && clock(step.time), step.detail].filter(Boolean).join(' · ')}
                    aria-label={`${step.name}: ${step.state}`}
                  >
                    {step.name}
                  </ProgressStep>
                ))}
              </ProgressStepper>
            )}
          </CardBody>
        </Card>
      ))}
    </>
  );
}
