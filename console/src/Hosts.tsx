import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { Host, VirtualMachine } from './site';
import { StatusLabel } from './status';

export function Hosts({ hosts, vms }: { hosts: Host[]; vms: VirtualMachine[] }) {
  return (
    <Table aria-label="Hosts" variant="compact">
      <Thead>
        <Tr>
          <Th>Name</Th>
          <Th>Status</Th>
          <Th>Address</Th>
          <Th modifier="fitContent">Machines</Th>
        </Tr>
      </Thead>
      <Tbody>
        {hosts.length === 0 && (
          <Tr>
            <Td colSpan={4}>No host has been added yet.</Td>
          </Tr>
        )}
        {hosts.map((host) => (
          <Tr key={host.id} data-host={host.name}>
            <Td dataLabel="Name">
              {host.name} {host.spm && <Label isCompact color="teal">SPM</Label>}
            </Td>
            <Td dataLabel="Status">
              <StatusLabel status={host.status} />
              {host.why && <div className="holdfast-why">{host.why}</div>}
            </Td>
            <Td dataLabel="Address">{host.address}</Td>
            <Td dataLabel="Machines">{vms.filter((vm) => vm.host === host.name && vm.status !== 'down').length}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
