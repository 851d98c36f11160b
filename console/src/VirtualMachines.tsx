import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { VirtualMachine } from './site';
import { StatusLabel } from './status';

export function VirtualMachines({ vms, onAct }: { vms: VirtualMachine[]; onAct: (path: string) => void }) {
  return (
    <Table aria-label="Virtual machines" variant="compact">
      <Thead>
        <Tr>
          <Th>Name</Th>
          <Th>Status</Th>
          <Th>Host</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {vms.length === 0 && (
          <Tr>
            <Td colSpan={4}>There is no virtual machine yet.</Td>
          </Tr>
        )}
        {vms.map((vm) => (
          <Tr key={vm.id} data-vm={vm.name}>
            <Td dataLabel="Name">
              {vm.name} {vm.highlyAvailable && <Label isCompact color="blue">{vm.lease ? 'HA, lease' : 'HA'}</Label>}
            </Td>
            <Td dataLabel="Status">
              <StatusLabel status={vm.status} />
              {vm.why && <div className="holdfast-why">{vm.why}</div>}
            </Td>
            <Td dataLabel="Host">{vm.status === 'down' ? '' : vm.host}</Td>
            <Td isActionCell>
              {vm.status === 'down' ? (
                <Button variant="secondary" size="sm" onClick={() => onAct(`vms/${vm.id}/start`)}>Start</Button>
              ) : (
                <>
                  <Button variant="secondary" size="sm" onClick={() => onAct(`vms/${vm.id}/shutdown`)}>Shut down</Button>{' '}
                  <Button variant="link" isDanger size="sm" onClick={() => onAct(`vms/${vm.id}/stop`)}>Power off</Button>
                </>
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
