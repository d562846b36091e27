/** `lab list`: what can be practised on. */
import { listLab } from '../lab/index.js';
import { exitStatus, print, type Io } from './io.js';

/** Prints the deployments and faults; the JSON form says how to show each fault and which finding it gives. */
export function listPractice(json: boolean, io: Io): number {
  const { deployments, faults } = listLab();
  if (json) {
    print(
      io,
      JSON.stringify({
        deployments: deployments.map(({ id, title }) => ({ id, title })),
        faults: faults.map((fault) => ({
          id: fault.id,
          title: fault.title,
          deployments: fault.deployments,
          arguments: fault.arguments,
          expect: fault.expect,
        })),
      }),
    );
    return exitStatus.clean;
  }
  const width = Math.max(...[...deployments, ...faults].map(({ id }) => id.length));
  const row = (id: string, text: string): void => print(io, `  ${id.padEnd(width)}  ${text}`);
  print(io, io.style.strong('Deployments'));
  for (const { id, title, users } of deployments) {
    row(id, title);
    for (const user of users) row('', io.style.faint(`${user.sipAddress}: ${user.expect}`));
  }
  print(io);
  print(io, io.style.strong('Faults'));
  for (const fault of faults) {
    const everywhere = fault.deployments.length === deployments.length;
    row(fault.id, `${fault.title}${everywhere ? '' : ` (${fault.deployments.join(', ')})`}`);
  }
  print(io);
  print(io, 'Try one: lyncscope check --lab sfb2015 --fault tls-expired');
  return exitStatus.clean;
}
