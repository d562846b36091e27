/**
 * Lync Server 2010 with the November 2011 mobility update: autodiscover and MCX, XML only, no OAuth. Its servers still
 * take TLS 1.0, without which its oldest clients do not get in; a check remarks on it (tls-old-versions).
 */
import { deploymentOf } from './topology.js';

export const lync2010 = deploymentOf({
  id: 'lync2010',
  title: 'Lync Server 2010 with the mobility update; takes TLS 1.0 to 1.2',
  version: '2010',
  // curl knows no NTLM password beyond ASCII, so the first user, whom other programs are told to use, has none.
  people: [
    { sipName: 'anna.berg', samName: 'aberg', password: 'Summer&Winter=100%', home: 'pool01' },
    { sipName: 'karl.lindqvist', samName: 'klindqvist', password: 'Grün&Blau+7%', home: 'pool02' },
    { sipName: 'mei.tanaka', samName: 'mtanaka', password: 'Umi-no-Iro#41', home: 'pool01' },
    { sipName: 'petra.novak', samName: 'pnovak', password: 'Žlutý=kůň&88', home: null },
    { sipName: 'oliver.reed', samName: 'oreed', password: 'Quarter%20Past;9', home: 'online' },
  ],
});
