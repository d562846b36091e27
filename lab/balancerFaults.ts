/** What can be broken where one name stands for several servers: a load balancer, one server behind it, one rule of the reverse proxy. What each one changes is in network/. */
import type { Fault } from './faults.js';
import type { DeploymentId, View } from './types.js';

const outside = ['check', '--from', 'outside'];
const both: readonly View[] = ['inside', 'outside'];
const onlyDirector = 'Without a password only the Director is asked, which is a single server.';
// The mobility service for Lync 2010 clients.
const withMcx: readonly DeploymentId[] = ['lync2010', 'lync2013', 'sfb2015'];

export const balancerFaults = {
  'bad-front-end': {
    title: 'One Front End of each pool answers with errors',
    expect: 'one-bad-front-end',
    views: both,
    arguments: outside,
    needsPassword: onlyDirector,
  },
  'front-end-stopped': {
    title: 'On one Front End of each pool the web services are stopped, and it does not even give its name',
    expect: 'one-bad-front-end',
    views: both,
    arguments: outside,
    needsPassword: onlyDirector,
  },
  'no-cookie-affinity': {
    title: 'The load balancer pays no heed to the cookie that keeps a mobile client at one server',
    expect: 'no-cookie-affinity',
    views: both,
    arguments: outside,
    only: withMcx,
    needsPassword: 'Mcx is named in the user document, which is only had with a password.',
  },
  'path-unpublished': {
    title: 'The reverse proxy publishes every path but /Reach',
    expect: 'rp-path-unpublished',
    views: ['outside'],
    arguments: outside,
    needsPassword: 'The addresses of the services are in the user document, which is only had with a password.',
    elsewhere: 'The mistake is in the reverse proxy, which a client inside does not pass.',
  },
} as const satisfies Readonly<Record<string, Fault>>;
