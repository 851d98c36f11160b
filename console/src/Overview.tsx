import {
  Alert,
  AlertActionCloseButton,
  Button,
  Content,
  Grid,
  GridItem,
  Label,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  Page,
  PageSection,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { DisconnectedIcon, ConnectedIcon } from '@patternfly/react-icons';
import { useState } from 'react';
import { Hosts } from './Hosts';
import { Plans } from './Plans';
import type { Session } from './session';
import { Timeline } from './Timeline';
import { useSite } from './useSite';
import { VirtualMachines } from './VirtualMachines';

/** The one page there is today: hosts, machines and what is being done about them, and the timeline beside them. */
export function Overview({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const { site, connected } = useSite(session, onSignOut);
  const [problem, setProblem] = useState('');
  const act = (path: string) => {
    setProblem('');
    session.act(path).catch((refused: Error) => setProblem(refused.message));
  };

  const masthead = (
    <Masthead>
      <MastheadMain>
        <MastheadBrand>
          <MastheadLogo component="span" className="holdfast-brand">
            <img src={`${import.meta.env.BASE_URL}holdfast.svg`} alt="" /> Holdfast
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isFullHeight isStatic>
          <ToolbarContent>
            <ToolbarGroup align={{ default: 'alignEnd' }} alignItems="center">
              <ToolbarItem>
                {connected ? (
                  <Label color="green" icon={<ConnectedIcon />} data-testid="connection">Live</Label>
                ) : (
                  <Label color="red" icon={<DisconnectedIcon />} data-testid="connection">Manager not reachable</Label>
                )}
              </ToolbarItem>
              <ToolbarItem className="holdfast-user">{session.user}</ToolbarItem>
              <ToolbarItem>
                <Button variant="link" onClick={onSignOut}>Sign out</Button>
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );

  return (
    <Page masthead={masthead}>
      <PageSection isFilled>
        {!connected && site.hosts.length > 0 && (
          <Alert variant="warning" isInline title="The manager does not answer" className="holdfast-gap">
            What you see is the last it said. Virtual machines and their leases go on without it.
          </Alert>
        )}
        {problem && (
          <Alert
            variant="danger"
            isInline
            title="That was refused"
            className="holdfast-gap"
            actionClose={<AlertActionCloseButton onClose={() => setProblem('')} />}
          >
            {problem}
          </Alert>
        )}
        <Grid hasGutter>
          <GridItem xl={7} lg={12}>
            <Content component="h2">Hosts</Content>
            <Hosts hosts={site.hosts} vms={site.vms} />
            <Content component="h2" className="holdfast-heading">Virtual machines</Content>
            <VirtualMachines vms={site.vms} onAct={act} />
            <Plans plans={site.plans} />
          </GridItem>
          <GridItem xl={5} lg={12}>
            <Content component="h2">Timeline</Content>
            <Timeline events={site.events} />
          </GridItem>
        </Grid>
      </PageSection>
    </Page>
  );
}
